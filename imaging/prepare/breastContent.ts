/** Where in a picture the breast is and where the air: for hanging, for walking the breast, for what is done to the air. */
import type { Rect } from '../../contract/geometry.ts';
import type { ImageHeader } from '../../contract/image.ts';
import type { Grid } from '../geometry/orientation.ts';
import type { RowExtents } from '../geometry/region.ts';
import {
  type BreastCore,
  breastCore,
  histogramOf,
  openingCells,
  otsuThreshold,
  percentile,
} from './breast.ts';

/** An edge of the stored picture. */
export type PictureEdge = 'left' | 'right' | 'top' | 'bottom';

/** The breast as the picture shows it; small enough to be kept for every image. */
export interface BreastContent {
  /** In source pixels, within the image: of all cells of breast. */
  readonly bounds: Rect;
  /** The edge of the picture that the chest wall is seen at; null where the picture does not show it clearly. */
  readonly chestWall: PictureEdge | null;
  /** Source pixels along each side of a cell; the cells begin at (0, 0). */
  readonly cell: number;
  /** Cells along a row. */
  readonly columns: number;
  /** Of every row of cells: the first and the last column (inclusive) of breast; last < first where there is none. */
  readonly first: Int16Array;
  readonly last: Int16Array;
}

/** A picture made small: each value the mean of `factor` x `factor` stored values, padding left out where it could be. */
export interface SmallPicture {
  readonly rows: number;
  readonly columns: number;
  /** 1 for grey, 3 for interleaved RGB. */
  readonly components: 1 | 3;
  readonly factor: number;
  readonly samples: Uint8Array | Uint16Array | Float32Array;
  /** Stored value = sample + `offset`. */
  readonly offset: number;
}

type Toned = Pick<ImageHeader, 'photometricInterpretation' | 'modalityTransform' | 'padding'>;

/**
 * The breast in a picture of at most about 512 cells to a side; null where nothing stands out. `image`: size of the
 * whole picture. The background is padding and what is darker as it is shown (photometric interpretation, sign of the
 * modality transform); what is brighter where that is much the evener of the two, as the air of raw images is. By the
 * rule of `breastRegion`, with what adjoins its opened core by a few cells more: the nipple and the dim skin, but no
 * label.
 */
export function breastContent(
  header: Toned,
  picture: SmallPicture,
  image: Pick<ImageHeader, 'rows' | 'columns'>,
): BreastContent | null {
  const cells = brightness(header, picture, 1);
  const core = breastCore(isAirBright(cells.data) ? brightness(header, picture, -1) : cells);
  return core && contentOf(core, picture.factor, image);
}

/** Of the spread of the rest: air, too, has noise, and films have labels in it. */
const evenShare = 0.25;

/** Of the picture: a bright lesion is even, too. */
const leastAirShare = 0.15;

/** Whether the brighter of Otsu's two classes is far evener than the other, as tissue never is. */
function isAirBright(cells: Float32Array): boolean {
  const counted = histogramOf(cells);
  if (counted === null) return false;
  const { histogram } = counted;
  const split = otsuThreshold(histogram) + 1;
  const dark = histogram.subarray(0, split);
  const bright = histogram.subarray(split);
  if (bright.reduce((sum, count) => sum + count, 0) < leastAirShare * cells.length) return false;
  const spread = (part: Float64Array) => percentile(part, 0.9) - percentile(part, 0.1);
  return spread(bright) < evenShare * spread(dark);
}

function contentOf(
  core: BreastCore,
  cell: number,
  image: Pick<ImageHeader, 'rows' | 'columns'>,
): BreastContent {
  const { first, last } = grown(core);
  const columns = core.mask.width;
  const box = cellBox(first, last);
  const x = box.x * cell;
  const y = box.y * cell;
  return {
    bounds: {
      x,
      y,
      width: Math.min(image.columns, (box.x + box.width) * cell) - x,
      height: Math.min(image.rows, (box.y + box.height) * cell) - y,
    },
    chestWall: chestWallSeen(first, last, columns, box),
    cell,
    columns,
    first,
    last,
  };
}

