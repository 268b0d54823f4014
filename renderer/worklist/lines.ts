/** The lines of the worklist: exams filtered and sorted, a patient's earlier exams below the newest. Pure. */
import type { ExamRow } from '../../contract/exam.ts';
import { shownIdentity, type Pseudonyms, type ShownIdentity } from '../app/identity.ts';
import { filterFor, type Filter } from './filtering.ts';
import { newestFirstOrder, sortRows, type SortableRow, type Sorting } from './sorting.ts';

export interface Line {
  readonly row: ExamRow;
  readonly identity: ShownIdentity;
  /** 1: an exam of its own or a patient's first; 2: another exam of the patient above. */
  readonly level: 1 | 2;
  /** Other exams of the patient that this line folds; 0 where there are none, and on level 2. */
  readonly others: number;
  readonly expanded: boolean;
}

export interface Arrangement {
  readonly filter: Filter;
  readonly sorting: Sorting;
  /** One line per patient. */
  readonly grouped: boolean;
  /** Patient keys whose other exams are shown. */
  readonly expanded: ReadonlySet<string>;
  /** Null: identities as the files say. */
  readonly pseudonyms: Pseudonyms | null;
}

/**
 * All lines, in order. Grouped, a patient stands at the newest of the exams that pass the filter; unfolded, all other
 * exams of the patient follow, newest first, whether they pass or not: a prior is wanted for the comparison.
 */
export function arrange(exams: Iterable<ExamRow>, arrangement: Arrangement): readonly Line[] {
  const { grouped, sorting, expanded, pseudonyms } = arrangement;
  const passes = filterFor(arrangement.filter);
  const all = [...exams].map((row) => ({ row, identity: identityOf(row, pseudonyms) }));
  const passing = all.filter(({ row, identity }) => passes(row, identity));
  if (!grouped)
    return sortRows(passing, sorting).map((row) => ({ ...row, level: 1, others: 0, expanded: false }));

  const patients = byPatient(all);
  return sortRows(newestOfEach(passing), sorting).flatMap((first) => {
    const others = (patients.get(first.row.patientKey) ?? []).filter((other) => other.row !== first.row);
    const open = others.length > 0 && expanded.has(first.row.patientKey);
    const line: Line = { ...first, level: 1, others: others.length, expanded: open };
    if (!open) return [line];
    const below = others.sort((a, b) => newestFirstOrder(a.row, b.row));
    return [line, ...below.map((other): Line => ({ ...other, level: 2, others: 0, expanded: false }))];
  });
}

function byPatient(rows: readonly SortableRow[]): Map<string, SortableRow[]> {
  const patients = new Map<string, SortableRow[]>();
  for (const row of rows) {
    const known = patients.get(row.row.patientKey);
    if (known) known.push(row);
    else patients.set(row.row.patientKey, [row]);
  }
  return patients;
}

function newestOfEach(rows: readonly SortableRow[]): readonly SortableRow[] {
  const newest = new Map<string, SortableRow>();
  for (const row of rows) {
    const known = newest.get(row.row.patientKey);
    if (!known || newestFirstOrder(row.row, known.row) < 0) newest.set(row.row.patientKey, row);
  }
  return [...newest.values()];
}

/** Kept with the row: searching by every letter typed must not format thousands of names again. */
const identities = new WeakMap<ExamRow, { pseudonyms: Pseudonyms | null; identity: ShownIdentity }>();

function identityOf(row: ExamRow, pseudonyms: Pseudonyms | null): ShownIdentity {
  const known = identities.get(row);
  if (known && known.pseudonyms === pseudonyms) return known.identity;
  const identity = shownIdentity(row, pseudonyms);
  identities.set(row, { pseudonyms, identity });
  return identity;
}

/** The exam before and after this one in a reading order; exams that are no longer in the library are passed over. */
export function neighbours(
  order: readonly string[],
  examId: string,
  present: { has(examId: string): boolean },
): { readonly previous: string | null; readonly next: string | null } {
  const at = order.indexOf(examId);
  const remains = (id: string) => present.has(id);
  return {
    previous: order.slice(0, Math.max(0, at)).findLast(remains) ?? null,
    next: order.slice(at + 1).find(remains) ?? null,
  };
}
