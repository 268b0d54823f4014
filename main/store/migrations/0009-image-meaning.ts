import type { Migration } from '../migration.ts';

/**
 * What the list keeps of an image has its kind, modality and time, and why it is not analysed apart from a missing side; of
 * images that were listed before, what was known, until they are opened again. `image_statement` is what people say of
 * images by hand; it is only ever added to, the last one counts.
 */
export const imageMeaning: Migration = {
  version: 9,
  sql: `
    UPDATE exam_image SET listed = json_remove(
      json_set(listed, '$.modality', '',
        '$.kind', iif(listed ->> '$.frames' > 1, 'tomosynthesis', 'conventional'), '$.acquired', '', '$.instanceNumber', NULL,
        '$.notAnalysable', json(CASE coalesce(listed ->> '$.notAnalysed', 'no laterality')
          WHEN 'no laterality' THEN 'null'
          ELSE json_object('reason', listed ->> '$.notAnalysed', 'canBeForced', json('false')) END)),
      '$.notAnalysed');

    CREATE TABLE image_statement (
      image INTEGER NOT NULL REFERENCES exam_image (id),
      revision INTEGER NOT NULL CHECK (revision >= 1),
      statement TEXT NOT NULL,
      PRIMARY KEY (image, revision)
    ) STRICT, WITHOUT ROWID;

    CREATE TRIGGER image_statement_is_not_changed BEFORE UPDATE ON image_statement
    BEGIN SELECT RAISE(ABORT, 'statements of images are not changed'); END;
    CREATE TRIGGER image_statement_is_not_deleted BEFORE DELETE ON image_statement
    BEGIN SELECT RAISE(ABORT, 'statements of images are not deleted'); END;
  `,
};
