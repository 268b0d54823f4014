import type { Migration } from '../migration.ts';

/**
 * What is known of files that were read. One row per image (a file, or an entry of a ZIP file, and its frame), with
 * what tells whether the file has changed since. `header` and `header_arrays` are a packed `ImageHeader`.
 */
export const studyAndImage: Migration = {
  version: 1,
  sql: `
    CREATE TABLE study (
      id INTEGER PRIMARY KEY,
      study_instance_uid TEXT NOT NULL UNIQUE,
      patient_id TEXT NOT NULL,
      patient_name TEXT NOT NULL,
      patient_birth_date TEXT NOT NULL,
      accession_number TEXT NOT NULL,
      study_date TEXT NOT NULL,
      description TEXT NOT NULL
    ) STRICT;

    CREATE TABLE image (
      id INTEGER PRIMARY KEY,
      study_id INTEGER REFERENCES study (id),
      sop_instance_uid TEXT NOT NULL,
      laterality TEXT,
      view_position TEXT,
      file TEXT NOT NULL,
      entry TEXT NOT NULL,
      frame INTEGER NOT NULL,
      size_bytes INTEGER NOT NULL,
      modified_ns INTEGER NOT NULL,
      changed_ns INTEGER NOT NULL,
      pixel_hash TEXT NOT NULL,
      image_hash TEXT NOT NULL,
      header TEXT NOT NULL,
      header_arrays BLOB NOT NULL,
      UNIQUE (file, entry, frame)
    ) STRICT;

    CREATE INDEX image_by_study ON image (study_id);
  `,
};
