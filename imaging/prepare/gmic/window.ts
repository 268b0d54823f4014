import type { Affine, Size } from '../../../contract/geometry.ts';
import type { Grid } from '../../geometry/orientation.ts';
import { compose, translation } from '../../geometry/affine.ts';
import type { BreastCrop, Mode } from './crop.ts';

/** CC: the window is centred on the breast. MLO: it follows the breast's lower end. */
export type CenterRule = 'CC' | 'MLO';

/** Input size of the published GMIC networks. */
export const windowSize: Size = { width: 1920, height: 2944 };

/**
 * The crop as the network sees it: a rectangle of `image`, read right to left where `mirrored`, so that the breast
 * always starts at the left.
 */
export interface CroppedBreast extends Size {
  readonly image: Grid<Uint16Array>;
  readonly top: number;
  readonly left: number;
  readonly mirrored: boolean;
}

/** The part of `image` inside `window`, mirrored for a breast that starts at the right. */
export function cropped(image: Grid<Uint16Array>, window: BreastCrop['window'], mode: Mode): CroppedBreast {
  return {
    image,
    top: window.top,
    left: window.left,
    width: window.right - window.left,
    height: window.bottom - window.top,
    mirrored: mode === 'left',
  };
}

/** Index in the image's data of column `x` of row `y` of the crop, and the step to the next column. */
function address(crop: CroppedBreast, x: number, y: number): { start: number; step: 1 | -1 } {
  const row = (crop.top + y) * crop.image.width + crop.left;
  return crop.mirrored ? { start: row + crop.width - 1 - x, step: -1 } : { start: row + x, step: 1 };
}

function countNonZero(crop: CroppedBreast, y: number, from: number, to: number): number {
  const { data } = crop.image;
  const low = crop.mirrored ? crop.width - to : from;
  const start = (crop.top + y) * crop.image.width + crop.left + low;
  const end = start + Math.max(0, to - from);
  let count = 0;
  for (let i = start; i < end; i++) count += data[i] === 0 ? 0 : 1;
  return count;
}

/**
 * Centre (row, column) of the window in the crop, as the official search chooses it; either may lie outside the
 * crop, as may the window.
 */
export function bestCenter(
  crop: CroppedBreast,
  points: { readonly rightmostX: number; readonly bottommostY: number },
  rule: CenterRule,
  size = windowSize,
): { readonly y: number; readonly x: number } {
  const halfHeight = Math.trunc(size.height / 2);
  const halfWidth = Math.trunc(size.width / 2);
  const x = points.rightmostX - halfWidth - 1;
  if (rule === 'MLO') {
    const lastRow = lastNonZeroRow(crop, Math.max(0, crop.width - size.width));
    return { y: Math.min(points.bottommostY, lastRow) - halfHeight - 1, x };
  }
  const middle = Math.trunc(crop.height / 2);
  if (crop.height <= size.height) return { y: middle, x };
  const left = Math.max(0, x - halfWidth);
  const right = Math.min(crop.width, left + size.width);
  return { y: fullestCenterRow(crop, { left, right, height: size.height }, middle), x };
}

/** Last row with a pixel that is not zero from column `from` on; the last row where there is none. */
function lastNonZeroRow(crop: CroppedBreast, from: number): number {
  for (let y = crop.height - 1; y >= 0; y--) if (countNonZero(crop, y, from, crop.width) > 0) return y;
  return crop.height - 1;
}

/**
 * The row around which a strip of `height` rows and columns [left, right) holds the most pixels that are not
 * zero; of several, the nearest to `middle`, then the first.
 */
function fullestCenterRow(
  crop: CroppedBreast,
  strip: { readonly left: number; readonly right: number; readonly height: number },
  middle: number,
): number {
  const before = new Float64Array(crop.height + 1);
  for (let y = 0; y < crop.height; y++)
    before[y + 1] = before[y] + countNonZero(crop, y, strip.left, strip.right);
  const half = Math.trunc(strip.height / 2);
  let best = half;
  let bestCount = -1;
  for (let top = 0; top + strip.height <= crop.height; top++) {
    const count = before[top + strip.height] - before[top];
    if (count < bestCount) continue;
    if (count > bestCount || Math.abs(top + half - middle) < Math.abs(best - middle)) best = top + half;
    bestCount = count;
  }
  return best;
}

/** The window's pixels, and the map from its coordinates to the image's. */
export interface CutWindow {
  readonly pixels: Uint16Array;
  readonly toImage: Affine;
}

/**
 * Cuts the window. A crop lower than the window gets rows of zeros (CC: half above, half below; MLO: all
 * below), one narrower gets columns of zeros at the right; a window that then sticks out is moved inside.
 */
export function cutWindow(
  crop: CroppedBreast,
  center: { readonly y: number; readonly x: number },
  rule: CenterRule,
  size = windowSize,
): CutWindow {
  const missingRows = Math.max(0, size.height - crop.height);
  const above = rule === 'CC' ? Math.trunc(missingRows / 2) : 0;
  const top = inside(center.y - Math.trunc(size.height / 2), crop.height - size.height) - above;
  const left = inside(center.x - Math.trunc(size.width / 2), crop.width - size.width);
  const pixels = new Uint16Array(size.width * size.height);
  const firstRow = Math.max(0, -top);
  const lastRow = Math.min(size.height, crop.height - top);
  const columns = Math.min(size.width, crop.width - left);
  for (let y = firstRow; y < lastRow; y++) {
    const { start, step } = address(crop, left, top + y);
    const to = y * size.width;
    const first = step === 1 ? start : start - columns + 1;
    pixels.set(crop.image.data.subarray(first, first + columns), to);
    if (step === -1) pixels.subarray(to, to + columns).reverse();
  }
  return { pixels, toImage: compose(translation(left, top), cropToImage(crop)) };
}

/** `position` moved into [0, room]; 0 where there is no room. */
function inside(position: number, room: number): number {
  return Math.max(0, Math.min(position, room));
}

function cropToImage(crop: CroppedBreast): Affine {
  return crop.mirrored
    ? { a: -1, b: 0, c: 0, d: 1, e: crop.left + crop.width, f: crop.top }
    : translation(crop.left, crop.top);
}

/** Zero mean and unit population deviation (at least 1e-5) over all pixels, padding included. */
export function standardise(pixels: Uint16Array): Float32Array {
  const { mean, deviation } = meanAndDeviation(pixels);
  const scale = Math.max(deviation, 1e-5);
  const values = new Float32Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) values[i] = (pixels[i] - mean) / scale;
  return values;
}

function meanAndDeviation(pixels: Uint16Array): { mean: number; deviation: number } {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < pixels.length; i++) {
    const value = pixels[i];
    sum += value;
    squares += value * value;
  }
  const mean = sum / pixels.length;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / pixels.length - mean * mean)) };
}