/** How much of a part of the image is breast, 0..1; parts beyond the image are air. `part`: source pixels, not empty. */
export function breastShare({ cell, first, last }: BreastContent, part: Rect): number {
  const left = part.x / cell;
  const right = (part.x + part.width) / cell;
  const top = part.y / cell;
  const bottom = (part.y + part.height) / cell;
  let area = 0;
  for (let row = Math.max(0, Math.floor(top)); row < Math.min(first.length, Math.ceil(bottom)); row++) {
    const across = Math.min(right, last[row] + 1) - Math.max(left, first[row]);
    const down = Math.min(bottom, row + 1) - Math.max(top, row);
    if (across > 0) area += across * down;
  }
  return area / ((right - left) * (bottom - top));
}

/** 1 where a cell is breast. */
export function breastMask({ columns, first, last }: BreastContent): Grid<Uint8Array> {
  const data = new Uint8Array(columns * first.length);
  first.forEach((from, row) => data.fill(1, row * columns + from, row * columns + last[row] + 1));
  return { width: columns, height: first.length, data };
}

/** Of the rectangle around all that is not padding: where less is left out, there is air in it; where more, that is the air. */
const rectangular = 0.95;

/**
 * Values that rise (`polarity` 1) or fall (-1) with brightness as it is shown by default. Padding is the least of them;
 * far below them where it is the air around the breast, and not only a frame around breast and air.
 */
function brightness(
  header: Toned,
  { rows, columns, components, samples, offset }: SmallPicture,
  polarity: 1 | -1,
): Grid<Float32Array> {
  const data = new Float32Array(rows * columns);
  const sign = isBrightHigh(header) ? polarity : -polarity;
  const { padding } = header;
  const low = padding === null || components > 1 ? Infinity : padding.low - offset;
  const high = padding === null || components > 1 ? -Infinity : padding.high - offset;
  let [least, greatest] = [Infinity, -Infinity];
  let [left, right, top, bottom, count] = [columns, 0, rows, 0, 0];
  for (let i = 0, at = 0; i < data.length; i++, at += components) {
    const value = components === 1 ? samples[at] : (samples[at] + samples[at + 1] + samples[at + 2]) / 3;
    data[i] = value >= low && value <= high ? NaN : sign * value;
    if (Number.isNaN(data[i])) continue;
    least = Math.min(least, data[i]);
    greatest = Math.max(greatest, data[i]);
    const [x, y] = [i % columns, Math.floor(i / columns)];
    [left, right, top, bottom] = [
      Math.min(left, x),
      Math.max(right, x),
      Math.min(top, y),
      Math.max(bottom, y),
    ];
    count++;
  }
  if (count < data.length) {
    const isAir = count < rectangular * (right + 1 - left) * (bottom + 1 - top);
    const air = isAir ? least - Math.max(1, greatest - least) : least;
    for (let i = 0; i < data.length; i++) if (Number.isNaN(data[i])) data[i] = air;
  }
  return { width: columns, height: rows, data };
}

function isBrightHigh({ photometricInterpretation, modalityTransform }: Toned): boolean {
  const falling =
    modalityTransform.type === 'rescale'
      ? modalityTransform.slope < 0
      : modalityTransform.data[0] > modalityTransform.data[modalityTransform.data.length - 1];
  return (photometricInterpretation === 'MONOCHROME1') === falling;
}

/** Cells around the opened breast in which what is bright still belongs to it. */
const adjoiningCells = openingCells + 6;

