import type { Migration } from '../migration.ts';

/**
 * `digest` covers what is taken from a row of `image` without asking the file, so that a damaged one is recognised. Rows
 * of before have none: their files are read again.
 */
export const imageDigest: Migration = {
  version: 3,
  sql: `ALTER TABLE image ADD COLUMN digest TEXT NOT NULL DEFAULT ''`,
};
