import { describe, expect, it } from 'vitest';
import { brierScore, expectedCalibrationError, reliability } from '../../evaluation/calibration.ts';
import { overFolds } from '../../evaluation/folds.ts';
import { frocArea, frocCurve, sensitivityAt } from '../../evaluation/froc.ts';
import { averagePrecision, precisionRecallCurve } from '../../evaluation/precisionRecall.ts';
import { continuousAgreement } from '../../evaluation/saliency.ts';

const scored = (...pairs: readonly (readonly [number, boolean])[]) =>
  pairs.map(([score, positive]) => ({ score, positive }));

describe('precision and recall', () => {
  // The example of scikit-learn's average_precision_score: 0.83.
  const cases = scored([0.1, false], [0.4, false], [0.35, true], [0.8, true]);

  it('have the published average', () => {
    expect(averagePrecision(cases)).toBeCloseTo(0.8333, 4);
    expect(averagePrecision(scored([1, false]))).toBe(null);
  });

  it('call equal scores together', () => {
    expect(precisionRecallCurve(scored([0.5, true], [0.5, false], [0.2, true]))).toEqual([
      { threshold: 0.5, precision: 0.5, recall: 0.5 },
      { threshold: 0.2, precision: 2 / 3, recall: 1 },
    ]);
  });
});

describe('FROC', () => {
  const images = [
    {
      lesions: 2,
      marks: [
        { score: 0.9, lesion: 0 },
        { score: 0.6, lesion: 0 },
        { score: 0.3, lesion: 1 },
      ],
    },
    {
      lesions: 0,
      marks: [
        { score: 0.8, lesion: null },
        { score: 0.3, lesion: null },
      ],
    },
  ];
  const curve = frocCurve(images)!;

  it('counts each lesion once, and false positives by image', () => {
    expect(curve).toEqual([
      { threshold: Infinity, falsePositivesPerImage: 0, sensitivity: 0 },
      { threshold: 0.9, falsePositivesPerImage: 0, sensitivity: 0.5 },
      { threshold: 0.8, falsePositivesPerImage: 0.5, sensitivity: 0.5 },
      { threshold: 0.3, falsePositivesPerImage: 1, sensitivity: 1 },
    ]);
    expect(frocCurve(images.slice(1))).toBe(null);
  });

  it('is read at a rate, and has an area', () => {
    expect([0, 0.4, 0.99, 1, 5].map((rate) => sensitivityAt(curve, rate))).toEqual([0.5, 0.5, 0.5, 1, 1]);
    expect(frocArea(curve, 1)).toBeCloseTo(0.5, 12);
    expect(frocArea(curve, 2)).toBeCloseTo((0.5 * 1 + 1 * 1) / 2, 12);
  });
});

describe('saliency against a mask', () => {
  it('by hand', () => {
    const { precision, recall, f1 } = continuousAgreement([0.5, 0.25, 0.25, 0], [1, 1, 0, 0]);
    expect([precision, recall]).toEqual([0.75, 0.375]);
    expect(f1).toBeCloseTo((2 * 0.75 * 0.375) / (0.75 + 0.375), 12);
  });

  it('is nothing without saliency or mask', () => {
    expect(continuousAgreement([0, 0], [1, 0])).toEqual({ precision: null, recall: 0, f1: null });
    expect(continuousAgreement([0.5, 0], [0, 0])).toEqual({ precision: 0, recall: null, f1: null });
    expect(continuousAgreement([0.5, 0], [0, 1]).f1).toBe(0);
  });
});

describe('calibration', () => {
  const cases = scored([0.1, false], [0.15, true], [0.9, true], [1, true]);

  it('by hand', () => {
    expect(reliability(cases)).toEqual([
      { count: 2, predicted: 0.125, observed: 0.5 },
      { count: 2, predicted: 0.95, observed: 1 },
    ]);
    expect(expectedCalibrationError(cases)).toBeCloseTo((0.375 + 0.05) / 2, 12);
    expect(brierScore(cases)).toBeCloseTo((0.01 + 0.7225 + 0.01) / 4, 12);
  });
});

describe('folds', () => {
  it('have a mean and the deviation of a sample', () => {
    expect(overFolds([1, 2, 3])).toEqual({ mean: 2, standardDeviation: 1 });
    expect(overFolds([4])).toEqual({ mean: 4, standardDeviation: null });
  });
});
