import type { ExamRow, ImageStatement, ViewLabel } from '../../contract/exam.ts';
import type { BesideCount } from '../../contract/beside.ts';
import type { Assessment, ReadingMode } from '../../contract/reading.ts';
import type { ExamScore } from '../../contract/scores.ts';
import { statedFields } from '../library/imageStatement.ts';
import type { ImageFields, ListedFields } from '../library/imageStatement.ts';
import { weighPatients } from '../library/patient.ts';
import type { PatientEvidence, PatientItem, PatientVerdict } from '../library/patient.ts';
import type { SliceLocation } from '../library/readImage.ts';
import type { Library } from './database.ts';
import { prepared } from './prepared.ts';

/** What the list says of an exam, from the header of one of its images. */
export interface ListedExam extends Pick<
  ExamRow,
  'ageYears' | 'studyDate' | 'studyDescription' | 'accessionNumber' | 'place'
> {
  /** Images with the same key and of the same patient are one exam. */
  readonly studyKey: string;
}

/** Where the bytes of an image are. */
export interface Place {
  /** Absolute path. */
  readonly file: string;
  /** Name inside a ZIP archive; '' for a plain file. */
  readonly entry: string;
}

/** An image as a scan found it. */
export interface ListedImage extends Place {
  readonly exam: ListedExam;
  /** What its header says of the patient. */
  readonly patient: PatientEvidence;
  /** All slices of a stack, in their order; empty for an image that is a file of its own. */
  readonly slices: readonly SliceLocation[];
  /** Tells its content from that of others (`FoundImage.content`). */
  readonly content: string;
  readonly sizeBytes: number;
  /** Last change of the file (of the archive, for an entry), milliseconds since 1970. */
  readonly modifiedMs: number;
  /** True for a PNG or PGM. */
  readonly wrapped: boolean;
  readonly fields: ListedFields;
}

/** An image of the list, with where it is, and what was said of it by hand. */
export interface StoredImage extends Omit<ListedImage, 'exam' | 'fields' | 'patient'> {
  readonly fields: ImageFields;
  readonly imageId: string;
  readonly examId: string;
  readonly patientId: string;
  /** Null where it was listed by a version that did not keep it. */
  readonly patient: PatientEvidence | null;
}

/** An exam of the list, with what is kept of its reading and analysis. */
export interface StoredExam extends Omit<ListedExam, 'studyKey'> {
  readonly examId: string;
  /** Of its first image, with what others add. */
  readonly patient: PatientEvidence;
  /** What of the patient contradicts among its images. */
  readonly contradicted: readonly PatientItem[];
  readonly notices: readonly string[];
  readonly beside: readonly BesideCount[];
  readonly views: readonly ViewLabel[];
  readonly modalities: readonly string[];
  readonly mammography: boolean;
  readonly imageCount: number;
  readonly problemCount: number;
  readonly added: string;
  readonly analysableCount: number;
  /** Why the others are not analysed, each reason once. */
  readonly notAnalysed: readonly string[];
  readonly doneCount: number;
  readonly failedCount: number;
  readonly cancelledCount: number;
  readonly scores: readonly ExamScore[];
  /** Names the weights that the scores are of; null where none are known. */
  readonly scoresOf: string | null;
  /** Null where nobody has opened it. */
  readonly reading: {
    readonly density: string | null;
    readonly biRads: Assessment['breasts'];
    readonly locked: boolean;
    readonly completed: boolean;
    /** Since the lock, where there is one. */
    readonly aiShown: boolean;
    /** Null where nobody has opened it. */
    readonly mode: ReadingMode | null;
    readonly aiSeenBefore: boolean;
  } | null;
  /** It is on record that results were shown while nobody had opened it. */
  readonly aiSeen: boolean;
}

