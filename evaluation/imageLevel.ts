/** Decisions about whole images. Pure. */
import { epsilon } from './masks.ts';

export interface Confusion {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
}

export interface Decision {
  readonly predicted: boolean;
  readonly positive: boolean;
}

export function confusion(decisions: readonly Decision[]): Confusion {
  const count = (predicted: boolean, positive: boolean) =>
    decisions.filter((decision) => decision.predicted === predicted && decision.positive === positive).length;
  return {
    truePositives: count(true, true),
    falsePositives: count(true, false),
    trueNegatives: count(false, false),
    falseNegatives: count(false, true),
  };
}

/** Each 0..1; precision and recall with the authors' epsilon in both parts, F1 as the Dice of the label vectors. */
export function imageMetrics({ truePositives, falsePositives, trueNegatives, falseNegatives }: Confusion) {
  const all = truePositives + falsePositives + trueNegatives + falseNegatives;
  return {
    accuracy: (truePositives + trueNegatives) / all,
    precision: (truePositives + epsilon) / (truePositives + falsePositives + epsilon),
    recall: (truePositives + epsilon) / (truePositives + falseNegatives + epsilon),
    f1: (2 * truePositives + epsilon) / (2 * truePositives + falsePositives + falseNegatives + epsilon),
  };
}
