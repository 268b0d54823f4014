import type { Architecture } from '../../contract/card.ts';
import type { Library } from './database.ts';

/** One cached result, as stored. */
export interface StoredAnalysis {
  /** Everything the result depends on, hashed. */
  readonly key: string;
  readonly imageHash: string;
  readonly architecture: Architecture;
  readonly weightsName: string;
  readonly weightsSha256: string;
  readonly preparation: string;
  readonly device: string;
  /** ISO 8601. */
  readonly created: string;
  /** The packed analysis's text; its arrays are in `mapsFile`. */
  readonly analysis: string;
  /** File name inside the cache folder. */
  readonly mapsFile: string;
  /** SHA-256 of text and arrays, hexadecimal. */
  readonly digest: string;
}

/** The result that was stored under `key`, or null. Throws SQLite's errors. */
export function findAnalysis(library: Library, key: string): StoredAnalysis | null {
  const row = library.database
    .prepare(
      `SELECT key, image_hash AS imageHash, architecture, weights_name AS weightsName,
         weights_sha256 AS weightsSha256, preparation, device, created, analysis, maps_file AS mapsFile, digest
       FROM analysis WHERE key = ?`,
    )
    .get(key);
  return row === undefined ? null : (row as unknown as StoredAnalysis);
}

/** Stores a result in place of the one with the same key, if any. */
export function saveAnalysis(library: Library, stored: StoredAnalysis): void {
  library.database
    .prepare(
      `INSERT OR REPLACE INTO analysis (key, image_hash, architecture, weights_name, weights_sha256, preparation,
         device, created, analysis, maps_file, digest)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      stored.key,
      stored.imageHash,
      stored.architecture,
      stored.weightsName,
      stored.weightsSha256,
      stored.preparation,
      stored.device,
      stored.created,
      stored.analysis,
      stored.mapsFile,
      stored.digest,
    );
}

/** Forgets the result if it is still the one in `mapsFile`. */
export function removeAnalysis(library: Library, key: string, mapsFile: string): void {
  library.database.prepare('DELETE FROM analysis WHERE key = ? AND maps_file = ?').run(key, mapsFile);
}

/** True where some result keeps its arrays in this file. */
export function isMapsFileUsed(library: Library, mapsFile: string): boolean {
  return library.database.prepare('SELECT 1 FROM analysis WHERE maps_file = ?').get(mapsFile) !== undefined;
}
