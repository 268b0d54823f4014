import type { Migration } from '../migration.ts';

/** What the user has chosen: settings by name as JSON, and hanging protocols that were saved. */
export const settings: Migration = {
  version: 6,
  sql: `
    CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE saved_protocol (name TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
};
