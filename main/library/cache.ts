import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TrainingRecord, WeightsCard } from '../../contract/card.ts';
import type { ImageAnalysis } from '../../contract/findings.ts';
import type { Problem } from '../../contract/problem.ts';
import { answersOf } from '../../models/answers.ts';
import { syncFolder, writeDurably, type WriteFile } from '../files/write.ts';
import { findAnalysis, isMapsFileUsed, removeAnalysis, saveAnalysis } from '../store/analyses.ts';
import type { Library } from '../store/database.ts';
import { storageProblem } from '../store/failures.ts';
import { pack, unpack, type Packed } from '../store/packed.ts';
import { sha256 } from './hash.ts';

/** Raised whenever the program computes something else, or something more, from the same inputs. */
const analysisVersion = 1;

/** A file that no result mentions may belong to a result that another program is just storing: younger ones stay. */
const sweepAgeMs = 60 * 60 * 1000;

/** What the networks saw: all that a result depends on. */
export interface CacheKeyParts {
  readonly imageHash: string;
  readonly card: Pick<WeightsCard, 'architecture' | 'sha256' | 'preparation' | 'percentT'>;
  /** Device class, e.g. `cpu`. */
  readonly device: string;
}

/** What a stored result takes from the card of today. */
type CardOfResults = Pick<WeightsCard, 'name' | 'untrained' | 'phantomsOnly'> & {
  readonly training?: Pick<TrainingRecord, 'recipe'>;
};

/** SHA-256 of everything that a result depends on, hexadecimal. */
export function cacheKey({ imageHash, card, device }: CacheKeyParts): string {
  const parts = [analysisVersion, imageHash, card.architecture, card.sha256, card.preparation];
  return sha256(JSON.stringify([...parts, card.percentT, device]));
}

/** Finished analyses, kept between runs: records in the library, arrays in `<data>/cache/`. */
export class ResultsCache {
  readonly #library: Library;
  readonly #folder: string;
  readonly #write: WriteFile;

  constructor(library: Library, write: WriteFile = writePrivately) {
    this.#library = library;
    this.#folder = join(library.dataDir, 'cache');
    this.#write = write;
  }

  /**
   * The result stored for these weights and this image, under the card's present name; null where there is none, or
   * where it is damaged: then it is forgotten, to be computed again.
   */
  async get(key: string, card: CardOfResults): Promise<ImageAnalysis | null> {
    const stored = this.#find(key);
    if (stored === null) return null;
    const bytes = await this.#readMaps(stored.mapsFile);
    if (bytes === null || sha256(stored.analysis, bytes) !== stored.digest) {
      this.#forget(key, stored.mapsFile);
      return null;
    }
    const analysis = unpack({ json: stored.analysis, bytes }) as ImageAnalysis;
    const { name: weightsName, untrained, phantomsOnly = null, training } = card;
    return { ...analysis, weightsName, untrained, phantomsOnly, answers: answersOf(training?.recipe) };
  }

  /**
   * Keeps a result. Returns what prevented it, or null; without it everything still works, only slower. `packed` is the
   * analysis packed, where the caller has it already.
   */
  async put(
    key: string,
    imageHash: string,
    analysis: ImageAnalysis,
    packed: Packed = pack(analysis),
  ): Promise<Problem | null> {
    if (this.#library.readOnly) {
      const message = 'The data folder cannot be written, so the results are not kept for the next time.';
      return { kind: 'unwritable', message, file: this.#library.dataDir };
    }
    const { json, bytes } = packed;
    // A name of its own for each attempt: nobody ever sees a file that somebody is still writing.
    const mapsFile = `${key}-${randomBytes(6).toString('hex')}.maps`;
    const path = join(this.#folder, mapsFile);
    try {
      const before = findAnalysis(this.#library, key);
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await this.#write(path, bytes);
      // The row makes the result visible, and it comes last.
      saveAnalysis(this.#library, {
        key,
        imageHash,
        architecture: analysis.architecture,
        weightsName: analysis.weightsName,
        weightsSha256: analysis.weightsSha256,
        preparation: analysis.preparationVersion,
        device: analysis.device,
        created: new Date().toISOString(),
        analysis: json,
        mapsFile,
        digest: sha256(json, bytes),
      });
      if (before !== null) await this.#remove(before.mapsFile);
      return null;
    } catch (error) {
      await this.#remove(mapsFile);
      return storageProblem(error, path);
    }
  }

  /**
   * Deletes array files that no result mentions, left by a program that was killed. Returns how many; none in a library
   * that is damaged or locked, and cannot say what it mentions.
   */
  async sweep(now = Date.now()): Promise<number> {
    if (this.#library.readOnly) return 0;
    let removed = 0;
    for (const name of await readdir(this.#folder).catch(() => [])) {
      if (!name.endsWith('.maps') || this.#isUsed(name)) continue;
      const info = await stat(join(this.#folder, name)).catch(() => null);
      if (info === null || now - info.mtimeMs < sweepAgeMs) continue;
      await this.#remove(name);
      removed += 1;
    }
    return removed;
  }

  #isUsed(mapsFile: string): boolean {
    try {
      return isMapsFileUsed(this.#library, mapsFile);
    } catch (error) {
      // Only a bug is thrown on.
      storageProblem(error, this.#library.path);
      return true;
    }
  }

  #find(key: string): ReturnType<typeof findAnalysis> {
    try {
      return findAnalysis(this.#library, key);
    } catch (error) {
      // A damaged or locked library costs the shortcut, not the analysis; a bug is thrown on.
      storageProblem(error, this.#library.path);
      return null;
    }
  }

  async #readMaps(mapsFile: string): Promise<Uint8Array | null> {
    try {
      return await readFile(join(this.#folder, mapsFile));
    } catch {
      return null;
    }
  }

  #forget(key: string, mapsFile: string): void {
    if (this.#library.readOnly) return;
    try {
      removeAnalysis(this.#library, key, mapsFile);
    } catch (error) {
      // It stays, and does not match the next time either; a bug is thrown on.
      storageProblem(error, this.#library.path);
    }
  }

  async #remove(mapsFile: string): Promise<void> {
    // Best effort: what stays is found by `sweep`.
    await rm(join(this.#folder, mapsFile), { force: true }).catch(() => undefined);
  }
}

async function writePrivately(path: string, bytes: Uint8Array): Promise<void> {
  await writeDurably(path, bytes, 0o600);
  await syncFolder(dirname(path));
}
