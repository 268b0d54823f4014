/** Files compressed by dcmtk and GDCM must decode to what went in; lossy ones to what GDCM decodes. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Samples } from '../../../contract/image.ts';
import { openImage } from '../../../imaging/openImage.ts';
import { lacks, needing } from '../../needs.ts';
import { type RawFormat, mammogram, rawDicom, rawSamples } from './rawImage.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mammoscope-pixels-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every kind of sample that mammography and its neighbours use. */
const formats: Readonly<Record<string, RawFormat>> = {
  '8 bits': { ...mammogram, bitsAllocated: 8, bitsStored: 8, rows: 62 },
  '8 bits, signed': { ...mammogram, bitsAllocated: 8, bitsStored: 8, rows: 62, signed: true },
  '8 bits, RGB': {
    ...mammogram,
    bitsAllocated: 8,
    bitsStored: 8,
    rows: 62,
    photometricInterpretation: 'RGB',
  },
  '16 bits, RGB': { ...mammogram, bitsStored: 16, rows: 32, photometricInterpretation: 'RGB' },
  '10 of 16 bits': { ...mammogram, bitsStored: 10, rows: 40, columns: 33 },
  '12 of 16 bits': mammogram,
  '12 of 16 bits, MONOCHROME1': { ...mammogram, photometricInterpretation: 'MONOCHROME1' },
  '14 of 16 bits': { ...mammogram, bitsStored: 14, rows: 128, columns: 9 },
  '16 bits': { ...mammogram, bitsStored: 16, rows: 7, columns: 200 },
  '16 bits, signed': { ...mammogram, bitsStored: 16, signed: true },
  '12 of 16 bits, signed': { ...mammogram, signed: true },
  '12 of 16 bits, 3 frames': { ...mammogram, frames: 3 },
};

function run(tool: string, args: readonly string[], input: Uint8Array): Uint8Array {
  writeFileSync(join(folder, 'in.dcm'), input);
  execFileSync(tool, [...args, join(folder, 'in.dcm'), join(folder, 'out.dcm')], { stdio: 'pipe' });
  return readFileSync(join(folder, 'out.dcm'));
}

async function decodeAll(bytes: Uint8Array): Promise<{ samples: Samples; transferSyntaxUid: string }> {
  const opened = openImage(bytes, 'out.dcm');
  if (!opened.ok) throw new Error(opened.problem.message);
  const { header, decode } = opened.value;
  const parts: Samples[] = [];
  for (let index = 0; index < header.frames; index++) {
    const frame = await decode(index);
    if (!frame.ok) throw new Error(frame.problem.message);
    parts.push(frame.value.samples);
  }
  const Type = parts[0].constructor as new (length: number) => Samples;
  const samples = new Type(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (samples.set(part, at), at + part.length), 0);
  return { samples, transferSyntaxUid: header.transferSyntaxUid };
}

async function expectSame(tool: string, args: readonly string[], format: RawFormat, syntax: string) {
  const source = rawSamples(format);
  const decoded = await decodeAll(run(tool, args, rawDicom(format, source)));
  expect(decoded.transferSyntaxUid).toBe(
    syntax.startsWith('1.2.840') ? syntax : `1.2.840.10008.1.2.${syntax}`,
  );
  expect(decoded.samples).toEqual(source);
}

describe.skipIf(lacks('dcmtk'))(needing('compressed without loss by dcmtk', 'dcmtk'), () => {
  for (const [name, format] of Object.entries(formats)) {
    it(`${name}: lossless JPEG, every predictor`, async () => {
      for (const predictor of ['1', '2', '3', '4', '5', '6', '7']) {
        await expectSame('dcmcjpeg', ['+el', '+sv', predictor], format, '4.57');
      }
    });
    it(`${name}: lossless JPEG SV1`, () => expectSame('dcmcjpeg', ['+e1'], format, '4.70'));
    it(`${name}: JPEG-LS`, () => expectSame('dcmcjpls', ['+el'], format, '4.80'));
    it(`${name}: RLE`, () => expectSame('dcmcrle', [], format, '5'));
    it(`${name}: implicit, big endian and deflated`, async () => {
      await expectSame('dcmconv', ['+ti'], format, '1.2.840.10008.1.2');
      await expectSame('dcmconv', ['+tb'], format, '2');
      await expectSame('dcmconv', ['+td'], format, '1.99');
    });
  }

  it('frames in several fragments, with and without an offset table', async () => {
    const format = { ...mammogram, rows: 97, columns: 101, frames: 3 };
    for (const table of ['+ot', '-ot']) {
      await expectSame('dcmcjpeg', ['+e1', '+fs', '1', table], format, '4.70');
      await expectSame('dcmcjpls', ['+el', '+fs', '1', table], format, '4.80');
    }
  });

  it('near-lossless JPEG-LS stays within its stated error', async () => {
    const source = rawSamples(mammogram);
    const { samples } = await decodeAll(run('dcmcjpls', ['+en', '+md', '3'], rawDicom(mammogram, source)));
    expect(largestDifference(samples, source)).toBe(3);
  });
});

