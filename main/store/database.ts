import { accessSync, constants, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { fail, ok, type Problem, type Result } from '../../contract/problem.ts';
import { saysCorrupt, storageProblem } from './failures.ts';
import { migrate, versionOf } from './migration.ts';
import { latestVersion, migrations } from './migrations/all.ts';

/** How long a statement waits for another program's write, in milliseconds. */
const busyTimeoutMs = 10_000;

/** The library of one data folder, open. */
export interface Library {
  readonly dataDir: string;
  readonly path: string;
  readonly database: DatabaseSync;
  /** True where the folder cannot be written: what is known can be read, nothing new is kept. */
  readonly readOnly: boolean;
  /** What the user should be told of how it was opened; null where nothing. */
  readonly notice: Problem | null;
  close(): void;
}

/**
 * Opens `<dataDir>/library.sqlite`, making or upgrading it as needed. A damaged file is kept under another name and a
 * new one begun (`notice` says so); a file of a newer program is left alone (`unsupported`). A folder that cannot be
 * written is opened for reading where it holds a library, else `unwritable`.
 */
export function openLibrary(dataDir: string): Result<Library> {
  const path = join(dataDir, 'library.sqlite');
  try {
    // Patients' names are in it: for this user only.
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    return { ok: false, problem: storageProblem(error, dataDir) };
  }
  if (!canWrite(dataDir, path)) return openForReading(dataDir, path);
  let notice: Problem | null = null;
  for (let attempt = 0; ; attempt++) {
    const inode = inodeOf(path);
    try {
      const opened = openForWriting(dataDir, path);
      return opened.ok ? ok({ ...opened.value, notice }) : opened;
    } catch (error) {
      if (!saysCorrupt(error) || attempt === 2) return { ok: false, problem: storageProblem(error, path) };
      // Another program may have set it aside meanwhile; its new file must stay.
      if (inodeOf(path) === inode) notice = setAside(path);
    }
  }
}

function openForWriting(dataDir: string, path: string): Result<Library> {
  const database = new DatabaseSync(path, { timeout: busyTimeoutMs });
  try {
    const version = versionOf(database);
    if (version > latestVersion) {
      database.close();
      return tooNew(path, version);
    }
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
    migrate(database, migrations);
    return ok(library(dataDir, path, database, false));
  } catch (error) {
    if (database.isOpen) database.close();
    throw error;
  }
}

function openForReading(dataDir: string, path: string): Result<Library> {
  if (!existsSync(path)) {
    return fail(
      'unwritable',
      "The data folder cannot be written; check the folder's permissions, or choose another one with --library.",
      dataDir,
    );
  }
  try {
    const database = new DatabaseSync(readingAddress(path), { readOnly: true, timeout: busyTimeoutMs });
    const version = versionOf(database);
    if (version === latestVersion) return ok(library(dataDir, path, database, true));
    database.close();
    if (version > latestVersion) return tooNew(path, version);
    return fail(
      'unwritable',
      'The library is of an older version and cannot be upgraded, because the folder cannot be written; make it writable once, or choose another data folder with --library.',
      path,
    );
  } catch (error) {
    return { ok: false, problem: storageProblem(error, path) };
  }
}

/**
 * A write-ahead log needs a writable folder, unless SQLite is told that nobody changes the file; that holds for a
 * read-only folder where no log was left behind.
 */
function readingAddress(path: string): string | URL {
  const log = statSync(`${path}-wal`, { throwIfNoEntry: false });
  if (log !== undefined && log.size > 0) return path;
  const address = pathToFileURL(path);
  address.searchParams.set('immutable', '1');
  return address;
}

function library(dataDir: string, path: string, database: DatabaseSync, readOnly: boolean): Library {
  return {
    dataDir,
    path,
    database,
    readOnly,
    notice: null,
    close: () => {
      if (database.isOpen) database.close();
    },
  };
}

function canWrite(dataDir: string, path: string): boolean {
  try {
    accessSync(dataDir, constants.W_OK);
    if (existsSync(path)) accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function inodeOf(path: string): bigint | null {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino ?? null;
}

/** Renames the damaged file and its logs, and says so. Never deletes. */
function setAside(path: string): Problem {
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const kept = `${path}.damaged-${stamp}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, kept + suffix);
  }
  return {
    kind: 'corrupt',
    message: `The library file was damaged. It is kept as ${kept}; a new library was begun, and results are computed again as they are needed.`,
    file: path,
  };
}

function tooNew(path: string, version: number): Result<never> {
  return fail(
    'unsupported',
    `The library was written by a newer Mammoscope (library version ${version}; this program knows ${latestVersion}). Update the program, or choose another data folder with --library.`,
    path,
  );
}
