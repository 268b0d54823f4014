import { expect, test } from 'vitest';
import type { ShownExam } from '../../../contract/imageAnalysis.ts';
import type { ExamMarks } from '../../../renderer/ai/marks.ts';
import type { ExamProgress } from '../../../renderer/ai/progress.ts';
import { aiStepText } from '../../../renderer/reading/aiStateText.ts';

const exam: ShownExam = { examId: 'e', withheld: false, images: [], scores: [], notScored: [], weights: [] };
const progress = (changes: Partial<ExamProgress>): ExamProgress => ({
  state: 'done',
  done: 4,
  total: 4,
  images: [],
  problems: [],
  notAnalysed: [],
  ran: null,
  ...changes,
});
const marks = (contours: number, patches: number) =>
  ({ contours: Array(contours).fill({}), patches: Array(patches).fill({}), hidden: 0 }) as ExamMarks;

test.each([
  [{ withheld: true }, {}, marks(0, 0), ': results hidden'],
  [{}, { state: 'nothing', done: 0, total: 0 }, marks(0, 0), ': no view to analyse'],
  [{}, { state: 'none', done: 0 }, marks(0, 0), ': not analysed'],
  [{}, { state: 'running', done: 0 }, marks(0, 0), ': the analysis is running'],
  [{}, { state: 'running', done: 1 }, marks(0, 6), ': 6 patches, 1 of 4 views'],
  [{}, {}, marks(2, 1), ': 2 findings, 1 patch'],
  [{}, {}, marks(0, 0), ': no marks'],
] as const)('a step for AI, %j %j: %s%s', (shown, how, drawn, text) => {
  expect(aiStepText({ ...exam, ...shown }, progress(how), drawn)).toBe(text);
});
