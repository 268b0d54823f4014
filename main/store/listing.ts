import { whyNotAnalysed } from '../../contract/exam.ts';
import type { ViewLabel } from '../../contract/exam.ts';
import type { Library } from './database.ts';
import type { ImageFields, ListedFields } from '../library/imageStatement.ts';
import { mayBeSame } from '../library/copies.ts';
import type { PlacedPicture } from '../library/copies.ts';
import { countKinds } from '../library/documents.ts';
import { examNotices, viewLabel } from '../library/examNotices.ts';
import type { PatientEvidence } from '../library/patient.ts';
import type { SliceLocation } from '../library/readImage.ts';
import { filmsOfLesion, lesionsOfFilm } from './archivedLesions.ts';
import { documentsOf } from './documents.ts';
import { examsOfStudy, saveExam, savePatient } from './examOfImage.ts';
import { evidenceOf, fieldsOfRow, latestStatement } from './exams.ts';
import type { ListedImage } from './exams.ts';
import { inTransaction } from './migration.ts';
import { likenessOfFields, placeImage, placeKey, selectRows } from './placing.ts';
import type { ImageRow } from './placing.ts';
import { prepared } from './prepared.ts';

/** Images listed, and the exams that changed by it. */
export interface SavedListing {
  readonly examIds: readonly string[];
  /** Images that were not in the list before. */
  readonly newImages: number;
}

/** Which places of images hold the same picture as a new image's, by `placeKey` of the new one. */
export type Copies = ReadonlyMap<string, ReadonlySet<string>>;

export const noCopies: Copies = new Map();

/**
 * Puts images on the list, all or none. An image that is there already is brought up to date; one of `copies` whose original
 * still exists is left out; an image that has vanished from its place and is found at another keeps its id, so that readings and
 * annotations stay with it. Throws SQLite's errors.
 */
export function saveListed(
  library: Library,
  images: readonly ListedImage[],
  added: string,
  copies: Copies = noCopies,
): SavedListing {
  return inTransaction(library.database, () => {
    const touched = new Map<number, string>();
    let newImages = 0;
    for (const image of images) {
      const exam = saveExam(library, image, added);
      touched.set(exam.id, exam.examId);
      const placed = placeImage(library, exam.id, image, copies.get(placeKey(image)) ?? new Set());
      if (placed.isNew) newImages += 1;
      for (const film of filmsOfLesion(library, image.patient.id)) touched.set(film.id, film.examId);
      for (const left of placed.leftExams) touched.set(left.id, left.examId);
      // Another patient's exam with this study has something to be said of it, too.
      for (const other of examsOfStudy(library, image.exam.studyKey)) touched.set(other.id, other.examId);
    }
    for (const id of touched.keys()) refreshExam(library, id);
    return { examIds: [...touched.values()], newImages };
  });
}

/** A new image, and one in the list that may be the same picture at another place. */
export interface Suspect {
  readonly image: ListedImage;
  readonly other: PlacedPicture;
}

/** Pairs of images that must be compared before the new ones are listed; those of one batch with each other, too. */
export function findSuspects(library: Library, images: readonly ListedImage[]): readonly Suspect[] {
  const suspects: Suspect[] = [];
  const earlier = new Map<string, ListedImage[]>();
  for (const image of images) {
    const { studyKey } = image.exam;
    const likeness = likenessOfFields(image.fields);
    const consider = (other: PlacedPicture, otherLikeness: string) => {
      if (otherLikeness === likeness && mayBeSame(pictureOf(image), other)) suspects.push({ image, other });
    };
    const rows = prepared(library.database, `${selectRows} WHERE e.study_key = ? AND i.gone = 0`).all(
      studyKey,
    ) as unknown as ImageRow[];
    for (const row of rows) {
      if (row.file === image.file && row.entry === image.entry) continue;
      consider(pictureOfRow(row), likenessOfFields(JSON.parse(row.listed) as ListedFields));
    }
    const before = earlier.get(studyKey) ?? [];
    for (const other of before) consider(pictureOf(other), likenessOfFields(other.fields));
    earlier.set(studyKey, [...before, image]);
  }
  return suspects;
}

export function pictureOf(
  image: Pick<ListedImage, 'file' | 'entry' | 'slices' | 'content'> & {
    readonly fields: Pick<ListedFields, 'sopInstanceUid'>;
  },
): PlacedPicture {
  const { file, entry, slices, content, fields } = image;
  return { location: { file, entry, slices }, content, sopInstanceUid: fields.sopInstanceUid };
}

