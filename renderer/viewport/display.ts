/** How stored values become grey levels: what the reader has chosen, as data, and the tables that follow from it. Pure. */
import type { ImageHeader, VoiTransform } from '../../contract/image.ts';
import { displayFunction } from '../../imaging/pixels/display.ts';

/** A window in modality values (PS3.3 C.11.2.1.2, C.11.2.1.3). */
export interface DisplayWindow {
  readonly function: 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID';
  readonly center: number;
  readonly width: number;
}

/** What the reader has chosen for one image; an `index` is one into the header's `voiTransforms`. */
export interface DisplaySettings {
  readonly voi:
    { readonly type: 'image'; readonly index: number } | ({ readonly type: 'window' } & DisplayWindow);
  readonly inverted: boolean;
}

/** One of the ways to show an image that the image itself offers. */
export interface DisplayPreset {
  readonly label: string;
  readonly voi: DisplaySettings['voi'];
}

/** Grey levels 0..255, unrounded, of the stored values `first`, `first + step`, ... */
export interface DisplayTable {
  readonly first: number;
  readonly step: number;
  readonly levels: Float64Array;
}

/** Stored values that occur in an image, ends included. */
export interface StoredRange {
  readonly low: number;
  readonly high: number;
}

/** The image's own first transform that tells values apart (damaged tables do not), not inverted. */
export function defaultDisplay(header: ImageHeader): DisplaySettings {
  const usable = header.voiTransforms.findIndex(
    (transform) => transform.type === 'window' || transform.data.some((value) => value !== transform.data[0]),
  );
  return { voi: { type: 'image', index: Math.max(0, usable) }, inverted: false };
}

/** Every window and table of the image, by its explanation where it has one. Empty for colour. */
export function presets(header: ImageHeader): readonly DisplayPreset[] {
  if (header.samplesPerPixel > 1) return [];
  return header.voiTransforms.map((transform, index) => ({
    label: transform.explanation ?? `${transform.type === 'lut' ? 'Table' : 'Window'} ${index + 1}`,
    voi: { type: 'image', index },
  }));
}

/** The same settings with the preset after the one in use; with the first where the reader's own window is in use. */
export function nextPreset(header: ImageHeader, settings: DisplaySettings): DisplaySettings {
  const count = presets(header).length;
  if (count === 0) return settings;
  const index = settings.voi.type === 'image' ? (settings.voi.index + 1) % count : 0;
  return { ...settings, voi: { type: 'image', index } };
}

/** The window in use; null where a table is, and for colour. */
export function windowOf(header: ImageHeader, settings: DisplaySettings): DisplayWindow | null {
  const transform = transformOf(header, settings);
  if (transform?.type !== 'window') return null;
  return { function: transform.function, center: transform.center, width: transform.width };
}

/** True where both show every image alike. */
export function sameSettings(one: DisplaySettings, other: DisplaySettings): boolean {
  if (one.inverted !== other.inverted) return false;
  if (one.voi.type === 'image') return other.voi.type === 'image' && one.voi.index === other.voi.index;
  return (
    other.voi.type === 'window' &&
    one.voi.function === other.voi.function &&
    one.voi.center === other.voi.center &&
    one.voi.width === other.voi.width
  );
}

/** Pixels of dragging that double the width, or move the centre by half the width. */
const dragPixels = 250;

/**
 * The settings after dragging by `dx`, `dy` CSS pixels from `settings`: right widens the window, down moves it up (the
 * picture gets darker). A table is first replaced by the window it comes nearest to. Colour stays as it is.
 */
export function dragged(
  header: ImageHeader,
  settings: DisplaySettings,
  dx: number,
  dy: number,
): DisplaySettings {
  const from = windowOf(header, settings) ?? windowOfTable(header, settings);
  if (from === null) return settings;
  const width = Math.max(narrowest(header, from), from.width * 2 ** (dx / dragPixels));
  const center = from.center + (dy / dragPixels) * 0.5 * from.width;
  return { ...settings, voi: { type: 'window', function: from.function, center, width } };
}

/** One step of modality values: nothing narrower shows more; LINEAR needs 1 (PS3.3 C.11.2.1.2). */
function narrowest(header: ImageHeader, window: DisplayWindow): number {
  const { modalityTransform: modality } = header;
  const step = modality.type === 'rescale' ? Math.abs(modality.slope) : 1;
  return window.function === 'LINEAR' ? Math.max(1, step) : step;
}

function transformOf(header: ImageHeader, { voi }: DisplaySettings): VoiTransform | null {
  if (header.samplesPerPixel > 1) return null;
  if (voi.type === 'window') return { ...voi, explanation: null };
  return header.voiTransforms[voi.index] ?? header.voiTransforms[0] ?? null;
}

/** The straight line through a table where it passes 5 % and 95 % of its range; null where no table is in use. */
function windowOfTable(header: ImageHeader, settings: DisplaySettings): DisplayWindow | null {
  const transform = transformOf(header, settings);
  if (transform?.type !== 'lut') return null;
  const { data, firstMapped } = transform;
  const least = data.reduce((low, value) => Math.min(low, value), Infinity);
  const greatest = data.reduce((high, value) => Math.max(high, value), -Infinity);
  const at = (share: number) => least + share * (greatest - least);
  const low = data.findIndex((value) => value >= at(0.05));
  const high = data.findLastIndex((value) => value <= at(0.95));
  const width = Math.max(1, (high - low) / 0.9);
  return { function: 'LINEAR_EXACT', center: firstMapped + (low + high) / 2, width };
}

/**
 * Grey levels of the stored values in `range`, by the standard's formulas; of colour, of one component. Where more
 * values than `maximumEntries` occur, entries are a step apart, over that part of the range in which levels differ.
 */
export function displayTable(
  header: ImageHeader,
  settings: DisplaySettings,
  range: StoredRange,
  maximumEntries: number,
): DisplayTable {
  const levelOf = levelFunction(header, settings);
  const { low, high } = variedPart(range, maximumEntries, levelOf);
  const entries = Math.max(2, Math.min(maximumEntries, high - low + 1));
  const step = Math.max(1, (high - low) / (entries - 1));
  const levels = Float64Array.from({ length: entries }, (_, entry) =>
    levelOf(Math.round(low + entry * step)),
  );
  return { first: low, step, levels };
}

/** Stored value -> 0..255, unrounded, as the settings show it. */
export function levelFunction(header: ImageHeader, settings: DisplaySettings): (stored: number) => number {
  const transform = transformOf(header, settings);
  if (transform !== null) return displayFunction(header, transform, settings.inverted);
  // Colour reaches the screen with 8 bits a component.
  return settings.inverted ? (stored) => 255 - stored : (stored) => stored;
}

/** Where more values occur than are examined one by one, they are examined at even distances. */
const examined = 2 ** 16;

/** The part of the range outside which the level stays what it is at the part's ends; all of it where that fits. */
function variedPart(
  { low, high }: StoredRange,
  maximumEntries: number,
  levelOf: (stored: number) => number,
): StoredRange {
  if (high - low < maximumEntries) return { low, high };
  const stride = Math.max(1, Math.floor((high - low) / examined));
  let from = low;
  let to = high;
  const lowest = levelOf(low);
  const highest = levelOf(high);
  while (from + stride < to && levelOf(from + stride) === lowest) from += stride;
  while (to - stride > from && levelOf(to - stride) === highest) to -= stride;
  return { low: from, high: to };
}