const selectExams = `
  SELECT e.exam_id, e.patient_name, e.patient_id, e.patient_birth_date, e.patient_sex, e.patient_issuer, e.age_years,
    e.study_date, e.contradicted, e.notices, e.beside, e.study_description, e.accession_number, e.added, e.place, e.modalities, e.mammography, e.views, e.image_count,
    e.problem_count, e.analysable_count, e.not_analysed, e.done_count, e.failed_count, e.cancelled_count, e.scores, e.scores_of,
    r.exam AS reading, r.density, r.assessment -> '$.breasts' AS bi_rads, r.locked, r.completed, r.ai_shown, r.mode, r.ai_seen_before, s.time AS ai_seen
  FROM exam e LEFT JOIN reading r ON r.exam = e.id LEFT JOIN ai_seen s ON s.exam = e.id`;

/** All exams of the list, the newest studies first. */
export function listStoredExams({ database }: Library): readonly StoredExam[] {
  const rows = prepared(
    database,
    `${selectExams} WHERE e.removed = 0 ORDER BY e.study_date DESC, e.id DESC`,
  ).all();
  return rows.map(storedExam);
}

/** Those of the exams that are on the list. */
export function findStoredExams({ database }: Library, examIds: readonly string[]): readonly StoredExam[] {
  return prepared(
    database,
    `${selectExams} WHERE e.removed = 0 AND e.exam_id IN (SELECT value FROM json_each(?))`,
  )
    .all(JSON.stringify(examIds))
    .map(storedExam);
}

/** What an exam's row says of the patient. */
export function evidenceOf(row: Record<string, unknown>): PatientEvidence {
  return {
    id: row.patient_id as string,
    issuer: row.patient_issuer as string,
    name: row.patient_name as string,
    birthDate: row.patient_birth_date as string,
    sex: row.patient_sex as string,
  };
}

export interface PriorReference {
  readonly examId: string;
  readonly certainty: 'certain' | 'possible';
}

/** Rows that are weighed: more are those of an anonymised collection. */
const mostCandidates = 2000;

/**
 * The other exams that are of the same patient or may be: the certain ones first, each with the newest studies first. Whose they
 * are is weighed among those that share identifier, birth date or name.
 */
export function findPriors({ database }: Library, examId: string): readonly PriorReference[] {
  const columns =
    'o.patient_id, o.patient_issuer, o.patient_name, o.patient_birth_date, o.patient_sex, o.contradicted';
  const own = prepared(database, `SELECT ${columns} FROM exam o WHERE o.exam_id = ?`).get(examId);
  if (own === undefined) return [];
  const patient = evidenceOf(own);
  const rows = prepared(
    database,
    `SELECT o.exam_id, ${columns} FROM exam o
       WHERE o.exam_id <> ?1 AND o.removed = 0 AND (
         (?2 <> '' AND ltrim(o.patient_id, '0') = ltrim(?2, '0')) OR
         (?3 <> '' AND o.patient_birth_date = ?3))
       ORDER BY o.study_date DESC, o.id DESC LIMIT ${mostCandidates}`,
  ).all(examId, patient.id, patient.birthDate);
  // Whose an exam of two patients is, nobody knows for certain.
  const isOfOne = (row: Record<string, unknown>) => row.contradicted === '[]';
  const found = rows.map((row) => {
    const { verdict } = weighPatients(patient, evidenceOf(row));
    const isCertain = isOfOne(own) && isOfOne(row);
    return {
      examId: row.exam_id as string,
      verdict: verdict === 'same' && !isCertain ? 'uncertain' : verdict,
    };
  });
  const of = (verdict: PatientVerdict, certainty: PriorReference['certainty']) =>
    found.filter((one) => one.verdict === verdict).map((one) => ({ examId: one.examId, certainty }));
  return [...of('same', 'certain'), ...of('uncertain', 'possible')];
}

/** Texts of views that were parsed: there are few different ones. */
const knownViews = new Map<string, readonly ViewLabel[]>();
const mostKnownViews = 1000;

function viewsOf(text: string): readonly ViewLabel[] {
  let views = knownViews.get(text);
  if (views === undefined) {
    views = JSON.parse(text) as readonly ViewLabel[];
    if (knownViews.size < mostKnownViews) knownViews.set(text, views);
  }
  return views;
}

/** Most rows have none. */
function listOf<T>(json: string): readonly T[] {
  return json === '[]' ? [] : (JSON.parse(json) as readonly T[]);
}

