import type { Migration } from '../migration.ts';

/**
 * Exams are told by study and patient: `study_key` is what their images have in common whoever they show, and whose they are
 * is weighed (main/library/patient.ts) instead of taken from the identifier, so `patient_key` goes. Of each image it is kept
 * what its header says of the patient, a hint of its content, and where the slices are that it is made of. `exam_document` holds
 * what was found beside images. Images that were listed before know none of this until they are opened again.
 */
export const filesAsTheyCome: Migration = {
  version: 11,
  sql: `
    ALTER TABLE exam ADD COLUMN study_key TEXT NOT NULL DEFAULT '';
    UPDATE exam SET study_key =
      CASE WHEN json_valid(exam_key) THEN coalesce(json_extract(exam_key, '$[0]'), exam_key) ELSE exam_key END;
    ALTER TABLE exam ADD COLUMN patient_issuer TEXT NOT NULL DEFAULT '';
    ALTER TABLE exam ADD COLUMN patient_sex TEXT NOT NULL DEFAULT '';
    ALTER TABLE exam ADD COLUMN notices TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE exam ADD COLUMN beside TEXT NOT NULL DEFAULT '[]';
    DROP INDEX exam_by_patient;
    ALTER TABLE exam DROP COLUMN patient_key;
    CREATE INDEX exam_by_study ON exam (study_key);
    CREATE INDEX exam_by_patient_id ON exam (ltrim(patient_id, '0'));
    CREATE INDEX exam_by_birth_date ON exam (patient_birth_date);

    ALTER TABLE exam_image ADD COLUMN patient TEXT;
    ALTER TABLE exam_image ADD COLUMN content TEXT NOT NULL DEFAULT '';
    ALTER TABLE exam_image ADD COLUMN slices TEXT NOT NULL DEFAULT '[]';

    CREATE TABLE exam_document (
      id INTEGER PRIMARY KEY,
      study_key TEXT NOT NULL,
      file TEXT NOT NULL,
      entry TEXT NOT NULL,
      sop_instance_uid TEXT NOT NULL,
      kind TEXT NOT NULL,
      patient TEXT NOT NULL,
      UNIQUE (file, entry)
    ) STRICT;

    CREATE INDEX exam_document_by_study ON exam_document (study_key);
  `,
};
