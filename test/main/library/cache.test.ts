import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { publishedAnswers } from '../../../contract/answers.ts';
import type { Preparation } from '../../../contract/card.ts';
import type { WriteFile } from '../../../main/files/write.ts';
import { cacheKey, ResultsCache } from '../../../main/library/cache.ts';
import { openLibrary, type Library } from '../../../main/store/database.ts';
import { hdsRecipe } from '../../../models/hdsUresnet/recipe.ts';
import { projectRoot } from '../../needs.ts';
import { sampleAnalysis } from '../store/sampleRecords.ts';
import { mounted, temporaryFolder } from '../store/temporaryFolder.ts';

const hdsPreparation: Preparation = { rule: 'hds-uresnet/1', mean: 40, std: 50 };
const card = {
  name: 'weights',
  untrained: true,
  architecture: 'hds-uresnet',
  sha256: 'f'.repeat(64),
  preparation: hdsPreparation,
  percentT: null,
} as const;
const key = cacheKey({ imageHash: 'image', card, device: 'cpu' });

function open(dataDir = temporaryFolder()): Library {
  const library = openLibrary(dataDir);
  if (!library.ok) throw new Error(library.problem.message);
  onTestFinished(() => library.value.close());
  return library.value;
}

const mapsFiles = (library: Library) => readdirSync(join(library.dataDir, 'cache'));

describe('cacheKey', () => {
  it.each([
    ['image', { imageHash: 'other', card, device: 'cpu' }],
    ['weights', { imageHash: 'image', card: { ...card, sha256: 'e'.repeat(64) }, device: 'cpu' }],
    [
      'preparation',
      { imageHash: 'image', card: { ...card, preparation: { ...hdsPreparation, mean: 41 } }, device: 'cpu' },
    ],
    ['pooling share', { imageHash: 'image', card: { ...card, percentT: 0.02 }, device: 'cpu' }],
    ['device', { imageHash: 'image', card, device: 'webgpu' }],
  ])('changes with the %s', (_name, parts) => {
    expect(cacheKey(parts)).toMatch(/^[0-9a-f]{64}$/);
    expect(cacheKey(parts)).not.toBe(key);
  });

  it('does not depend on what the weights are called', () => {
    expect(cacheKey({ imageHash: 'image', card: { ...card, name: 'other' } as never, device: 'cpu' })).toBe(
      key,
    );
  });
});

