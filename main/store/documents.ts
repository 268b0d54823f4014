/** What was found beside images: reports, presentation states. Kept to be told of; they are not read. */
import { weighPatients } from '../library/patient.ts';
import type { PatientEvidence } from '../library/patient.ts';
import type { Library } from './database.ts';
import type { Place } from './exams.ts';
import { inTransaction } from './migration.ts';
import { prepared } from './prepared.ts';

export interface ListedDocument extends Place {
  /** Of the study that it is beside (`ListedExam.studyKey`). */
  readonly studyKey: string;
  readonly sopInstanceUid: string;
  /** "mammography CAD report" */
  readonly kind: string;
  readonly patient: PatientEvidence;
}

/** Keeps documents, and says which studies they are beside; one at the same place is replaced. */
export function saveDocuments(
  { database }: Library,
  documents: readonly ListedDocument[],
): ReadonlySet<string> {
  return inTransaction(database, () => {
    const save = prepared(
      database,
      `INSERT OR REPLACE INTO exam_document (study_key, file, entry, sop_instance_uid, kind, patient)
         VALUES (?, ?, ?, ?, ?, ?)`,
    );
    for (const { studyKey, file, entry, sopInstanceUid, kind, patient } of documents) {
      save.run(studyKey, file, entry, sopInstanceUid, kind, JSON.stringify(patient));
    }
    return new Set(documents.map(({ studyKey }) => studyKey));
  });
}

/** The kinds of a study's documents that can be of this patient, each object once. */
export function documentsOf(
  { database }: Library,
  studyKey: string,
  patient: PatientEvidence,
): readonly string[] {
  const rows = prepared(
    database,
    'SELECT id, sop_instance_uid, kind, patient FROM exam_document WHERE study_key = ? ORDER BY id',
  ).all(studyKey);
  const found = new Map<string, string>();
  for (const { id, sop_instance_uid: uid, kind, patient: said } of rows) {
    const of = JSON.parse(said as string) as PatientEvidence;
    if (weighPatients(of, patient).verdict === 'different') continue;
    found.set(uid === '' ? `row ${String(id)}` : (uid as string), kind as string);
  }
  return [...found.values()];
}
