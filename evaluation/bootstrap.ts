/** What a figure may be by chance of the patients that were looked at. Pure. */
import { randomBelow } from './random.ts';

export interface BootstrapOptions {
  readonly seed: number;
  /** 1000 by default. */
  readonly resamples?: number;
  /** Of the interval, between 0 and 1; 0.95 by default. */
  readonly level?: number;
}

export interface BootstrapInterval {
  readonly low: number;
  readonly high: number;
  /** Of the resamples' figures. */
  readonly standardError: number;
  /** Resamples that had a figure. */
  readonly resamples: number;
}

/**
 * Percentile interval (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13) of a figure of `cases`.
 * Whole patients are drawn with replacement, all of a patient's cases together, because images of one woman are not
 * independent. The same seed gives the same interval, in whatever order the patients' cases come. Resamples without a
 * figure (no positive case, say) are left out; null where fewer than half have one.
 */
export function bootstrapInterval<Case extends { readonly patient: string }>(
  cases: readonly Case[],
  figure: (cases: readonly Case[]) => number | null,
  { seed, resamples = 1000, level = 0.95 }: BootstrapOptions,
): BootstrapInterval | null {
  const patients = [...Map.groupBy(cases, ({ patient }) => patient)]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, own]) => own);
  if (patients.length === 0) return null;
  const below = randomBelow(seed);
  const figures: number[] = [];
  for (let resample = 0; resample < resamples; resample++) {
    const drawn = patients.flatMap(() => patients[below(patients.length)]);
    const value = figure(drawn);
    if (value !== null) figures.push(value);
  }
  if (figures.length < resamples / 2 || figures.length === 0) return null;
  figures.sort((one, other) => one - other);
  return {
    low: quantile(figures, (1 - level) / 2),
    high: quantile(figures, (1 + level) / 2),
    standardError: deviation(figures),
    resamples: figures.length,
  };
}

/** Linear between the sorted values (Hyndman and Fan 1996, definition 7). */
export function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low] + (place - low) * (sorted[high] - sorted[low]);
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1));
}
