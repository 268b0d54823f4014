/** How far the analysis of many exams has come. Pure. */
import type { ExamRow } from '../../contract/exam.ts';

/** Exams that were in the queue since it was last empty. */
export type Batch = ReadonlySet<string>;

export interface AnalysisProgress {
  readonly examsLeft: number;
  /** Images of the batch. */
  readonly done: number;
  readonly total: number;
}

const busy = ({ analysis }: ExamRow): boolean => analysis.state === 'queued' || analysis.state === 'running';

/** The batch with exams that have joined; empty as soon as nothing is left to do. */
export function updateBatch(batch: Batch, exams: ReadonlyMap<string, ExamRow>): Batch {
  const waiting = [...exams.values()].filter(busy);
  if (waiting.length === 0) return batch.size === 0 ? batch : new Set();
  const joined = waiting.filter(({ examId }) => !batch.has(examId));
  return joined.length === 0 ? batch : new Set([...batch, ...joined.map(({ examId }) => examId)]);
}

/** Null where nothing is being analysed. An exam that ended early (failed, cancelled) counts as done. */
export function analysisProgress(batch: Batch, exams: ReadonlyMap<string, ExamRow>): AnalysisProgress | null {
  const rows = [...batch].map((examId) => exams.get(examId)).filter((row) => row !== undefined);
  const left = rows.filter(busy);
  if (left.length === 0) return null;
  const total = rows.reduce((sum, { analysis }) => sum + analysis.total, 0);
  const missing = left.reduce((sum, { analysis }) => sum + analysis.total - analysis.done, 0);
  return { examsLeft: left.length, done: total - missing, total };
}
