import { spawn } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../../contract/problem.ts';
import { manifestHash } from '../../../main/training/manifest.ts';
import { pooled } from '../../../main/training/pool.ts';
import type { Example, GroupedSource } from '../../../training/data/example.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mammoscope-pool-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const size = { width: 40, height: 50 };
const area = size.width * size.height;

function exampleAt(index: number, wide = false): Example {
  const mask = Uint8Array.from({ length: area }, (_, at) => (at % 7 === index % 7 ? 1 : 0));
  const pixels = new (wide ? Uint16Array : Uint8Array)(area);
  return {
    patient: `p${index >> 1}`,
    name: `n${index}`,
    laterality: 'R',
    viewPosition: 'CC',
    vendor: index === 0 ? null : 'Aurelia',
    size,
    pixels: pixels.map((_, at) => (at * (index + 3)) % (wide ? 65536 : 256)),
    breast: new Uint8Array(area).fill(1),
    lesions: index % 2 === 0 ? [] : [{ kind: 'mass', label: 'benign', mask }],
  };
}

/** Eight examples in groups of two, and which were made. */
function counting(description = 'eight', wide = false): GroupedSource & { readonly made: number[] } {
  const made: number[] = [];
  return {
    made,
    description,
    patients: ['p0', 'p1', 'p2', 'p3'],
    count: 8,
    patientOf: (index) => `p${index >> 1}`,
    groupOf: (index) => [index & ~1, index | 1],
    example(index) {
      made.push(index);
      return Promise.resolve(exampleAt(index, wide));
    },
  };
}

function filesOf(name: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => name.test(file))
    .map((file) => join(folder, file));
}

