import type { Exam, ExamRow } from '../../contract/exam.ts';

/** The row of the exam, or of its prior, that a tile is of. */
export function rowOf({ row, priors }: Exam, examId: string | null): ExamRow {
  return priors.find((prior) => prior.row.examId === examId)?.row ?? row;
}
