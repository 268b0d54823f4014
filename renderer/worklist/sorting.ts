/** The order of the worklist. Pure. */
import type { AnalysisSummary, ExamRow, ReadStatus } from '../../contract/exam.ts';
import type { ShownIdentity } from '../app/identity.ts';
import { biRadsText, isScoreColumn, scoreOf, type ColumnId } from './columns.ts';
import { folded } from './folded.ts';
import { viewsPresent } from './viewsPresent.ts';

export interface Sorting {
  readonly column: ColumnId;
  readonly descending: boolean;
}

export const newestFirst: Sorting = { column: 'date', descending: true };

/** What a click on a column's title makes of the order: that column rising, then falling. Dates and scores start falling. */
export function sortedBy(sorting: Sorting, column: ColumnId): Sorting {
  if (sorting.column === column) return { column, descending: !sorting.descending };
  return { column, descending: column === 'date' || isScoreColumn(column) };
}

/** A row with what of it is shown. */
export interface ShownRow {
  readonly row: ExamRow;
  readonly identity: ShownIdentity;
  /** Earlier exams of the patient in the list. */
  readonly priors: number;
}

const statusOrder: Readonly<Record<ReadStatus, number>> = { unread: 0, reading: 1, read: 2 };
const stateOrder: Readonly<Record<AnalysisSummary['state'], number>> = {
  nothing: 0,
  none: 1,
  cancelled: 2,
  failed: 3,
  queued: 4,
  running: 5,
  done: 6,
};

/** Null (not known) comes last whichever way the column is sorted. */
type Key = number | string | null;

function keyOf({ row, identity, priors }: ShownRow, column: ColumnId): Key {
  switch (column) {
    case 'patient':
      return identity.name || identity.place || null;
    case 'modality':
      return row.modalities.join(', ') || null;
    case 'description':
      return identity.description || null;
    case 'date':
      return identity.studyDate || null;
    case 'age':
      return row.ageYears;
    case 'views':
      return Object.values(viewsPresent(row.views).screening).filter((count) => count > 0).length;
    case 'density':
      return row.density;
    case 'biRads':
      return biRadsText(row) || null;
    case 'malignant':
    case 'mass':
    case 'benign':
      return scoreOf(row, column)?.value ?? null;
    case 'analysis':
      return stateOrder[row.analysis.state];
    case 'priors':
      return priors;
    case 'status':
      return statusOrder[row.readStatus];
  }
}

// One locale everywhere: an order that changes between machines is no order to quote in a study.
const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

const compareTexts = (a: Key, b: Key): number => collator.compare(String(a), String(b));
const compareValues = (a: Key, b: Key): number => (a === b ? 0 : a! < b! ? -1 : 1);

/** Columns of what people have written. */
const texts: ReadonlySet<ColumnId> = new Set(['patient', 'modality', 'description']);

/**
 * Sorted as asked; equal rows by name, then newest first, then by id, so that the order never depends on the order in
 * which the exams came. Fast where the rows are nearly in order already.
 */
export function sortRows(rows: readonly ShownRow[], { column, descending }: Sorting): ShownRow[] {
  const compare = texts.has(column) ? compareTexts : compareValues;
  const sign = descending ? -1 : 1;
  const keyed = rows.map((row) => ({ row, key: keyOf(row, column), name: plainName(row.identity) }));
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) {
      if (a.key !== b.key) return a.key === null ? 1 : -1;
    } else {
      const order = compare(a.key, b.key);
      if (order !== 0) return sign * order;
    }
    return compareValues(a.name, b.name) || newestFirstOrder(a.row.row, b.row.row);
  });
  return keyed.map(({ row }) => row);
}

const plainNames = new WeakMap<ShownIdentity, string>();

/** Compares code by code nearly as people order names: there are ten thousands of ties to break in a sort by date. */
function plainName(identity: ShownIdentity): string {
  let name = plainNames.get(identity);
  if (name === undefined) {
    name = folded(identity.name).replace(/\d+/g, (digits) => digits.padStart(12, '0'));
    plainNames.set(identity, name);
  }
  return name;
}

/** Newest first, then by id. */
export function newestFirstOrder(a: ExamRow, b: ExamRow): number {
  return compareValues(b.studyDate, a.studyDate) || compareValues(a.examId, b.examId);
}
