/** Smooth companions of an image on a coarse grid: its local mean, and how deep in the breast a point lies. */
import type { Size } from '../../contract/geometry.ts';

/** Values of square cells of `cell` pixels, row by row, over an image from its corner on. */
export interface CoarseGrid extends Size {
  readonly cell: number;
  readonly data: Float32Array;
}

/** Means over cells, divided by `white`, then averaged over the `reach` cells around each, twice. */
export function localMeans(
  pixels: Uint8Array | Uint16Array,
  size: Size,
  cell: number,
  reach: number,
  white: number,
): CoarseGrid {
  const width = Math.ceil(size.width / cell);
  const height = Math.ceil(size.height / cell);
  const data = new Float32Array(width * height);
  for (let y = 0; y < size.height; y++) {
    const row = Math.floor(y / cell) * width;
    const end = (y + 1) * size.width;
    for (let column = 0, at = y * size.width; column < width; column++) {
      const next = Math.min(end, at + cell);
      let sum = 0;
      for (; at < next; at++) sum += pixels[at];
      data[row + column] += sum;
    }
  }
  for (let row = 0; row < height; row++) {
    const rows = Math.min(size.height, (row + 1) * cell) - row * cell;
    for (let column = 0; column < width; column++) {
      const columns = Math.min(size.width, (column + 1) * cell) - column * cell;
      data[row * width + column] /= rows * columns * white;
    }
  }
  const line = new Float64Array(Math.max(width, height) + 2 * reach + 1);
  for (let pass = 0; pass < 2; pass++) {
    for (let row = 0; row < height; row++) averageLine(data, row * width, 1, width, reach, line);
    for (let column = 0; column < width; column++) averageLine(data, column, width, height, reach, line);
  }
  return { cell, width, height, data };
}

/** Running means over `2 reach + 1` values; the ends are held. `line` is scratch space for all of them. */
function averageLine(
  data: Float32Array,
  start: number,
  step: number,
  count: number,
  reach: number,
  line: Float64Array,
): void {
  for (let at = 0; at < count; at++) line[at + reach] = data[start + at * step];
  line.fill(line[reach], 0, reach);
  line.fill(line[reach + count - 1], reach + count, 2 * reach + count + 1);
  const share = 1 / (2 * reach + 1);
  let sum = 0;
  for (let at = 0; at <= 2 * reach; at++) sum += line[at];
  for (let at = 0; at < count; at++) {
    data[start + at * step] = sum * share;
    sum += line[at + 2 * reach + 1] - line[at];
  }
}

const straight = 1;
const diagonal = Math.SQRT2;

/**
 * Distance of the breast's points to the nearest air, pixels; 0 in air. What lies beyond the image is not air, so the
 * chest wall is deep. A chamfer distance (G. Borgefors, Distance transformations in digital images, 1986) between cells.
 */
export function breastDepth(breast: Uint8Array, size: Size, cell: number): CoarseGrid {
  const width = Math.ceil(size.width / cell);
  const height = Math.ceil(size.height / cell);
  const data = new Float32Array(width * height);
  for (let row = 0; row < height; row++) {
    const y = Math.min(size.height - 1, row * cell + (cell >> 1));
    for (let column = 0; column < width; column++) {
      const x = Math.min(size.width - 1, column * cell + (cell >> 1));
      data[row * width + column] = breast[y * size.width + x] === 0 ? 0 : width + height;
    }
  }
  const lower = (at: number, from: number, by: number): void => {
    if (data[from] + by < data[at]) data[at] = data[from] + by;
  };
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const at = row * width + column;
      if (column > 0) lower(at, at - 1, straight);
      if (row === 0) continue;
      lower(at, at - width, straight);
      if (column > 0) lower(at, at - width - 1, diagonal);
      if (column + 1 < width) lower(at, at - width + 1, diagonal);
    }
  }
  for (let row = height - 1; row >= 0; row--) {
    for (let column = width - 1; column >= 0; column--) {
      const at = row * width + column;
      if (column + 1 < width) lower(at, at + 1, straight);
      if (row + 1 === height) continue;
      lower(at, at + width, straight);
      if (column > 0) lower(at, at + width - 1, diagonal);
      if (column + 1 < width) lower(at, at + width + 1, diagonal);
    }
  }
  for (let at = 0; at < data.length; at++) data[at] *= cell;
  return { cell, width, height, data };
}

/** Value at a point of the image, pixels: linear between the middles of cells, the outermost held beyond. */
export function sampleGrid({ cell, width, height, data }: CoarseGrid, x: number, y: number): number {
  const column = Math.min(width - 1, Math.max(0, x / cell - 0.5));
  const row = Math.min(height - 1, Math.max(0, y / cell - 0.5));
  const left = Math.min(width - 2, Math.floor(column));
  const top = Math.min(height - 2, Math.floor(row));
  const at = Math.max(0, top) * width + Math.max(0, left);
  const toRight = left < 0 ? 0 : 1;
  const toBelow = top < 0 ? 0 : width;
  const across = column - Math.max(0, left);
  const down = row - Math.max(0, top);
  const upper = data[at] + (data[at + toRight] - data[at]) * across;
  const below = data[at + toBelow] + (data[at + toBelow + toRight] - data[at + toBelow]) * across;
  return upper + (below - upper) * down;
}
