/** Which exam an image is of: its study's, and of that the one whose patient it shows. */
import { createHash, randomUUID } from 'node:crypto';
import { chooseByPatient, contradicted, contradicts, weighPatients } from '../library/patient.ts';
import type { PatientEvidence } from '../library/patient.ts';
import type { Library } from './database.ts';
import { evidenceOf } from './exams.ts';
import type { ListedImage } from './exams.ts';
import { prepared } from './prepared.ts';

export interface ExamReference {
  readonly id: number;
  readonly examId: string;
}

interface Candidate extends ExamReference {
  readonly patient: PatientEvidence;
}

/** Exams with one study, whoever they show, also those that were taken off the list. */
export function examsOfStudy({ database }: Library, studyKey: string): readonly Candidate[] {
  return prepared(
    database,
    `SELECT id, exam_id, patient_id, patient_issuer, patient_name, patient_birth_date, patient_sex
       FROM exam WHERE study_key = ? ORDER BY id`,
  )
    .all(studyKey)
    .map((row) => ({ id: row.id as number, examId: row.exam_id as string, patient: evidenceOf(row) }));
}

/** The exam of an image, made or brought up to date. Texts that an image lacks are kept from the others of the exam. */
export function saveExam(library: Library, image: ListedImage, added: string): ExamReference {
  const found = chooseByPatient(image.patient, examsOfStudy(library, image.exam.studyKey));
  if (found === null) return insertExam(library, image, added);
  const { exam } = image;
  const kept = (column: string) => `${column} = coalesce(nullif(?, ''), ${column})`;
  prepared(
    library.database,
    `UPDATE exam SET ${['study_date', 'study_description', 'accession_number'].map(kept).join(', ')},
       age_years = coalesce(?, age_years), place = coalesce(nullif(place, ''), ?), removed = 0 WHERE id = ?`,
  ).run(exam.studyDate, exam.studyDescription, exam.accessionNumber, exam.ageYears, exam.place, found.id);
  return found;
}

function insertExam({ database }: Library, { exam, patient }: ListedImage, added: string): ExamReference {
  const keyOf = (...more: readonly string[]) => JSON.stringify([exam.studyKey, patient.id, ...more]);
  const isTaken = prepared(database, 'SELECT 1 FROM exam WHERE exam_key = ?').get(keyOf()) !== undefined;
  const examId = randomUUID();
  const row = prepared(
    database,
    `INSERT INTO exam (exam_id, exam_key, study_key, patient_name, patient_id, patient_issuer, patient_birth_date,
         patient_sex, age_years, study_date, study_description, accession_number, place, added)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
  ).get(
    examId,
    // Another patient's exam has the same study and the same identifier.
    isTaken ? keyOf(createHash('sha256').update(JSON.stringify(patient)).digest('hex')) : keyOf(),
    exam.studyKey,
    patient.name,
    patient.id,
    patient.issuer,
    patient.birthDate,
    patient.sex,
    exam.ageYears,
    exam.studyDate,
    exam.studyDescription,
    exam.accessionNumber,
    exam.place,
    added,
  );
  return { id: row?.id as number, examId };
}

/**
 * What is known of an exam's patient is what its images say, the first that says it: never one thing of one patient and the
 * next of another. What contradicts among them is kept beside it.
 */
export function savePatient({ database }: Library, id: number, patients: readonly PatientEvidence[]): void {
  if (patients.length === 0) return;
  const own = patients.filter((patient) => !contradicts(weighPatients(patients[0], patient)));
  const said = (key: keyof PatientEvidence) => own.map((patient) => patient[key]).find(Boolean) ?? '';
  prepared(
    database,
    `UPDATE exam SET patient_name = ?, patient_id = ?, patient_issuer = ?, patient_birth_date = ?, patient_sex = ?,
       contradicted = ? WHERE id = ?`,
  ).run(
    said('name'),
    said('id'),
    said('issuer'),
    said('birthDate'),
    said('sex'),
    JSON.stringify(contradicted(patients)),
    id,
  );
}
