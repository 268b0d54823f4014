import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fail, ok } from '../../contract/problem.ts';
import type { Result } from '../../contract/problem.ts';

/** Makes a folder and those above it, where they are missing. */
export function makeFolder(folder: string): Promise<Result<void>> {
  return attempt(folder, () => mkdir(folder, { recursive: true }));
}

/** Writes beside and renames, so that a file of this name is always whole. */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<Result<void>> {
  const partial = `${path}.partial`;
  const written = await attempt(path, async () => {
    await writeFile(partial, content);
    await rename(partial, path);
  });
  if (!written.ok) await rm(partial, { force: true }).catch(() => {});
  return written;
}

async function attempt(file: string, write: () => Promise<unknown>): Promise<Result<void>> {
  try {
    await write();
    return ok(undefined);
  } catch (error) {
    return writeProblem(error, file);
  }
}

/** What the system says to a write that it refuses; anything else is a bug and thrown on. */
function writeProblem(error: unknown, file: string): Result<never> {
  const systemCode = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (systemCode) {
    case 'ENOSPC':
    case 'EDQUOT':
      return fail('disk-full', 'The disk is full. Free some space or choose another folder.', file);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return fail('unwritable', 'You may not write here. Choose another folder.', file);
    case 'ENOTDIR':
    case 'EEXIST':
      return fail('unwritable', `A file is in the way at ${dirname(file)}. Choose another folder.`, file);
    case 'EISDIR':
      return fail('unwritable', 'A folder of this name is in the way. Choose another folder.', file);
    default:
      if (!/^E[A-Z]+$/.test(systemCode)) throw error;
      return fail('unwritable', `It could not be written (${systemCode}). Choose another folder.`, file);
  }
}
