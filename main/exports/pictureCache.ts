import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Pictures and maps that were drawn before, by what they show. A shortcut only: what is missing, damaged or cannot be
 * kept is drawn again.
 */
export class PictureCache {
  readonly #folder: string;

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'cache', 'pictures');
  }

  async get(key: string): Promise<Uint8Array | null> {
    const stored = await readFile(this.#path(key)).catch(() => null);
    if (stored === null || stored.length < digestLength) return null;
    const content = stored.subarray(digestLength);
    return digest(content).equals(stored.subarray(0, digestLength)) ? content : null;
  }

  async put(key: string, content: Uint8Array): Promise<void> {
    const partial = `${this.#path(key)}.${randomBytes(6).toString('hex')}.partial`;
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeFile(partial, Buffer.concat([digest(content), content]), { mode: 0o600 });
      await rename(partial, this.#path(key));
    } catch {
      // A full or read-only disk costs the shortcut; whoever writes what matters there reports it.
      await rm(partial, { force: true }).catch(() => undefined);
    }
  }

  #path(key: string): string {
    return join(this.#folder, key);
  }
}

const digestLength = 32;

function digest(content: Uint8Array): Buffer {
  return createHash('sha256').update(content).digest();
}
