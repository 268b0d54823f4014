import { describe, expect, it } from 'vitest';
import {
  cutPatch,
  type Extent,
  patchSizeFor,
  pickWindows,
  pixelOfCell,
  type Position,
  retrieveWindows,
  sumOfNormalised,
  windowExtent,
} from '../../../models/gmic/patches.ts';
import { topCount } from '../../../models/gmic/pooling.ts';
import { roundHalfToEven } from '../../../models/gmic/rounding.ts';
import { lacks, needing } from '../../needs.ts';
import { fixtureJson } from '../parity.ts';

type Rows = readonly (readonly number[])[];

interface Geometry {
  readonly greedy_windows: readonly {
    readonly map: Rows;
    readonly window: Extent;
    readonly K: number;
    readonly picks: readonly Position[];
  }[];
  readonly crop_upper_left: {
    readonly image: Rows;
    readonly cases: readonly { readonly position: Position; readonly size: Extent; readonly out: Rows }[];
  };
}

const extentOf = (rows: Rows): Extent => [rows.length, rows[0].length];

describe.skipIf(lacks('shared'))(needing('GMIC region selection against the authors', 'shared'), () => {
  const geometry = lacks('shared') ? null : fixtureJson<Geometry>('ops/gmic_geometry.json');

  it.each(geometry?.greedy_windows ?? [])('greedy windows of $window', ({ map, window, K, picks }) => {
    expect(pickWindows(Float32Array.from(map.flat()), extentOf(map), window, K)).toEqual(picks);
  });

  it.each(geometry?.crop_upper_left.cases ?? [])('patch at $position', ({ position, size, out }) => {
    const image = geometry?.crop_upper_left.image ?? [];
    const patch = new Float32Array(size[0] * size[1]);
    cutPatch(Float32Array.from(image.flat()), extentOf(image), position, size, patch);
    expect([...patch]).toEqual(out.flat());
  });
});

describe('region selection', () => {
  it('adds the maps stretched to 0..1, a flat one as nothing', () => {
    const maps = Float32Array.of(1, 3, 2, 5, 5, 5);
    expect([...sumOfNormalised(maps, 3)]).toEqual([0, 1, 0.5]);
  });

  it('takes the first of equal windows and blanks what it took', () => {
    const picks = retrieveWindows(Float32Array.of(0, 1, 1, 0, 0, 0, 1, 1), [2, 4], [1, 2], 3);
    expect(picks).toEqual([
      [0, 1],
      [1, 2],
      [0, 0],
    ]);
  });

  it('places windows of the published model on multiples of 64 pixels', () => {
    const [map, image]: readonly Extent[] = [
      [46, 30],
      [2944, 1920],
    ];
    expect(windowExtent(256, map, image)).toEqual([4, 4]);
    for (let row = 0; row < 46; row++) {
      for (let column = 0; column < 30; column++) {
        expect(pixelOfCell([row, column], map, image)).toEqual([64 * row, 64 * column]);
      }
    }
  });

  it('fills a patch that lies outside with the smallest value', () => {
    const patch = new Float32Array(4);
    cutPatch(Float32Array.of(3, 1, 2, 4), [2, 2], [5, -9], [2, 2], patch);
    expect([...patch]).toEqual([1, 1, 1, 1]);
  });
});

describe('rounding', () => {
  it('rounds halves to even', () => {
    expect([0.5, 1.5, 2.5, 2.4, 2.6, 41.4].map(roundHalfToEven)).toEqual([0, 2, 2, 2, 3, 41]);
  });

  it('averages the published number of saliency values', () => {
    expect([0.02, 0.03, 0.05, 0.1].map((share) => topCount(46 * 30, share))).toEqual([28, 41, 69, 138]);
    expect(topCount(12, 0.01)).toBe(1);
  });
});

describe('patch size', () => {
  it.each([
    [2944, 1920, 256],
    [1472, 960, 128],
    [768, 512, 256],
    [704, 512, 128],
    [512, 384, 128],
    [256, 256, 64],
  ])('%i x %i: %i', (height, width, side) => {
    expect(patchSizeFor({ width, height })).toBe(side);
  });
});
