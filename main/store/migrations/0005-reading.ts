import type { Migration } from '../migration.ts';

/**
 * What readers do. `reading_event` and `annotation_revision` are only ever added to (the triggers refuse all else):
 * removing an annotation is a revision, too. `reading` is the latest draft, with what the worklist needs of the events.
 */
export const reading: Migration = {
  version: 5,
  sql: `
    CREATE TABLE reading (
      exam INTEGER PRIMARY KEY REFERENCES exam (id),
      assessment TEXT NOT NULL,
      density TEXT,
      locked INTEGER NOT NULL,
      completed INTEGER NOT NULL,
      ai_shown INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE reading_event (
      exam INTEGER NOT NULL REFERENCES exam (id),
      sequence INTEGER NOT NULL CHECK (sequence >= 1),
      time TEXT NOT NULL,
      mode TEXT NOT NULL,
      type TEXT NOT NULL,
      assessment TEXT,
      PRIMARY KEY (exam, sequence)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE annotation_revision (
      exam INTEGER NOT NULL REFERENCES exam (id),
      annotation_id TEXT NOT NULL,
      revision INTEGER NOT NULL CHECK (revision >= 1),
      time TEXT NOT NULL,
      annotation TEXT,
      PRIMARY KEY (exam, annotation_id, revision)
    ) STRICT, WITHOUT ROWID;

    CREATE TRIGGER reading_event_is_not_changed BEFORE UPDATE ON reading_event
    BEGIN SELECT RAISE(ABORT, 'events of a reading are not changed'); END;
    CREATE TRIGGER reading_event_is_not_deleted BEFORE DELETE ON reading_event
    BEGIN SELECT RAISE(ABORT, 'events of a reading are not deleted'); END;
    CREATE TRIGGER annotation_revision_is_not_changed BEFORE UPDATE ON annotation_revision
    BEGIN SELECT RAISE(ABORT, 'revisions of annotations are not changed'); END;
    CREATE TRIGGER annotation_revision_is_not_deleted BEFORE DELETE ON annotation_revision
    BEGIN SELECT RAISE(ABORT, 'revisions of annotations are not deleted'); END;
  `,
};
