/** Receiver operating characteristic and its area. Pure. */
import { normalQuantile } from './normal.ts';

/** A case with its score; higher scores speak for the finding. */
export interface Scored {
  readonly score: number;
  readonly positive: boolean;
}

/** What calling cases of at least `threshold` positive comes to; rates 0..1. */
export interface RocPoint {
  readonly threshold: number;
  readonly sensitivity: number;
  readonly falsePositiveRate: number;
}

export interface Split {
  readonly positives: readonly number[];
  readonly negatives: readonly number[];
}

export function splitByTruth(cases: readonly Scored[]): Split {
  const scores = (wanted: boolean) =>
    cases.filter(({ positive }) => positive === wanted).map(({ score }) => score);
  return { positives: scores(true), negatives: scores(false) };
}

/**
 * From (0, 0) at an infinite threshold to (1, 1), one point per different score: equal scores are called together.
 * Null where a class is absent.
 */
export function rocCurve(cases: readonly Scored[]): readonly RocPoint[] | null {
  const { positives, negatives } = splitByTruth(cases);
  if (positives.length === 0 || negatives.length === 0) return null;
  const sorted = cases.toSorted((one, other) => other.score - one.score);
  const points: RocPoint[] = [{ threshold: Infinity, sensitivity: 0, falsePositiveRate: 0 }];
  let [found, called] = [0, 0];
  sorted.forEach(({ score, positive }, index) => {
    if (positive) found++;
    else called++;
    if (sorted[index + 1]?.score === score) return;
    points.push({
      threshold: score,
      sensitivity: found / positives.length,
      falsePositiveRate: called / negatives.length,
    });
  });
  return points;
}

/** An area with what it may be by chance. */
export interface Auc {
  /** 0..1. */
  readonly area: number;
  readonly variance: number;
  /** 95 %, within 0..1. */
  readonly interval: readonly [low: number, high: number];
}

/**
 * Area under the ROC curve: the chance that a positive case scores above a negative one, ties counting half
 * (Mann-Whitney), with the variance of DeLong, DeLong and Clarke-Pearson, "Comparing the areas under two or more correlated
 * receiver operating characteristic curves", Biometrics 44, 1988, computed by midranks (Sun and Xu, IEEE Signal Processing
 * Letters 21, 2014). Null where a class is absent. A class of one case adds
 * nothing to the variance, which is then too small.
 */
export function auc(cases: readonly Scored[]): Auc | null {
  const { positives, negatives } = splitByTruth(cases);
  if (positives.length === 0 || negatives.length === 0) return null;
  const { area, ofPositives, ofNegatives } = placements(positives, negatives);
  const variance =
    covariance(ofPositives, ofPositives) / positives.length +
    covariance(ofNegatives, ofNegatives) / negatives.length;
  const half = normalQuantile(0.975) * Math.sqrt(variance);
  return { area, variance, interval: [Math.max(0, area - half), Math.min(1, area + half)] };
}

export interface AucComparison {
  readonly areas: readonly [number, number];
  /** Of the difference of the areas. */
  readonly variance: number;
  /** Standard normal where the areas are equal in truth; 0 where the scores do not differ. */
  readonly z: number;
}

/** Two scores of the same cases compared (DeLong et al., section 3). Null where a class is absent. */
export function compareAucs(
  cases: readonly { readonly scores: readonly [number, number]; readonly positive: boolean }[],
): AucComparison | null {
  const placed = ([0, 1] as const).map((which) => {
    const { positives, negatives } = splitByTruth(
      cases.map(({ scores, positive }) => ({ score: scores[which], positive })),
    );
    return positives.length === 0 || negatives.length === 0 ? null : placements(positives, negatives);
  });
  const [one, other] = placed;
  if (!one || !other) return null;
  const part = (a: Float64Array, b: Float64Array) =>
    (covariance(a, a) + covariance(b, b) - 2 * covariance(a, b)) / a.length;
  const variance = part(one.ofPositives, other.ofPositives) + part(one.ofNegatives, other.ofNegatives);
  const difference = one.area - other.area;
  return {
    areas: [one.area, other.area],
    variance,
    z: difference === 0 ? 0 : difference / Math.sqrt(variance),
  };
}

interface Placements {
  readonly area: number;
  /** Share of negatives below each positive. */
  readonly ofPositives: Float64Array;
  /** Share of positives above each negative. */
  readonly ofNegatives: Float64Array;
}

function placements(positives: readonly number[], negatives: readonly number[]): Placements {
  const [m, n] = [positives.length, negatives.length];
  const all = midranks([...positives, ...negatives]);
  const amongPositives = midranks(positives);
  const amongNegatives = midranks(negatives);
  const ofPositives = Float64Array.from(positives, (_, i) => (all[i] - amongPositives[i]) / n);
  const ofNegatives = Float64Array.from(negatives, (_, i) => 1 - (all[m + i] - amongNegatives[i]) / m);
  return { area: mean(ofPositives), ofPositives, ofNegatives };
}

/** Ranks from 1; equal values share the mean of theirs. */
export function midranks(values: readonly number[]): Float64Array {
  const order = values.map((_, index) => index).sort((one, other) => values[one] - values[other]);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to]] === values[order[from]]) to++;
    for (let place = from; place < to; place++) ranks[order[place]] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of a sample (divided by one less than its size); 0 for a sample of one. */
function covariance(one: Float64Array, other: Float64Array): number {
  if (one.length < 2) return 0;
  const [meanOne, meanOther] = [mean(one), mean(other)];
  const sum = one.reduce((total, value, index) => total + (value - meanOne) * (other[index] - meanOther), 0);
  return sum / (one.length - 1);
}
