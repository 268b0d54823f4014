import { describe, expect, it } from 'vitest';
import type { ImageAnalysis } from '../../../contract/findings.ts';
import type { ImageHeader } from '../../../contract/image.ts';
import type { ResultsImage } from '../../../contract/results.ts';
import { examScores } from '../../../main/exports/examScores.ts';
import { imageResults, scoreCandidate } from '../../../main/exports/imageResults.ts';
import type { ScoreCandidate } from '../../../main/exports/scoredImages.ts';
import { analysed, gmicAnalysis, hdsAnalysis, headerOf } from './samples.ts';

let count = 0;
const candidates = new Map<string, ScoreCandidate>();
/** Each of other pixels, but for those that a test gives. */
function image(
  overrides: Partial<ImageHeader>,
  analyses: (header: ImageHeader) => readonly ImageAnalysis[],
  pixelSha256 = String(count).padStart(64, '0'),
): ResultsImage {
  const header = headerOf({ rows: 100, columns: 60, ...overrides });
  const list = analyses(header);
  const files = { pictures: [], maps: list.map(() => ({ probability: [], benign: [], malignant: [] })) };
  const one = analysed(header, list, { pixelSha256 });
  const id = `image-${++count}`;
  candidates.set(id, scoreCandidate(id, one));
  return imageResults(one, { id, exam: 'exam-1' }, files);
}

const scored = (images: readonly ResultsImage[]) =>
  examScores(
    'exam-1',
    images,
    images.flatMap(({ id }) => candidates.get(id) ?? []),
  );

const hds =
  (scores: number, name = 'a') =>
  (header: ImageHeader) => [hdsAnalysis(header, { scores, name })];

describe('breast and exam scores', () => {
  it('takes the mean of CC and MLO, and the larger breast for the exam', () => {
    const images = [
      image({ laterality: 'R', viewPosition: 'CC' }, hds(0.2)),
      image({ laterality: 'R', viewPosition: 'MLO' }, hds(0.8)),
      image({ laterality: 'L', viewPosition: 'MLO' }, hds(0.4)),
    ];
    const [scores, ...others] = scored(images).scores;
    expect(others).toEqual([]);
    if (scores.architecture !== 'hds-uresnet') throw new Error('wrong architecture');
    const [right, left] = scores.breasts;
    expect(right.laterality).toBe('R');
    expect(right.views.map(({ view, probabilities }) => [view, probabilities.imageOfficial])).toEqual([
      ['CC', 0.2],
      ['MLO', 0.8],
    ]);
    expect(right.views[0].image).toBe(images[0].id);
    expect(right.probabilities.imageOfficial).toBe(0.5);
    expect(right.missingViews).toEqual([]);
    expect(left.probabilities.imageOfficial).toBe(0.4);
    expect(left.missingViews).toEqual(['CC']);
    expect(scores.missingBreasts).toEqual([]);
    expect(scores.probabilities?.imageOfficial).toBe(0.5);
  });

  it('takes the exam maximum value by value', () => {
    const both = (benign: number) => (header: ImageHeader) => [gmicAnalysis(header, { scores: benign })];
    const [scores] = scored([
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
    const exam = scored(images);
    expect(exam.imagesNotScored.map(({ reason }) => reason)).toEqual([
      'no-laterality',
      'no-view',
      'other-view',
      'partial-view',
      'partial-view',
    ]);
    expect(exam.scores[0].breasts[0].views[0].image).toBe(images[5].id);
    expect(exam.scores[0].missingBreasts).toEqual(['R']);
  });

  it('has no scores where no view counts', () => {
    const exam = scored([image({ viewPosition: 'ML' }, hds(0.9))]);
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
    const { scores } = scored(images);
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
    const ensembles = scored(images).scores.filter(({ ensemble }) => ensemble);
    expect(ensembles).toHaveLength(1);
    expect(ensembles[0].weights).toEqual(['a', 'b', 'c']);
    expect(ensembles[0].breasts[0].missingViews).toEqual(['MLO']);
    expect(ensembles[0].probabilities).toMatchObject({ imageOfficial: 0.5 });
  });
});

describe('the one image that answers for a view', () => {
  const raw = { presentationIntent: 'FOR PROCESSING' } as const;
  /** Scores 0.1, 0.2, ... in the order given; those that answer, and why the others do not. */
  function answers(...headers: readonly Partial<ImageHeader>[]) {
    const images = headers.map((header, at) => image(header, hds((at + 1) / 10)));
    const exam = scored(images);
    const [breast] = exam.scores[0].breasts;
    return {
      score: (breast.probabilities as { imageOfficial: number }).imageOfficial,
      answering: breast.views.map(({ image: id }) => images.findIndex((one) => one.id === id)),
      reasons: exam.imagesNotScored.map(({ reason }) => reason),
    };
  }

  it('is the processed one beside the raw one, and the raw one where it is alone', () => {
    expect(answers(raw, {})).toEqual({ score: 0.2, answering: [1], reasons: ['raw-beside-processed'] });
    expect(answers(raw)).toEqual({ score: 0.1, answering: [0], reasons: [] });
  });

  it('is the conventional or low-energy one beside recombined, synthetic and tomosynthesis', () => {
    expect(answers({ kind: 'recombined' }, { kind: 'low-energy' }, { ...raw, kind: 'high-energy' })).toEqual({
      score: 0.2,
      answering: [1],
      reasons: ['other-kind', 'other-kind'],
    });
    expect(answers({ kind: 'tomosynthesis', frames: 41 }, { kind: 'synthetic' }, {})).toEqual({
      score: 0.3,
      answering: [2],
      reasons: ['other-kind-beside', 'other-kind-beside'],
    });
    expect(answers({ kind: 'tomosynthesis', frames: 41 }, { kind: 'synthetic' })).toMatchObject({
      answering: [1],
    });
    // A raw conventional image is not for these networks, a synthetic one is.
    expect(answers(raw, { kind: 'synthetic' })).toMatchObject({ answering: [1] });
    expect(answers({ kind: 'tomosynthesis', frames: 41 })).toMatchObject({ answering: [0] });
  });

  it('is the plain view beside modified ones, and the last exposure', () => {
    expect(answers({ viewModifiers: ['ID'] }, {})).toMatchObject({
      answering: [1],
      reasons: ['modified-beside-plain'],
    });
    const at = (acquired: string, instanceNumber: number | null = null) => ({ acquired, instanceNumber });
    expect(answers(at('20260302101500'), at('20260302102000.5'), at('20260302101900'))).toMatchObject({
      answering: [1],
      reasons: ['another-exposure', 'another-exposure'],
    });
    expect(answers(at('', 3), at('', 4), at('', 2))).toMatchObject({ answering: [1] });
    expect(answers({}, {})).toMatchObject({ answering: [0] });
  });

  it('is one of two copies', () => {
    const images = [image({}, hds(0.3), 'f'.repeat(64)), image({}, hds(0.3), 'f'.repeat(64))];
    expect(scored(images).imagesNotScored).toEqual([{ image: images[1].id, reason: 'copy' }]);
  });

  it('is waited for: a lesser one that was analysed first does not answer meanwhile', () => {
    const synthetic = image({ kind: 'synthetic' }, hds(0.9));
    const waiting = scoreCandidate('waiting', analysed(headerOf({ kind: 'conventional' }), []));
    const known = candidates.get(synthetic.id);
    expect(examScores('exam-1', [synthetic], [waiting, ...(known ? [known] : [])]).scores).toEqual([]);
  });
});
