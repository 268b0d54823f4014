import type { Problem } from '../../contract/problem.ts';
import type { Library } from './database.ts';
import { refreshExam } from './listing.ts';
import { inTransaction } from './migration.ts';
import { prepared } from './prepared.ts';

/** What analysing an image came to, as the list remembers it; findings are in the results cache. */
export interface ImageOutcome {
  readonly state: 'done' | 'failed' | 'cancelled';
  readonly problem: Problem | null;
  /** Highest malignant or mass probability, 0..1; null where nothing was found out. */
  readonly highest: number | null;
  readonly untrained: boolean;
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
      const { state, problem, highest, untrained } = outcome;
      prepared(database, 'INSERT OR REPLACE INTO image_outcome VALUES (?, ?, ?, ?, ?)').run(
        image.id,
        state,
        problem && JSON.stringify(problem),
        highest,
        Number(untrained),
      );
    }
    refreshExam(library, image.exam as number);
  });
}

/** What is remembered of the images of an exam, by image id. */
export function findOutcomes({ database }: Library, examId: string): ReadonlyMap<string, ImageOutcome> {
  const rows = prepared(
    database,
    `SELECT i.image_id, o.state, o.problem, o.highest, o.untrained
       FROM image_outcome o JOIN exam_image i ON i.id = o.image JOIN exam e ON e.id = i.exam WHERE e.exam_id = ?`,
  ).all(examId);
  return new Map(
    rows.map((row) => [
      row.image_id as string,
      {
        state: row.state as ImageOutcome['state'],
        problem: row.problem === null ? null : (JSON.parse(row.problem as string) as Problem),
        highest: row.highest as number | null,
        untrained: row.untrained === 1,
      },
    ]),
  );
}

/** Images of the exams that are done, by image id. */
export function listDoneImages({ database }: Library, examIds: readonly string[]): ReadonlySet<string> {
  const rows = prepared(
    database,
    `SELECT i.image_id FROM image_outcome o JOIN exam_image i ON i.id = o.image JOIN exam e ON e.id = i.exam
       WHERE o.state = 'done' AND e.exam_id IN (SELECT value FROM json_each(?))`,
  ).all(JSON.stringify(examIds));
  return new Set(rows.map((row) => row.image_id as string));
}
