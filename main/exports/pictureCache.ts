import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, writeWhole } from '../files/write.ts';
import { sha256 } from '../library/hash.ts';

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
    // A full or read-only disk costs the shortcut; whoever writes what matters there reports it.
    const made = await makeFolder(this.#folder, { mode: 0o700 });
    if (!made.ok) return;
    await writeWhole(this.#path(key), Buffer.concat([digest(content), content]), { mode: 0o600 });
  }

  #path(key: string): string {
    return join(this.#folder, key);
  }
}

const digestLength = 32;

function digest(content: Uint8Array): Buffer {
  return Buffer.from(sha256(content), 'hex');
}
