import type { ExamScore } from '../../contract/scores.ts';
import type { Library } from './database.ts';
import { prepared } from './prepared.ts';

/** What the list shows of an exam's results. */
export interface StoredScores {
  readonly scores: readonly ExamScore[];
  /** Names the weights that they are of. */
  readonly weightsKey: string;
}

/** Keeps an exam's scores in place of those before; returns whether they are others. */
export function saveExamScores(
  { database }: Library,
  examId: string,
  { scores, weightsKey }: StoredScores,
): boolean {
  const changed = prepared(
    database,
    `UPDATE exam SET scores = ?1, scores_of = ?2 WHERE exam_id = ?3 AND (scores <> ?1 OR scores_of IS NOT ?2)`,
  ).run(JSON.stringify(scores), weightsKey, examId);
  return Number(changed.changes) > 0;
}

/** Exams of the list whose results are of some weights, whichever. */
export function listScoredExams({ database }: Library): readonly string[] {
  return prepared(database, 'SELECT exam_id AS examId FROM exam WHERE scores_of IS NOT NULL AND removed = 0')
    .all()
    .map((row) => row.examId as string);
}