function storedExam(row: Record<string, unknown>): StoredExam {
  return {
    examId: row.exam_id as string,
    patient: evidenceOf(row),
    contradicted: listOf(row.contradicted as string),
    notices: listOf(row.notices as string),
    beside: listOf(row.beside as string),
    ageYears: row.age_years as number | null,
    studyDate: row.study_date as string,
    studyDescription: row.study_description as string,
    accessionNumber: row.accession_number as string,
    place: row.place as string,
    modalities: JSON.parse(row.modalities as string) as readonly string[],
    mammography: row.mammography === 1,
    views: viewsOf(row.views as string),
    imageCount: row.image_count as number,
    problemCount: row.problem_count as number,
    added: row.added as string,
    analysableCount: row.analysable_count as number,
    notAnalysed: listOf(row.not_analysed as string),
    doneCount: row.done_count as number,
    failedCount: row.failed_count as number,
    cancelledCount: row.cancelled_count as number,
    scores: JSON.parse(row.scores as string) as readonly ExamScore[],
    scoresOf: row.scores_of as string | null,
    reading:
      row.reading === null
        ? null
        : {
            density: row.density as string | null,
            biRads: JSON.parse(row.bi_rads as string) as Assessment['breasts'],
            locked: row.locked === 1,
            completed: row.completed === 1,
            aiShown: row.ai_shown === 1,
            mode: row.mode as ReadingMode | null,
            aiSeenBefore: row.ai_seen_before === 1,
          },
    aiSeen: row.ai_seen !== null,
  };
}

/** The last statement of image `i` as JSON; null where there is none. */
export const latestStatement =
  '(SELECT s.statement FROM image_statement s WHERE s.image = i.id ORDER BY s.revision DESC LIMIT 1)';

/** What an image's row says: its header's fields with the latest statement over them. */
export function fieldsOfRow(row: {
  readonly listed: string;
  readonly statement: string | null;
}): ImageFields {
  const said = row.statement === null ? null : (JSON.parse(row.statement) as ImageStatement);
  return statedFields(JSON.parse(row.listed) as ListedFields, said);
}

const selectImages = `
  SELECT i.image_id, e.exam_id, e.patient_id, i.file, i.entry, i.size_bytes, i.modified_ms, i.wrapped, i.listed,
    i.slices, i.patient, i.content, ${latestStatement} AS statement
  FROM exam_image i JOIN exam e ON e.id = i.exam`;

/** Images of exams of the list, in the order in which they were listed. */
export function findImagesOf({ database }: Library, examIds: readonly string[]): readonly StoredImage[] {
  return prepared(
    database,
    `${selectImages} WHERE e.exam_id IN (SELECT value FROM json_each(?)) AND e.removed = 0 AND i.gone = 0
       ORDER BY i.id`,
  )
    .all(JSON.stringify(examIds))
    .map(storedImage);
}

/** One image, also of an exam that was taken off the list; null where the id is not one. */
export function findStoredImage({ database }: Library, imageId: string): StoredImage | null {
  const row = prepared(database, `${selectImages} WHERE i.image_id = ? AND i.gone = 0`).get(imageId);
  return row === undefined ? null : storedImage(row);
}

/** The exam of the image at a place; null where none is listed there. */
export function findExamAt({ database }: Library, file: string, entry = ''): string | null {
  const row = prepared(
    database,
    `SELECT e.exam_id AS examId FROM exam_image i JOIN exam e ON e.id = i.exam
       WHERE i.file = ? AND i.entry = ? AND i.gone = 0 AND e.removed = 0`,
  ).get(file, entry);
  return row === undefined ? null : (row.examId as string);
}

function storedImage(row: Record<string, unknown>): StoredImage {
  return {
    imageId: row.image_id as string,
    examId: row.exam_id as string,
    patientId: row.patient_id as string,
    patient: row.patient === null ? null : (JSON.parse(row.patient as string) as PatientEvidence),
    slices: listOf(row.slices as string),
    content: row.content as string,
    file: row.file as string,
    entry: row.entry as string,
    sizeBytes: row.size_bytes as number,
    modifiedMs: row.modified_ms as number,
    wrapped: row.wrapped === 1,
    fields: fieldsOfRow(row as { listed: string; statement: string | null }),
  };
}
