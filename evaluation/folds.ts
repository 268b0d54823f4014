/** Figures of several folds as one. Pure. */
export interface MeanAndDeviation {
  readonly mean: number;
  /** Of the sample (divided by one less than the folds); null for one fold. */
  readonly standardDeviation: number | null;
}

export function overFolds(values: readonly number[]): MeanAndDeviation {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    mean,
    standardDeviation: values.length < 2 ? null : Math.sqrt(squares / (values.length - 1)),
  };
}
