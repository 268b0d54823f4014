import type { Rect } from '../../contract/geometry.ts';
import { erodedRuns } from '../geometry/erosion.ts';
import type { Grid } from '../geometry/orientation.ts';
import { dilateExtents, largestComponent, type RowExtents } from '../geometry/region.ts';

/** Longer side of the coarse image in which the breast is looked for, at most; its pixels are cells. */
const coarseSide = 512;
/** Grey levels that the coarse image is reduced to. */
const levels = 1024;
/**
 * Where the breast begins between the level of the background and the mean of what is clearly brighter. Low, because
 * the skin line is dim; films' backgrounds reach nearly as far.
 */
const breastShare = 0.1;
/** Cells that an opening takes away from thin things: writing, scratches, the edge of a film. */
export const openingCells = 5;
/** Cells added around the box: what the opening takes from the nipple and the dim skin. */
const marginCells = 3;

/** The breast as a threshold shows it. */
export interface BreastRegion {
  /** In pixels of the image. */
  readonly box: Rect;
  /** Cells (pixels of the coarse image) in the left and in the right half of the breast's own width. */
  readonly leftCells: number;
  readonly rightCells: number;
}

/**
 * Finds the breast in an image whose tissue is brighter than its background, film or digital; null where nothing
 * stands out. For cropping and for telling sides, not for measuring.
 *
 * The image is averaged into cells, at most 512 to a side. The background's level is their 5th percentile; what is
 * clearly brighter is what Otsu's threshold (IEEE Trans. SMC 9:62, 1979) separates; the breast begins at a tenth of the
 * way from the first to the mean of the second. Of what remains after an opening by five cells, the largest
 * 4-connected component is the breast: film labels and markers are smaller. Its bounding box gets a margin of three
 * cells.
 */
export function breastRegion(image: Grid<Uint8Array | Uint16Array>): BreastRegion | null {
  const cell = Math.max(1, Math.ceil(Math.max(image.width, image.height) / coarseSide));
  const core = breastCore(averageCells(image, cell));
  if (core === null) return null;
  const { mask, opened } = core;
  const region = dilateExtents(opened, openingCells, mask.width, mask.height);
  return { box: boxOf(region, cell, image), ...halves(region) };
}

/** What is brighter than the background, cell by cell, and the breast in it without thin things. */
export interface BreastCore {
  /** 1 where a cell is brighter. */
  readonly mask: Grid<Uint16Array>;
  /** Of the largest component of the mask, eroded by {@link openingCells} cells. */
  readonly opened: RowExtents;
}

/** By the rule of {@link breastRegion}, in an image whose pixels are cells; null where nothing stands out. */
export function breastCore(cells: Grid<Float32Array>): BreastCore | null {
  const threshold = breastThreshold(cells.data);
  if (threshold === null) return null;
  const mask = { ...cells, data: new Uint16Array(cells.data.length) };
  for (let i = 0; i < mask.data.length; i++) mask.data[i] = cells.data[i] > threshold ? 1 : 0;
  const opened = largestComponent(erodedRuns(mask, openingCells));
  return opened && { mask, opened };
}

/** Means of square cells; of large cells only every fourth row and column is looked at. Cells at the end may be smaller. */
function averageCells(
  { width, height, data }: Grid<Uint8Array | Uint16Array>,
  cell: number,
): Grid<Float32Array> {
  const coarseWidth = Math.ceil(width / cell);
  const coarseHeight = Math.ceil(height / cell);
  const means = new Float32Array(coarseWidth * coarseHeight);
  const step = Math.max(1, cell >> 2);
  const sums = new Float64Array(coarseWidth);
  for (let row = 0; row < coarseHeight; row++) {
    const bottom = Math.min(height, (row + 1) * cell);
    sums.fill(0);
    for (let y = row * cell; y < bottom; y += step) addCells(sums, data, y * width, width, cell, step);
    const rows = Math.ceil((bottom - row * cell) / step);
    for (let column = 0; column < coarseWidth; column++) {
      const columns = Math.ceil((Math.min(width, (column + 1) * cell) - column * cell) / step);
      means[row * coarseWidth + column] = sums[column] / (rows * columns);
    }
  }
  return { width: coarseWidth, height: coarseHeight, data: means };
}

