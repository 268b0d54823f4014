import type { Migration } from '../migration.ts';

/**
 * Results of networks, by the key of everything they depend on. They belong to the image's content (`image_hash`),
 * not to a row of `image`: copies of a file share them. `maps_file` holds the arrays of `analysis`; `digest` covers
 * both, so that a damaged entry is recognised.
 */
export const analysis: Migration = {
  version: 2,
  sql: `
    CREATE TABLE analysis (
      key TEXT PRIMARY KEY,
      image_hash TEXT NOT NULL,
      architecture TEXT NOT NULL,
      weights_name TEXT NOT NULL,
      weights_sha256 TEXT NOT NULL,
      preparation TEXT NOT NULL,
      device TEXT NOT NULL,
      created TEXT NOT NULL,
      analysis TEXT NOT NULL,
      maps_file TEXT NOT NULL UNIQUE,
      digest TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX analysis_by_image ON analysis (image_hash);
  `,
};
