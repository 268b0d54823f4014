import { hashOf } from '../phantoms/random.ts';
import type { ExampleSource } from './example.ts';

/** Indices of a source's examples, rising. No patient is in two of the lists. */
export interface Split {
  readonly train: readonly number[];
  readonly validation: readonly number[];
  readonly test: readonly number[];
}

type Patients = Pick<ExampleSource, 'patients' | 'count' | 'patientOf'>;

/** Parts of the patients, 0..1; together below 1. The rest is trained on. */
export interface Shares {
  readonly validation: number;
  readonly test: number;
}

/**
 * Splits by patient. Which patient comes where follows from seed and patient alone, whatever order the source has. A share
 * above 0 gets at least one patient. RangeError where shares leave nothing to train on.
 */
export function splitByShares(source: Patients, shares: Shares, seed: number): Split {
  const patients = shuffled(source.patients, seed);
  const { validation, test } = counts(patients.length, shares);
  if (validation + test >= patients.length) {
    throw new RangeError(
      `${patients.length} patients are too few to be split into training, validation and test`,
    );
  }
  return indices(source, {
    test: patients.slice(0, test),
    validation: patients.slice(test, test + validation),
  });
}

/**
 * `folds` splits: each patient is tested in exactly one. Of the others, the share `validation` (0..1) is kept for validation
 * in each. RangeError for fewer than two folds, or fewer patients than folds.
 */
export function splitFolds(
  source: Patients,
  folds: number,
  validation: number,
  seed: number,
): readonly Split[] {
  const patients = shuffled(source.patients, seed);
  if (!Number.isInteger(folds) || folds < 2 || patients.length < folds) {
    throw new RangeError(`${patients.length} patients cannot be split into ${folds} folds`);
  }
  return Array.from({ length: folds }, (_, fold) => {
    const test = patients.filter((_, at) => at % folds === fold);
    const others = patients.filter((_, at) => at % folds !== fold);
    const kept = counts(others.length, { validation, test: 0 }).validation;
    if (kept >= others.length) {
      throw new RangeError(`${patients.length} patients are too few for ${folds} folds with validation`);
    }
    return indices(source, { test, validation: others.slice(0, kept) });
  });
}

function counts(patients: number, shares: Shares): { readonly validation: number; readonly test: number } {
  const part = (share: number): number => (share <= 0 ? 0 : Math.max(1, Math.round(share * patients)));
  return { validation: part(shares.validation), test: part(shares.test) };
}

/** In an order that only the seed and the names decide. */
function shuffled(patients: readonly string[], seed: number): readonly string[] {
  const key = new Map(patients.map((patient) => [patient, hashOf(seed, 'split', patient)]));
  return [...key.keys()].sort((a, b) => key.get(a)! - key.get(b)! || (a < b ? -1 : 1));
}

function indices(
  source: Patients,
  kept: { readonly validation: readonly string[]; readonly test: readonly string[] },
): Split {
  const validation = new Set(kept.validation);
  const test = new Set(kept.test);
  const split = { train: [] as number[], validation: [] as number[], test: [] as number[] };
  for (let index = 0; index < source.count; index++) {
    const patient = source.patientOf(index);
    const part = test.has(patient) ? 'test' : validation.has(patient) ? 'validation' : 'train';
    split[part].push(index);
  }
  return split;
}