function pictureOfRow({ file, entry, slices, content, sop_instance_uid }: ImageRow): PlacedPicture {
  const location = { file, entry, slices: JSON.parse(slices) as readonly SliceLocation[] };
  return { location, content, sopInstanceUid: sop_instance_uid };
}

/** Brings patient, views, counts and notices of an exam up to date with its images. */
export function refreshExam(library: Library, id: number): void {
  const { database } = library;
  const rows = prepared(
    database,
    `SELECT i.listed, i.patient, ${latestStatement} AS statement, o.state
       FROM exam_image i LEFT JOIN image_outcome o ON o.image = i.id WHERE i.exam = ? AND i.gone = 0 ORDER BY i.id`,
  ).all(id) as unknown as readonly {
    readonly listed: string;
    readonly patient: string | null;
    readonly statement: string | null;
    readonly state: string | null;
  }[];
  const fields = rows.map(fieldsOfRow);
  const patients = rows.map(({ patient }) =>
    patient === null ? null : (JSON.parse(patient) as PatientEvidence),
  );
  savePatient(
    library,
    id,
    patients.filter((patient) => patient !== null),
  );
  saveNotes(library, id, fields, patients);
  const reasons = fields.map(whyNotAnalysed);
  const analysable = rows.filter((_, at) => reasons[at] === null);
  const count = (state: string) => analysable.filter((row) => row.state === state).length;
  prepared(
    database,
    `UPDATE exam SET views = ?, modalities = ?, mammography = ?, image_count = ?, problem_count = ?, analysable_count = ?, not_analysed = ?, done_count = ?,
         failed_count = ?, cancelled_count = ? WHERE id = ?`,
  ).run(
    JSON.stringify(viewsOf(fields)),
    JSON.stringify([...new Set(fields.map(({ modality }) => modality))].sort()),
    Number(fields.some(({ isMammogram }) => isMammogram)),
    rows.length,
    fields.filter(({ problem }) => problem !== null).length,
    analysable.length,
    JSON.stringify([...new Set(reasons.filter((reason) => reason !== null))]),
    count('done'),
    count('failed'),
    count('cancelled'),
    id,
  );
}

/** What is to be said of the exam as a whole, and what was found beside its images. */
function saveNotes(
  library: Library,
  id: number,
  fields: readonly ImageFields[],
  patients: readonly (PatientEvidence | null)[],
): void {
  const { database } = library;
  const exam = prepared(
    database,
    'SELECT study_key, patient_id, patient_issuer, patient_name, patient_birth_date, patient_sex FROM exam WHERE id = ?',
  ).get(id);
  if (exam === undefined) return;
  const others = prepared(
    database,
    `SELECT patient_id, patient_issuer, patient_name, patient_birth_date, patient_sex FROM exam e
       WHERE study_key = ? AND id <> ? AND removed = 0
         AND EXISTS (SELECT 1 FROM exam_image i WHERE i.exam = e.id AND i.gone = 0)`,
  ).all(exam.study_key, id);
  const noticed = fields.map((field, at) => ({
    sopInstanceUid: field.sopInstanceUid,
    patient: patients[at],
    label: viewLabel(field.laterality, field.view),
  }));
  const documents = documentsOf(library, exam.study_key as string, evidenceOf(exam));
  const beside = [...documents, ...lesionsOfFilm(library, exam.patient_id as string)];
  prepared(database, 'UPDATE exam SET notices = ?, beside = ? WHERE id = ?').run(
    JSON.stringify(examNotices(noticed, others.map(evidenceOf))),
    JSON.stringify(countKinds(beside)),
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

/** Brings the exams of studies up to date, with what was found beside their images; says which they are. */
export function refreshStudies(library: Library, studyKeys: ReadonlySet<string>): readonly string[] {
  return inTransaction(library.database, () => {
    const exams = [...studyKeys].flatMap((studyKey) => examsOfStudy(library, studyKey));
    for (const { id } of exams) refreshExam(library, id);
    return exams.map(({ examId }) => examId);
  });
}

/** Takes exams off the list; everything that is known of them stays. */
export function removeFromList({ database }: Library, examIds: readonly string[]): void {
  prepared(database, 'UPDATE exam SET removed = 1 WHERE exam_id IN (SELECT value FROM json_each(?))').run(
    JSON.stringify(examIds),
  );
}
