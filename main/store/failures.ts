import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Problem } from '../../contract/problem.ts';

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

/**
 * The problem behind an error of a file-system call or of SQLite, or null where the error is none that a disk or
 * another program can cause: then it is a bug, to be thrown on.
 */
export function storageProblem(error: unknown, path: string): Problem | null {
  if (!(error instanceof Error)) return null;
  if ('errcode' in error && typeof error.errcode === 'number')
    return sqliteProblem(error.errcode, error, path);
  if ('code' in error && typeof error.code === 'string') return fileProblem(error.code, error, path);
  return null;
}

/** True where SQLite says that the file is damaged, or is no database at all. */
export function saysCorrupt(error: unknown): boolean {
  if (!(error instanceof Error && 'errcode' in error && typeof error.errcode === 'number')) return false;
  const code = error.errcode & 0xff;
  return code === sqlite.corrupt || code === sqlite.notADatabase;
}

function sqliteProblem(errorCode: number, error: Error, path: string): Problem | null {
  // The low byte is the primary code; the rest says more precisely where it happened.
  switch (errorCode & 0xff) {
    case sqlite.full:
      return diskFull(path);
    case sqlite.inputOutput:
      // Growing the write-ahead log's index on a full disk ends here too.
      return isFull(path) ? diskFull(path) : unwritable(path, error.message);
    case sqlite.readOnly:
    case sqlite.cannotOpen:
      return unwritable(path, error.message);
    case sqlite.busy:
      return unwritable(path, 'another program has kept it locked for seconds');
    case sqlite.corrupt:
    case sqlite.notADatabase:
      return {
        kind: 'corrupt',
        message: `The library file is damaged (${error.message}), so nothing new is kept in it; close the program and move the file away to begin a new one.`,
        file: path,
      };
    default:
      return null;
  }
}

function fileProblem(code: string, error: Error, path: string): Problem | null {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFull(path);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
    case 'EIO':
    case 'EMFILE':
    case 'ENFILE':
    case 'EBUSY':
    case 'ENAMETOOLONG':
      return unwritable(path, error.message);
    case 'ENOENT':
      return unwritable(path, 'the folder is gone');
    default:
      return null;
  }
}

function diskFull(path: string): Problem {
  return {
    kind: 'disk-full',
    message: 'The disk is full; free some space, or choose a data folder on another disk with --data.',
    file: path,
  };
}

function unwritable(path: string, reason: string): Problem {
  return {
    kind: 'unwritable',
    message: `Cannot be written (${reason}); check the folder's permissions, or choose another data folder with --data.`,
    file: path,
  };
}

function isFull(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize < almostNothing;
  } catch {
    return false;
  }
}
