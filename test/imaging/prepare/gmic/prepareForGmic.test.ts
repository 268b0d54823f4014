import { describe, expect, it } from 'vitest';
import type { ImageHeader } from '../../../../contract/image.ts';
import { apply, inverse } from '../../../../imaging/geometry/affine.ts';
import {
  gmicWindow,
  prepareForGmic,
  type GmicOptions,
} from '../../../../imaging/prepare/gmic/prepareForGmic.ts';
import { rnd, unit } from '../../../fixtures/generated.ts';
import { frame, halfEllipse, header, mirrored } from '../images.ts';

const width = 900;
const height = 1300;
const pointsRight = halfEllipse(height, width);
const pointsLeft = mirrored(pointsRight, width);

function prepared(
  said: Partial<ImageHeader>,
  samples: Uint16Array,
  options: GmicOptions = {},
  columns = width,
) {
  const result = prepareForGmic(header(said), frame(samples.length / columns, columns, samples), options);
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

/** The image transposed; it is then `height` columns wide. */
function transposed(samples: Uint16Array): Uint16Array {
  return samples.map((_, i) => samples[(i % height) * width + Math.floor(i / height)]);
}

/** Prepared values times deviation plus mean are the source's values: checked by rank, which needs neither. */
function expectSameOrder(result: ReturnType<typeof prepared>, samples: Uint16Array, columns: number): void {
  const pairs: [number, number][] = [];
  for (let i = 0; i < 500; i++) {
    const at = rnd(7, i) % result.data.length;
    const center = { x: (at % result.width) + 0.5, y: Math.floor(at / result.width) + 0.5 };
    const { x, y } = apply(result.toSource, center);
    if (x < 0 || y < 0 || x >= columns || y >= samples.length / columns) continue;
    expect([x % 1, y % 1]).toEqual([0.5, 0.5]);
    pairs.push([samples[Math.floor(y) * columns + Math.floor(x)], result.data[at]]);
  }
  expect(pairs.length).toBeGreaterThan(50);
  pairs.sort(([a], [b]) => a - b);
  for (let i = 1; i < pairs.length; i++) {
    const [[before, preparedBefore], [after, preparedAfter]] = [pairs[i - 1], pairs[i]];
    expect(Math.sign(preparedAfter - preparedBefore)).toBe(Math.sign(after - before));
  }
}

describe('preparation for GMIC', () => {
  const hangings: [string, Partial<ImageHeader>, Uint16Array, number][] = [
    ['as usual', { laterality: 'L' }, pointsRight, width],
    ['right breast', { laterality: 'R', viewPosition: 'MLO' }, pointsLeft, width],
    ['mirrored', { laterality: 'L', viewPosition: 'MLO' }, pointsLeft, width],
    ['on its side', { laterality: 'L', patientOrientation: ['R', 'A'] }, transposed(pointsRight), height],
    ['upside down', { laterality: 'R', patientOrientation: ['A', 'R'] }, pointsRight, width],
  ];

  it.each(hangings)('puts every pixel where its map says: %s', (_, said, samples, columns) => {
    expectSameOrder(prepared(said, samples, {}, columns), samples, columns);
  });

  it.each(hangings)('takes a point there and back exactly: %s', (_, said, samples, columns) => {
    const { toSource } = prepared(said, samples, {}, columns);
    for (let i = 0; i < 200; i++) {
      const point = { x: unit(3, 2 * i) * columns, y: (unit(3, 2 * i + 1) * samples.length) / columns };
      const back = apply(toSource, apply(inverse(toSource), point));
      expect(Math.hypot(back.x - point.x, back.y - point.y)).toBeLessThan(1e-9);
    }
  });

  it('lets the breast point to the right, with zero mean and unit deviation', () => {
    for (const [, said, samples, columns] of hangings) {
      const { data, width: across, height: down } = prepared(said, samples, {}, columns);
      const background = data[data.length - 1];
      let sum = 0;
      let squares = 0;
      let left = 0;
      let right = 0;
      for (let i = 0; i < data.length; i++) {
        const value = data[i];
        sum += value;
        squares += value * value;
        if (value > background && i % across < 400) left++;
        else if (value > background) right++;
      }
      expect(left).toBeGreaterThan(right);
      expect(sum / data.length).toBeCloseTo(0, 5);
      expect(squares / data.length).toBeCloseTo(1, 5);
      expect([across, down]).toEqual([1920, 2944]);
    }
  });

  it('follows the rule of the view', () => {
    const rule = (viewPosition: ImageHeader['viewPosition']) =>
      prepared({ viewPosition }, pointsRight).centerRule;
    for (const view of ['MLO', 'ML', 'LM', 'LMO', 'SIO', 'ISO'] as const) expect(rule(view)).toBe('MLO');
    for (const view of ['CC', 'XCC', 'XCCL', 'XCCM', 'FB', null] as const) expect(rule(view)).toBe('CC');
  });

  it('believes an explicit flip before everything else', () => {
    const said = { laterality: 'L', patientOrientation: ['A', 'R'] } as const;
    expect(prepared(said, pointsRight, { horizontalFlip: 'YES' })).toMatchObject({
      mode: 'left',
      flipSource: 'option',
    });
  });

  it('is the same for an image whose background is white as MONOCHROME1', () => {
    const inverted = pointsRight.map((value) => 4095 - value);
    const normal = prepared({}, pointsRight);
    const white = prepared({ photometricInterpretation: 'MONOCHROME1' }, inverted);
    expect(Buffer.compare(Buffer.from(white.data.buffer), Buffer.from(normal.data.buffer))).toBe(0);
  });

  it.each(hangings)(
    'makes a window of half the sides of means over two by two pixels: %s',
    (_, said, samples, columns) => {
      const source = frame(samples.length / columns, columns, samples);
      const half = gmicWindow(header(said), source, { size: { width: 960, height: 1472 } });
      if (!half.ok) throw new Error(half.problem.message);
      const { pixels, size, toSource } = half.value;
      let compared = 0;
      for (let i = 0; i < 500; i++) {
        const at = rnd(9, i) % pixels.length;
        const { x, y } = apply(toSource, {
          x: (at % size.width) + 0.5,
          y: Math.floor(at / size.width) + 0.5,
        });
        if (x < 0 || y < 0 || x >= columns || y >= source.rows) continue;
        const corner = (y - 1) * columns + x - 1;
        const four = [0, 1, columns, columns + 1].map((step) => samples[corner + step]);
        expect(pixels[at]).toBe(Math.round(four.reduce((a, b) => a + b) / 4));
        compared++;
      }
      expect(compared).toBeGreaterThan(50);
    },
  );

  it('takes a frame made at the scale of the window as it is', () => {
    const options = { size: { width: 960, height: 1472 }, shrunk: true };
    const { toSource, crop } = prepared({}, pointsRight, options);
    expect([toSource.a, toSource.d]).toEqual([1, 1]);
    // The ellipse's tips are lost to the erosion; the margin is half of the published 50 pixels.
    const { top, bottom } = crop.window;
    expect(Math.abs(bottom - top - (0.8 * height + 50))).toBeLessThan(10);
  });

  it('refuses what has no side, and what has no breast', () => {
    const refused = (said: Partial<ImageHeader>, rows: number, columns: number, value: number) => {
      const result = prepareForGmic(
        header(said),
        frame(rows, columns, new Uint16Array(rows * columns).fill(value)),
      );
      return result.ok ? null : result.problem.kind;
    };
    expect(refused({ laterality: null }, 500, 500, 9)).toBe('no-laterality');
    expect(refused({}, 500, 500, 0)).toBe('bad-input');
    expect(refused({}, 200, 3000, 9)).toBe('bad-input');
    expect(refused({}, 1, 1, 9)).toBe('bad-input');
    expect(refused({}, 201, 201, 9)).toBeNull();
  });
});
