import { readFile, stat } from 'node:fs/promises';
import { fail, ok } from '../../contract/problem.ts';
import type { Result } from '../../contract/problem.ts';
import { readProblem } from './problems.ts';

/** No more can be held in memory at once. */
export const maximumFileBytes = 2 ** 31 - 1;

/** All of a plain file, where it has at most `most` bytes: 'too-large' else; 'unreadable' for a folder or a device. */
export async function readWhole(file: string, most = maximumFileBytes): Promise<Result<Uint8Array>> {
  try {
    const info = await stat(file);
    if (!info.isFile()) return fail('unreadable', 'This is no plain file.', file);
    if (info.size > most) return fail('too-large', `Files of up to ${most} bytes are read here.`, file);
    return ok(await readFile(file));
  } catch (error) {
    return { ok: false, problem: readProblem(error, file) };
  }
}
