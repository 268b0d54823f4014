import { describe, expect, it } from 'vitest';
import { operatingThreshold, pointAt, thresholdRange } from '../../../renderer/ai/operatingPoint.ts';
import { gmicWeights, shownWeights } from './samples.ts';

const points = [
  { threshold: 0.3, sensitivity: 0.98, falsePositivesPerImage: 3 },
  { threshold: 0.55, sensitivity: 0.92, falsePositivesPerImage: 1.2 },
  { threshold: 0.7, sensitivity: 0.81, falsePositivesPerImage: 0.4 },
  { threshold: 0.9, sensitivity: 0.5, falsePositivesPerImage: 0.05 },
];

describe('thresholdRange', () => {
  it('is what was measured, for outlines not below where they run', () => {
    expect(thresholdRange(gmicWeights('g', { operatingPoints: points }))).toEqual({ low: 0.3, high: 0.9 });
    expect(thresholdRange(shownWeights('h', { operatingPoints: points }))).toEqual({ low: 0.55, high: 0.9 });
  });
  it('is all that has an effect where nothing was measured', () => {
    expect(thresholdRange(gmicWeights('g'))).toEqual({ low: 0, high: 1 });
    expect(thresholdRange(shownWeights('h'))).toEqual({ low: 0.5, high: 1 });
  });
});

describe('operatingThreshold', () => {
  const weights = shownWeights('h', { operatingPoints: points });
  it('is the reader’s, held within the range', () => {
    expect(operatingThreshold(weights, { [weights.sha256]: 0.6 })).toBe(0.6);
    expect(operatingThreshold(weights, { [weights.sha256]: 0.1 })).toBe(0.55);
    expect(operatingThreshold(weights, { [weights.sha256]: 1 })).toBe(0.9);
  });
  it('starts at one half or the nearest to it', () => {
    expect(operatingThreshold(weights, {})).toBe(0.55);
    expect(operatingThreshold(shownWeights('other'), {})).toBe(0.5);
  });
});

describe('pointAt', () => {
  it('gives measured points only: the next one that is not below', () => {
    expect(pointAt(points, 0.7)).toBe(points[2]);
    expect(pointAt(points, 0.56)).toBe(points[2]);
    expect(pointAt(points, 0.1)).toBe(points[0]);
  });
  it('bears the rounding of a slider', () => {
    expect(pointAt(points, 0.1 + 0.2 + 0.4 + 1e-12)).toBe(points[2]);
  });
  it('says nothing beyond what was measured', () => {
    expect(pointAt(points, 0.95)).toBeNull();
    expect(pointAt([], 0.5)).toBeNull();
  });
});
