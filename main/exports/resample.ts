import type { Rect } from '../../contract/geometry.ts';
import type { GreyImage } from './canvas.ts';

/** For each output sample: the first input sample it takes, and `count` weights that sum to 1 (less where it reaches outside). */
interface AxisWeights {
  readonly first: Int32Array;
  readonly count: number;
  readonly weights: Float32Array;
}

/**
 * The part of `image` within `rect`, at another size: averages over the area that an output pixel covers where
 * it shrinks, linear interpolation where it grows. What lies outside the image is black.
 */
export function resample(image: GreyImage, rect: Rect, width: number, height: number): GreyImage {
  const across = axisWeights(rect.x, rect.width, image.width, width);
  const down = axisWeights(rect.y, rect.height, image.height, height);
  const output = new Uint8Array(width * height);
  const firstRow = down.first[0];
  const lastRow = down.first[height - 1] + down.count;
  const rows = new Float32Array(Math.max(0, lastRow - firstRow) * width);
  for (let y = Math.max(0, firstRow); y < Math.min(image.height, lastRow); y++) {
    squeezeRow(image.data, y * image.width, image.width, across, rows, (y - firstRow) * width, width);
  }
  const sums = new Float32Array(width);
  for (let y = 0; y < height; y++) {
    sums.fill(0.5);
    for (let tap = 0; tap < down.count; tap++) {
      const weight = down.weights[y * down.count + tap];
      if (weight === 0) continue;
      const start = (down.first[y] + tap - firstRow) * width;
      for (let x = 0; x < width; x++) sums[x] += rows[start + x] * weight;
    }
    for (let x = 0; x < width; x++) output[y * width + x] = sums[x];
  }
  return { width, height, data: output };
}

function squeezeRow(
  data: Uint8Array,
  rowStart: number,
  rowLength: number,
  { first, count, weights }: AxisWeights,
  to: Float32Array,
  toStart: number,
  width: number,
): void {
  for (let x = 0; x < width; x++) {
    const begin = Math.max(0, -first[x]);
    const end = Math.min(count, rowLength - first[x]);
    let sum = 0;
    for (let tap = begin, at = rowStart + first[x] + begin, weight = x * count + begin; tap < end; tap++) {
      sum += data[at++] * weights[weight++];
    }
    to[toStart + x] = sum;
  }
}

/** Overlap of each output pixel, at least one input pixel wide, with the input pixels: a box where it shrinks, a tent where it grows. */
function axisWeights(from: number, length: number, samples: number, size: number): AxisWeights {
  const step = length / size;
  const reach = Math.max(step, 1) / 2;
  const grows = step < 1;
  const count = Math.ceil(2 * reach) + 1 + (grows ? 1 : 0);
  const first = new Int32Array(size);
  const weights = new Float32Array(size * count);
  for (let index = 0; index < size; index++) {
    const centre = from + (index + 0.5) * step;
    // The border pixels of the image go on outwards by half a pixel, so that an enlarged view has no dark rim.
    const held = grows && centre > 0 && centre < samples ? clamp(centre, 0.5, samples - 0.5) : centre;
    first[index] = Math.floor(held - (grows ? 1 : reach));
    for (let tap = 0; tap < count; tap++) {
      const left = first[index] + tap;
      weights[index * count + tap] = grows
        ? Math.max(0, 1 - Math.abs(left + 0.5 - held))
        : Math.max(0, Math.min(left + 1, held + reach) - Math.max(left, held - reach)) / (2 * reach);
    }
  }
  return { first, count, weights };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
