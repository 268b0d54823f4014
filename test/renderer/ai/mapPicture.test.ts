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
  const picture = mapPicture(Float32Array.from(values), { width, height }, ramp, threshold)!;
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

describe('the drawn part of a map', () => {
  const values = new Float32Array(8 * 6);
  values[3 * 8 + 5] = 0.9;
  it('is what reaches the threshold, and the neighbours it fades into', () => {
    const size = { width: 8, height: 6 };
    const picture = mapPicture(values, size, ramp, 0.2)!;
    const factor = pictureFactor(size);
    expect([picture.x, picture.y, picture.width, picture.height]).toEqual(
      [4, 2, 3, 3].map((cells) => cells * factor),
    );
    const middle = 4 * (1.5 * factor * picture.width + 1.5 * factor);
    expect(picture.data[middle + 3]).toBeGreaterThan(180);
    const corner = apply(pictureToSource(size, { a: 10, b: 0, c: 0, d: 10, e: 0, f: 0 }, picture), {
      x: 0,
      y: 0,
    });
    expect(corner).toEqual({ x: 40, y: 20 });
  });
  it('is nothing where no value reaches it', () => {
    expect(mapPicture(values, { width: 8, height: 6 }, ramp, 0.95)).toBeNull();
    expect(mapPicture(Float32Array.of(NaN), { width: 1, height: 1 }, ramp, 0)).toBeNull();
  });
});

describe('pictureToSource', () => {
  it('takes the picture to where the cells are', () => {
    const size = { width: 30, height: 46 };
    const toSource = { a: -64, b: 0, c: 0, d: 64, e: 3000, f: 10 };
    const factor = pictureFactor(size);
    const corner = apply(pictureToSource(size, toSource, { x: 0, y: 0 }), { x: 30 * factor, y: 46 * factor });
    expect(corner.x).toBeCloseTo(3000 - 30 * 64);
    expect(corner.y).toBeCloseTo(10 + 46 * 64);
  });
  it('keeps pictures small, and large maps as they are', () => {
    expect(pictureFactor({ width: 30, height: 46 })).toBe(11);
    expect(pictureFactor({ width: 2, height: 2 })).toBe(16);
    expect(pictureFactor({ width: 1024, height: 512 })).toBe(1);
  });
});
