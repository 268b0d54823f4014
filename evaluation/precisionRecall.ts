/** Precision against recall. Pure. */
import { splitByTruth, type Scored } from './roc.ts';

export interface PrecisionRecallPoint {
  readonly threshold: number;
  /** 0..1, of those called positive. */
  readonly precision: number;
  /** 0..1, of the positive ones. */
  readonly recall: number;
}

/** By falling threshold, one point per different score. Null where no case is positive. */
export function precisionRecallCurve(cases: readonly Scored[]): readonly PrecisionRecallPoint[] | null {
  const { positives } = splitByTruth(cases);
  if (positives.length === 0) return null;
  const sorted = cases.toSorted((one, other) => other.score - one.score);
  const points: PrecisionRecallPoint[] = [];
  let found = 0;
  sorted.forEach(({ score, positive }, index) => {
    if (positive) found++;
    if (sorted[index + 1]?.score === score) return;
    points.push({ threshold: score, precision: found / (index + 1), recall: found / positives.length });
  });
  return points;
}

/** The sum of precision times the step of recall, without interpolation, 0..1. Null where no case is positive. */
export function averagePrecision(cases: readonly Scored[]): number | null {
  const curve = precisionRecallCurve(cases);
  if (curve === null) return null;
  let before = 0;
  let sum = 0;
  for (const { precision, recall } of curve) {
    sum += precision * (recall - before);
    before = recall;
  }
  return sum;
}