/** Adds one row of `data`, from index `start` on, to the sums of its cells. Along the row, as it lies in memory. */
function addCells(
  sums: Float64Array,
  data: Uint8Array | Uint16Array,
  start: number,
  width: number,
  cell: number,
  step: number,
): void {
  const end = start + width;
  for (let column = 0, left = start; left < end; column++, left += cell) {
    const right = Math.min(end, left + cell);
    let sum = 0;
    for (let at = left; at < right; at += step) sum += data[at];
    sums[column] += sum;
  }
}

/** How many cells have each of {@link levels} levels of brightness; a cell's level is (value - low) * scale. */
export interface CellHistogram {
  readonly histogram: Float64Array;
  readonly low: number;
  readonly scale: number;
}

/** Null where all cells are equal. */
export function histogramOf(cells: Float32Array): CellHistogram | null {
  let low = Infinity;
  let high = -Infinity;
  for (const value of cells) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low === high) return null;
  const scale = (levels - 1) / (high - low);
  const histogram = new Float64Array(levels);
  for (const value of cells) histogram[Math.floor((value - low) * scale)]++;
  return { histogram, low, scale };
}

/** Null where all cells are equal. */
function breastThreshold(cells: Float32Array): number | null {
  const counted = histogramOf(cells);
  if (counted === null) return null;
  const { histogram, low, scale } = counted;
  const background = percentile(histogram, 0.05);
  const bright = meanAbove(histogram, otsuThreshold(histogram));
  return low + (background + breastShare * (bright - background)) / scale;
}

/** The level below which `share` of the values lie. */
export function percentile(histogram: Float64Array, share: number): number {
  const wanted = share * histogram.reduce((a, b) => a + b);
  let below = 0;
  let level = 0;
  while (below + histogram[level] < wanted) below += histogram[level++];
  return level;
}

function meanAbove(histogram: Float64Array, threshold: number): number {
  let sum = 0;
  let count = 0;
  for (let level = threshold + 1; level < levels; level++) {
    sum += histogram[level] * level;
    count += histogram[level];
  }
  return sum / count;
}

/** The last level of the darker of the two classes with the largest variance between them. */
export function otsuThreshold(histogram: Float64Array): number {
  const count = histogram.reduce((a, b) => a + b);
  const total = histogram.reduce((sum, inLevel, level) => sum + inLevel * level, 0);
  let best = 0;
  let bestVariance = -1;
  let below = 0;
  let belowSum = 0;
  for (let level = 0; level < levels - 1; level++) {
    below += histogram[level];
    belowSum += histogram[level] * level;
    const above = count - below;
    const difference = belowSum / below - (total - belowSum) / above;
    const variance = below * above * difference * difference;
    if (variance > bestVariance) {
      bestVariance = variance;
      best = level;
    }
  }
  return best;
}

function boxOf(region: RowExtents, cell: number, { width, height }: { width: number; height: number }): Rect {
  const { left, right } = columnsOf(region);
  const x = Math.max(0, left - marginCells) * cell;
  const y = Math.max(0, region.top - marginCells) * cell;
  return {
    x,
    y,
    width: Math.min(width, (right + 1 + marginCells) * cell) - x,
    height: Math.min(height, (region.bottom + 1 + marginCells) * cell) - y,
  };
}

/** Cells between the region's first and last column of every row, left and right of its own middle. */
function halves(region: RowExtents): { leftCells: number; rightCells: number } {
  const { left, right } = columnsOf(region);
  const middle = (left + right + 1) / 2;
  let leftCells = 0;
  let rightCells = 0;
  region.first.forEach((first, row) => {
    const end = region.last[row] + 1;
    leftCells += Math.max(0, Math.min(end, middle) - first);
    rightCells += Math.max(0, end - Math.max(first, middle));
  });
  return { leftCells, rightCells };
}

/** First and last column (inclusive). */
function columnsOf({ first, last }: RowExtents): { left: number; right: number } {
  return { left: first.reduce((a, b) => Math.min(a, b)), right: last.reduce((a, b) => Math.max(a, b)) };
}
