/** What the system says when it refuses a file or folder, as problems. Every other error is a bug and thrown on. */
import type { Problem } from '../../contract/problem.ts';

/** Why a file or folder could not be read. Throws `error` where it is none of the system's. */
export function readProblem(error: unknown, file: string): Problem {
  const code = systemCode(error);
  switch (code) {
    case null:
      throw error;
    case 'ENOENT':
    case 'ENOTDIR':
      return { kind: 'not-found', message: 'There is no such file or folder.', file };
    case 'EACCES':
    case 'EPERM':
      return { kind: 'unreadable', message: 'You may not read this; check its permissions.', file };
    case 'EISDIR':
      return { kind: 'unreadable', message: 'This is a folder, not a file.', file };
    case 'ELOOP':
      return { kind: 'unreadable', message: 'Its links lead in a circle.', file };
    default:
      return { kind: 'unreadable', message: `It could not be read (${code}).`, file };
  }
}

/**
 * Why a file or folder could not be written; `remedy` ends its sentence: what to do where this place will not take it.
 * Throws `error` where it is none of the system's.
 */
export function writeProblem(error: unknown, file: string, remedy = 'choose another folder'): Problem {
  const code = systemCode(error);
  switch (code) {
    case null:
      throw error;
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFull(file, remedy);
    case 'EFBIG':
      return { kind: 'too-large', message: `This disk takes no file of such a size: ${remedy}.`, file };
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return unwritable(file, 'you may not write here', remedy);
    case 'ENOTDIR':
    case 'EEXIST':
      return unwritable(file, 'a file is in the way', remedy);
    case 'EISDIR':
      return unwritable(file, 'a folder of this name is in the way', remedy);
    case 'ENOENT':
      return unwritable(file, 'there is no such folder', remedy);
    default:
      return unwritable(file, code, remedy);
  }
}

export function diskFull(file: string, remedy: string): Problem {
  return { kind: 'disk-full', message: `The disk is full: free some space, or ${remedy}.`, file };
}

export function unwritable(file: string, reason: string, remedy: string): Problem {
  return { kind: 'unwritable', message: `It cannot be written (${reason}): ${remedy}.`, file };
}

/** The system's name for its refusal (`ENOSPC`); null for errors that are not the system's (Node's own: `ERR_...`). */
function systemCode(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : null;
}
