import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { breastCrop, breastExtents, type Mode } from '../../../../imaging/prepare/gmic/crop.ts';
import { bestCenter, cropped } from '../../../../imaging/prepare/gmic/window.ts';
import type { Grid } from '../../../../imaging/geometry/orientation.ts';
import { lacks, needing, sharedDir } from '../../../needs.ts';

interface CropCase {
  readonly image: number[][];
  readonly mode: Mode;
  readonly iterations: number;
  readonly buffer_size: number;
  readonly window_location: number[];
  readonly rightmost_points: [number[], number];
  readonly bottommost_points: [number, number[]];
  readonly distance_from_starting_side: number;
}

interface CenterCase {
  readonly image: number[][];
  readonly window_dim: [number, number];
  readonly constraint: 'cc' | 'mlo';
  readonly rightmost_x: number;
  readonly bottommost_y: number | null;
  readonly best_center: [number, number];
}

function grid(rows: number[][]): Grid<Uint16Array> {
  return { width: rows[0].length, height: rows.length, data: Uint16Array.from(rows.flat()) };
}

const indices = (list: readonly unknown[]): number[] => list.map((_, index) => index);

describe.skipIf(lacks('shared'))(needing('GMIC geometry on small arrays', 'shared'), () => {
  const cases = lacks('shared')
    ? { crop_from_largest_component: [], optimal_center: [] }
    : (JSON.parse(readFileSync(join(sharedDir, 'fixtures', 'ops', 'gmic_geometry.json'), 'utf8')) as {
        crop_from_largest_component: CropCase[];
        optimal_center: CenterCase[];
      });

  it.each(indices(cases.crop_from_largest_component))('crop %i', (index) => {
    const expected = cases.crop_from_largest_component[index];
    const image = grid(expected.image);
    const { iterations, buffer_size: buffer } = expected;
    const breast = breastExtents(image, { iterations, buffer })!;
    const crop = breastCrop(breast, image.width, image.height, expected.mode, buffer);
    const { top, bottom, left, right } = crop.window;
    expect([top, bottom, left, right]).toEqual(expected.window_location);
    expect([crop.rightmost.rows, crop.rightmost.x]).toEqual(expected.rightmost_points);
    expect([crop.bottommost.y, crop.bottommost.columns]).toEqual(expected.bottommost_points);
    expect(crop.distanceFromStartingSide).toBe(expected.distance_from_starting_side);
  });

  it.each(indices(cases.optimal_center))('best centre %i', (index) => {
    const expected = cases.optimal_center[index];
    const image = grid(expected.image);
    const [height, width] = expected.window_dim;
    const whole = { top: 0, bottom: image.height, left: 0, right: image.width };
    const points = { rightmostX: expected.rightmost_x, bottommostY: expected.bottommost_y ?? 0 };
    const rule = expected.constraint === 'cc' ? 'CC' : 'MLO';
    for (const mode of ['right', 'left'] as const) {
      const seen = mode === 'right' ? image : grid(expected.image.map((row) => row.toReversed()));
      const { y, x } = bestCenter(cropped(seen, whole, mode), points, rule, { width, height });
      expect([y, x]).toEqual(expected.best_center);
    }
  });
});
