import { DatabaseSync } from 'node:sqlite';
import type { Library } from './database.ts';
import { migrate } from './migration.ts';
import { migrations } from './migrations/all.ts';

/** Tables of the reading room, those that others refer to first. */
const tables = [
  'exam',
  'exam_image',
  'exam_document',
  'image_outcome',
  'listed_problem',
  'reading',
  'reading_event',
  'ai_seen',
  'annotation_revision',
  'setting',
  'saved_protocol',
] as const;

/**
 * A library in memory, for a data folder that cannot be written: what is in `from` can be seen and listed on, and nothing
 * of it outlives the program.
 */
export function memoryLibrary(dataDir: string, from: Library | null): Library {
  const database = new DatabaseSync(':memory:');
  migrate(database, migrations);
  if (from !== null) for (const table of tables) copyTable(from.database, database, table);
  return {
    dataDir,
    path: dataDir,
    database,
    readOnly: true,
    notice: from?.notice ?? null,
    close: () => {
      if (database.isOpen) database.close();
    },
  };
}

function copyTable(from: DatabaseSync, to: DatabaseSync, table: (typeof tables)[number]): void {
  const columns = to.prepare(`SELECT * FROM ${table}`).columns().length;
  const insert = to.prepare(`INSERT INTO ${table} VALUES (${Array(columns).fill('?').join(', ')})`);
  for (const row of from.prepare(`SELECT * FROM ${table}`).iterate()) {
    insert.run(...(Object.values(row) as (string | number | null)[]));
  }
}
