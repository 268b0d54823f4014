/**
 * What of a frame is drawn otherwise than it is stored: what must be black whatever is done to the grey scale, and the
 * planes over it. Such pixels take a value at the dark or the bright end of the scale as it is shown now, so that
 * smoothing between them and their neighbours passes only values between the two, and makes no bright rim. Pure.
 */
import type { ImageHeader } from '../../contract/image.ts';
import { type OverlayPlane, coveredPixels } from '../../imaging/dicom/overlays.ts';
import type { BreastContent } from '../../imaging/prepare/breastContent.ts';
import type { DecodedFrame } from './decodedFrame.ts';
import {
  type DisplaySettings,
  type DisplayTable,
  type StoredRange,
  displayTable,
  levelFunction,
} from './display.ts';
import type { DrawnLevel, DrawnSamples } from './levels.ts';

/** Values are stored values; those beyond the frame's range are drawn black and white, whatever the window. */
export interface Painting {
  /** Equal for paintings that draw the same. */
  readonly key: string;
  /** Null where nothing has to be kept black. */
  readonly dark: number | null;
  readonly padding: StoredRange | null;
  /** Null where the air is black by itself, or not known. */
  readonly air: Air | null;
  readonly bright: number;
  readonly planes: readonly OverlayPlane[];
}

interface Air {
  readonly content: BreastContent;
  /** Drawn values that are typical of it and of the breast. */
  readonly air: number;
  readonly tissue: number;
}

/** Null where the frame is drawn as it is stored. `planes`: those over this frame, empty where they are hidden. */
export function paintingOf(
  header: ImageHeader,
  frame: DecodedFrame,
  display: DisplaySettings,
  planes: readonly OverlayPlane[],
): Painting | null {
  if (frame.samplesPerPixel > 1) return null;
  const levelOf = levelFunction({ ...header, padding: null }, display);
  const isDarkLow = levelOf(frame.range.low) <= levelOf(frame.range.high);
  const padding =
    header.padding !== null && !isAtEnd(header.padding, frame.range, isDarkLow) ? header.padding : null;
  const air = display.inverted ? airOf(header, frame) : null;
  const keepsDark = padding !== null || air !== null;
  if (!keepsDark && planes.length === 0) return null;
  const { below, above } = beyond(frame);
  const dark = keepsDark ? (isDarkLow ? below : above) : null;
  const bright = isDarkLow ? above : below;
  const key = [dark, padding !== null, air !== null, bright, ...planes.map(({ group }) => group)].join(' ');
  return { key, dark, padding, air, bright, planes };
}

/** Whether padding is the last of the range on the dark side already, or does not occur. */
function isAtEnd(padding: StoredRange, range: StoredRange, isDarkLow: boolean): boolean {
  if (padding.high < range.low || padding.low > range.high) return true;
  return isDarkLow ? padding.high <= range.low : padding.low >= range.high;
}

/** The next stored values beyond the range, as far as the drawn samples can hold them. */
function beyond({ range, offset, levels: [{ samples }] }: DecodedFrame): { below: number; above: number } {
  const most = samples instanceof Uint8Array ? 0xff : samples instanceof Uint16Array ? 0xffff : Infinity;
  const least = samples instanceof Float32Array ? -Infinity : 0;
  return {
    below: Math.max(range.low - 1, least + offset),
    above: Math.min(range.high + 1, most + offset),
  };
}

/** Looked for once per frame: a window that is dragged asks again with every step. */
const known = new WeakMap<DecodedFrame, Air | null>();

function airOf(header: ImageHeader, frame: DecodedFrame): Air | null {
  const found = known.get(frame);
  if (found !== undefined) return found;
  const air = findAir(header, frame);
  known.set(frame, air);
  return air;
}

/** Air and breast as the smallest level shows them; null where there is no breast, or no air. */
function findAir(header: ImageHeader, frame: DecodedFrame): Air | null {
  const { content, levels, offset } = frame;
  if (content === null || content.chestWall === null) return null;
  const { samples, columns, rows, factor } = levels[levels.length - 1];
  if (factor !== content.cell || columns !== content.columns || rows !== content.first.length) return null;
  const low = (header.padding?.low ?? Infinity) - offset;
  const high = (header.padding?.high ?? -Infinity) - offset;
  const inside: number[] = [];
  const outside: number[] = [];
  samples.forEach((value, at) => {
    if (value >= low && value <= high) return;
    const row = Math.floor(at / columns);
    const column = at - row * columns;
    const isBreast = column >= content.first[row] && column <= content.last[row];
    (isBreast ? inside : outside).push(value);
  });
  if (inside.length === 0 || outside.length === 0) return null;
  const [air, tissue] = [median(outside), median(inside)];
  return air === tissue ? null : { content, air, tissue };
}

function median(values: number[]): number {
  return values.sort((one, other) => one - other)[values.length >> 1];
}

