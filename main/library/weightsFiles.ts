/** Writing and removing a folder of weights so that it is there whole or not at all, whatever happens meanwhile. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder, writeDurably, type WriteFile } from '../files/write.ts';

/** Folders with these beginnings are being written or removed; no name of weights begins with a dot. */
const unfinished = /^\.(incoming|outgoing)-/;
/** Another program may be writing a younger one. */
const sweepAgeMs = 60 * 60 * 1000;

/**
 * Writes `files` to `<parent>/<name>`: into a folder of its own first, synced to the disk, then renamed. Rejects with the
 * file system's error and leaves nothing behind; one of ENOTEMPTY or EEXIST where the name was taken meanwhile.
 */
export async function writeFolder(
  parent: string,
  name: string,
  files: Readonly<Record<string, Uint8Array>>,
  write: WriteFile = writeDurably,
): Promise<void> {
  await mkdir(parent, { recursive: true });
  await sweep(parent);
  const incoming = join(parent, `.incoming-${randomBytes(8).toString('hex')}`);
  try {
    await mkdir(incoming);
    for (const [file, bytes] of Object.entries(files)) await write(join(incoming, file), bytes);
    await syncFolder(incoming);
    await rename(incoming, join(parent, name));
  } catch (error) {
    await rm(incoming, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(parent);
}

/** Removes `<parent>/<name>`; its name is free at once, before its files are gone. */
export async function removeFolder(parent: string, name: string): Promise<void> {
  const outgoing = join(parent, `.outgoing-${randomBytes(8).toString('hex')}`);
  await rename(join(parent, name), outgoing);
  await rm(outgoing, { recursive: true, force: true });
}

/** Removes what a program that was killed left half-written. Best effort. */
async function sweep(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!unfinished.test(name)) continue;
    const path = join(parent, name);
    const info = await stat(path).catch(() => null);
    if (info === null || Date.now() - info.mtimeMs < sweepAgeMs) continue;
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}
