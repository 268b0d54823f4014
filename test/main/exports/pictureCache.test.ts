import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PictureCache } from '../../../main/exports/pictureCache.ts';

let dataDir = '';
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'mammoscope-pictures-'));
});
afterEach(() => {
  rmSync(dataDir, { recursive: true, force: true });
});

const content = Uint8Array.of(1, 2, 3, 250);
const key = 'ab'.repeat(32);

describe('picture cache', () => {
  test('gives back what was kept, and nothing else', async () => {
    const cache = new PictureCache(dataDir);
    expect(await cache.get(key)).toBeNull();
    await cache.put(key, content);
    expect(new Uint8Array((await cache.get(key))!)).toEqual(content);
    expect(await cache.get('cd'.repeat(32))).toBeNull();
  });

  test('does not give back what is damaged or cut off', async () => {
    const cache = new PictureCache(dataDir);
    await cache.put(key, content);
    const path = join(dataDir, 'cache', 'pictures', key);
    const whole = readFileSync(path);
    for (const damaged of [
      whole.subarray(0, 10),
      whole.subarray(0, whole.length - 1),
      whole.map((byte) => byte ^ 1),
    ]) {
      writeFileSync(path, damaged);
      expect(await cache.get(key)).toBeNull();
    }
  });

  test('leaves nothing behind where it cannot write', async () => {
    writeFileSync(join(dataDir, 'cache'), 'a file in the way');
    const cache = new PictureCache(dataDir);
    await cache.put(key, content);
    expect(await cache.get(key)).toBeNull();
    expect(readdirSync(dataDir)).toEqual(['cache']);
  });
});
