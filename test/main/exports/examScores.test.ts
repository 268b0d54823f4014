import { describe, expect, it } from 'vitest';
import type { ImageAnalysis } from '../../../contract/findings.ts';
import type { ImageHeader } from '../../../contract/image.ts';
import type { ResultsImage } from '../../../contract/results.ts';
import { examScores } from '../../../main/exports/examScores.ts';
import { imageResults } from '../../../main/exports/imageResults.ts';
import { analysed, gmicAnalysis, hdsAnalysis, headerOf } from './samples.ts';

let count = 0;
function image(
  overrides: Partial<ImageHeader>,
  analyses: (header: ImageHeader) => readonly ImageAnalysis[],
): ResultsImage {
  const header = headerOf({ rows: 100, columns: 60, ...overrides });
  const list = analyses(header);
  const files = { pictures: [], maps: list.map(() => ({ probability: [], benign: [], malignant: [] })) };
  return imageResults(analysed(header, list), { id: `image-${++count}`, exam: 'exam-1' }, files);
}

const hds =
  (scores: number, name = 'a') =>
  (header: ImageHeader) => [hdsAnalysis(header, { scores, name })];

describe('breast and exam scores', () => {
  it('takes the mean of CC and MLO, images of one view averaged first, and the larger breast for the exam', () => {
    const images = [
      image({ laterality: 'R', viewPosition: 'CC' }, hds(0.1)),
      image({ laterality: 'R', viewPosition: 'CC' }, hds(0.3)),
      image({ laterality: 'R', viewPosition: 'MLO' }, hds(0.8)),
      image({ laterality: 'L', viewPosition: 'MLO' }, hds(0.4)),
    ];
    const [scores, ...others] = examScores('exam-1', images).scores;
    expect(others).toEqual([]);
    if (scores.architecture !== 'hds-uresnet') throw new Error('wrong architecture');
    const [right, left] = scores.breasts;
    expect(right.laterality).toBe('R');
    expect(right.views.map(({ view, probabilities }) => [view, probabilities.imageOfficial])).toEqual([
      ['CC', 0.2],
      ['MLO', 0.8],
    ]);
    expect(right.views[0].images).toEqual([images[0].id, images[1].id]);
    expect(right.probabilities.imageOfficial).toBe(0.5);
    expect(right.missingViews).toEqual([]);
    expect(left.probabilities.imageOfficial).toBe(0.4);
    expect(left.missingViews).toEqual(['CC']);
    expect(scores.missingBreasts).toEqual([]);
    expect(scores.probabilities?.imageOfficial).toBe(0.5);
  });

  it('takes the exam maximum value by value', () => {
    const both = (benign: number) => (header: ImageHeader) => [gmicAnalysis(header, { scores: benign })];
    const [scores] = examScores('exam-1', [
      image({ laterality: 'R' }, both(0.9)),
      image({ laterality: 'L' }, both(0.2)),
    ]).scores;
    if (scores.architecture !== 'gmic') throw new Error('wrong architecture');
    expect(scores.probabilities?.fusion).toEqual({ benign: 0.12, malignant: 0.9 });
    expect(scores.probabilities?.global.malignant).toBe(0.45);
  });

  it('leaves out other, partial and unplaced views, and says why', () => {
    const images = [
      image({ laterality: null }, hds(0.9)),
      image({ viewPosition: null }, hds(0.9)),
      image({ viewPosition: 'ML' }, hds(0.9)),
      image({ viewModifiers: ['S'] }, hds(0.9)),
      image({ viewModifiers: ['M'] }, hds(0.9)),
      image({ viewModifiers: ['ID'] }, hds(0.2)),
    ];
    const exam = examScores('exam-1', images);
    expect(exam.imagesNotScored.map(({ reason }) => reason)).toEqual([
      'no-laterality',
      'no-view',
      'other-view',
      'partial-view',
      'partial-view',
    ]);
    expect(exam.scores[0].breasts[0].views[0].images).toEqual([images[5].id]);
    expect(exam.scores[0].missingBreasts).toEqual(['R']);
  });

  it('has no scores where no view counts', () => {
    const exam = examScores('exam-1', [image({ viewPosition: 'ML' }, hds(0.9))]);
    expect(exam.scores).toEqual([]);
    expect(exam.images.length).toBe(1);
  });

  it('averages the members of an ensemble for image, breast and exam', () => {
    const pair = (one: number, other: number) => (header: ImageHeader) => [
      gmicAnalysis(header, { scores: one, name: 'g1' }),
      gmicAnalysis(header, { scores: other, name: 'g2', untrained: true }),
    ];
    const images = [
      image({ viewPosition: 'CC' }, pair(0.2, 0.4)),
      image({ viewPosition: 'MLO' }, pair(0.6, 1)),
    ];
    expect(images[0].ensembles).toHaveLength(1);
    expect(images[0].ensembles[0]).toMatchObject({ members: ['g1', 'g2'], untrained: true });
    expect(images[0].ensembles[0].probabilities).toMatchObject({
      fusion: { benign: 0.12, malignant: 0.3 },
      paperMean: { malignant: 0.225 },
    });
    const { scores } = examScores('exam-1', images);
    expect(scores.map(({ weights, ensemble }) => [weights, ensemble])).toEqual([
      [['g1'], false],
      [['g2'], false],
      [['g1', 'g2'], true],
    ]);
    expect(scores[0].probabilities).toMatchObject({ fusion: { malignant: 0.4 } });
    expect(scores[2].probabilities).toMatchObject({ fusion: { malignant: 0.55 } });
  });

  it('uses for an ensemble only images that all members analysed', () => {
    const images = [
      image({ viewPosition: 'CC' }, (header) => [
        ...hds(0.2, 'a')(header),
        ...hds(0.4, 'b')(header),
        ...hds(0.9, 'c')(header),
      ]),
      image({ viewPosition: 'MLO' }, (header) => [...hds(0.6, 'a')(header), ...hds(0.8, 'b')(header)]),
    ];
    const ensembles = examScores('exam-1', images).scores.filter(({ ensemble }) => ensemble);
    expect(ensembles).toHaveLength(1);
    expect(ensembles[0].weights).toEqual(['a', 'b', 'c']);
    expect(ensembles[0].breasts[0].missingViews).toEqual(['MLO']);
    expect(ensembles[0].probabilities).toMatchObject({ imageOfficial: 0.5 });
  });
});
