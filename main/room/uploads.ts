/** Files that a host without file paths (a browser's page) sends: kept in `<data>/incoming/<upload>/`. */
import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fail, ok } from '../../contract/problem.ts';
import type { Result } from '../../contract/problem.ts';
import { writeProblem } from '../files/problems.ts';

const remedy = 'choose another data folder with --library';
const longestName = 1024;
const longestPart = 200;
const mostParts = 32;
/** Windows reserves these names, with any ending. */
const reservedName = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** The folder of an upload; problem `bad-input` where the id is none. */
export function uploadFolder(dataDir: string, uploadId: string): Result<string> {
  const proper = /^[A-Za-z0-9_-]{1,100}$/.test(uploadId);
  return proper
    ? ok(join(dataDir, 'incoming', uploadId))
    : fail('bad-input', 'This is no name for an upload.');
}

/** Folders and file of a name such as `exam/R-CC.dcm`, below the upload's folder on every system; else `bad-input`. */
export function uploadParts(name: string): Result<readonly string[]> {
  const parts = name.split('/');
  const proper = name.length <= longestName && parts.length <= mostParts && parts.every(isProperPart);
  return proper ? ok(parts) : fail('bad-input', 'The name of this file cannot be taken; rename it.');
}

function isProperPart(part: string): boolean {
  if (part === '' || Buffer.byteLength(part) > longestPart) return false;
  // Nothing that climbs, begins a drive or another stream, or that some system will not write.
  return !/[\p{Cc}\\:*?"<>|]|[. ]$/u.test(part) && !reservedName.test(part);
}

/**
 * Writes one file as it arrives; whole under its name, or not at all. Problems: `bad-input` for the names, `cancelled` where
 * the sender broke off, `disk-full`, `unwritable`.
 */
export async function receiveUpload(
  dataDir: string,
  uploadId: string,
  name: string,
  stream: AsyncIterable<Uint8Array>,
): Promise<Result<null>> {
  const folder = uploadFolder(dataDir, uploadId);
  if (!folder.ok) return folder;
  const parts = uploadParts(name);
  if (!parts.ok) return parts;
  const path = join(folder.value, ...parts.value);
  const partial = `${path}.${randomBytes(6).toString('hex')}.partial`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const written = await writeStream(partial, stream);
    if (written.ok) await rename(partial, path);
    else await rm(partial, { force: true });
    return written;
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    const { kind, message } = writeProblem(error, path, remedy);
    return fail(kind, message);
  }
}

/** Rejects with the system's error where it cannot be written. */
async function writeStream(path: string, stream: AsyncIterable<Uint8Array>): Promise<Result<null>> {
  const file = await open(path, 'wx', 0o600);
  const chunks = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      // An error from here is the sender's, from below the disk's.
      const next = await chunks.next().catch(() => null);
      if (next === null) return fail('cancelled', 'The upload broke off; send the file again.');
      if (next.done) return ok(null);
      await file.writeFile(next.value);
    }
  } finally {
    await file.close();
    await chunks.return?.();
  }
}