describe('ResultsCache', () => {
  it('gives back what was put, also to the next program, under the present name', async () => {
    const library = open();
    const cache = new ResultsCache(library);
    expect(await cache.get(key, card)).toBe(null);
    expect(await cache.put(key, 'image', sampleAnalysis())).toBe(null);
    expect(await cache.get(key, card)).toEqual(sampleAnalysis());
    library.close();
    const next = new ResultsCache(open(library.dataDir));
    const recipe = { ...hdsRecipe, ablation: 'segmentation' } as const;
    expect(
      await next.get(key, { name: 'renamed', untrained: false, phantomsOnly: true, training: { recipe } }),
    ).toEqual({
      ...sampleAnalysis(),
      weightsName: 'renamed',
      untrained: false,
      phantomsOnly: true,
      answers: { ...publishedAnswers, 'hds-uresnet': 'segmentationMax' },
    });
  });

  it('replaces a result and its arrays', async () => {
    const library = open();
    const cache = new ResultsCache(library);
    await cache.put(key, 'image', sampleAnalysis(1));
    await cache.put(key, 'image', sampleAnalysis(2));
    expect(await cache.get(key, card)).toEqual(sampleAnalysis(2));
    expect(mapsFiles(library)).toHaveLength(1);
  });

  it.each([
    [
      'its arrays are changed by one bit',
      (library: Library) => {
        const path = join(library.dataDir, 'cache', mapsFiles(library)[0]);
        const bytes = readFileSync(path);
        bytes[40] ^= 1;
        writeFileSync(path, bytes);
      },
    ],
    [
      'its arrays are cut short',
      (library: Library) => {
        const path = join(library.dataDir, 'cache', mapsFiles(library)[0]);
        writeFileSync(path, readFileSync(path).subarray(0, 50));
      },
    ],
    [
      'its text is changed',
      (library: Library) =>
        library.database.exec(`UPDATE analysis SET analysis = replace(analysis, '0.25', '0.75')`),
    ],
  ])('forgets a result when %s, and takes a new one', async (_name, damage) => {
    const library = open();
    const cache = new ResultsCache(library);
    await cache.put(key, 'image', sampleAnalysis());
    damage(library);
    expect(await cache.get(key, card)).toBe(null);
    expect(library.database.prepare('SELECT count(*) AS n FROM analysis').get()).toEqual({ n: 0 });
    await cache.put(key, 'image', sampleAnalysis());
    expect(await cache.get(key, card)).toEqual(sampleAnalysis());
  });

  it('reports a full disk, leaves nothing half-written, and works again when there is room', async () => {
    const library = open();
    let full = true;
    const write: WriteFile = async (path, bytes) => {
      writeFileSync(path, full ? bytes.subarray(0, 10) : bytes);
      if (full) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    };
    const cache = new ResultsCache(library, write);
    expect(await cache.put(key, 'image', sampleAnalysis())).toMatchObject({ kind: 'disk-full' });
    expect(await cache.get(key, card)).toBe(null);
    expect(mapsFiles(library)).toEqual([]);
    full = false;
    expect(await cache.put(key, 'image', sampleAnalysis())).toBe(null);
    expect(await cache.get(key, card)).toEqual(sampleAnalysis());
  });

  it('keeps the earlier result when a newer one does not fit on the disk', async (context) => {
    const dataDir = temporaryFolder();
    if (!mounted(dataDir, ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', dataDir]))
      context.skip('cannot mount here');
    const library = open(dataDir);
    const cache = new ResultsCache(library);
    expect(await cache.put(key, 'image', sampleAnalysis(1, 64))).toBe(null);
    expect(await cache.put(key, 'image', sampleAnalysis(2, 1024))).toMatchObject({ kind: 'disk-full' });
    expect(await cache.get(key, card)).toEqual(sampleAnalysis(1, 64));
    expect(mapsFiles(library)).toHaveLength(1);
    library.close();
    const again = open(dataDir);
    expect(again.database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  });

  it('says where the folder of arrays cannot be made', async () => {
    const library = open();
    writeFileSync(join(library.dataDir, 'cache'), '');
    expect(await new ResultsCache(library).put(key, 'image', sampleAnalysis())).toMatchObject({
      kind: 'unwritable',
    });
  });

  it('throws on a bug instead of calling it a problem', async () => {
    const cache = new ResultsCache(open(), async () => {
      throw new TypeError('bug');
    });
    await expect(cache.put(key, 'image', sampleAnalysis())).rejects.toThrow('bug');
  });

  it('sweeps old array files that no result mentions, and nothing else', async () => {
    const library = open();
    const cache = new ResultsCache(library);
    expect(await cache.sweep()).toBe(0);
    await cache.put(key, 'image', sampleAnalysis());
    const [used] = mapsFiles(library);
    const folder = join(library.dataDir, 'cache');
    for (const name of ['old.maps', 'young.maps', 'notes.txt']) writeFileSync(join(folder, name), '');
    const longAgo = new Date(Date.now() - 7_200_000);
    for (const name of [used, 'old.maps', 'notes.txt']) utimesSync(join(folder, name), longAgo, longAgo);
    expect(await cache.sweep()).toBe(1);
    expect(mapsFiles(library).sort()).toEqual([used, 'notes.txt', 'young.maps'].sort());
  });

  it('is whole, with no half results, however often the program is killed while it writes', async () => {
    const dataDir = temporaryFolder();
    const writer = join(projectRoot, 'test/main/store/writer.ts');
    let reported = 0;
    for (let round = 0; round < 12; round++) {
      reported += await killedWriter(writer, dataDir, `round${round}`, 5 + ((round * 37) % 100));
    }
    expect(reported).toBeGreaterThan(12);

    const library = open(dataDir);
    expect(library.notice).toBe(null);
    expect(library.database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    expect(library.database.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
    const cache = new ResultsCache(library);
    const keys = library.database.prepare('SELECT key, image_hash FROM analysis').all();
    // Everything that was reported as stored is there; what was killed in between may be, too.
    expect(keys.length).toBeGreaterThanOrEqual(reported);
    for (const row of keys) {
      const seed = Number(String(row.image_hash).split('-')[1]);
      expect(await cache.get(String(row.key), card)).toEqual(sampleAnalysis(seed, 64));
    }
    // Array files without a result are few, and go.
    const orphans = mapsFiles(library).length - keys.length;
    expect(orphans).toBeLessThanOrEqual(12);
    expect(await cache.sweep(Date.now() + 7_200_000)).toBe(orphans);
    expect(await cache.put('x', 'image', sampleAnalysis())).toBe(null);
  });
});

/** Runs the writer, kills it hard some milliseconds after its first result, and returns how many it reported. */
async function killedWriter(writer: string, dataDir: string, name: string, afterMs: number): Promise<number> {
  const child = spawn(process.execPath, [writer, dataDir, name], { stdio: ['ignore', 'pipe', 'inherit'] });
  let lines = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    if (lines === 0) setTimeout(() => child.kill('SIGKILL'), afterMs);
    lines += chunk.toString().split('\n').length - 1;
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.on('close', (...end) => resolve(end)),
  );
  expect([code, signal]).toEqual([null, 'SIGKILL']);
  return lines;
}

describe('a damaged page met later', () => {
  it('costs the shortcut, not the analysis', async () => {
    const library = open();
    const cache = new ResultsCache(library);
    for (let seed = 0; seed < 50; seed++) await cache.put(`${key}${seed}`, 'image', sampleAnalysis(seed));
    library.close();
    const path = join(library.dataDir, 'library.sqlite');
    const root = rootPageOf(path, 'analysis');
    const bytes = readFileSync(path);
    bytes.fill(0x55, (root - 1) * 4096, root * 4096);
    writeFileSync(path, bytes);
    const damaged = new ResultsCache(open(library.dataDir));
    expect(await damaged.sweep(Date.now() + 7_200_000)).toBe(0);
    expect(mapsFiles(library)).toHaveLength(50);
    expect(await damaged.get(`${key}7`, card)).toBe(null);
    expect(await damaged.put(key, 'image', sampleAnalysis())).toMatchObject({ kind: 'corrupt' });
  });
});

function rootPageOf(path: string, table: string): number {
  const database = new DatabaseSync(path, { readOnly: true });
  const row = database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(table);
  database.close();
  return Number(row!.rootpage);
}
