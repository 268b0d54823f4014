/** The order of the worklist. Pure. */
import type { AnalysisSummary, ExamRow, ReadStatus } from '../../contract/exam.ts';
import type { ShownIdentity } from '../app/identity.ts';
import { viewsPresent } from './viewsPresent.ts';

export const columns = {
  patient: 'Patient',
  date: 'Date',
  age: 'Age',
  views: 'Views',
  density: 'Density',
  analysis: 'AI',
  status: 'Status',
} as const;

export type ColumnId = keyof typeof columns;
export const columnIds = Object.keys(columns) as readonly ColumnId[];

export interface Sorting {
  readonly column: ColumnId;
  readonly descending: boolean;
}

export const newestFirst: Sorting = { column: 'date', descending: true };

/** What a click on a column's title makes of the order: that column rising, then falling. Dates and AI start falling. */
export function sortedBy(sorting: Sorting, column: ColumnId): Sorting {
  if (sorting.column === column) return { column, descending: !sorting.descending };
  return { column, descending: column === 'date' || column === 'analysis' };
}

/** A row with what of it is shown and what it is sorted by, made once per list. */
export interface SortableRow {
  readonly row: ExamRow;
  readonly identity: ShownIdentity;
}

// One locale everywhere: an order that changes between machines is no order to quote in a study.
const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const statusOrder: Readonly<Record<ReadStatus, number>> = { unread: 0, reading: 1, read: 2 };
const stateOrder: Readonly<Record<AnalysisSummary['state'], number>> = {
  none: 0,
  cancelled: 1,
  failed: 2,
  queued: 3,
  running: 4,
  done: 5,
};

/** Numbers and texts compare by value; null (not known) comes last whichever way the column is sorted. */
type Key = number | string | null;

function keyOf({ row, identity }: SortableRow, column: ColumnId): Key {
  switch (column) {
    case 'patient':
      return identity.name || null;
    case 'date':
      return identity.studyDate || null;
    case 'age':
      return row.ageYears;
    case 'views':
      return Object.values(viewsPresent(row.views).screening).filter((count) => count > 0).length;
    case 'density':
      return row.density;
    case 'analysis':
      return analysisKey(row.analysis);
    case 'status':
      return statusOrder[row.readStatus];
  }
}

/** By the score where there is one, the rest below every score by how far the analysis has come. */
function analysisKey({ state, highest, withheld }: AnalysisSummary): number | null {
  if (withheld || state === 'none') return null;
  return highest === null ? -10 + stateOrder[state] : highest;
}

function compareKeys(a: Key, b: Key, descending: boolean): number {
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
  const order =
    typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b));
  return descending ? -order : order;
}

/**
 * Sorted as asked; equal rows by name, then newest first, then by id, so that the order never depends on the order in
 * which the exams came.
 */
export function sortRows(rows: readonly SortableRow[], { column, descending }: Sorting): SortableRow[] {
  const keyed = rows.map((row) => ({ row, key: keyOf(row, column) }));
  keyed.sort((a, b) => compareKeys(a.key, b.key, descending) || byNameThenNewest(a.row, b.row));
  return keyed.map(({ row }) => row);
}

function byNameThenNewest(a: SortableRow, b: SortableRow): number {
  return (
    compareKeys(a.identity.name || null, b.identity.name || null, false) || newestFirstOrder(a.row, b.row)
  );
}

/** Newest first, then by id. */
export function newestFirstOrder(a: ExamRow, b: ExamRow): number {
  if (a.studyDate !== b.studyDate) return a.studyDate < b.studyDate ? 1 : -1;
  return a.examId < b.examId ? -1 : a.examId > b.examId ? 1 : 0;
}
