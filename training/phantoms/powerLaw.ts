import { inverseFourier2d } from './fourier.ts';
import { hashOf, mix } from './random.ts';

/** A periodic texture: n x n samples over `periodMm` in both directions, n a power of two. */
export interface Tile {
  readonly n: number;
  readonly periodMm: number;
  readonly data: Float32Array;
}

export interface Band {
  /** Wavelengths kept, in millimetres. */
  readonly shortestMm: number;
  readonly longestMm: number;
  /** Power spectrum 1/f^beta; about 3 in mammograms (Burgess, Jacobson, Judy 2001, Med Phys 28:419). */
  readonly beta: number;
}

/**
 * Two independent Gaussian textures of the same band, with a standard deviation of 1 over the `reference`
 * band (so that two bands of one law fit together).
 *
 * The random coefficient of a frequency depends on the seed and that frequency alone: a coarser sampling of
 * the same seed shows the same texture, without the wavelengths that it cannot hold.
 */
export function powerLawTiles(
  seed: number,
  periodMm: number,
  samplingMm: number,
  band: Band,
  reference: Band = band,
): readonly [Tile, Tile] {
  const n = 2 ** Math.ceil(Math.log2(periodMm / samplingMm));
  const real = new Float64Array(n * n);
  const imaginary = new Float64Array(n * n);
  const longest = Math.min(band.longestMm, periodMm);
  const highest = Math.min(periodMm / band.shortestMm, n / 2 - 1);
  const lowest = periodMm / longest;
  const scale = 1 / Math.sqrt(bandVariance(reference, periodMm));
  const seedHash = hashOf(seed);
  const limit = Math.floor(highest);
  for (let v = -limit; v <= limit; v++) {
    for (let u = -limit; u <= limit; u++) {
      const k = Math.sqrt(u * u + v * v);
      if (k < lowest || k > highest) continue;
      const amplitude = scale * k ** (-band.beta / 2);
      const at = ((v + n) % n) * n + ((u + n) % n);
      const hash = mix(seedHash ^ Math.imul(u + 4096, 0x9e3779b1) ^ Math.imul(v + 4096, 0x85ebca77));
      real[at] = amplitude * nearlyNormal(hash);
      imaginary[at] = amplitude * nearlyNormal(mix(hash + 0x632be5ab));
    }
  }
  inverseFourier2d(real, imaginary, n);
  return [
    { n, periodMm, data: Float32Array.from(real) },
    { n, periodMm, data: Float32Array.from(imaginary) },
  ];
}

/** Bilinear value of a tile at a point in millimetres. */
export function sampleTile(tile: Tile, xMm: number, yMm: number): number {
  const { n, data } = tile;
  const perMm = n / tile.periodMm;
  const x = xMm * perMm;
  const y = yMm * perMm;
  const left = Math.floor(x);
  const top = Math.floor(y);
  const right = x - left;
  const down = y - top;
  const mask = n - 1;
  const row = (top & mask) * n;
  const nextRow = ((top + 1) & mask) * n;
  const column = left & mask;
  const nextColumn = (left + 1) & mask;
  const upper = data[row + column] + (data[row + nextColumn] - data[row + column]) * right;
  const lower = data[nextRow + column] + (data[nextRow + nextColumn] - data[nextRow + column]) * right;
  return upper + (lower - upper) * down;
}

/** Variance of a field with amplitudes k^(-beta/2) over the band: ring by ring, 2 pi k modes in each. */
function bandVariance(band: Band, periodMm: number): number {
  let variance = 0;
  const lowest = Math.max(1, Math.round(periodMm / band.longestMm));
  for (let k = lowest; k <= periodMm / band.shortestMm; k++) variance += 2 * Math.PI * k * k ** -band.beta;
  return variance;
}

/** Sum of the four bytes of a hash, centred, with variance 1: near enough to normal, and exact everywhere. */
function nearlyNormal(hash: number): number {
  const sum = (hash & 255) + ((hash >>> 8) & 255) + ((hash >>> 16) & 255) + (hash >>> 24);
  return (sum - 510) / 147.8;
}