/** In every row of cells, from the first to the last bright one that is in the opened core's reach. */
function grown({ mask, opened }: BreastCore): Pick<BreastContent, 'first' | 'last'> {
  const { width, height, data } = mask;
  const first = new Int16Array(height).fill(width);
  const last = new Int16Array(height).fill(-1);
  const [lowest, highest] = reach(opened, width, height);
  for (let row = 0; row < height; row++) {
    const start = row * width;
    let from = lowest[row];
    let to = highest[row];
    while (from <= to && data[start + from] === 0) from++;
    while (to >= from && data[start + to] === 0) to--;
    if (from > to) continue;
    first[row] = from;
    last[row] = to;
  }
  return { first, last };
}

/** The core's first and last column in the rows within reach, moved outwards as far as a disc around it reaches. */
function reach({ top, bottom, first, last }: RowExtents, width: number, height: number) {
  const lowest = new Int16Array(height).fill(width);
  const highest = new Int16Array(height).fill(-1);
  const spans = Array.from({ length: adjoiningCells + 1 }, (_, away) =>
    Math.floor(Math.sqrt(adjoiningCells ** 2 - away ** 2)),
  );
  for (let source = top; source <= bottom; source++) {
    const from = Math.max(0, source - adjoiningCells);
    const to = Math.min(height - 1, source + adjoiningCells);
    for (let row = from; row <= to; row++) {
      const span = spans[Math.abs(row - source)];
      lowest[row] = Math.max(0, Math.min(lowest[row], first[source - top] - span));
      highest[row] = Math.min(width - 1, Math.max(highest[row], last[source - top] + span));
    }
  }
  return [lowest, highest] as const;
}

/** The cells' bounds; there is at least one. */
function cellBox(first: Int16Array, last: Int16Array): Rect {
  const isBreast = (from: number, row: number) => from <= last[row];
  const top = first.findIndex(isBreast);
  const bottom = first.findLastIndex(isBreast);
  const x = first.reduce((least, from) => Math.min(least, from));
  const right = last.reduce((most, to) => Math.max(most, to));
  return { x, y: top, width: right + 1 - x, height: bottom + 1 - top };
}

/** Of the breast's height (or width) that must lie at an edge of the picture for that to be the chest wall's. */
const mostlyAtEdge = 0.5;
/** Of it that may lie at the opposite edge. */
const hardlyAtEdge = 0.25;
/** By how much the breast is wider on the side of the chest wall where it lies free of both edges. */
const clearlyWider = 1.25;

/**
 * A breast is cut off along the chest wall, and widest there. Left and right come before top and bottom, because the
 * axilla is cut off by the upper edge, too.
 */
function chestWallSeen(
  first: Int16Array,
  last: Int16Array,
  columns: number,
  { x, y, width, height }: Rect,
): PictureEdge | null {
  const middle = x + width / 2;
  const at = { left: 0, right: 0 };
  const half = { left: 0, right: 0 };
  for (let row = y; row < y + height; row++) {
    const end = last[row] + 1;
    if (end <= first[row]) continue;
    if (first[row] === 0) at.left += 1 / height;
    if (end === columns) at.right += 1 / height;
    half.left += Math.max(0, Math.min(end, middle) - first[row]);
    half.right += Math.max(0, end - Math.max(first[row], middle));
  }
  for (const [side, other] of [
    ['left', 'right'],
    ['right', 'left'],
  ] as const) {
    if (at[side] >= mostlyAtEdge && at[other] <= hardlyAtEdge && half[side] >= half[other]) return side;
  }
  const above = y === 0 ? (last[y] + 1 - first[y]) / width : 0;
  const below = y + height === first.length ? (last[y + height - 1] + 1 - first[y + height - 1]) / width : 0;
  const besides = Math.max(at.left, at.right);
  if (besides <= hardlyAtEdge) {
    if (above >= mostlyAtEdge && below <= hardlyAtEdge) return 'top';
    if (below >= mostlyAtEdge && above <= hardlyAtEdge) return 'bottom';
    if (half.left > clearlyWider * half.right) return 'left';
    if (half.right > clearlyWider * half.left) return 'right';
  }
  return null;
}
