import { expect, test } from 'vitest';
import {
  biRadsText,
  columnChoices,
  columnIds,
  possibleColumns,
  scoreKindsIn,
  shownColumns,
} from '../../../renderer/worklist/columns.ts';
import { analysed, exam, scored } from './exams.ts';

test('there is a column for each kind of score that an exam has, and none in a mode without AI', () => {
  const exams = new Map([
    ['a', exam('a')],
    ['b', exam('b', { analysis: analysed(null, { scores: [scored('mass', 0.2), scored('benign', 0.1)] }) })],
  ]);
  const kinds = scoreKindsIn(exams);
  expect(kinds).toEqual(['mass', 'benign']);
  const has = (kind: (typeof kinds)[number]) => kinds.includes(kind);
  expect(possibleColumns('aided', has)).toEqual(expect.arrayContaining(['mass', 'benign', 'analysis']));
  expect(possibleColumns('aided', has)).not.toContain('malignant');
  expect(possibleColumns('unaided', has)).not.toContain('mass');
});

test('the reader hides columns, never the patient', () => {
  const possible = possibleColumns('aided', () => true);
  expect(shownColumns(possible, {})).not.toContain('modality');
  const none = Object.fromEntries(columnIds.map((column) => [column, false]));
  expect(shownColumns(possible, none)).toEqual(['patient']);
});

test('a column that the reader never chose is as it is at first, whatever was chosen of others', () => {
  const possible = possibleColumns('aided', () => true);
  const shown = (kept: unknown) => shownColumns(possible, columnChoices(kept));
  const atFirst = shown(undefined);
  expect(shown({ age: false, unknown: true })).toEqual(atFirst.filter((column) => column !== 'age'));
  expect(shown({ modality: true })).toEqual([...shown({}), 'modality'].toSorted(inOrder));
  expect(shown({ age: 'no' })).toEqual(atFirst);
});

const inOrder = (one: string, other: string) =>
  columnIds.findIndex((id) => id === one) - columnIds.findIndex((id) => id === other);

test('BI-RADS as given, breast by breast', () => {
  const biRads = [
    { laterality: 'R', biRads: '1' },
    { laterality: 'L', biRads: '4B' },
  ] as const;
  expect(biRadsText(exam('e', { biRads }))).toBe('R 1, L 4B');
  expect(biRadsText(exam('e', { biRads: [{ laterality: 'R', biRads: null }] }))).toBe('');
});
