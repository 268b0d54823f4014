import type { Size } from '../../contract/geometry.ts';
import { erodedRuns } from '../../imaging/geometry/erosion.ts';
import { dilateExtents, largestComponent } from '../../imaging/geometry/region.ts';

/** Where the breast begins between the background's level and the mean of what is brighter. */
const breastShare = 0.1;
/** Pixels that an opening takes away from what is thin: writing, scratches. */
const openingPixels = 4;

/**
 * The breast in a prepared image as a threshold shows it, for images that come without its outline: 1 in the breast. In each
 * row all from the first to the last bright pixel of the largest region belongs to it. All 0 for an image of one value.
 */
export function breastMask(pixels: Uint8Array | Uint16Array, { width, height }: Size): Uint8Array {
  const mask = new Uint8Array(width * height);
  const threshold = breastThreshold(pixels);
  const bright = Uint16Array.from(pixels, (value) => (value > threshold ? 1 : 0));
  const core = largestComponent(erodedRuns({ width, height, data: bright }, openingPixels));
  if (core === null) return mask;
  const { top, bottom, first, last } = dilateExtents(core, openingPixels, width, height);
  for (let row = top; row <= bottom; row++) {
    mask.fill(1, row * width + first[row - top], row * width + last[row - top] + 1);
  }
  return mask;
}

function breastThreshold(pixels: Uint8Array | Uint16Array): number {
  const background = percentile(pixels, 0.05);
  let sum = 0;
  let count = 0;
  for (const value of pixels) {
    if (value <= background) continue;
    sum += value;
    count++;
  }
  return count === 0 ? background : background + breastShare * (sum / count - background);
}

/** The value below which `share` of the pixels lie. */
function percentile(pixels: Uint8Array | Uint16Array, share: number): number {
  const histogram = new Uint32Array(2 ** (8 * pixels.BYTES_PER_ELEMENT));
  for (const value of pixels) histogram[value]++;
  let below = 0;
  let value = 0;
  while (below + histogram[value] < share * pixels.length) below += histogram[value++];
  return value;
}
