/** The ways in which the program writes files: nobody ever finds half of one under its name. */
import { randomBytes } from 'node:crypto';
import { access, constants, lstat, mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { ok } from '../../contract/problem.ts';
import type { Result } from '../../contract/problem.ts';
import { writeProblem } from './problems.ts';

export interface WriteOptions {
  /** Permissions of what is made, less the user's mask. */
  readonly mode?: number;
  /** What to do where this place will not take it; ends the problem's sentence. */
  readonly remedy?: string;
}

/** Makes a folder and those above it, where they are missing; a problem too where it is there and cannot be written to. */
export function makeFolder(folder: string, options: WriteOptions = {}): Promise<Result<void>> {
  return attempt(folder, options, async () => {
    await mkdir(folder, { recursive: true, mode: options.mode });
    await access(folder, constants.W_OK);
  });
}

/**
 * Writes beside and renames, so that a file of this name is always whole; another of this name is replaced. It may still
 * be lost with the machine's power: what must not be is written by `writeDurably`.
 */
export async function writeWhole(
  path: string,
  content: Uint8Array | string,
  options: WriteOptions = {},
): Promise<Result<void>> {
  // A device, a pipe or a link is meant to be written to, not to be replaced by a file.
  const before = await lstat(path).catch(() => null);
  if (before !== null && !before.isFile()) return attempt(path, options, () => writeFile(path, content));
  const partial = `${path}.${randomBytes(6).toString('hex')}.partial`;
  const written = await attempt(path, options, async () => {
    await writeFile(partial, content, { mode: options.mode });
    await rename(partial, path);
  });
  if (!written.ok) await rm(partial, { force: true }).catch(() => undefined);
  return written;
}

async function attempt(
  file: string,
  options: WriteOptions,
  write: () => Promise<unknown>,
): Promise<Result<void>> {
  try {
    await write();
    return ok(undefined);
  } catch (error) {
    return { ok: false, problem: writeProblem(error, file, options.remedy) };
  }
}

/** `writeDurably`, or what a test puts in its place to try failing disks. */
export type WriteFile = (path: string, bytes: Uint8Array) => Promise<void>;

/**
 * Writes a new file. Its bytes are on the disk when this resolves; its name is when `syncFolder` has resolved, too. Rejects
 * with the system's error, and may then leave a part.
 */
export async function writeDurably(path: string, bytes: Uint8Array, mode?: number): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Puts the names in a folder on the disk. Windows has no such call and needs none. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
