import type { Problem } from '../../contract/problem.ts';
import type { Library } from './database.ts';
import { refreshExam } from './listing.ts';
import { inTransaction } from './migration.ts';
import { prepared } from './prepared.ts';

/** What analysing an image came to, as the list remembers it; findings are in the results cache. */
export interface ImageOutcome {
  readonly state: 'done' | 'failed' | 'cancelled';
  readonly problem: Problem | null;
}

/** Remembers what an image came to, or, with null, forgets it. */
export function saveOutcome(library: Library, imageId: string, outcome: ImageOutcome | null): void {
  const { database } = library;
  inTransaction(database, () => {
    const image = prepared(database, 'SELECT id, exam FROM exam_image WHERE image_id = ?').get(imageId);
    if (image === undefined) return;
    if (outcome === null) {
      prepared(database, 'DELETE FROM image_outcome WHERE image = ?').run(image.id);
    } else {
      const { state, problem } = outcome;
      prepared(database, 'INSERT OR REPLACE INTO image_outcome (image, state, problem) VALUES (?, ?, ?)').run(
        image.id,
        state,
        problem && JSON.stringify(problem),
      );
    }
    refreshExam(library, image.exam as number);
  });
}

/** What is remembered of the images of an exam, by image id. */
export function findOutcomes({ database }: Library, examId: string): ReadonlyMap<string, ImageOutcome> {
  const rows = prepared(
    database,
    `SELECT i.image_id, o.state, o.problem
       FROM image_outcome o JOIN exam_image i ON i.id = o.image JOIN exam e ON e.id = i.exam WHERE e.exam_id = ?`,
  ).all(examId);
  return new Map(
    rows.map((row) => [
      row.image_id as string,
      {
        state: row.state as ImageOutcome['state'],
        problem: row.problem === null ? null : (JSON.parse(row.problem as string) as Problem),
      },
    ]),
  );
}

/** Images that are done of those of the exams whose results are of these weights, by image id. */
export function listDoneImages(
  { database }: Library,
  examIds: readonly string[],
  weightsKey: string,
): ReadonlySet<string> {
  const rows = prepared(
    database,
    `SELECT i.image_id FROM image_outcome o JOIN exam_image i ON i.id = o.image JOIN exam e ON e.id = i.exam
       WHERE o.state = 'done' AND e.scores_of = ? AND e.exam_id IN (SELECT value FROM json_each(?))`,
  ).all(weightsKey, JSON.stringify(examIds));
  return new Set(rows.map((row) => row.image_id as string));
}
