import type { ImageStatement } from '../../contract/exam.ts';
import type { Library } from './database.ts';
import { refreshExam } from './listing.ts';
import { inTransaction } from './migration.ts';
import { prepared } from './prepared.ts';

/** What is said of one image. */
export interface StatementOfImage {
  readonly imageId: string;
  readonly statement: ImageStatement;
}

/**
 * Adds statements of an exam's images, all or none; earlier ones stay on record. What analysing these images came to is
 * forgotten, because it was of another view. Written to the disk when this returns. Ids of the images that are of the exam and
 * were not said to be the same already. Throws SQLite's errors.
 */
export function addStatements(
  library: Library,
  examId: string,
  statements: readonly StatementOfImage[],
): readonly string[] {
  const { database } = library;
  return inTransaction(database, () => {
    const changed: string[] = [];
    let exam: number | null = null;
    for (const { imageId, statement } of statements) {
      const image = prepared(
        database,
        `SELECT i.id, i.exam FROM exam_image i JOIN exam e ON e.id = i.exam WHERE i.image_id = ? AND e.exam_id = ?`,
      ).get(imageId, examId) as { readonly id: number; readonly exam: number } | undefined;
      if (image === undefined) continue;
      const before = listStatements(library, imageId);
      if (isSame(before.at(-1) ?? null, statement)) continue;
      exam = image.exam;
      prepared(database, 'INSERT INTO image_statement VALUES (?, ?, ?)').run(
        image.id,
        before.length + 1,
        JSON.stringify(statement),
      );
      prepared(database, 'DELETE FROM image_outcome WHERE image = ?').run(image.id);
      changed.push(imageId);
    }
    if (exam !== null) {
      // The exam's scores were of other views.
      prepared(database, `UPDATE exam SET scores = '[]', scores_of = NULL WHERE id = ?`).run(exam);
      refreshExam(library, exam);
    }
    return changed;
  });
}

/** Everything that was said of an image by hand, in order. */
export function listStatements({ database }: Library, imageId: string): readonly ImageStatement[] {
  return prepared(
    database,
    `SELECT s.statement FROM image_statement s JOIN exam_image i ON i.id = s.image WHERE i.image_id = ? ORDER BY s.revision`,
  )
    .all(imageId)
    .map((row) => JSON.parse(row.statement as string) as ImageStatement);
}

function isSame(before: ImageStatement | null, now: ImageStatement): boolean {
  const last = before ?? { laterality: null, view: null, analyseAnyway: false };
  return (
    last.laterality === now.laterality && last.view === now.view && last.analyseAnyway === now.analyseAnyway
  );
}
