import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Laterality, ViewPosition } from '../../../../contract/view.ts';
import type { Grid } from '../../../../imaging/geometry/orientation.ts';
import { openImage } from '../../../../imaging/openImage.ts';
import { horizontalFlip } from '../../../../imaging/prepare/hanging.ts';
import { type PreparedGmic, prepareForGmic } from '../../../../imaging/prepare/gmic/prepareForGmic.ts';
import { cropped, cutWindow } from '../../../../imaging/prepare/gmic/window.ts';
import { synth } from '../../../fixtures/generated.ts';
import { lacks, needing, sharedDir } from '../../../needs.ts';
import { frame, header, mirrored } from '../images.ts';

interface Expected {
  readonly image: string;
  readonly view: `${Laterality}-${'CC' | 'MLO'}`;
  readonly horizontal_flip: 'YES' | 'NO';
  readonly raw: { readonly shape: readonly [number, number]; readonly sha256_u16le: string };
  readonly window_location: readonly number[];
  readonly rightmost_points: readonly [readonly number[], number];
  readonly bottommost_points: readonly [number, readonly number[]];
  readonly distance_from_starting_side: number;
  readonly cropped: { readonly shape: readonly number[]; readonly sha256_u16le: string };
  readonly best_center: readonly number[];
  readonly window_2944x1920: { readonly nonzero: number; readonly sha256_u16le: string };
  readonly normalised: { readonly sample_index: readonly number[]; readonly sample_value: readonly number[] };
  readonly normalised_block_means_64x64?: { readonly file: string };
  readonly normalised_block_means_first_column?: readonly number[];
}

const fixtures = join(sharedDir, 'fixtures');

function json<T>(path: string): T {
  return JSON.parse(readFileSync(join(fixtures, path), 'utf8')) as T;
}

function sha256(values: Uint16Array): string {
  return createHash('sha256')
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex');
}

/** Rectangle of an image, row by row. */
function rectangle(image: Grid<Uint16Array>, [top, bottom, left, right]: readonly number[]): Uint16Array {
  const rows = Array.from({ length: bottom - top }, (_, row) => (top + row) * image.width);
  const output = new Uint16Array(rows.length * (right - left));
  rows.forEach((start, row) =>
    output.set(image.data.subarray(start + left, start + right), row * (right - left)),
  );
  return output;
}

/** Mean of every 64 x 64 block. */
function blockMeans(data: Float32Array, width: number): Float64Array {
  const across = width / 64;
  const means = new Float64Array(data.length / 4096);
  for (let i = 0; i < data.length; i += 64) {
    const y = Math.floor(i / width);
    let sum = 0;
    for (let x = i; x < i + 64; x++) sum += data[x];
    means[(y >> 6) * across + ((i - y * width) >> 6)] += sum / 4096;
  }
  return means;
}

function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < expected.length; i++) largest = Math.max(largest, Math.abs(actual[i] - expected[i]));
  return largest;
}

function parts(view: Expected['view']): { laterality: Laterality; viewPosition: ViewPosition } {
  const [laterality, viewPosition] = view.split('-') as [Laterality, ViewPosition];
  return { laterality, viewPosition };
}

/** Everything that is exact. */
function expectSame(prepared: PreparedGmic, image: Grid<Uint16Array>, expected: Expected): void {
  const { crop, mode, centerRule, bestCenter } = prepared;
  const { top, bottom, left, right } = crop.window;
  expect([top, bottom, left, right]).toEqual(expected.window_location);
  expect([crop.rightmost.rows, crop.rightmost.x]).toEqual(expected.rightmost_points);
  expect([crop.bottommost.y, crop.bottommost.columns]).toEqual(expected.bottommost_points);
  expect(crop.distanceFromStartingSide).toBe(expected.distance_from_starting_side);
  expect(sha256(rectangle(image, expected.window_location))).toBe(expected.cropped.sha256_u16le);
  expect([bestCenter.y, bestCenter.x]).toEqual(expected.best_center);
  const window = cutWindow(cropped(image, crop.window, mode), bestCenter, centerRule);
  expect(sha256(window.pixels)).toBe(expected.window_2944x1920.sha256_u16le);
}

