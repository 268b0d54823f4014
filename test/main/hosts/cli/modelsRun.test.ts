import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeNpy, encodeNpy, type NpyArray } from '../../../../imaging/npy.ts';
import { massProbability, officialImageProbability } from '../../../../models/hdsUresnet/run.ts';
import { projectRoot } from '../../../needs.ts';

const folder = mkdtempSync(join(tmpdir(), 'models-run-'));
const input = join(folder, 'x.npy');
const dump = join(folder, 'dump');

function models(...args: string[]) {
  const cli = join(projectRoot, 'main/hosts/cli.ts');
  const dataDir = join(folder, 'data');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [cli, 'models', ...args, '--library', dataDir],
    {
      encoding: 'utf8',
    },
  );
  return { code: status, out: stdout, err: stderr };
}

function run(name: string, file: string, dir = dump) {
  return models('run', name, '--input', file, '--dump', dir);
}

function write(name: string, array: NpyArray): string {
  const file = join(folder, name);
  writeFileSync(file, encodeNpy(array));
  return file;
}

function dumped(name: string): NpyArray {
  const array = decodeNpy(readFileSync(join(dump, `${name}.npy`)));
  if (!array.ok) throw new Error(array.problem.message);
  return array.value;
}

function wave(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sin(i * 0.01));
}

describe('mammoscope models run', () => {
  beforeAll(() => {
    models('init', 'hds-uresnet', '--seed', '1', '--name', 'masses');
    models('init', 'gmic', '--seed', '1', '--name', 'lesions');
    write('x.npy', { shape: [1, 1, 256, 128], data: wave(256 * 128) });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('writes every exit of HDS, and says that the weights are untrained', () => {
    expect(run('masses', input)).toEqual({ code: 0, out: expect.stringContaining('UNTRAINED'), err: '' });
    for (let exit = 0; exit < 6; exit++) {
      expect(dumped(`seg${exit}`).shape).toEqual([2, 256, 128]);
      expect(dumped(`cls${exit}`).shape).toEqual([2, 2, 1]);
    }
    const scalars = JSON.parse(readFileSync(join(dump, 'scalars.json'), 'utf8')) as Record<string, number>;
    expect(Object.keys(scalars)).toEqual(['image_prob_official', 'image_prob_max', 'seg_prob_max']);
    const last = dumped('cls5').data as Float32Array;
    expect(scalars.image_prob_official).toBeCloseTo(officialImageProbability(last), 6);
    expect(scalars.image_prob_max).toBeCloseTo(Math.max(...massProbability(last)), 6);
  });

  it.each([
    [2944, 1920],
    [512, 384],
  ])("writes GMIC's maps, patches and predictions at %i x %i", (height, width) => {
    const file = write('g.npy', { shape: [1, 1, height, width], data: wave(height * width) });
    expect(run('lesions', file)).toMatchObject({ code: 0, err: '' });
    const shapes = Object.fromEntries(
      readdirSync(dump)
        .filter((each) => /^(saliency|patch|y_)/.test(each))
        .map((each) => [each, dumped(each.replace('.npy', '')).shape]),
    );
    expect(shapes).toEqual({
      'saliency.npy': [2, height / 64, width / 64],
      'patch_locations.npy': [6, 2],
      'patch_attns.npy': [6],
      'y_global.npy': [2],
      'y_local.npy': [2],
      'y_fusion.npy': [2],
    });
    expect(dumped('patch_locations').data.every((pixel) => pixel % 64 === 0)).toBe(true);
  });

  it.each<[string, string, () => string, string]>([
    [
      'another size',
      'masses',
      () => write('a.npy', { shape: [1, 1, 2, 3], data: wave(6) }),
      'multiples of 128',
    ],
    ['another size for GMIC', 'lesions', () => input, 'multiples of 64, from 256'],
    [
      'numbers that are out of range',
      'masses',
      () => write('e.npy', { shape: [1, 1, 128, 128], data: wave(128 * 128).fill(3e38) }),
      '(compute-failed)',
    ],
    ['no batch axis', 'masses', () => write('b.npy', { shape: [2, 3], data: wave(6) }), 'it is (2, 3)'],
    [
      'another type',
      'masses',
      () => write('c.npy', { shape: [1, 1, 1, 1], data: Float64Array.of(1) }),
      'must be float32',
    ],
    [
      'numbers that are none',
      'masses',
      () => write('d.npy', { shape: [1, 1, 128, 128], data: wave(128 * 128).fill(NaN) }),
      'not finite',
    ],
    ['no file', 'masses', () => join(folder, 'nothing.npy'), 'no such file'],
    ['unknown weights', 'nobody', () => input, 'no weights named nobody'],
  ])('refuses %s', (_, name, file, message) => {
    const dir = join(folder, 'refused');
    const { code, err } = run(name, file(), dir);
    expect([code, err]).toEqual([1, expect.stringContaining(message)]);
    expect(existsSync(dir)).toBe(false);
  });

  it('says where it cannot write', () => {
    const { code, err } = run('masses', input, input);
    expect([code, err]).toEqual([1, expect.stringContaining('(unwritable)')]);
  });
});
