import type { DatabaseSync } from 'node:sqlite';

/** One step from library version `version - 1` to `version`. A released one is never edited. */
export interface Migration {
  readonly version: number;
  readonly sql: string;
}

/** The library's version: SQLite's `user_version`, 0 in a new file. */
export function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()!.user_version);
}

/** Brings the database up to the last migration; each step is whole or not at all, also when two programs try at once. */
export function migrate(database: DatabaseSync, migrations: readonly Migration[]): void {
  for (const { version, sql } of migrations) {
    if (versionOf(database) >= version) continue;
    inTransaction(database, () => {
      // Read again under the lock: the other program may have been first.
      if (versionOf(database) >= version) return;
      database.exec(sql);
      database.exec(`PRAGMA user_version = ${version}`);
    });
  }
}

/** Runs `work` in a write transaction; rolls back where it throws. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const value = work();
    database.exec('COMMIT');
    return value;
  } catch (error) {
    // A full disk or an I/O error may have rolled back already.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
