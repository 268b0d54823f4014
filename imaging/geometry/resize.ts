import type { Rect } from '../../contract/geometry.ts';
import type { Grid } from './orientation.ts';

/** Which of the old pixels make a new one along one axis: `count` of them from `first`, with weights that sum to 1. */
interface Taps {
  readonly first: Int32Array;
  readonly count: number;
  /** `count` weights for each new pixel. */
  readonly weights: Float64Array;
}

/**
 * Rectangle `box` of `image` resized to `width` x `height`, unrounded. Along each axis by itself: where it shrinks, a
 * new pixel is the mean of the old pixels under it, those at the ends by the part that is covered; where it grows,
 * values are interpolated linearly between pixel centres and those at the ends held. New point (x, y) lies over
 * old point (box.x + x box.width / width, box.y + y box.height / height). `box` has whole numbers.
 */
export function resize(
  image: Grid<Uint8Array | Uint16Array>,
  box: Rect,
  width: number,
  height: number,
): Float32Array {
  const across = taps(box.width, width);
  const down = taps(box.height, height);
  const output = new Float32Array(width * height);
  const column = new Float64Array(box.width);
  for (let y = 0; y < height; y++) {
    sumRows(image, box, down, y, column);
    for (let x = 0; x < width; x++) {
      const first = across.first[x];
      let sum = 0;
      for (let k = 0; k < across.count; k++) sum += across.weights[x * across.count + k] * column[first + k];
      output[y * width + x] = sum;
    }
  }
  return output;
}

/** Weighted sum of the old rows that make new row `y`. */
function sumRows(
  { data, width }: Grid<Uint8Array | Uint16Array>,
  box: Rect,
  down: Taps,
  y: number,
  sum: Float64Array,
): void {
  sum.fill(0);
  for (let k = 0; k < down.count; k++) {
    const weight = down.weights[y * down.count + k];
    if (weight === 0) continue;
    const start = (box.y + down.first[y] + k) * width + box.x;
    for (let x = 0; x < sum.length; x++) sum[x] += weight * data[start + x];
  }
}

function taps(from: number, to: number): Taps {
  const scale = from / to;
  const count = Math.min(from, scale >= 1 ? Math.ceil(scale) + 1 : 2);
  const first = new Int32Array(to);
  const weights = new Float64Array(to * count);
  for (let i = 0; i < to; i++) {
    const center = Math.min(Math.max((i + 0.5) * scale - 0.5, 0), from - 1);
    const start = scale >= 1 ? Math.floor(i * scale) : Math.floor(center);
    first[i] = Math.min(start, from - count);
    for (let k = 0; k < count; k++) {
      const old = first[i] + k;
      const covered = Math.min(old + 1, (i + 1) * scale) - Math.max(old, i * scale);
      weights[i * count + k] = Math.max(0, scale >= 1 ? covered / scale : 1 - Math.abs(old - center));
    }
  }
  return { first, count, weights };
}
