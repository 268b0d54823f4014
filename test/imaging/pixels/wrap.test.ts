import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { openImage } from '../../../imaging/openImage.ts';
import { displayValues } from '../../../imaging/pixels/display.ts';
import { murmurHash128 } from '../../../imaging/pixels/picture/hash.ts';
import { isPngOrPgm, wrapAsDicom } from '../../../imaging/pixels/wrap.ts';
import { whyNotAnalysable } from '../../../main/library/analysable.ts';
import { lacks, needing, sharedDir } from '../../needs.ts';

const data = Uint16Array.of(0, 1, 2047, 4095, 4094, 3000);
const png = encode({ width: 3, height: 2, data, channels: 1, depth: 16 });

describe('a PNG wrapped as DICOM', () => {
  it('keeps its values and takes side and view from its name', async () => {
    const opened = openImage(png, 'L-CC.png');
    if (!opened.ok) throw new Error(opened.problem.message);
    const { header, wrapped, decode } = opened.value;
    expect(wrapped).toBe(true);
    expect(header).toMatchObject({
      laterality: 'L',
      viewPosition: 'CC',
      rows: 2,
      columns: 3,
      bitsStored: 16,
    });
    expect(header).toMatchObject({ modality: 'MG', photometricInterpretation: 'MONOCHROME2', signed: false });
    expect(await decode(0)).toEqual({
      ok: true,
      value: { rows: 2, columns: 3, samplesPerPixel: 1, samples: data },
    });
  });

  it('fills the display with 12-bit data', async () => {
    const opened = openImage(png, 'a.png');
    const frame = opened.ok ? await opened.value.decode(0) : opened;
    if (!opened.ok || !frame.ok) throw new Error('not opened');
    expect([...displayValues(opened.value.header, frame.value)]).toEqual([0, 0, 127, 255, 255, 187]);
    expect(opened.value.header.laterality).toBeNull();
    expect(opened.value.header.viewPosition).toBeNull();
  });

  it('has UIDs that depend on the content alone', () => {
    const uids = (bytes: Uint8Array, name: string) => {
      const opened = openImage(bytes, name);
      if (!opened.ok) throw new Error(opened.problem.message);
      const { sopInstanceUid, studyInstanceUid, seriesInstanceUid } = opened.value.header;
      return [sopInstanceUid, studyInstanceUid, seriesInstanceUid];
    };
    const first = uids(png, 'a.png');
    expect(new Set(first).size).toBe(3);
    for (const uid of first) expect(uid).toMatch(/^2\.25\.[1-9]\d{0,38}$/);
    expect(uids(png, 'b.png')).toEqual(first);
    const other = encode({ width: 3, height: 2, data: data.map((v) => v ^ 1), channels: 1, depth: 16 });
    expect(uids(other, 'a.png')[0]).not.toBe(first[0]);
  });

  it('odd numbers of 8-bit pixels, and PGM', async () => {
    const pgm = Uint8Array.of(...new TextEncoder().encode('P5 3 1 255\n'), 9, 0, 255);
    const opened = openImage(pgm, 'rmlo.pgm');
    const frame = opened.ok ? await opened.value.decode(0) : opened;
    expect(frame).toMatchObject({ ok: true, value: { samples: Uint8Array.of(9, 0, 255) } });
  });

  it.each([
    // A tissue map, sixteen labels, a mask; and what a mammogram has more of, or a small picture by chance.
    [4, 256, true],
    [16, 256, true],
    [2, 8, true],
    [17, 256, false],
    [4, 255, false],
  ])('with %i values and %i pixels wide is a mask: %s', (values, size, isMask) => {
    const labels = Uint8Array.from({ length: size * size }, (_, at) => (at % values) * 15);
    const opened = openImage(
      encode({ width: size, height: size, data: labels, channels: 1, depth: 8 }),
      'R-MLO_tissue.png',
    );
    if (!opened.ok) throw new Error(opened.problem.message);
    const { header } = opened.value;
    expect(header).toMatchObject({ laterality: 'R', viewPosition: 'MLO' });
    expect(whyNotAnalysable(header)?.reason ?? null).toBe(isMask ? 'a mask' : null);
    expect(header.notices).toEqual(
      isMask ? ['Taken for a mask: it has few grey values, as labels have and no exposure.'] : [],
    );
  });

  it('passes on what is wrong with the picture', () => {
    expect(wrapAsDicom(png.subarray(0, 45), 'a.png')).toMatchObject({ problem: { kind: 'truncated' } });
    expect(isPngOrPgm(png)).toBe(true);
    expect(isPngOrPgm(new Uint8Array(200))).toBe(false);
  });
});

describe.skipIf(lacks('shared'))(needing('tissue maps beside the films they are of', 'shared'), () => {
  const folder = join(sharedDir, 'real-mammograms', 'ddsm-tissue');
  const kindOf = (name: string) => {
    const opened = openImage(readFileSync(join(folder, name)), name);
    return opened.ok ? opened.value.header.kind : opened.problem.kind;
  };
  it('are masks, and the films are none', () => {
    const maps = readdirSync(folder).filter((name) => name.endsWith('_tissue.png'));
    expect(maps.length).toBeGreaterThan(0);
    expect([...new Set(maps.map(kindOf))]).toEqual(['mask']);
    const films = maps.map((map) => map.replace('_tissue', ''));
    expect([...new Set(films.map(kindOf))]).toEqual(['conventional']);
  });
});

describe.skipIf(lacks('dcmtk'))(needing('wrapped PNG is valid to others', 'dcmtk'), () => {
  it('is read without complaint', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mammoscope-wrap-'));
    const wrapped = wrapAsDicom(png, 'L-CC.png');
    if (!wrapped.ok) throw new Error(wrapped.problem.message);
    writeFileSync(join(folder, 'a.dcm'), wrapped.value);
    const dump = execFileSync('dcmdump', ['-q', join(folder, 'a.dcm')], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect(dump).toContain('(0020,0062) CS [L]');
    expect(dump).toContain('(0018,5101) CS [CC]');
    expect(dump).toContain('(0028,1051) DS [4096]');
  });
});

// Check values of the reference implementation's x86 128-bit variant, seed 0.
it('the hash is MurmurHash3', () => {
  const hash = (text: string) =>
    murmurHash128(new TextEncoder().encode(text))
      .map((word) => word.toString(16).padStart(8, '0'))
      .join('');
  expect(hash('')).toBe('00000000000000000000000000000000');
  expect(hash("I will not buy this tobacconist's, it is scratched.")).toBe(
    '9b5b7ba2ef3f7866889adeaf00f3f98e',
  );
  expect(hash('01234')).toBe('35c5b3ee7b3b211600ae108800ae1088');
});