describe.skipIf(lacks('gdcm'))(needing('compressed without loss by GDCM', 'gdcm'), () => {
  for (const [name, format] of Object.entries(formats)) {
    it(`${name}: lossless JPEG`, () => expectSame('gdcmconv', ['--jpeg'], format, '4.70'));
    it(`${name}: JPEG-LS`, () => expectSame('gdcmconv', ['--jpegls'], format, '4.80'));
    it(`${name}: RLE`, () => expectSame('gdcmconv', ['--rle'], format, '5'));
    // GDCM writes no 16-bit colour, and the decoder refuses signed 8-bit samples (below).
    if (name === '16 bits, RGB' || name === '8 bits, signed') continue;
    it(`${name}: JPEG 2000`, () => expectSame('gdcmconv', ['--j2k'], format, '4.90'));
  }

  it('refuses signed 8-bit JPEG 2000, which its codec would clip', async () => {
    const format = formats['8 bits, signed'];
    const opened = openImage(run('gdcmconv', ['--j2k'], rawDicom(format, rawSamples(format))), 'out.dcm');
    expect(opened.ok && (await opened.value.decode(0))).toMatchObject({ problem: { kind: 'unsupported' } });
  });
  it('JPEG 2000 in tiles', () => expectSame('gdcmconv', ['--j2k', '-t', '32,32'], mammogram, '4.90'));
});

/** Lossy streams: the same samples as GDCM's decoders give. Tolerance: 0. */
describe.skipIf(lacks('dcmtk') || lacks('gdcm'))(needing('lossy, against GDCM', 'dcmtk', 'gdcm'), () => {
  async function expectAsGdcm(compressed: Uint8Array) {
    const ours = await decodeAll(compressed);
    const theirs = await decodeAll(run('gdcmconv', ['--raw'], compressed));
    expect(largestDifference(ours.samples, theirs.samples)).toBe(0);
  }
  const sizes: readonly RawFormat[] = [
    { ...mammogram, rows: 64, columns: 64 },
    { ...mammogram, rows: 65, columns: 79 },
    { ...mammogram, frames: 2 },
  ];

  it('JPEG baseline', async () => {
    for (const size of sizes) {
      const format = { ...size, bitsAllocated: 8, bitsStored: 8 } as const;
      for (const quality of ['10', '75', '100']) {
        const args = ['+eb', '+q', quality, quality === '75' ? '-ho' : '+ho'];
        await expectAsGdcm(run('dcmcjpeg', args, rawDicom(format, rawSamples(format))));
      }
    }
  });

  it('JPEG extended, 12 bits', async () => {
    for (const format of sizes) {
      for (const quality of ['10', '75', '100']) {
        await expectAsGdcm(run('dcmcjpeg', ['+ee', '+q', quality], rawDicom(format, rawSamples(format))));
      }
    }
  });

  it('JPEG-LS near-lossless', async () => {
    await expectAsGdcm(run('dcmcjpls', ['+en', '+md', '5'], rawDicom(mammogram, rawSamples(mammogram))));
  });

  it('JPEG 2000 irreversible', async () => {
    for (const format of [...sizes, { ...mammogram, bitsStored: 16, signed: true }]) {
      const raw = rawDicom(format, rawSamples(format));
      await expectAsGdcm(run('gdcmconv', ['--j2k', '--irreversible', '-r', '12'], raw));
    }
  });
});

function largestDifference(left: Samples, right: Samples): number {
  expect(left.length).toBe(right.length);
  let largest = 0;
  for (let i = 0; i < left.length; i++) largest = Math.max(largest, Math.abs(left[i] - right[i]));
  return largest;
}
