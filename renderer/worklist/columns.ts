/** The columns of the worklist. */
import type { ExamRow } from '../../contract/exam.ts';
import type { ReadingMode } from '../../contract/reading.ts';
import type { ExamScore, ScoreKind } from '../../contract/scores.ts';
import { scoreNames } from '../ai/scores.ts';

/** In the order in which they stand. */
export const columns = {
  patient: 'Patient',
  modality: 'Modality',
  description: 'Description',
  date: 'Date',
  age: 'Age',
  views: 'Views',
  density: 'Density',
  biRads: 'BI-RADS',
  malignant: scoreNames.malignant,
  mass: scoreNames.mass,
  benign: scoreNames.benign,
  analysis: 'AI',
  status: 'Status',
  priors: 'Priors',
} as const;

export type ColumnId = keyof typeof columns;
export const columnIds = Object.keys(columns) as readonly ColumnId[];

/** Widths as tracks of a grid. */
export const tracks: Readonly<Record<ColumnId, string>> = {
  patient: 'minmax(200px, 1fr)',
  modality: '84px',
  description: 'minmax(120px, 0.5fr)',
  date: '96px',
  age: '52px',
  views: 'minmax(212px, 0.6fr)',
  density: '72px',
  biRads: '96px',
  malignant: '88px',
  mass: '72px',
  benign: '76px',
  analysis: 'minmax(120px, 0.4fr)',
  status: '92px',
  priors: '64px',
};

const scoreColumns: readonly ScoreKind[] = ['malignant', 'mass', 'benign'];

export const isScoreColumn = (column: ColumnId): column is ScoreKind =>
  scoreColumns.some((kind) => kind === column);

/** What the networks answer by in any of the exams. */
export function scoreKindsIn(exams: ReadonlyMap<string, ExamRow>): readonly ScoreKind[] {
  const kinds = new Set<ScoreKind>();
  for (const { analysis } of exams.values()) {
    for (const { kind } of analysis.scores) kinds.add(kind);
    if (kinds.size === scoreColumns.length) break;
  }
  return scoreColumns.filter((kind) => kinds.has(kind));
}

/** Columns that the reader has to ask for. */
const hiddenAtFirst: readonly ColumnId[] = ['modality', 'description'];

/** What the reader chose: true for a column that is shown; one that is absent is as it is at first. */
export type ColumnChoices = Readonly<Partial<Record<ColumnId, boolean>>>;

/** As kept; what is none of it is left out. */
export function columnChoices(kept: unknown): ColumnChoices {
  const members = new Map(typeof kept === 'object' && kept !== null ? Object.entries(kept) : []);
  return Object.fromEntries(
    columnIds.map((id) => [id, members.get(id)] as const).filter(([, shown]) => typeof shown === 'boolean'),
  );
}

/** Columns that there can be now: without AI, what it says has no place in the list. */
export function possibleColumns(mode: ReadingMode, has: (kind: ScoreKind) => boolean): readonly ColumnId[] {
  return columnIds.filter((column) => !isScoreColumn(column) || (mode !== 'unaided' && has(column)));
}

/** Those that are shown; the patient always is. */
export function shownColumns(possible: readonly ColumnId[], choices: ColumnChoices): readonly ColumnId[] {
  return possible.filter(
    (column) => column === 'patient' || (choices[column] ?? !hiddenAtFirst.includes(column)),
  );
}

export const scoreOf = ({ analysis }: ExamRow, kind: ScoreKind): ExamScore | null =>
  analysis.scores.find((score) => score.kind === kind) ?? null;

/** "R 1, L 4B": what was given. */
export const biRadsText = ({ biRads }: ExamRow): string =>
  biRads
    .flatMap(({ laterality, biRads: given }) => (given === null ? [] : [`${laterality} ${given}`]))
    .join(', ');
