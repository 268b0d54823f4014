/** Patients in folds, and the figures of several folds as one. Pure. */
import { hashOf } from './random.ts';

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

/**
 * The fold of each patient, from 0 to `folds` - 1: by chance, the same for the same seed in whatever order they come, and as
 * even as can be. A patient that comes twice is one.
 */
export function patientFolds(
  patients: readonly string[],
  folds: number,
  seed: number,
): ReadonlyMap<string, number> {
  const drawn = [...new Set(patients)]
    .map((patient) => ({ patient, place: hashOf(`${seed}/${patient}`) }))
    .sort((one, other) => one.place - other.place || (one.patient < other.patient ? -1 : 1));
  return new Map(drawn.map(({ patient }, index) => [patient, index % folds]));
}
