import type { Annotation } from '../../contract/reading.ts';
import type { Library } from './database.ts';
import { inTransaction } from './migration.ts';

/**
 * Adds a revision of an annotation; null removes it. What was there before stays as an earlier revision. Written to the disk
 * when this returns. False where there is no such exam, or nothing to remove. Throws SQLite's errors.
 */
export function reviseAnnotation(
  { database }: Library,
  examId: string,
  annotationId: string,
  annotation: Annotation | null,
  time: string,
): boolean {
  return inTransaction(database, () => {
    const exam = database.prepare('SELECT id FROM exam WHERE exam_id = ?').get(examId)?.id;
    if (exam === undefined) return false;
    const latest = database
      .prepare(
        `SELECT revision, annotation FROM annotation_revision WHERE exam = ? AND annotation_id = ?
         ORDER BY revision DESC LIMIT 1`,
      )
      .get(exam, annotationId);
    if (annotation === null && (latest?.annotation ?? null) === null) return false;
    const text = annotation && JSON.stringify(annotation);
    if (latest?.annotation === text) return true;
    const revision = ((latest?.revision as number | undefined) ?? 0) + 1;
    database
      .prepare('INSERT INTO annotation_revision VALUES (?, ?, ?, ?, ?)')
      .run(exam, annotationId, revision, time, text);
    return true;
  });
}

/** The annotations of an exam as they are now, in the order in which they were first drawn. */
export function listAnnotations({ database }: Library, examId: string): readonly Annotation[] {
  return database
    .prepare(
      `SELECT a.annotation, first.time FROM annotation_revision a
       JOIN exam e ON e.id = a.exam AND e.exam_id = ?
       JOIN annotation_revision first
         ON first.exam = a.exam AND first.annotation_id = a.annotation_id AND first.revision = 1
       WHERE a.annotation IS NOT NULL AND a.revision = (
         SELECT max(revision) FROM annotation_revision WHERE exam = a.exam AND annotation_id = a.annotation_id)
       ORDER BY first.time, a.annotation_id`,
    )
    .all(examId)
    .map((row) => JSON.parse(row.annotation as string) as Annotation);
}
