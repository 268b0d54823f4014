import type { Migration } from '../migration.ts';

/** Of exams in which two patients are suspected, what of the patient contradicts; of those listed before, when they are opened again. */
export const contradicted: Migration = {
  version: 13,
  sql: `ALTER TABLE exam ADD COLUMN contradicted TEXT NOT NULL DEFAULT '[]'`,
};
