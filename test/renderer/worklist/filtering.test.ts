import { expect, test } from 'vitest';
import type { ExamRow } from '../../../contract/exam.ts';
import { shownIdentity } from '../../../renderer/app/identity.ts';
import { filterFor, isFiltering, noFilter, type Filter } from '../../../renderer/worklist/filtering.ts';
import { analysed, exam, fourViews, scored } from './exams.ts';

const passes = (row: ExamRow, patch: Partial<Filter>) =>
  filterFor({ ...noFilter, ...patch })(row, shownIdentity(row, null));

const row = exam('e', {
  patientName: 'Müller^Anna',
  patientId: 'PX-77',
  accessionNumber: 'ACC 2026/1',
  studyDescription: 'Screening mammogram',
});

test.each(['muller', 'MÜLLER, anna', 'anna mül', 'px-77', 'acc 2026/1', 'screen px', '  '])(
  'finds by %j',
  (search) => expect(passes(row, { search })).toBe(true),
);

test.each(['mueller', 'anna schmidt', 'px-78'])('does not find by %j', (search) =>
  expect(passes(row, { search })).toBe(false),
);

test('unread leaves out what is read only', () => {
  const statuses = (['unread', 'reading', 'read'] as const).map((readStatus) => ({ ...row, readStatus }));
  expect(statuses.map((status) => passes(status, { unread: true }))).toEqual([true, true, false]);
});

test('the score must be known, of the kind, and high enough', () => {
  const scores = (analysis: ExamRow['analysis']) =>
    passes({ ...row, analysis }, { score: { kind: 'malignant', least: 0.5 } });
  expect(scores(analysed(0.5))).toBe(true);
  expect(scores(analysed(0.49))).toBe(false);
  expect(scores(analysed(null))).toBe(false);
  expect(scores(analysed(null, { scores: [scored('mass', 0.9)] }))).toBe(false);
  expect(scores(analysed(null, { withheld: true }))).toBe(false);
});

test('problems and missing views', () => {
  expect(passes(row, { withProblems: true })).toBe(false);
  expect(passes({ ...row, problemCount: 1 }, { withProblems: true })).toBe(true);
  expect(passes(row, { viewsMissing: true })).toBe(false);
  expect(passes({ ...row, views: fourViews.slice(1) }, { viewsMissing: true })).toBe(true);
});

test('what is no mammography is left out at first', () => {
  const other = { ...row, mammography: false };
  expect(passes(other, {})).toBe(false);
  expect(passes(other, { mammographyOnly: false })).toBe(true);
});

test('an exam without a name is found by its file and folder, unless identities are hidden', () => {
  const nameless = exam('n', { patientName: '', patientId: '', place: 'study 7/case-12.png' });
  expect(passes(nameless, { search: 'case-12' })).toBe(true);
  expect(filterFor({ ...noFilter, search: 'case-12' })(nameless, shownIdentity(nameless, new Map()))).toBe(
    false,
  );
});

test('blank search is no filter', () => {
  expect(isFiltering({ ...noFilter, search: '  ' })).toBe(false);
  expect(isFiltering({ ...noFilter, search: 'a' })).toBe(true);
  expect(isFiltering({ ...noFilter, score: { kind: 'mass', least: 0.1 } })).toBe(true);
});
