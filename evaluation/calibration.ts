/** Whether probabilities mean what they say. Pure. */
import type { Scored } from './roc.ts';

export interface ReliabilityBin {
  readonly count: number;
  /** Mean of the probabilities in the bin. */
  readonly predicted: number;
  /** Share of positive cases in the bin. */
  readonly observed: number;
}

/** Bins of equal width over 0..1, the empty ones left out; scores are probabilities. */
export function reliability(cases: readonly Scored[], bins = 10): readonly ReliabilityBin[] {
  const groups = Array.from({ length: bins }, (): Scored[] => []);
  for (const each of cases) groups[Math.min(bins - 1, Math.floor(each.score * bins))].push(each);
  return groups
    .filter((group) => group.length > 0)
    .map((group) => ({
      count: group.length,
      predicted: group.reduce((sum, { score }) => sum + score, 0) / group.length,
      observed: group.filter(({ positive }) => positive).length / group.length,
    }));
}

/** Mean distance of predicted and observed, weighted by the bins' cases, 0..1 (Naeini et al. 2015). */
export function expectedCalibrationError(cases: readonly Scored[], bins = 10): number {
  const weighted = reliability(cases, bins).map(
    ({ count, predicted, observed }) => count * Math.abs(predicted - observed),
  );
  return weighted.reduce((sum, value) => sum + value, 0) / cases.length;
}

/** Mean square distance of probability and truth, 0 (best) to 1 (Brier 1950). */
export function brierScore(cases: readonly Scored[]): number {
  return cases.reduce((sum, { score, positive }) => sum + (score - Number(positive)) ** 2, 0) / cases.length;
}