/** The table of the frame as it is painted. */
export function paintedTable(
  header: ImageHeader,
  display: DisplaySettings,
  frame: DecodedFrame,
  painting: Painting | null,
  maximumEntries: number,
): DisplayTable {
  const { range } = frame;
  if (painting === null) return displayTable(header, display, range, maximumEntries);
  const { dark, padding, planes, bright } = painting;
  const ends = [...(dark === null ? [] : [dark]), ...(planes.length === 0 ? [] : [bright])];
  const all = { low: Math.min(range.low, ...ends), high: Math.max(range.high, ...ends) };
  // Padding that is painted over has left its values to whatever else has them.
  const own = padding === null ? header : { ...header, padding: null };
  const table = displayTable(own, display, all, maximumEntries);
  for (const end of ends) {
    const at = Math.round((end - table.first) / table.step);
    const isBeyond = end < range.low || end > range.high;
    if (isBeyond && at >= 0 && at < table.levels.length) table.levels[at] = end === dark ? 0 : 255;
  }
  return table;
}

/** The level with `painting` in it; `frameIndex` from 0. */
export function painted(
  level: DrawnLevel,
  painting: Painting,
  offset: number,
  frameIndex: number,
): DrawnLevel {
  const samples = level.samples.slice();
  const { dark, padding, air, bright, planes } = painting;
  if (dark !== null && padding !== null) {
    const [low, high, value] = [padding.low - offset, padding.high - offset, dark - offset];
    for (let i = 0; i < samples.length; i++) if (samples[i] >= low && samples[i] <= high) samples[i] = value;
  }
  if (dark !== null && air !== null) paintAir(samples, level, air, dark - offset);
  for (const plane of planes) {
    const { columns, rows, factor } = level;
    coveredPixels(plane, frameIndex, (x, y) => {
      const [column, row] = [Math.floor(x / factor), Math.floor(y / factor)];
      if (column >= 0 && row >= 0 && column < columns && row < rows) {
        samples[row * columns + column] = bright - offset;
      }
    });
  }
  return { ...level, samples };
}

/** From the air's value to the breast's: less is air. As low as where the breast is said to begin (`breastRegion`). */
const airShare = 0.1;
/** Pixels of the skin line that hold air in part are much darker than the next ones; more of them there are not. */
const partPixels = 2;
const steep = 0.25;

/** Everything outside the breast's cells, and inwards from there, along rows and columns, what is as dark as the air. */
function paintAir(
  samples: DrawnSamples,
  level: DrawnLevel,
  { content, air, tissue }: Air,
  value: number,
): void {
  const { rows, columns, factor, samples: original } = level;
  const sign = tissue > air ? 1 : -1;
  const line: Line = {
    samples,
    original,
    value,
    brightness: (at) => sign * (original[at] - air),
    least: airShare * Math.abs(tissue - air),
  };
  const perCell = content.cell / factor;
  for (let row = 0; row < rows; row++) {
    const cellRow = Math.min(content.first.length - 1, Math.floor(row / perCell));
    const from = Math.min(columns, Math.floor(content.first[cellRow] * perCell));
    const to = Math.min(columns, Math.ceil((content.last[cellRow] + 1) * perCell));
    const start = row * columns;
    if (to <= from) {
      samples.fill(value, start, start + columns);
      continue;
    }
    samples.fill(value, start, start + from);
    samples.fill(value, start + to, start + columns);
    paintInwards(line, start + from, 1, to - from);
    paintInwards(line, start + to - 1, -1, to - from);
  }
  const { top, bottom } = columnExtents(content);
  for (let column = 0; column < columns; column++) {
    const cell = Math.min(content.columns - 1, Math.floor(column / perCell));
    const from = Math.min(rows, Math.floor(top[cell] * perCell));
    const to = Math.min(rows, Math.ceil((bottom[cell] + 1) * perCell));
    if (to <= from) continue;
    paintInwards(line, from * columns + column, columns, to - from);
    paintInwards(line, (to - 1) * columns + column, -columns, to - from);
  }
}

interface Line {
  readonly samples: DrawnSamples;
  readonly original: DrawnSamples;
  readonly value: number;
  /** Above the air, 0 there, of the sample at an index. */
  readonly brightness: (at: number) => number;
  readonly least: number;
}

/** Paints from `start` on, `step` from one to the next, until two together are no air, and over those that are so in part. */
function paintInwards(
  { samples, value, brightness, least }: Line,
  start: number,
  step: number,
  count: number,
): void {
  let at = start;
  let left = count;
  while (left > 1 && !(brightness(at) > least && brightness(at + step) > least)) {
    samples[at] = value;
    at += step;
    left--;
  }
  for (let part = 0; part < partPixels && left > 1; part++, left--, at += step) {
    if (brightness(at + step) - brightness(at) < steep * brightness(at + step)) return;
    samples[at] = value;
  }
}

/** Of every column of cells, the first and the last row of breast. */
function columnExtents({ columns, first, last }: BreastContent) {
  const top = new Int16Array(columns).fill(first.length);
  const bottom = new Int16Array(columns).fill(-1);
  first.forEach((from, row) => {
    for (let column = from; column <= last[row]; column++) {
      top[column] = Math.min(top[column], row);
      bottom[column] = row;
    }
  });
  return { top, bottom };
}
