import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../evaluation/normal.ts';
import { auc, compareAucs, midranks, rocCurve, type Scored } from '../../evaluation/roc.ts';

/** A small generator, so that the cases are the same everywhere. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function randomCases(seed: number, count: number, steps: number): readonly Scored[] {
  const next = randomNumbers(seed);
  return Array.from({ length: count }, () => {
    const positive = next() < 0.4;
    return { positive, score: Math.round((next() + (positive ? 0.3 : 0)) * steps) / steps };
  });
}

/** The definition, pair by pair (DeLong et al. 1988, section 2). */
function direct(cases: readonly Scored[]) {
  const positives = cases.filter(({ positive }) => positive);
  const negatives = cases.filter(({ positive }) => !positive);
  const psi = (one: Scored, other: Scored) =>
    one.score > other.score ? 1 : one.score === other.score ? 0.5 : 0;
  const average = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const ofPositives = positives.map((one) => average(negatives.map((other) => psi(one, other))));
  const ofNegatives = negatives.map((other) => average(positives.map((one) => psi(one, other))));
  const area = average(ofPositives);
  const spread = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + (value - area) ** 2, 0) / (values.length - 1) / values.length;
  return { area, variance: spread(ofPositives) + spread(ofNegatives) };
}

/**
 * J. A. Hanley, B. J. McNeil, "The meaning and use of the area under a receiver operating characteristic (ROC) curve",
 * Radiology 143, 1982, table I: ratings 1 to 5 of 58 normal and 51 abnormal CT images.
 */
const ratings = { normal: [33, 6, 6, 11, 2], abnormal: [3, 2, 2, 11, 33] };
const published: readonly Scored[] = [
  ...ratings.normal.flatMap((count, rating) => Array<Scored>(count).fill({ score: rating, positive: false })),
  ...ratings.abnormal.flatMap((count, rating) =>
    Array<Scored>(count).fill({ score: rating, positive: true }),
  ),
];

describe('the area under the ROC curve', () => {
  it('is the published one for Hanley and McNeil, with its standard error', () => {
    const { area, variance } = auc(published)!;
    expect(area).toBeCloseTo(0.893, 3);
    // Theirs is 0.032, by another formula.
    expect(Math.sqrt(variance)).toBeCloseTo(0.032, 2);
  });

  it.each([1, 2, 3, 4])('and its variance are those of the definition, ties included (%i)', (seed) => {
    const cases = randomCases(seed, 60, seed % 2 === 0 ? 10 : 1e6);
    const { area, variance } = auc(cases)!;
    expect(area).toBeCloseTo(direct(cases).area, 12);
    expect(variance).toBeCloseTo(direct(cases).variance, 12);
  });

  it('is that below the curve, by trapezoids', () => {
    const cases = randomCases(5, 80, 12);
    const curve = rocCurve(cases)!;
    const below = curve.slice(1).reduce((sum, point, index) => {
      const before = curve[index];
      const width = point.falsePositiveRate - before.falsePositiveRate;
      return sum + (width * (point.sensitivity + before.sensitivity)) / 2;
    }, 0);
    expect(auc(cases)!.area).toBeCloseTo(below, 12);
    expect(curve[0]).toMatchObject({ sensitivity: 0, falsePositiveRate: 0 });
    expect(curve.at(-1)).toMatchObject({ sensitivity: 1, falsePositiveRate: 1 });
  });

  it('does not change with a rising function of the scores, and turns over with the labels', () => {
    const cases = randomCases(6, 50, 1e6);
    const { area } = auc(cases)!;
    const stretched = cases.map(({ score, positive }) => ({ score: Math.exp(3 * score), positive }));
    const turned = cases.map(({ score, positive }) => ({ score, positive: !positive }));
    expect(auc(stretched)!.area).toBeCloseTo(area, 12);
    expect(auc(turned)!.area).toBeCloseTo(1 - area, 12);
  });

  it('is nothing where a class is absent', () => {
    expect(auc([{ score: 1, positive: true }])).toBe(null);
    expect(rocCurve([{ score: 1, positive: false }])).toBe(null);
  });

  it('has an interval within 0..1', () => {
    const { interval } = auc([
      { score: 1, positive: true },
      { score: 0.9, positive: true },
      { score: 0.95, positive: false },
      { score: 0, positive: false },
    ])!;
    expect(interval[0]).toBeGreaterThanOrEqual(0);
    expect(interval[1]).toBe(1);
  });
});

describe('two areas', () => {
  it('have the variance of their difference by the definition', () => {
    const one = randomCases(7, 70, 8);
    const next = randomNumbers(8);
    const scores = one.map(({ score }): readonly [number, number] => [score, score + next()]);
    const { areas, variance, z } = compareAucs(
      one.map(({ positive }, i) => ({ scores: scores[i], positive })),
    )!;
    expect(areas[0]).toBeCloseTo(direct(one).area, 12);
    // Of the same scores twice: no difference, surely.
    const same = compareAucs(one.map(({ score, positive }) => ({ scores: [score, score], positive })))!;
    expect(same).toMatchObject({ z: 0 });
    expect(same.variance).toBeCloseTo(0, 15);
    // Of scores that order no case by the same cases: variances add up.
    const constant = compareAucs(one.map(({ score, positive }) => ({ scores: [score, 0], positive })))!;
    expect(constant.variance).toBeCloseTo(direct(one).variance, 12);
    expect(z).toBeCloseTo((areas[0] - areas[1]) / Math.sqrt(variance), 12);
  });
});

describe('ranks and quantiles', () => {
  it('share the rank of equals', () => {
    expect([...midranks([3, 1, 3, 2])]).toEqual([3.5, 1, 3.5, 2]);
  });

  // Abramowitz and Stegun, table 26.5.
  it.each([
    [0.975, 1.959963985],
    [0.995, 2.575829304],
    [0.5, 0],
    [0.01, -2.326347874],
  ])('the normal quantile of %d', (probability, quantile) => {
    expect(normalQuantile(probability)).toBeCloseTo(quantile, 7);
  });
});
