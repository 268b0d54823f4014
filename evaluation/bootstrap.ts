/** What a figure may be by chance of the patients that were looked at. Pure. */
import { overFolds } from './folds.ts';
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
 * Percentile intervals (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13) of figures of `cases`.
 * Whole patients are drawn with replacement, all of a patient's cases together, because images of one woman are not
 * independent; one who is drawn twice is two patients to the figures. The same seed gives the same intervals, in whatever
 * order the patients come. Resamples without a figure (no positive case, say) are left out; null where fewer than half
 * have one.
 */
export function bootstrapIntervals<Case extends { readonly patient: string }>(
  cases: readonly Case[],
  figures: readonly Figure<Case>[],
  { seed, resamples = 1000, level = 0.95 }: BootstrapOptions,
): readonly (BootstrapInterval | null)[] {
  const patients = [...Map.groupBy(cases, ({ patient }) => patient)]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, own]) => own);
  const below = randomBelow(seed);
  const values = figures.map((): number[] => []);
  for (let resample = 0; resample < resamples && patients.length > 0; resample++) {
    const drawn = patients.flatMap((_, draw) => {
      const patient = String(draw);
      return patients[below(patients.length)].map((one) => ({ ...one, patient }));
    });
    figures.forEach((figure, index) => {
      const value = figure(drawn);
      if (value !== null) values[index].push(value);
    });
  }
  return values.map((own) => (own.length < Math.max(1, resamples / 2) ? null : intervalOf(own, level)));
}

/** A figure of cases; null where they do not have it. */
export type Figure<Case> = (cases: readonly Case[]) => number | null;

/** `bootstrapIntervals` of one figure. */
export function bootstrapInterval<Case extends { readonly patient: string }>(
  cases: readonly Case[],
  figure: Figure<Case>,
  options: BootstrapOptions,
): BootstrapInterval | null {
  return bootstrapIntervals(cases, [figure], options)[0];
}

function intervalOf(values: readonly number[], level: number): BootstrapInterval {
  const sorted = values.toSorted((one, other) => one - other);
  return {
    low: quantile(sorted, (1 - level) / 2),
    high: quantile(sorted, (1 + level) / 2),
    standardError: overFolds(sorted).standardDeviation ?? 0,
    resamples: sorted.length,
  };
}

/** Linear between the sorted values (Hyndman and Fan 1996, definition 7). */
export function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low] + (place - low) * (sorted[high] - sorted[low]);
}
