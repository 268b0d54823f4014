import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Problem } from '../../contract/problem.ts';
import { diskFull, unwritable, writeProblem } from '../files/problems.ts';

/** SQLite's primary result codes that are not bugs (sqlite.org/rescode.html). */
const sqlite = {
  busy: 5,
  readOnly: 8,
  inputOutput: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
};

/** Less free space than this, in bytes, and a failed write is put down to the full disk. */
const almostNothing = 256 * 1024;

const remedy = 'choose another data folder with --library';

/**
 * The problem behind what the file system or SQLite refused in the data folder. Throws `error` where it is none that a
 * disk or another program can cause.
 */
export function storageProblem(error: unknown, path: string): Problem {
  if (!isSqliteError(error)) return writeProblem(error, path, remedy);
  switch (primaryCode(error)) {
    case sqlite.full:
      return diskFull(path, remedy);
    case sqlite.inputOutput:
      // Growing the write-ahead log's index on a full disk ends here too.
      return isFull(path) ? diskFull(path, remedy) : unwritable(path, error.message, remedy);
    case sqlite.readOnly:
    case sqlite.cannotOpen:
      return unwritable(path, error.message, remedy);
    case sqlite.busy:
      return unwritable(path, 'another program has kept it locked for seconds', remedy);
    case sqlite.corrupt:
    case sqlite.notADatabase:
      return {
        kind: 'corrupt',
        message: `The library file is damaged (${error.message}), so nothing new is kept in it; close the program and move the file away to begin a new one.`,
        file: path,
      };
    default:
      throw error;
  }
}

/** True where SQLite says that the file is damaged, or is no database at all. */
export function saysCorrupt(error: unknown): boolean {
  if (!isSqliteError(error)) return false;
  const code = primaryCode(error);
  return code === sqlite.corrupt || code === sqlite.notADatabase;
}

/** True where another connection has it locked. */
export function saysBusy(error: unknown): boolean {
  return isSqliteError(error) && primaryCode(error) === sqlite.busy;
}

interface SqliteError extends Error {
  readonly errcode: number;
}

function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number';
}

/** The low byte of SQLite's result code; the rest says more precisely where it happened. */
function primaryCode({ errcode }: SqliteError): number {
  return errcode & 0xff;
}

function isFull(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize < almostNothing;
  } catch {
    return false;
  }
}
