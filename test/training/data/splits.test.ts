import { describe, expect, it } from 'vitest';
import { splitByShares, splitFolds, type Split } from '../../../training/data/splits.ts';

/** Patients with one to four examples each. */
function source(patients: number, reversed = false) {
  const names = Array.from({ length: patients }, (_, at) => `p${at}`);
  if (reversed) names.reverse();
  const owners = names.flatMap((name) => new Array<string>(1 + (Number(name.slice(1)) % 4)).fill(name));
  return { patients: names, count: owners.length, patientOf: (index: number) => owners[index] };
}

function patientsOf(split: Split, from: ReturnType<typeof source>) {
  const of = (part: readonly number[]) => new Set(part.map((index) => from.patientOf(index)));
  return { train: of(split.train), validation: of(split.validation), test: of(split.test) };
}

describe('a split by shares', () => {
  const from = source(100);

  it('uses every example once, and no patient in two parts', () => {
    const split = splitByShares(from, { validation: 0.2, test: 0.1 }, 5);
    const every = [...split.train, ...split.validation, ...split.test].sort((a, b) => a - b);
    expect(every).toEqual(Array.from({ length: from.count }, (_, at) => at));
    const { train, validation, test } = patientsOf(split, from);
    expect([train.size, validation.size, test.size]).toEqual([70, 20, 10]);
    expect(new Set([...train, ...validation, ...test]).size).toBe(100);
  });

  it('depends on seed and patients, not on their order', () => {
    const reversed = source(100, true);
    const patients = (seed: number, of = from) =>
      patientsOf(splitByShares(of, { validation: 0.2, test: 0.1 }, seed), of);
    expect(patients(5, reversed)).toEqual(patients(5));
    expect(patients(6)).not.toEqual(patients(5));
  });

  it('gives a small share one patient, and a share of 0 none', () => {
    const few = source(4);
    const { validation, test } = patientsOf(splitByShares(few, { validation: 0.01, test: 0 }, 1), few);
    expect([validation.size, test.size]).toEqual([1, 0]);
  });

  it('refuses what leaves nothing to train on', () => {
    expect(() => splitByShares(source(2), { validation: 0.2, test: 0.2 }, 1)).toThrow(RangeError);
    expect(() => splitByShares(from, { validation: 0.5, test: 0.5 }, 1)).toThrow(RangeError);
  });
});

describe('folds', () => {
  const from = source(23);

  it('test every patient exactly once, in parts of equal size', () => {
    const folds = splitFolds(from, 5, 0.2, 9).map((split) => patientsOf(split, from));
    expect(folds.flatMap(({ test }) => [...test]).sort()).toEqual([...from.patients].sort());
    expect(folds.map(({ test }) => test.size).sort()).toEqual([4, 4, 5, 5, 5]);
    for (const { train, validation, test } of folds) {
      expect(validation.size).toBe(Math.round(0.2 * (23 - test.size)));
      expect(train.size + validation.size + test.size).toBe(23);
      expect(new Set([...train, ...validation, ...test]).size).toBe(23);
    }
  });

  it('are the same for the same seed only', () => {
    expect(splitFolds(from, 3, 0.1, 2)).toEqual(splitFolds(from, 3, 0.1, 2));
    expect(splitFolds(from, 3, 0.1, 3)).not.toEqual(splitFolds(from, 3, 0.1, 2));
  });

  it('refuse fewer than two, and more than there are patients', () => {
    for (const count of [0, 1, 2.5, 24]) expect(() => splitFolds(from, count, 0.1, 1)).toThrow(RangeError);
    expect(() => splitFolds(source(2), 2, 0.5, 1)).toThrow(RangeError);
  });
});
