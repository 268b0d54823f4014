/** Masks and parts cut out of archived films, which archives keep as exams of their own: told with the film. */
import { besideFilm, filmOfLesion } from '../library/archivedLesion.ts';
import type { ListedFields } from '../library/imageStatement.ts';
import type { Library } from './database.ts';
import type { ExamReference } from './examOfImage.ts';
import { prepared } from './prepared.ts';

/** What is kept of the lesions of the film whose patient ID this is: "mask of L CC", one for each image. */
export function lesionsOfFilm({ database }: Library, filmId: string): readonly string[] {
  if (filmId === '') return [];
  const rows = prepared(
    database,
    // The identifiers that begin with it: "`" comes after "_".
    `SELECT e.patient_id, i.listed FROM exam_image i JOIN exam e ON e.id = i.exam
       WHERE ltrim(e.patient_id, '0') >= ?1 || '_' AND ltrim(e.patient_id, '0') < ?1 || '\`' AND i.gone = 0 ORDER BY i.id`,
  ).all(filmId);
  return rows
    .filter((row) => filmOfLesion(row.patient_id as string) === filmId)
    .map((row) => JSON.parse(row.listed as string) as ListedFields)
    .map(({ kind, laterality, view }) => besideFilm({ kind, laterality, view }))
    .filter((words) => words !== null);
}

/** The exams of the film of which this patient ID names a lesion; none for all other identifiers. */
export function filmsOfLesion({ database }: Library, patientId: string): readonly ExamReference[] {
  const film = filmOfLesion(patientId);
  if (film === null) return [];
  return prepared(database, "SELECT id, exam_id FROM exam WHERE ltrim(patient_id, '0') = ?")
    .all(film)
    .map((row) => ({ id: row.id as number, examId: row.exam_id as string }));
}
