import { describe, expect, it } from 'vitest';
import { bootstrapInterval, quantile } from '../../evaluation/bootstrap.ts';
import { randomBelow } from '../../evaluation/random.ts';

interface Case {
  readonly patient: string;
  readonly value: number;
}

const cases = (values: readonly number[]): readonly Case[] =>
  values.map((value, index) => ({ patient: `p${index}`, value }));

const mean = (drawn: readonly Case[]) => drawn.reduce((sum, { value }) => sum + value, 0) / drawn.length;
const median = (drawn: readonly Case[]) =>
  quantile(
    drawn.map(({ value }) => value).sort((one, other) => one - other),
    0.5,
  );

/** B. Efron and R. J. Tibshirani, "An Introduction to the Bootstrap", 1993, table 2.1: survival of treated mice, days. */
const mice = cases([94, 197, 16, 38, 99, 141, 23]);

describe('the bootstrap', () => {
  // Their table 2.2, for infinitely many resamples.
  it.each([
    ['mean', mean, 23.36],
    ['median', median, 37.83],
  ])('has the published standard error of the %s', (_, figure, published) => {
    const { standardError } = bootstrapInterval(mice, figure, { seed: 1, resamples: 40_000 })!;
    expect(Math.abs(standardError / published - 1)).toBeLessThan(0.02);
  });

  it('repeats from its seed, whatever the order of the cases', () => {
    const interval = bootstrapInterval(mice, mean, { seed: 7 });
    expect(bootstrapInterval(mice.toReversed(), mean, { seed: 7 })).toEqual(interval);
    expect(bootstrapInterval(mice, mean, { seed: 8 })).not.toEqual(interval);
    expect(interval!.low).toBeLessThan(mean(mice));
    expect(interval!.high).toBeGreaterThan(mean(mice));
  });

  it('covers the truth about as often as it says', () => {
    const below = randomBelow(3);
    const trials = Array.from({ length: 200 }, (_, seed) => {
      const drawn = cases(Array.from({ length: 60 }, () => below(1000)));
      const { low, high } = bootstrapInterval(drawn, mean, { seed, resamples: 300 })!;
      return low <= 499.5 && 499.5 <= high;
    });
    const covered = trials.filter((one) => one).length / trials.length;
    expect(covered).toBeGreaterThan(0.88);
    expect(covered).toBeLessThan(0.99);
  });

  it('draws patients, not images: the same image many times over says no more', () => {
    const repeated = mice.flatMap((one) => Array<Case>(10).fill(one));
    const one = bootstrapInterval(mice, mean, { seed: 2 })!;
    const many = bootstrapInterval(repeated, mean, { seed: 2 })!;
    expect(many.low).toBeCloseTo(one.low, 9);
    expect(many.high).toBeCloseTo(one.high, 9);
    const asImages = bootstrapInterval(cases(repeated.map(({ value }) => value)), mean, { seed: 2 })!;
    expect(asImages.high - asImages.low).toBeLessThan(0.5 * (many.high - many.low));
  });

  it('takes a patient that is drawn twice for two', () => {
    const patients = (drawn: readonly Case[]) => new Set(drawn.map(({ patient }) => patient)).size;
    expect(bootstrapInterval(mice, patients, { seed: 1 })).toMatchObject({ low: 7, high: 7 });
  });

  it('leaves out resamples without a figure, and says nothing where most have none', () => {
    const needsFirst = (drawn: readonly Case[]) =>
      drawn.some(({ value }) => value === 94) ? mean(drawn) : null;
    // A patient of seven is missed by a resample with probability (6/7)^7 = 0.34.
    expect(bootstrapInterval(mice, needsFirst, { seed: 1 })!.resamples / 1000).toBeCloseTo(0.66, 1);
    expect(bootstrapInterval(mice, () => null, { seed: 1 })).toBe(null);
    expect(bootstrapInterval([], mean, { seed: 1 })).toBe(null);
  });
});

describe('quantiles', () => {
  it('are linear between values', () => {
    expect([0, 0.25, 0.5, 1].map((share) => quantile([1, 2, 3, 10], share))).toEqual([1, 1.75, 2.5, 10]);
  });
});
