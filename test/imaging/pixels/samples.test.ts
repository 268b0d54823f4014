/** Every sample file decodes to what GDCM gives, lossy ones included: the tolerance for those is 0. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Samples } from '../../../contract/image.ts';
import { openImage } from '../../../imaging/openImage.ts';
import { lacks, needing, sharedDir } from '../../needs.ts';

interface Expected {
  readonly dtype: string;
  readonly sha256: string;
  readonly shape: readonly number[];
}

const folder = join(sharedDir, 'dicom-samples');

function expectedPixels(): [string, Expected][] {
  if (lacks('shared')) return [];
  return Object.entries(
    JSON.parse(readFileSync(join(folder, 'expected-pixels.json'), 'utf8')) as Record<string, Expected>,
  );
}

function bytesOf(samples: Samples): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}

describe.skipIf(lacks('shared'))(needing('samples decode as GDCM decodes them', 'shared'), () => {
  it.each(expectedPixels())('%s', async (name, expected) => {
    const opened = openImage(readFileSync(join(folder, name)), name);
    if (!opened.ok) throw new Error(opened.problem.message);
    const { header, decode } = opened.value;
    const hash = createHash('sha256');
    for (let index = 0; index < header.frames; index++) {
      const frame = await decode(index);
      if (!frame.ok) throw new Error(frame.problem.message);
      const { rows, columns, samples } = frame.value;
      expect([rows, columns]).toEqual(expected.shape.slice(-2));
      expect(`${samples.constructor.name.toLowerCase()}`).toBe(`${expected.dtype}array`);
      hash.update(bytesOf(samples));
    }
    expect(hash.digest('hex')).toBe(expected.sha256);
  });

  it('reads HTJ2K colour', async () => {
    const opened = openImage(readFileSync(join(folder, 'syntax/htj2k_rgb.dcm')), 'htj2k_rgb.dcm');
    const frame = opened.ok ? await opened.value.decode(0) : opened;
    expect(frame).toMatchObject({ ok: true, value: { rows: 480, columns: 640, samplesPerPixel: 3 } });
  });
});