describe('a pool of examples', () => {
  it('makes each example once, with its group, for this program and the next', async () => {
    const first = counting();
    const pool = await pooled(first, folder);
    for (const index of [3, 2, 3, 5]) expect(await pool.example(index)).toEqual(exampleAt(index));
    expect(first.made).toEqual([3, 2, 5, 4]);
    const second = counting();
    const again = await pooled(second, folder);
    for (const index of [2, 3, 4, 5]) expect(await again.example(index)).toEqual(exampleAt(index));
    expect(second.made).toEqual([]);
    expect(again.patientOf(5)).toBe('p2');
    expect([again.count, again.description]).toEqual([8, 'eight']);
  });

  it('keeps 16-bit pixels', async () => {
    const pool = await pooled(counting('wide', true), folder);
    await pool.example(1);
    const again = await pooled(counting('wide', true), folder);
    expect(await again.example(1)).toEqual(exampleAt(1, true));
  });

  it('makes nothing twice for requests at once', async () => {
    const source = counting();
    const pool = await pooled(source, folder);
    const examples = await Promise.all([1, 0, 1, 7, 6, 0].map((index) => pool.example(index)));
    expect(examples.map(({ name }) => name)).toEqual(['n1', 'n0', 'n1', 'n7', 'n6', 'n0']);
    expect([...source.made].sort()).toEqual([0, 1, 6, 7]);
  });

  it('keeps sources apart', async () => {
    await (await pooled(counting('one'), folder)).example(0);
    const other = counting('other');
    await (await pooled(other, folder)).example(0);
    expect(other.made).toEqual([0, 1]);
  });

  it.each([
    ['cut short', (file: string) => truncateSync(file, readFileSync(file).length - 5)],
    ['empty', (file: string) => truncateSync(file, 0)],
    ['changed', (file: string) => writeFileSync(file, readFileSync(file).fill(7, 40, 44))],
    ['something else', (file: string) => writeFileSync(file, 'not an example')],
  ])('makes what was stored and is %s anew', async (_, damage) => {
    await (await pooled(counting(), folder)).example(0);
    for (const file of filesOf(/\.example$/)) damage(file);
    const source = counting();
    const pool = await pooled(source, folder);
    expect(await pool.example(1)).toEqual(exampleAt(1));
    expect(source.made).toEqual([1, 0]);
    const repaired = counting();
    expect(await (await pooled(repaired, folder)).example(0)).toEqual(exampleAt(0));
    expect(repaired.made).toEqual([]);
  });

  it('removes parts that were left long ago, and leaves young ones alone', async () => {
    await (await pooled(counting(), folder)).example(0);
    const [stored] = filesOf(/\.example$/);
    writeFileSync(`${stored}.00.partial`, 'old');
    writeFileSync(`${stored}.11.partial`, 'young');
    utimesSync(`${stored}.00.partial`, 1000, 1000);
    await pooled(counting(), folder);
    expect(filesOf(/partial$/)).toEqual([`${stored}.11.partial`]);
  });

  it('keeps no more in memory than it may, and still answers', async () => {
    const source = counting();
    const pool = await pooled(source, folder, { memoryBytes: 3 * area });
    const first = await pool.example(0);
    expect(await pool.example(0)).toBe(first);
    await pool.example(2);
    await pool.example(4);
    const again = await pool.example(0);
    expect(again).not.toBe(first);
    expect(again).toEqual(first);
  });

  it.skipIf(process.getuid?.() === 0)(
    'goes on without storing where it may not write, and says so once',
    async () => {
      chmodSync(folder, 0o500);
      const problems: Problem[] = [];
      const source = counting();
      const pool = await pooled(source, folder, { onProblem: (problem) => problems.push(problem) });
      expect(await pool.example(0)).toEqual(exampleAt(0));
      expect(await pool.example(3)).toEqual(exampleAt(3));
      chmodSync(folder, 0o700);
      expect(problems.map(({ kind }) => kind)).toEqual(['unwritable']);
    },
  );

  it('passes on what the source rejects with, and asks again later', async () => {
    const source = counting();
    let failing = true;
    const example = (index: number): Promise<Example> =>
      failing ? Promise.reject(new Error('no')) : source.example(index);
    const pool = await pooled({ ...source, example }, folder);
    await expect(pool.example(0)).rejects.toThrow('no');
    failing = false;
    expect(await pool.example(0)).toEqual(exampleAt(0));
  });

  it('has only whole examples after its program is killed', async () => {
    const module = (name: string) => JSON.stringify(join(import.meta.dirname, '../../../', name));
    const program = `
      const { pooled } = await import(${module('main/training/pool.ts')});
      const area = 900 * 900;
      const source = {
        description: 'killed', patients: ['p'], count: 10000, patientOf: () => 'p',
        example: async (index) => ({
          patient: 'p', name: String(index), laterality: 'L', viewPosition: 'CC', vendor: null,
          size: { width: 900, height: 900 }, breast: new Uint8Array(area), lesions: [],
          pixels: Uint8Array.from({ length: area }, (_, at) => Math.imul(at, 2654435761 + index) >>> 24),
        }),
      };
      const pool = await pooled(source, ${JSON.stringify(folder)});
      console.log('ready');
      for (let index = 0; index < source.count; index++) await pool.example(index);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await new Promise((resolve) => setTimeout(resolve, 400));
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    const stored = filesOf(/\.example$/).length;
    expect(stored).toBeGreaterThan(0);
    let made = 0;
    const source = { ...counting('killed'), count: 10000, groupOf: (index: number) => [index] };
    const pool = await pooled({ ...source, example: (index) => (made++, source.example(index)) }, folder);
    for (let index = 0; index < stored; index++) {
      expect((await pool.example(index)).pixels.length).toBe(900 * 900);
    }
    expect(made).toBe(0);
  });
});

describe('the hash of a manifest', () => {
  it('is the same for the same data, pooled or not', async () => {
    const hash = await manifestHash(counting());
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await manifestHash(await pooled(counting(), folder))).toBe(hash);
  });

  it('is another for other data', async () => {
    const base = counting();
    const changed = (change: (example: Example) => Example): GroupedSource => ({
      ...base,
      example: async (index) => (index === 5 ? change(exampleAt(index)) : exampleAt(index)),
    });
    const variants = [
      base,
      changed((example) => ({
        ...example,
        pixels: example.pixels.map((value, at) => (at === 9 ? 1 : value)),
      })),
      changed((example) => ({ ...example, lesions: [{ ...example.lesions[0], label: 'malignant' }] })),
      changed((example) => ({ ...example, patient: 'q' })),
      { ...base, description: 'another' },
    ];
    const hashes = await Promise.all(variants.map((source) => manifestHash(source)));
    hashes.push(await manifestHash(base, [0, 1, 2]));
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
