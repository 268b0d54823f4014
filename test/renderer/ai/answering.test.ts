import { expect, it } from 'vitest';
import type { ResultsExamScores } from '../../../contract/results.ts';
import { answeringTexts, frameTexts } from '../../../renderer/ai/answering.ts';
import { examImage, shownExam, shownImage } from './samples.ts';

const probabilities = { imageOfficial: 0.2, imageMax: 0.2, segmentationMax: 0.2 };
const scoredBy = (image: string): ResultsExamScores => ({
  architecture: 'hds-uresnet',
  ensemble: false,
  weights: ['w'],
  untrained: false,
  notValidatedOnPatients: false,
  breasts: [
    { laterality: 'R', views: [{ view: 'CC', image, probabilities }], missingViews: ['MLO'], probabilities },
  ],
  missingBreasts: ['L'],
  probabilities,
});

it('names the image that answers where it is not plainly the view, and why others do not', () => {
  const images = [
    { ...examImage('low', 'R', 'CC'), kind: 'low-energy' as const },
    { ...examImage('raw', 'R', 'CC'), presentationIntent: 'FOR PROCESSING' as const },
  ];
  const exam = {
    ...shownExam([], [], [scoredBy('low'), scoredBy('low')]),
    notScored: [{ image: 'raw', reason: 'raw-beside-processed' as const }],
  };
  expect(answeringTexts(exam, images)).toEqual([
    'R CC scored by: R CC, low energy',
    'R CC, For Processing: not scored, raw beside processed',
  ]);
  expect(answeringTexts(shownExam([], [], [scoredBy('plain')]), [examImage('plain', 'R', 'CC')])).toEqual([]);
});

it('tells the frame that results are of', () => {
  const images = [{ ...examImage('volume', 'L', 'MLO'), kind: 'tomosynthesis' as const, frames: 41 }];
  const analysed = shownImage('volume', [{} as never], { frame: 20, frames: 41 });
  expect(frameTexts(shownExam([], [analysed]), images)).toEqual([
    'L MLO, 41 frames: frame 21 of 41, the middle one',
  ]);
  expect(frameTexts(shownExam([], [shownImage('volume', [], { frames: 41 })]), images)).toEqual([]);
});
