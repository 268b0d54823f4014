/** The lines of the worklist: exams filtered and sorted, a patient's earlier exams below the newest. Pure. */
import type { ExamRow } from '../../contract/exam.ts';
import { shownIdentity, type Pseudonyms, type ShownIdentity } from '../app/identity.ts';
import { filterFor, type Filter } from './filtering.ts';
import { newestFirstOrder, sortRows, type ShownRow, type Sorting } from './sorting.ts';

export interface Line {
  readonly row: ExamRow;
  readonly identity: ShownIdentity;
  /** Earlier exams of the patient in the list. */
  readonly priors: number;
  /** 1: an exam of its own or a patient's first; 2: another exam of the patient above. */
  readonly level: 1 | 2;
  /** Other exams of the patient that this line folds; 0 where there are none, and on level 2. */
  readonly others: number;
  readonly expanded: boolean;
}

/** All exams in the order asked for: made anew when they or the order change, not when a letter is typed. */
export interface SortedExams {
  readonly rows: readonly ShownRow[];
  /** By patient key, newest first. */
  readonly patients: ReadonlyMap<string, readonly ShownRow[]>;
}

/**
 * `before`: how they were sorted last (any order will do): little changes while exams are indexed and analysed, and what
 * is nearly sorted is sorted fast. `pseudonyms` null: identities as the files say.
 */
export function sortExams(
  exams: ReadonlyMap<string, ExamRow>,
  sorting: Sorting,
  pseudonyms: Pseudonyms | null,
  before: readonly ShownRow[] = [],
): SortedExams {
  const known = new Set(before.map(({ row }) => row.examId));
  const remaining = before.map(({ row }) => exams.get(row.examId)).filter((row) => row !== undefined);
  const added = [...exams.values()].filter(({ examId }) => !known.has(examId));
  const priors = priorsOf(exams);
  const shown = [...remaining, ...added].map((row) => ({
    row,
    identity: identityOf(row, pseudonyms),
    priors: priors.get(row.examId) ?? 0,
  }));
  return { rows: sortRows(shown, sorting), patients: byPatient(shown) };
}

/** How many exams of its patient each exam comes after, by exam id; those of no date come after none. */
function priorsOf(exams: ReadonlyMap<string, ExamRow>): ReadonlyMap<string, number> {
  const priors = new Map<string, number>();
  for (const ofPatient of Map.groupBy(exams.values(), ({ patientKey }) => patientKey).values()) {
    if (ofPatient.length === 1) continue;
    for (const { examId, studyDate } of ofPatient) {
      const before = ofPatient.filter((other) => other.studyDate !== '' && other.studyDate < studyDate);
      priors.set(examId, before.length);
    }
  }
  return priors;
}

function byPatient(rows: readonly ShownRow[]): ReadonlyMap<string, readonly ShownRow[]> {
  const patients = new Map<string, ShownRow[]>();
  for (const row of rows) {
    const known = patients.get(row.row.patientKey);
    if (known) known.push(row);
    else patients.set(row.row.patientKey, [row]);
  }
  for (const exams of patients.values()) exams.sort((a, b) => newestFirstOrder(a.row, b.row));
  return patients;
}

export interface Arrangement {
  readonly filter: Filter;
  /** One line per patient. */
  readonly grouped: boolean;
  /** Patient keys whose other exams are shown. */
  readonly expanded: ReadonlySet<string>;
}

/**
 * All lines, in order. Grouped, a patient stands at the newest of the exams that pass the filter; unfolded, all other
 * exams of the patient follow, newest first, whether they pass or not: a prior is wanted for the comparison.
 */
export function arrange(
  { rows, patients }: SortedExams,
  { filter, grouped, expanded }: Arrangement,
): readonly Line[] {
  const passes = filterFor(filter);
  const passing = rows.filter(({ row, identity }) => passes(row, identity));
  if (!grouped) return passing.map((row) => ({ ...row, level: 1, others: 0, expanded: false }));

  const newest = newestOfEach(passing);
  const lines: Line[] = [];
  for (const first of passing) {
    const { patientKey } = first.row;
    if (newest.get(patientKey) !== first) continue;
    const exams = patients.get(patientKey) ?? [first];
    const open = exams.length > 1 && expanded.has(patientKey);
    lines.push({ ...first, level: 1, others: exams.length - 1, expanded: open });
    if (!open) continue;
    for (const other of exams)
      if (other.row !== first.row) lines.push({ ...other, level: 2, others: 0, expanded: false });
  }
  return lines;
}

function newestOfEach(rows: readonly ShownRow[]): ReadonlyMap<string, ShownRow> {
  const newest = new Map<string, ShownRow>();
  for (const row of rows) {
    const known = newest.get(row.row.patientKey);
    if (!known || newestFirstOrder(row.row, known.row) < 0) newest.set(row.row.patientKey, row);
  }
  return newest;
}

/** Kept with the row: thousands of names are not made readable anew for each change. */
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
