import { mix } from '../phantoms/random.ts';

/** Blurs a picture in place by a Gaussian of deviation `sigma` pixels; the outermost pixels are held beyond the ends. */
export function blur(data: Float32Array, width: number, height: number, sigma: number): void {
  const kernel = gaussian(sigma);
  const line = new Float32Array(Math.max(width, height) + kernel.length - 1);
  for (let row = 0; row < height; row++) blurLine(data, row * width, 1, width, kernel, line);
  for (let column = 0; column < width; column++) blurLine(data, column, width, height, kernel, line);
}

/** How far a blur of `sigma` looks, pixels. */
export function blurReach(sigma: number): number {
  return Math.ceil(3 * sigma);
}

function gaussian(sigma: number): Float32Array {
  const reach = blurReach(sigma);
  const kernel = Float32Array.from({ length: 2 * reach + 1 }, (_, at) =>
    Math.exp(-0.5 * ((at - reach) / sigma) ** 2),
  );
  const sum = kernel.reduce((a, b) => a + b);
  return kernel.map((weight) => weight / sum);
}

function blurLine(
  data: Float32Array,
  start: number,
  step: number,
  count: number,
  kernel: Float32Array,
  line: Float32Array,
): void {
  const reach = (kernel.length - 1) / 2;
  for (let at = 0; at < count; at++) line[at + reach] = data[start + at * step];
  line.fill(line[reach], 0, reach);
  line.fill(line[reach + count - 1], reach + count, 2 * reach + count);
  for (let at = 0; at < count; at++) {
    let sum = 0;
    for (let tap = 0; tap < kernel.length; tap++) sum += kernel[tap] * line[at + tap];
    data[start + at * step] = sum;
  }
}

/** Nearly normal noise of a pixel, mean 0, deviation 1: depends on the seed and the place only. */
export function pixelNoise(seed: number, x: number, y: number): number {
  const bits = mix(seed ^ Math.imul(x + 1, 0x9e3779b1) ^ Math.imul(y + 1, 0x85ebca77));
  const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24);
  // Four uniform bytes: mean 510, deviation 147.8.
  return (sum - 510) / 147.8;
}
