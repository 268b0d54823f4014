import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import type { ViewLabel } from '../../contract/exam.ts';
import type { Library } from './database.ts';
import type { ImageFields } from '../library/imageStatement.ts';
import { fieldsOfRow, latestStatement } from './exams.ts';
import type { ListedExam, ListedImage } from './exams.ts';
import { inTransaction } from './migration.ts';
import { prepared } from './prepared.ts';

/** Images listed, and the exams that changed by it. */
export interface SavedListing {
  readonly examIds: readonly string[];
  /** Images that were not in the list before. */
  readonly newImages: number;
}

/**
 * Puts images on the list, all or none. An image that is there already is brought up to date; a copy of one whose file
 * still exists is left out; a copy of one whose file has vanished takes its place and keeps its id, so that readings and
 * annotations stay with it. Throws SQLite's errors.
 */
export function saveListed(library: Library, images: readonly ListedImage[], added: string): SavedListing {
  return inTransaction(library.database, () => {
    const touched = new Map<number, string>();
    let newImages = 0;
    for (const image of images) {
      const exam = saveExam(library, image.exam, added);
      touched.set(exam.id, exam.examId);
      const placed = placeImage(library, exam.id, image);
      if (placed.isNew) newImages += 1;
      if (placed.leftExam !== null) touched.set(placed.leftExam.id, placed.leftExam.examId);
    }
    for (const id of touched.keys()) refreshExam(library, id);
    return { examIds: [...touched.values()], newImages };
  });
}

interface ExamReference {
  readonly id: number;
  readonly examId: string;
}

/** Texts that an image lacks are kept from the others of the exam. */
function saveExam({ database }: Library, exam: ListedExam, added: string): ExamReference {
  const kept = (column: string) => `${column} = coalesce(nullif(excluded.${column}, ''), ${column})`;
  const row = prepared(
    database,
    `INSERT INTO exam (exam_id, exam_key, patient_key, patient_name, patient_id, patient_birth_date, age_years,
         study_date, study_description, accession_number, added)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (exam_key) DO UPDATE SET
         ${['patient_name', 'patient_birth_date', 'study_date', 'study_description', 'accession_number']
           .map(kept)
           .join(', ')},
         age_years = coalesce(excluded.age_years, age_years),
         removed = 0
       RETURNING id, exam_id AS examId`,
  ).get(
    randomUUID(),
    exam.examKey,
    exam.patientKey,
    exam.patientName,
    exam.patientId,
    exam.patientBirthDate,
    exam.ageYears,
    exam.studyDate,
    exam.studyDescription,
    exam.accessionNumber,
    added,
  );
  return row as unknown as ExamReference;
}

interface ImageRow {
  readonly id: number;
  readonly exam: number;
  readonly exam_id: string;
  readonly sop_instance_uid: string;
  readonly file: string;
  readonly entry: string;
  readonly size_bytes: number;
  readonly modified_ms: number;
  readonly gone: number;
}

interface Placed {
  readonly isNew: boolean;
  /** The exam whose image was at this place before. */
  readonly leftExam: ExamReference | null;
}

