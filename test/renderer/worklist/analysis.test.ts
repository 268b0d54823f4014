import { expect, test } from 'vitest';
import type { ExamRow } from '../../../contract/exam.ts';
import { analysisProgress, updateBatch } from '../../../renderer/worklist/analysisProgress.ts';
import { analysisReason, analysisText } from '../../../renderer/worklist/analysisText.ts';
import { analysed, exam } from './exams.ts';

const library = (...rows: readonly ExamRow[]) => new Map(rows.map((row) => [row.examId, row]));
const at = (examId: string, state: ExamRow['analysis']['state'], done: number) =>
  exam(examId, { analysis: analysed(null, { state, done }) });

test('progress counts every exam that was in the queue since it was last empty', () => {
  const before = library(at('a', 'queued', 0), at('b', 'queued', 0), at('c', 'none', 0));
  const batch = updateBatch(new Set(), before);
  expect(analysisProgress(batch, before)).toEqual({ examsLeft: 2, done: 0, total: 8 });
  const during = library(at('a', 'done', 4), at('b', 'running', 1), at('c', 'queued', 0));
  const more = updateBatch(batch, during);
  expect(analysisProgress(more, during)).toEqual({ examsLeft: 2, done: 5, total: 12 });
});

test('an exam that failed is no longer waited for', () => {
  const exams = library(at('a', 'failed', 2), at('b', 'running', 3));
  expect(analysisProgress(new Set(['a', 'b']), exams)).toEqual({ examsLeft: 1, done: 7, total: 8 });
});

test('with the queue empty there is no progress, and the next batch starts anew', () => {
  const exams = library(at('a', 'done', 4));
  expect(analysisProgress(new Set(['a']), exams)).toBeNull();
  expect(updateBatch(new Set(['a']), exams)).toEqual(new Set());
});

test('a batch that does not change is the same object', () => {
  const exams = library(at('a', 'running', 1));
  const batch = updateBatch(new Set(), exams);
  expect(updateBatch(batch, exams)).toBe(batch);
});

test('an exam of which nothing can be analysed says so, and why', () => {
  const nothing = analysed(null, {
    state: 'nothing',
    done: 0,
    total: 0,
    notAnalysed: ['a mask', 'no side stated'],
  });
  expect(analysisText(nothing, 'aided')).toBe('No view to analyse');
  expect(analysisReason(nothing)).toBe('Not analysed: a mask\nNot analysed: no side stated');
});

test('what is withheld says until when', () => {
  const withheld = analysed(null, { withheld: true });
  expect(analysisText(withheld, 'sequential')).toBe('Hidden until locked');
  expect(analysisText(withheld, 'unaided')).toBe('Hidden');
  expect(analysisText(analysed(0.5), 'aided')).toBe('');
  expect(analysisText(analysed(null), 'aided')).toBe('No score');
  expect(analysisText(analysed(null, { outdated: true }), 'aided')).toBe('Analyse again');
  expect(analysisText(analysed(null, { state: 'running', done: 2 }), 'aided')).toBe('2 of 4');
});
