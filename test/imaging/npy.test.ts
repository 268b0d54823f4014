import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeNpy, encodeNpy, type NpyData } from '../../imaging/npy.ts';
import { lacks, needing, systemPython } from '../needs.ts';

const arrays: NpyData[] = [
  new Uint8Array([1, 2, 3, 255, 0, 6]),
  new Int16Array([-32768, 2, 3, 4, 5, 32767]),
  new Float32Array([0.5, -1, 2.25, 1e-20, 3e20, 0]),
  new Float64Array([0.1, 1, 2, 3, 4, 5]),
];

describe('npy', () => {
  test.each(arrays)('comes back as written: %#', (data) => {
    const back = decodeNpy(encodeNpy({ shape: [2, 3], data }));
    expect(back).toEqual({ ok: true, value: { shape: [2, 3], data } });
  });

  test('refuses what is not an array file, and what is cut off', () => {
    const whole = encodeNpy({ shape: [3], data: new Float32Array(3) });
    expect(decodeNpy(new Uint8Array(40))).toMatchObject({ ok: false, problem: { kind: 'not-an-image' } });
    for (const length of [20, 127, whole.length - 1]) {
      expect(decodeNpy(whole.subarray(0, length))).toMatchObject({
        ok: false,
        problem: { kind: 'truncated' },
      });
    }
  });
});

describe.skipIf(lacks('python3-numpy'))(needing('npy against NumPy', 'python3-numpy'), () => {
  test('NumPy reads the same shape, type and values', () => {
    const folder = mkdtempSync(join(tmpdir(), 'npy-'));
    const file = join(folder, 'a.npy');
    writeFileSync(file, encodeNpy({ shape: [1, 2, 3], data: new Int16Array([1, -2, 3, -4, 5, -6]) }));
    const script = `import numpy; a = numpy.load('${file}'); print(a.shape, a.dtype, a.ravel().tolist())`;
    const result = spawnSync(systemPython, ['-c', script], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect(result.stdout.trim()).toBe('(1, 2, 3) int16 [1, -2, 3, -4, 5, -6]');
  });
});
