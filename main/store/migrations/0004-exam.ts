import type { Migration } from '../migration.ts';

/**
 * The worklist: exams and their images as listed from headers, and what analysing each image came to. Exams and images are
 * never deleted, because readings and annotations speak of them: `removed` takes an exam off the list, `gone` is an image
 * whose place in the file system another image has taken. Counts and views of an exam are kept with it, so that a list of
 * thousands is one query.
 */
export const exam: Migration = {
  version: 4,
  sql: `
    CREATE TABLE exam (
      id INTEGER PRIMARY KEY,
      exam_id TEXT NOT NULL UNIQUE,
      exam_key TEXT NOT NULL UNIQUE,
      patient_key TEXT NOT NULL,
      patient_name TEXT NOT NULL,
      patient_id TEXT NOT NULL,
      patient_birth_date TEXT NOT NULL,
      age_years INTEGER,
      study_date TEXT NOT NULL,
      study_description TEXT NOT NULL,
      accession_number TEXT NOT NULL,
      added TEXT NOT NULL,
      removed INTEGER NOT NULL DEFAULT 0,
      views TEXT NOT NULL DEFAULT '[]',
      image_count INTEGER NOT NULL DEFAULT 0,
      problem_count INTEGER NOT NULL DEFAULT 0,
      analysable_count INTEGER NOT NULL DEFAULT 0,
      done_count INTEGER NOT NULL DEFAULT 0,
      failed_count INTEGER NOT NULL DEFAULT 0,
      cancelled_count INTEGER NOT NULL DEFAULT 0,
      highest REAL,
      untrained INTEGER NOT NULL DEFAULT 0
    ) STRICT;

    CREATE INDEX exam_by_patient ON exam (patient_key);

    CREATE TABLE exam_image (
      id INTEGER PRIMARY KEY,
      image_id TEXT NOT NULL UNIQUE,
      exam INTEGER NOT NULL REFERENCES exam (id),
      sop_instance_uid TEXT NOT NULL,
      file TEXT NOT NULL,
      entry TEXT NOT NULL,
      size_bytes INTEGER NOT NULL,
      modified_ms REAL NOT NULL,
      wrapped INTEGER NOT NULL,
      gone INTEGER NOT NULL DEFAULT 0,
      listed TEXT NOT NULL
    ) STRICT;

    CREATE UNIQUE INDEX exam_image_by_place ON exam_image (file, entry) WHERE gone = 0;
    CREATE INDEX exam_image_by_exam ON exam_image (exam, sop_instance_uid);

    CREATE TABLE image_outcome (
      image INTEGER PRIMARY KEY REFERENCES exam_image (id),
      state TEXT NOT NULL CHECK (state IN ('done', 'failed', 'cancelled')),
      problem TEXT,
      highest REAL,
      untrained INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE listed_problem (
      id INTEGER PRIMARY KEY,
      file TEXT NOT NULL UNIQUE,
      label TEXT NOT NULL,
      problem TEXT NOT NULL
    ) STRICT;
  `,
};
