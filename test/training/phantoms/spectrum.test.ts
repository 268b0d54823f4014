import { describe, expect, it } from 'vitest';
import { inverseFourier2d } from '../../../training/phantoms/fourier.ts';
import { phantomExam } from '../../../training/phantoms/phantomExam.ts';
import { powerLawTiles, sampleTile } from '../../../training/phantoms/powerLaw.ts';
import { randomStream } from '../../../training/phantoms/random.ts';

/** Slope of log power over log frequency, from rings of the 2D spectrum between two frequencies in cycles. */
function spectrumSlope(patch: Float64Array, n: number, from: number, to: number): number {
  const real = Float64Array.from(patch);
  const imaginary = new Float64Array(n * n);
  inverseFourier2d(real, imaginary, n);
  const power = new Float64Array(n);
  const count = new Float64Array(n);
  for (let v = -n / 2; v < n / 2; v++) {
    for (let u = -n / 2; u < n / 2; u++) {
      const ring = Math.round(Math.hypot(u, v));
      const at = ((v + n) % n) * n + ((u + n) % n);
      power[ring] += real[at] ** 2 + imaginary[at] ** 2;
      count[ring]++;
    }
  }
  const xs: number[] = [];
  const ys: number[] = [];
  for (let ring = from; ring <= to; ring++) {
    xs.push(Math.log(ring));
    ys.push(Math.log(power[ring] / count[ring]));
  }
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanX = mean(xs);
  const meanY = mean(ys);
  const covariance = xs.reduce((sum, x, i) => sum + (x - meanX) * (ys[i] - meanY), 0);
  return covariance / xs.reduce((sum, x) => sum + (x - meanX) ** 2, 0);
}

describe('inverseFourier2d', () => {
  it('equals the sum that defines it', () => {
    const n = 8;
    const random = randomStream('fourier');
    const real = Float64Array.from({ length: n * n }, () => random.normal());
    const imaginary = Float64Array.from({ length: n * n }, () => random.normal());
    const [inReal, inImaginary] = [real.slice(), imaginary.slice()];
    inverseFourier2d(real, imaginary, n);
    for (const [x, y] of [
      [0, 0],
      [3, 5],
      [7, 1],
    ]) {
      let sumReal = 0;
      let sumImaginary = 0;
      for (let v = 0; v < n; v++) {
        for (let u = 0; u < n; u++) {
          const angle = (2 * Math.PI * (u * x + v * y)) / n;
          sumReal += inReal[v * n + u] * Math.cos(angle) - inImaginary[v * n + u] * Math.sin(angle);
          sumImaginary += inReal[v * n + u] * Math.sin(angle) + inImaginary[v * n + u] * Math.cos(angle);
        }
      }
      expect(real[y * n + x]).toBeCloseTo(sumReal, 10);
      expect(imaginary[y * n + x]).toBeCloseTo(sumImaginary, 10);
    }
  });

  it('refuses a length that is no power of two', () => {
    expect(() => inverseFourier2d(new Float64Array(36), new Float64Array(36), 6)).toThrow('power of two');
  });
});

describe('powerLawTiles', () => {
  const band = { shortestMm: 0.8, longestMm: 51.2, beta: 3 };

  it('has unit variance and the slope asked for', () => {
    for (const tile of powerLawTiles(3, 51.2, 0.4, band)) {
      const variance = tile.data.reduce((sum, value) => sum + value * value, 0) / tile.data.length;
      expect(variance).toBeGreaterThan(0.4);
      expect(variance).toBeLessThan(2);
      const slope = spectrumSlope(Float64Array.from(tile.data), tile.n, 2, 50);
      expect(slope).toBeGreaterThan(-3.25);
      expect(slope).toBeLessThan(-2.75);
    }
  });

  it('shows the same texture at half the sampling', () => {
    const coarseBand = { ...band, shortestMm: 4 };
    const [fine] = powerLawTiles(8, 51.2, 0.4, coarseBand);
    const [coarse] = powerLawTiles(8, 51.2, 0.8, coarseBand);
    for (const [x, y] of [
      [0, 0],
      [12.8, 40],
      [31.2, 7.2],
    ]) {
      expect(sampleTile(coarse, x, y)).toBeCloseTo(sampleTile(fine, x, y), 4);
    }
  });
});

describe('the spectrum of a phantom', () => {
  it('falls like that of mammograms inside the breast', () => {
    // Burgess, Jacobson, Judy 2001 (Med Phys 28:419): exponents of 2 to 4, mean near 3.
    const slopes = [1, 2].map((index) => {
      const view = phantomExam(12, index, { size: 1024, density: 'c' }).views[1];
      const n = 128;
      const patch = new Float64Array(n * n);
      let row = 0;
      let most = 0;
      for (let at = 0; at + 40 < view.rows; at++) {
        let width = 0;
        while (view.mask[at * view.columns + width] === 1) width++;
        if (width > most) [most, row] = [width, at];
      }
      const top = row - n / 2;
      const left = Math.max(0, Math.round((most - n) * 0.6));
      const window = (i: number): number => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / n);
      let mean = 0;
      for (let y = 0; y < n; y++)
        for (let x = 0; x < n; x++) mean += view.pixels[(top + y) * view.columns + left + x];
      mean /= n * n;
      for (let y = 0; y < n; y++) {
        for (let x = 0; x < n; x++) {
          patch[y * n + x] =
            (view.pixels[(top + y) * view.columns + left + x] - mean) * window(x) * window(y);
        }
      }
      return spectrumSlope(patch, n, 3, 24);
    });
    for (const slope of slopes) {
      expect(slope).toBeGreaterThan(-4);
      expect(slope).toBeLessThan(-2);
    }
  });
});
