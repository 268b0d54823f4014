import { describe, expect, it } from 'vitest';
import { apply } from '../../../imaging/geometry/affine.ts';
import {
  mapPicture,
  onGrey,
  pictureFactor,
  pictureToSource,
  rampAt,
} from '../../../renderer/ai/mapPicture.ts';
import { ramps } from '../../../renderer/ai/palette.ts';

const ramp = ramps.malignant;

function opacities(values: number[], width: number, height: number, threshold = 0) {
  const picture = mapPicture(Float32Array.from(values), { width, height }, ramp, threshold);
  return {
    ...picture,
    at: (x: number, y: number) => picture.data[4 * (y * picture.width + x) + 3],
  };
}

describe('rampAt', () => {
  it('hides nothing at 0, most at 1, never all', () => {
    expect(rampAt(ramp, 0, 0).opacity).toBe(0);
    expect(rampAt(ramp, 1, 0).opacity).toBeGreaterThan(0.8);
    expect(rampAt(ramp, 1, 0).opacity).toBeLessThan(0.9);
  });
  it('grows with the value and holds values beyond 1', () => {
    expect(rampAt(ramp, 0.6, 0).opacity).toBeGreaterThan(rampAt(ramp, 0.4, 0).opacity);
    expect(rampAt(ramp, 7, 0)).toEqual(rampAt(ramp, 1, 0));
  });
  it('does not draw below the threshold, nor what is no number', () => {
    expect(rampAt(ramp, 0.29, 0.3).opacity).toBe(0);
    expect(rampAt(ramp, 0.3, 0.3).opacity).toBeGreaterThan(0);
    expect(rampAt(ramp, NaN, 0).opacity).toBe(0);
  });
});

describe('onGrey', () => {
  const luminosity = ([red, green, blue]: readonly number[]) => 0.3 * red + 0.59 * green + 0.11 * blue;
  it.each([0, 20, 120, 200, 255])('leaves the luminosity of %d as it is', (grey) => {
    for (const opacity of [0, 0.5, 1]) expect(luminosity(onGrey(ramp.high, opacity, grey))).toBeCloseTo(grey);
  });
  it('gives parts that a screen has', () => {
    for (const grey of [0, 20, 120, 200, 255])
      for (const part of onGrey(ramp.low, 1, grey)) {
        expect(part).toBeGreaterThanOrEqual(-1e-9);
        expect(part).toBeLessThanOrEqual(255 + 1e-9);
      }
  });
  it('gives the hue of the colour', () => {
    const [red, , blue] = onGrey(ramp.high, 1, 120);
    expect(red).toBeGreaterThan(blue + 100);
  });
});

describe('mapPicture', () => {
  it('holds a constant map constant up to its edges', () => {
    const { data, at, width, height } = opacities([0.5, 0.5, 0.5, 0.5], 2, 2);
    expect(new Set(Array.from({ length: data.length / 4 }, (_, index) => data[4 * index + 3]))).toEqual(
      new Set([at(0, 0)]),
    );
    expect([width, height]).toEqual([32, 32]);
  });
  it('interpolates between the centres of cells', () => {
    const { at } = opacities([0, 1], 2, 1);
    // Cell centres are at picture columns 8 and 24 of 32.
    expect(at(0, 0)).toBe(0);
    expect(at(31, 0)).toBe(Math.round(255 * 0.88));
    expect(Math.abs(at(16, 0) - (255 * 0.88 * 8.5) / 16)).toBeLessThan(1);
    for (let x = 1; x < 32; x++) expect(at(x, 0)).toBeGreaterThanOrEqual(at(x - 1, 0));
  });
  it('cuts where the interpolated value passes the threshold', () => {
    const { at } = opacities([0, 1], 2, 1, 0.5);
    expect(at(15, 0)).toBe(0);
    expect(at(16, 0)).toBeGreaterThan(100);
  });
});

describe('pictureToSource', () => {
  it('takes the picture to where the cells are', () => {
    const size = { width: 30, height: 46 };
    const toSource = { a: -64, b: 0, c: 0, d: 64, e: 3000, f: 10 };
    const factor = pictureFactor(size);
    const corner = apply(pictureToSource(size, toSource), { x: 30 * factor, y: 46 * factor });
    expect(corner.x).toBeCloseTo(3000 - 30 * 64);
    expect(corner.y).toBeCloseTo(10 + 46 * 64);
  });
  it('keeps pictures small, and large maps as they are', () => {
    expect(pictureFactor({ width: 30, height: 46 })).toBe(11);
    expect(pictureFactor({ width: 2, height: 2 })).toBe(16);
    expect(pictureFactor({ width: 1024, height: 512 })).toBe(1);
  });
});
