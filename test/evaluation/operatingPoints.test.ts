import { describe, expect, it } from 'vitest';
import { frocCurve, type MarkedImage } from '../../evaluation/froc.ts';
import {
  operatingPoints,
  thresholdForFalsePositives,
  thresholdForSensitivity,
} from '../../evaluation/operatingPoints.ts';
import { rocCurve } from '../../evaluation/roc.ts';

const images: readonly MarkedImage[] = [
  {
    lesions: 2,
    marks: [
      { score: 0.9, lesion: 0 },
      { score: 0.6, lesion: 0 },
      { score: 0.3, lesion: 1 },
      { score: 0.3, lesion: null },
    ],
  },
  { lesions: 0, marks: [{ score: 0.8, lesion: null }] },
];

describe('operating points', () => {
  it('count what is at or above each threshold', () => {
    expect(operatingPoints(images, [0.9, 0.3, 0.85, 0.95])).toEqual([
      { threshold: 0.3, sensitivity: 1, falsePositivesPerImage: 1 },
      { threshold: 0.85, sensitivity: 0.5, falsePositivesPerImage: 0 },
      { threshold: 0.9, sensitivity: 0.5, falsePositivesPerImage: 0 },
      { threshold: 0.95, sensitivity: 0, falsePositivesPerImage: 0 },
    ]);
    expect(operatingPoints(images.slice(1))).toEqual([]);
  });

  it('agree with the FROC curve at its thresholds', () => {
    const curve = frocCurve(images)!.slice(1);
    expect(
      operatingPoints(
        images,
        curve.map(({ threshold }) => threshold),
      ),
    ).toEqual(curve.toReversed());
  });

  it('are found for what is wanted', () => {
    const curve = frocCurve(images)!;
    expect([0.5, 0.51, 1].map((wanted) => thresholdForSensitivity(curve, wanted))).toEqual([0.9, 0.3, 0.3]);
    expect([0, 0.5, 0.9, 1].map((wanted) => thresholdForFalsePositives(curve, wanted))).toEqual([
      0.9, 0.8, 0.8, 0.3,
    ]);
    const missed = frocCurve([{ lesions: 1, marks: [{ score: 0.7, lesion: null }] }])!;
    expect(thresholdForSensitivity(missed, 0.1)).toBe(null);
    expect(thresholdForFalsePositives(missed, 0.5)).toBe(Infinity);
  });

  it('of whole cases come from the ROC curve', () => {
    const curve = rocCurve([
      { score: 0.9, positive: true },
      { score: 0.4, positive: false },
      { score: 0.2, positive: true },
    ])!;
    expect(thresholdForSensitivity(curve, 0.5)).toBe(0.9);
    expect(thresholdForSensitivity(curve, 0.6)).toBe(0.2);
  });
});