function placeImage(library: Library, exam: number, image: ListedImage): Placed {
  const { database } = library;
  const select = `SELECT i.id, i.exam, e.exam_id, i.sop_instance_uid, i.file, i.entry, i.size_bytes,
      i.modified_ms, i.gone
    FROM exam_image i JOIN exam e ON e.id = i.exam`;
  const here = prepared(database, `${select} WHERE i.file = ? AND i.entry = ? AND i.gone = 0`).get(
    image.file,
    image.entry,
  ) as unknown as ImageRow | undefined;
  if (here?.exam === exam && here.sop_instance_uid === image.fields.sopInstanceUid) {
    updateImage(library, here.id, image);
    return { isNew: false, leftExam: null };
  }
  let leftExam: ExamReference | null = null;
  if (here !== undefined) {
    prepared(database, 'UPDATE exam_image SET gone = 1 WHERE id = ?').run(here.id);
    leftExam = { id: here.exam, examId: here.exam_id };
  }
  const copies = prepared(
    database,
    `${select} WHERE i.exam = ? AND i.sop_instance_uid = ? AND i.size_bytes = ?`,
  ).all(exam, image.fields.sopInstanceUid, image.sizeBytes) as unknown as ImageRow[];
  const others = copies.filter(({ id }) => id !== here?.id);
  if (others.some(isStillThere)) return { isNew: false, leftExam };
  const vanished = others.at(0);
  if (vanished !== undefined) {
    updateImage(library, vanished.id, image);
    return { isNew: false, leftExam };
  }
  prepared(
    database,
    `INSERT INTO exam_image (image_id, exam, sop_instance_uid, file, entry, size_bytes, modified_ms, wrapped, listed)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    randomUUID(),
    exam,
    image.fields.sopInstanceUid,
    image.file,
    image.entry,
    image.sizeBytes,
    image.modifiedMs,
    Number(image.wrapped),
    JSON.stringify(image.fields),
  );
  return { isNew: true, leftExam };
}

function isStillThere({ file, entry, size_bytes, modified_ms, gone }: ImageRow): boolean {
  if (gone === 1) return false;
  try {
    const info = statSync(file);
    return info.mtimeMs === modified_ms && (entry !== '' || info.size === size_bytes);
  } catch {
    return false;
  }
}

function updateImage({ database }: Library, id: number, image: ListedImage): void {
  prepared(
    database,
    `UPDATE exam_image SET file = ?, entry = ?, size_bytes = ?, modified_ms = ?, wrapped = ?, listed = ?, gone = 0
       WHERE id = ?`,
  ).run(
    image.file,
    image.entry,
    image.sizeBytes,
    image.modifiedMs,
    Number(image.wrapped),
    JSON.stringify(image.fields),
    id,
  );
}

/** Brings views and counts of an exam up to date with its images. */
export function refreshExam({ database }: Library, id: number): void {
  const rows = prepared(
    database,
    `SELECT i.listed, ${latestStatement} AS statement, o.state
       FROM exam_image i LEFT JOIN image_outcome o ON o.image = i.id WHERE i.exam = ? AND i.gone = 0`,
  ).all(id) as unknown as readonly {
    readonly listed: string;
    readonly statement: string | null;
    readonly state: string | null;
  }[];
  const fields = rows.map(fieldsOfRow);
  const analysable = rows.filter((_, at) => fields[at].problem === null && fields[at].notAnalysed === null);
  const count = (state: string) => analysable.filter((row) => row.state === state).length;
  prepared(
    database,
    `UPDATE exam SET views = ?, image_count = ?, problem_count = ?, analysable_count = ?, done_count = ?,
         failed_count = ?, cancelled_count = ? WHERE id = ?`,
  ).run(
    JSON.stringify(viewsOf(fields)),
    rows.length,
    fields.filter(({ problem }) => problem !== null).length,
    analysable.length,
    count('done'),
    count('failed'),
    count('cancelled'),
    id,
  );
}

const viewOrder = ['CC', 'MLO'];
const sideOrder = ['R', 'L'];

/** Each view once, in the order of hanging. */
function viewsOf(fields: readonly ImageFields[]): readonly ViewLabel[] {
  const labels = new Map<string, ViewLabel>();
  for (const { laterality, view, modifiers } of fields) {
    const label = { laterality, view, modifiers };
    labels.set(JSON.stringify(label), label);
  }
  const place = (list: readonly string[], value: string | null) => {
    const at = value === null ? -1 : list.indexOf(value);
    return at < 0 ? list.length : at;
  };
  return [...labels.values()].sort(
    (one, other) =>
      place(viewOrder, one.view) - place(viewOrder, other.view) ||
      place(sideOrder, one.laterality) - place(sideOrder, other.laterality) ||
      one.modifiers.length - other.modifiers.length,
  );
}

/** Takes exams off the list; everything that is known of them stays. */
export function removeFromList({ database }: Library, examIds: readonly string[]): void {
  prepared(database, 'UPDATE exam SET removed = 1 WHERE exam_id IN (SELECT value FROM json_each(?))').run(
    JSON.stringify(examIds),
  );
}
