import type { FloatTensor } from '../runtime.ts';
import type { Size } from '../../contract/geometry.ts';
import { roundHalfToEven } from './rounding.ts';

/** Row and column, from 0. */
export type Position = readonly [row: number, column: number];
/** Rows and columns. */
export type Extent = readonly [rows: number, columns: number];

/** Patches per image. */
export const patchCount = 6;
/** The size that the published models take. */
export const publishedSize = { width: 1920, height: 2944 } as const;

/** Side of a patch at the published size, pixels. */
const publishedPatchSize = 256;

/**
 * Side of a patch, pixels. Of the published window and of the same window at another scale: as much tissue as the published 256 of
 * 2944 rows (128 at 1472 x 960). Of other shapes: 256, halved on an image so small that six such patches do not fit in it side by
 * side (128 at 512 x 384).
 */
export function patchSizeFor({ width, height }: Size): number {
  const scaled = (publishedPatchSize * height) / publishedSize.height;
  if (width * publishedSize.height === height * publishedSize.width && Number.isInteger(scaled))
    return scaled;
  let side = publishedPatchSize;
  while (Math.floor(width / side) * Math.floor(height / side) < patchCount) side /= 2;
  return side;
}

/**
 * Greedy retrieval of regions of interest (Shen et al. 2021, Algorithm 1): the upper-left cells of the `count`
 * windows that stand out most in a saliency map, in the order in which they are taken. Every step is float32,
 * in the order in which torch computes, so that close calls fall the same way.
 *
 * @param saliency one map after the other, C order
 * @param map rows and columns of a map
 * @param window rows and columns of a window, cells
 */
export function retrieveWindows(
  saliency: Float32Array,
  map: Extent,
  window: Extent,
  count: number,
): readonly Position[] {
  return pickWindows(sumOfNormalised(saliency, map[0] * map[1]), map, window, count);
}

/** Each map stretched to 0..1 and all added. A flat map has nothing that stands out and adds nothing. */
export function sumOfNormalised(maps: Float32Array, cells: number): Float32Array {
  const sum = new Float32Array(cells);
  for (let start = 0; start < maps.length; start += cells) {
    const map = maps.subarray(start, start + cells);
    const smallest = map.reduce((a, b) => Math.min(a, b));
    const range = Math.fround(map.reduce((a, b) => Math.max(a, b)) - smallest);
    if (!(range > 0)) continue;
    map.forEach((value, cell) => {
      sum[cell] += Math.fround(Math.fround(value - smallest) / range);
    });
  }
  return sum;
}

/**
 * `count` times: the window with the largest mean (the first in row-major order on ties), whose cells are then
 * set to 0.
 */
export function pickWindows(
  values: Float32Array,
  [rows, columns]: Extent,
  [high, wide]: Extent,
  count: number,
): readonly Position[] {
  const rest = Float32Array.from(values);
  const picks: Position[] = [];
  while (picks.length < count) {
    let best = -Infinity;
    let pick: Position = [0, 0];
    for (let row = 0; row + high <= rows; row++) {
      for (let column = 0; column + wide <= columns; column++) {
        const mean = windowMean(rest, columns, [row, column], [high, wide]);
        if (mean > best) {
          best = mean;
          pick = [row, column];
        }
      }
    }
    picks.push(pick);
    for (let row = pick[0]; row < pick[0] + high; row++) {
      rest.fill(0, row * columns + pick[1], row * columns + pick[1] + wide);
    }
  }
  return picks;
}

function windowMean(
  values: Float32Array,
  columns: number,
  [top, left]: Position,
  [high, wide]: Extent,
): number {
  let sum = 0;
  for (let row = top; row < top + high; row++) {
    for (let column = left; column < left + wide; column++) {
      sum = Math.fround(sum + values[row * columns + column]);
    }
  }
  return Math.fround(sum / (high * wide));
}

/** Rows and columns of the window that covers as much of the map as a patch covers of the image. */
export function windowExtent(patchSize: number, map: Extent, image: Extent): Extent {
  return [roundHalfToEven((patchSize * map[0]) / image[0]), roundHalfToEven((patchSize * map[1]) / image[1])];
}

/** The pixel at a cell's upper-left corner. */
export function pixelOfCell([row, column]: Position, map: Extent, image: Extent): Position {
  return [roundHalfToEven((row / map[0]) * image[0]), roundHalfToEven((column / map[1]) * image[1])];
}

/**
 * Copies the part of `image` from `upperLeft` into `patch`. Where it would leave the image, what is inside goes
 * to the patch's lower right and the rest is the image's smallest value.
 */
export function cutPatch(
  image: Float32Array,
  [rows, columns]: Extent,
  [row, column]: Position,
  [high, wide]: Extent,
  patch: Float32Array,
): void {
  const top = Math.max(row, 0);
  const left = Math.max(column, 0);
  const right = Math.min(column + wide, columns);
  const bottom = Math.min(row + high, rows);
  const inside = top === row && left === column && bottom === row + high && right === column + wide;
  if (!inside) patch.fill(image.reduce((a, b) => Math.min(a, b)));
  if (right <= left) return;
  for (let y = top; y < bottom; y++) {
    const start = (high - (bottom - y)) * wide + wide - (right - left);
    patch.set(image.subarray(y * columns + left, y * columns + right), start);
  }
}

/** The patches at these places, (locations, 1, side, side). */
export function cutPatches(
  image: Float32Array,
  extent: Extent,
  locations: readonly Position[],
  patchSize: number,
): FloatTensor {
  const area = patchSize * patchSize;
  const data = new Float32Array(locations.length * area);
  locations.forEach((location, index) => {
    const patch = data.subarray(index * area, (index + 1) * area);
    cutPatch(image, extent, location, [patchSize, patchSize], patch);
  });
  return { dims: [locations.length, 1, patchSize, patchSize], data };
}
