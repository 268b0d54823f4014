import { expect, it } from 'vitest';
import type { Annotation } from '../../../contract/reading.ts';
import { summaryFindings, summaryMeasurements } from '../../../renderer/exports/summaryFindings.ts';
import { examImage, hds, shownExam, shownImage, shownWeights } from '../ai/samples.ts';

const images = [examImage('a', 'R', 'CC'), examImage('b', 'L', 'MLO')];
const square = (probability: number) => ({
  points: [
    { x: 10, y: 10 },
    { x: 40, y: 10 },
    { x: 40, y: 50 },
    { x: 10, y: 50 },
  ],
  holes: [],
  probability,
  areaPixels: 1200,
  areaMm2: 12,
});

it('lists the outlines that are drawn, most probable first, with their sizes', () => {
  const weights = shownWeights('h');
  const exam = shownExam(
    [weights],
    [
      shownImage('a', [hds(weights, [square(0.7), square(0.2)])]),
      shownImage('b', [hds(weights, [square(0.9)])]),
    ],
  );
  const findings = summaryFindings(exam, images, { networks: {}, thresholds: {} });
  expect(findings.map(({ number, view }) => [number, view]).slice(0, 2)).toEqual([
    [1, 'L MLO'],
    [2, 'R CC'],
  ]);
  expect(findings[0].text).toMatch(/^Mass 0\.90 · .*12 mm²/);
});

it('says which frame of a volume was analysed', () => {
  const weights = shownWeights('h');
  const image = { ...shownImage('b', [hds(weights, [square(0.9)])]), frame: 20, frames: 40 };
  const [finding] = summaryFindings(shownExam([weights], [image]), images, { networks: {}, thresholds: {} });
  expect(finding.text).toMatch(/ · frame 21 of 40$/);
});

it('lists what was measured, with what it rests on, and the frame where there are several', () => {
  const length: Annotation = {
    annotationId: 'n',
    imageId: 'b',
    frame: 11,
    shape: { type: 'length', from: { x: 0, y: 0 }, to: { x: 30, y: 40 } },
  };
  const spacing = { rowMm: 0.1, columnMm: 0.1, source: 'PixelSpacing' } as const;
  const volume = [images[0], { ...images[1], frames: 40 }];
  expect(summaryMeasurements([length], volume, () => spacing)).toEqual([
    { view: 'L MLO, 40 frames', text: 'Length, 5.0 mm, Pixel Spacing, frame 12' },
  ]);
  expect(summaryMeasurements([{ ...length, imageId: 'of another exam' }], images, () => null)).toEqual([]);
});
