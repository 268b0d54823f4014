import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCheckpoint } from '../../../models/checkpoint/readCheckpoint.ts';
import { lacks, needing, sharedDir } from '../../needs.ts';

const folder = join(sharedDir, 'fixtures', 'checkpoint');

interface Expected {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly sha256_contiguous_le: string;
  readonly first: readonly number[];
}

/** File, its entry in expected.json, and the prefix that reading takes off. */
const files: readonly (readonly [string, (expected: Record<string, unknown>) => unknown, string])[] = [
  ['gmic_subset_legacy_cuda.p', (expected) => expected.gmic_subset, ''],
  ['gmic_subset_zip.p', (expected) => expected.gmic_subset, ''],
  [
    'trainer_snapshot_legacy.pkl',
    (expected) => (expected.trainer_snapshot as Record<string, unknown>).state_dict,
    '',
  ],
  ['dataparallel_prefix_zip.pt', (expected) => expected.dataparallel_prefix, 'module.'],
];

describe.skipIf(lacks('shared'))(needing('checkpoint containers', 'shared'), () => {
  test.each(files)('%s: every tensor, byte for byte', (file, entry, prefix) => {
    const read = readCheckpoint(readFileSync(join(folder, file)), file);
    const everything = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
    const expected = Object.entries(entry(everything) as Record<string, Expected>);
    if (!read.ok) throw new Error(read.problem.message);
    expect(read.value.size).toBe(expected.length);
    for (const [name, { dtype, shape, sha256_contiguous_le: hash }] of expected) {
      const tensor = read.value.get(name.slice(prefix.length));
      expect(tensor, name).toMatchObject({ type: dtype, shape });
      expect(createHash('sha256').update(tensor!.bytes).digest('hex'), name).toBe(hash);
    }
  });

  test('a Keras file is named as what it is', () => {
    const file = 'keras2_like_subset.h5';
    expect(readCheckpoint(readFileSync(join(folder, file)), file)).toMatchObject({
      ok: false,
      problem: { kind: 'unsupported', file },
    });
  });

  test.each(files.map(([file]) => file))('%s cut off at every 97th byte is a problem, never more', (file) => {
    const whole = readFileSync(join(folder, file));
    for (let length = 0; length < whole.length; length += 97) {
      const read = readCheckpoint(whole.subarray(0, length), file);
      expect(read.ok, `${length} bytes`).toBe(false);
      if (!read.ok) expect(['truncated', 'corrupt']).toContain(read.problem.kind);
    }
  });

  test.each(files.map(([file]) => file))('%s with bytes changed never throws', (file) => {
    const whole = readFileSync(join(folder, file));
    const description = Math.min(whole.length, 2300);
    let state = 1;
    for (let round = 0; round < 1500; round++) {
      const changed = Uint8Array.from(whole);
      // A linear congruential generator; half of the changes in the description, where they hurt.
      for (let change = 0; change <= round % 3; change++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        const range = change % 2 === 0 ? description : whole.length;
        changed[(state >>> 8) % range] = (state >>> 3) & 0xff;
      }
      expect(() => readCheckpoint(changed, file)).not.toThrow();
    }
  });
});
