import { expect, test } from 'vitest';
import type { ExamRow } from '../../../contract/exam.ts';
import { shownIdentity } from '../../../renderer/app/identity.ts';
import type { ColumnId } from '../../../renderer/worklist/columns.ts';
import { newestFirst, sortedBy, sortRows } from '../../../renderer/worklist/sorting.ts';
import { analysed, exam, fourViews, scored, view } from './exams.ts';

const sorted = (rows: readonly ExamRow[], column: ColumnId, descending: boolean) =>
  sortRows(
    rows.map((row) => ({ row, identity: shownIdentity(row, null), priors: 0 })),
    { column, descending },
  ).map(({ row }) => row.examId);

test('names sort as people read them: without case and accents, numbers by value', () => {
  const rows = ['Özdemir^A', 'oak^B', 'Patient 10', 'Patient 9', ''].map((patientName, index) =>
    exam(String(index), { patientName }),
  );
  expect(sorted(rows, 'patient', false)).toEqual(['1', '0', '3', '2', '4']);
});

test('descriptions sort as names do', () => {
  const rows = ['screening', 'Übersicht', 'Diagnostic', 'Unknown', ''].map((studyDescription, index) =>
    exam(String(index), { studyDescription }),
  );
  expect(sorted(rows, 'description', false)).toEqual(['2', '0', '1', '3', '4']);
});

test('what is not known comes last, whichever way', () => {
  const rows = [
    exam('none', { ageYears: null }),
    exam('old', { ageYears: 80 }),
    exam('young', { ageYears: 40 }),
  ];
  expect(sorted(rows, 'age', false)).toEqual(['young', 'old', 'none']);
  expect(sorted(rows, 'age', true)).toEqual(['old', 'young', 'none']);
});

test('scores sort by their own column; an exam without that score comes last', () => {
  const rows = [
    exam('none', { analysis: analysed(null) }),
    exam('benign mass', {
      analysis: analysed(0.1, { scores: [scored('malignant', 0.1), scored('mass', 0.99)] }),
    }),
    exam('cancer', {
      analysis: analysed(0.9, { scores: [scored('malignant', 0.58), scored('mass', 0.96)] }),
    }),
  ];
  expect(sorted(rows, 'malignant', true)).toEqual(['cancer', 'benign mass', 'none']);
  expect(sorted(rows, 'mass', true)).toEqual(['benign mass', 'cancer', 'none']);
  expect(sorted(rows, 'mass', false)).toEqual(['cancer', 'benign mass', 'none']);
});

test('AI: by how far the analysis is', () => {
  const states = (['done', 'queued', 'none', 'running'] as const).map((state) =>
    exam(state, { analysis: analysed(null, { state }) }),
  );
  expect(sorted(states, 'analysis', false)).toEqual(['none', 'queued', 'running', 'done']);
});

test('views sort by how many of the four there are', () => {
  const rows = [
    exam('four'),
    exam('magnified', { views: [view('R', 'CC', 'M'), view('L', 'CC', 'M'), view('R', 'ML')] }),
    exam('two', { views: fourViews.slice(0, 2) }),
  ];
  expect(sorted(rows, 'views', true)).toEqual(['four', 'two', 'magnified']);
});

test('status and density sort by their order', () => {
  const statuses = (['read', 'unread', 'reading'] as const).map((readStatus) =>
    exam(readStatus, { readStatus }),
  );
  expect(sorted(statuses, 'status', false)).toEqual(['unread', 'reading', 'read']);
  const densities = (['d', null, 'a'] as const).map((density) => exam(String(density), { density }));
  expect(sorted(densities, 'density', true)).toEqual(['d', 'a', 'null']);
});

test('equal rows: by name, newest first, then by id', () => {
  const rows = [
    exam('b2', { patientName: 'B', studyDate: '20200101' }),
    exam('b1', { patientName: 'B', studyDate: '20210101' }),
    exam('a', { patientName: 'A', studyDate: '20190101' }),
  ];
  expect(sorted(rows, 'density', false)).toEqual(['a', 'b1', 'b2']);
});

test('a click on the sorted column turns it round; another column starts where it is most useful', () => {
  expect(sortedBy(newestFirst, 'date')).toEqual({ column: 'date', descending: false });
  expect(sortedBy(newestFirst, 'patient')).toEqual({ column: 'patient', descending: false });
  expect(sortedBy(newestFirst, 'malignant')).toEqual({ column: 'malignant', descending: true });
});
