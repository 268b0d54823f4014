import { describe, expect, it } from 'vitest';
import { resize } from '../../../imaging/geometry/resize.ts';

/** The image at `values[y][x]`, inside a border of 255 that must not be seen. */
function bordered(values: readonly (readonly number[])[]) {
  const width = values[0].length + 2;
  const rows = [Array(width).fill(255), ...values.map((row) => [255, ...row, 255]), Array(width).fill(255)];
  const image = { width, height: rows.length, data: Uint8Array.from(rows.flat()) };
  return { image, box: { x: 1, y: 1, width: values[0].length, height: values.length } };
}

function resized(values: readonly (readonly number[])[], width: number, height: number): number[] {
  const { image, box } = bordered(values);
  return [...resize(image, box, width, height)];
}

describe('resizing', () => {
  it('copies at the same size', () => {
    expect(resized([[1, 2, 3], [4, 5, 6]], 3, 2)).toEqual([1, 2, 3, 4, 5, 6]); // prettier-ignore
  });

  it('takes means of whole pixels when shrinking by a whole factor', () => {
    expect(resized([[0, 10, 20, 30], [2, 12, 22, 32]], 2, 1)).toEqual([6, 26]); // prettier-ignore
  });

  it('counts pixels that are partly covered by their part', () => {
    const [first, second] = resized([[30, 60, 90]], 2, 1);
    expect(first).toBeCloseTo((30 + 60 / 2) / 1.5, 5);
    expect(second).toBeCloseTo((60 / 2 + 90) / 1.5, 5);
  });

  it('interpolates between centres when growing, and holds the ends', () => {
    expect(resized([[0, 100]], 4, 1)).toEqual([0, 25, 75, 100]);
    expect(resized([[8]], 3, 2)).toEqual(Array(6).fill(8));
  });

  it('keeps the mean of an image that shrinks by any factor, and the values of a constant one', () => {
    const values = Array.from({ length: 37 }, (_, y) =>
      Array.from({ length: 53 }, (_, x) => (x * 31 + y * 17) % 200),
    );
    const mean = (list: readonly number[]) => list.reduce((a, b) => a + b) / list.length;
    expect(mean(resized(values, 19, 23))).toBeCloseTo(mean(values.flat()), 3);
    const constant = values.map((row) => row.map(() => 77));
    for (const [width, height] of [
      [19, 23],
      [101, 80],
      [19, 80],
      [53, 36],
    ] as const)
      // prettier-ignore
      for (const value of resized(constant, width, height)) expect(value).toBeCloseTo(77, 4);
  });

  it('keeps a ramp where the map says: a new value is the position of the old point under its centre', () => {
    const ramp = [Array.from({ length: 200 }, (_, x) => x)];
    for (const width of [50, 80, 320]) {
      const scale = 200 / width;
      const expected = Array.from({ length: width }, (_, i) => (i + 0.5) * scale - 0.5);
      const differences = resized(ramp, width, 1).map((value, i) => Math.abs(value - expected[i]));
      // Means of steps instead of a line are off by 1/8 of a step at most.
      for (const difference of differences.slice(2, -2)) expect(difference).toBeLessThanOrEqual(0.126);
    }
  });
});