/** The normalised values: the samples and every block mean that the fixture lists. */
function expectNormalised(prepared: PreparedGmic, expected: Expected): void {
  const { sample_index: at, sample_value: values } = expected.normalised;
  expect([prepared.width, prepared.height]).toEqual([1920, 2944]);
  expect(
    largestDifference(
      Float32Array.from(at, (i) => prepared.data[i]),
      values,
    ),
  ).toBeLessThan(1e-5);
  const means = blockMeans(prepared.data, prepared.width);
  if (expected.normalised_block_means_64x64 !== undefined) {
    const bytes = readFileSync(join(fixtures, expected.normalised_block_means_64x64.file));
    const blocks = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    expect(blocks.length).toBe(46 * 30);
    expect(largestDifference(means, blocks)).toBeLessThan(1e-5);
  }
  const column = expected.normalised_block_means_first_column;
  if (column !== undefined) {
    expect(
      largestDifference(
        Float64Array.from(column, (_, row) => means[row * 30]),
        column,
      ),
    ).toBeLessThan(1e-5);
  }
}

function value<T>(result: { ok: true; value: T } | { ok: false; problem: unknown }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  return result.value;
}

describe.skipIf(lacks('shared'))(needing('GMIC preparation of the authors', 'shared'), () => {
  it.each(['0_L-CC', '0_R-MLO'])('real mammogram %s, from the file on', async (name) => {
    const expected = json<Expected>(`gmic/${name}/preprocess.json`);
    const opened = value(openImage(readFileSync(join(fixtures, expected.image)), `${name}.png`));
    const decoded = value(await opened.decode(0));
    const image = { width: decoded.columns, height: decoded.rows, data: decoded.samples as Uint16Array };
    expect(sha256(image.data)).toBe(expected.raw.sha256_u16le);
    const prepared = value(prepareForGmic(opened.header, decoded));
    expect([prepared.horizontalFlip, prepared.flipSource]).toEqual([expected.horizontal_flip, 'content']);
    expectSame(prepared, image, expected);
    expectNormalised(prepared, expected);
  });

  describe.each(['prep-A', 'prep-B'])('phantom %s', (name) => {
    let cases: Expected[];
    let plain: Grid<Uint16Array>;
    let flipped: Grid<Uint16Array>;
    beforeAll(() => {
      const { seed } = json<{ seed: string }>('generator/vectors.json');
      cases = json<Expected[]>('gmic/preprocess_phantoms.json').filter(({ image }) => image === name);
      const [height, width] = cases[0].raw.shape;
      const data = phantom(synth(seed, name, height, width), width);
      plain = { width, height, data };
      flipped = { width, height, data: mirrored(data, width) };
    });

    it.each([0, 1, 2, 3, 4, 5, 6, 7])('case %i, with and without being told the flip', (index) => {
      const expected = cases[index];
      const image = (expected.view[0] === 'L') === (expected.horizontal_flip === 'NO') ? plain : flipped;
      expect(sha256(image.data)).toBe(expected.raw.sha256_u16le);
      const described = header(parts(expected.view));
      const given = frame(image.height, image.width, image.data);
      const prepared = value(prepareForGmic(described, given, { horizontalFlip: expected.horizontal_flip }));
      expectSame(prepared, image, expected);
      expectNormalised(prepared, expected);
      expect(horizontalFlip(described, described.laterality!, image)).toEqual({
        flip: expected.horizontal_flip,
        source: 'content',
      });
    });
  });
});

/** The fixtures' phantom rule: background cut off, a label and a bright strip beside the breast. */
function phantom(image: Uint16Array, width: number): Uint16Array {
  const height = image.length / width;
  const changed = image.map((value) => (value < 256 ? 0 : value));
  for (let y = 100; y < 260; y++) changed.fill(3000, (y + 1) * width - 400, (y + 1) * width - 200);
  for (let y = 0; y < height; y++) changed.fill(500, (y + 1) * width - 60, (y + 1) * width - 50);
  return changed;
}
