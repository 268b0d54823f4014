/** What a user has chosen; kept by the program, read by the renderer at its start. */
import type { ReadingMode } from './reading.ts';

export interface Settings {
  readonly readingMode: ReadingMode;
  /** Analyse an exam when it is opened. */
  readonly analyseOnOpen: boolean;
  /** Names and identifiers are replaced on screen and in exports. */
  readonly deidentified: boolean;
  /** Command id -> keys, where the user changed them (`renderer/keys`). */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  /** Calibration of the screen: CSS pixels per millimetre; null where it was not calibrated. */
  readonly screenPixelsPerMm: number | null;
  /** The renderer's own choices (folded panels, overlay opacities, columns): JSON text, at most 64 KiB. */
  readonly view: string;
}

/** Characters of a hanging protocol's name and of its JSON text. */
export const protocolLimits = { name: 80, json: 256 * 1024 } as const;

/** A hanging protocol that the user saved, as its JSON text. */
export interface SavedProtocol {
  readonly name: string;
  readonly json: string;
}
