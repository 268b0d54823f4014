/** Every real sample, against pydicom's and dcmdump's reading and against what is known of it. */
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImageHeader } from '../../../contract/image.ts';
import { readHeader } from '../../../imaging/dicom/header.ts';
import { parseDicom } from '../../../imaging/dicom/parse.ts';
import type { DicomFile } from '../../../imaging/dicom/parse.ts';
import { frameBytes, pixelDataProblem } from '../../../imaging/dicom/pixelData.ts';
import { Tag } from '../../../imaging/dicom/tags.ts';
import { lacks, needing, sharedDir, systemPython } from '../../needs.ts';

const folder = join(sharedDir, 'dicom-samples');

function samples(): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.dcm'))
    .sort();
}

function parse(name: string): DicomFile {
  const file = parseDicom(new Uint8Array(readFileSync(join(folder, name))));
  if (!file.ok) throw new Error(file.problem.message);
  return file.value;
}

function header(name: string): ImageHeader {
  const read = readHeader(parse(name));
  if (!read.ok) throw new Error(`${name}: ${read.problem.message}`);
  return read.value;
}

const notImages = ['objects/sr_circle_tid1500.dcm', 'objects/sr_tid1500.dcm', 'odd/no_pixel_data.dcm'];

describe.skipIf(lacks('shared'))(needing('DICOM samples', 'shared'), () => {
  it('are read without a problem, and those without an image are told apart', () => {
    expect(samples().length).toBeGreaterThan(20);
    for (const name of samples()) {
      const file = parse(name);
      expect(file.problem, name).toBeNull();
      const read = readHeader(file);
      expect(read.ok || read.problem.kind, name).toBe(notImages.includes(name) ? 'not-an-image' : true);
      if (!read.ok) continue;
      const expected = name === 'odd/minimal_no_pixels.dcm' ? 'no-pixel-data' : undefined;
      expect(pixelDataProblem(file, read.value)?.kind, name).toBe(expected);
      for (let index = 0; index < read.value.frames; index++) {
        expect(frameBytes(file, read.value, index).ok, name).toBe(expected === undefined);
      }
    }
  });

  it('are read alike from their beginning', () => {
    for (const name of samples()) {
      const bytes = new Uint8Array(readFileSync(join(folder, name)));
      const whole = readHeader(parse(name));
      let length = 256;
      let file = parseDicom(bytes.subarray(0, length), { fileLength: bytes.length });
      while (file.ok && file.value.bytesNeeded > length) {
        length = file.value.bytesNeeded;
        file = parseDicom(bytes.subarray(0, length), { fileLength: bytes.length });
      }
      expect(file.ok && readHeader(file.value), name).toEqual(whole);
    }
  });

  it('show the mammograms as they are described', () => {
    const stereo = header('mg/mg_lcc_stereo_overlays.dcm');
    expect(stereo).toMatchObject({ laterality: 'L', viewPosition: 'CC', viewModifiers: [], bitsStored: 12 });
    expect(stereo).toMatchObject({ patientOrientation: ['R', 'P'], presentationIntent: 'FOR PRESENTATION' });
    expect(stereo.spacing?.rowMm).toBeCloseTo(0.085 / 1.0433386837881, 12);
    const film = header('mg/mammogram_wg04_sc_jpeg12.dcm');
    expect(film).toMatchObject({ laterality: 'L', viewPosition: 'MLO', lossy: true, spacing: null });
    expect(header('objects/dx_image.dcm').laterality).toBe('L');
    expect(header('display/modality_lut.dcm').modalityTransform).toMatchObject({
      type: 'lut',
      firstMapped: -2048,
    });
  });
});

interface PydicomReading extends Record<string, unknown> {
  readonly windowCenter: readonly number[];
  readonly windowWidth: readonly number[];
  readonly rescale: readonly [readonly number[], readonly number[]];
  readonly modalityTables: readonly { descriptor: readonly number[]; length: number; sum: number }[];
  readonly tags: readonly number[];
}

const pydicomNeeds = lacks('shared') || lacks('python3-pydicom');
describe.skipIf(pydicomNeeds)(needing('DICOM samples against pydicom', 'shared', 'python3-pydicom'), () => {
  it('agree on every attribute', () => {
    const script = join(import.meta.dirname, 'readWithPydicom.py');
    const output = execFileSync(systemPython, [script, ...samples().map((name) => join(folder, name))], {
      maxBuffer: 2 ** 26,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const readings = JSON.parse(output.toString()) as Record<string, PydicomReading | null>;
    let compared = 0;
    for (const name of samples()) {
      const reading = readings[join(folder, name)];
      // pydicom loses the elements behind one with a blank VR.
      if (reading === null || name === 'odd/minimal_no_pixels.dcm') continue;
      compared++;
      const file = parse(name);
      const ours = [...file.dataSet.elements.keys()].filter((tag) => tag !== Tag.PixelData);
      // pydicom stops before group 7FE0; group lengths (gggg,0000) are not in its list.
      const isListed = (tag: number) => tag < 0x7fe00000 && (tag & 0xffff) !== 0;
      expect(ours.filter(isListed).sort(ascending), name).toEqual(
        [...reading.tags].filter(isListed).sort(ascending),
      );
      const read = readHeader(file);
      if (read.ok) compare(name, read.value, reading);
    }
    expect(compared).toBeGreaterThan(20);
  });
});

const ascending = (one: number, other: number) => one - other;

function compare(name: string, ours: ImageHeader, reading: PydicomReading): void {
  const { windowCenter, windowWidth, rescale, modalityTables, voiTables, tags, ...plain } = reading;
  expect({ ...ours }, name).toMatchObject(plain);
  expect(tags.length, name).toBeGreaterThan(0);
  expect(voiTables, name).toEqual([]);
  // What stands in functional groups is not in pydicom's reading of the data set itself.
  if (name === 'odd/fragmented_no_bot.dcm') return;
  const windows =
    name === 'odd/fragmented_no_bot.dcm' ? [] : ours.voiTransforms.filter((voi) => voi.type === 'window');
  expect(
    windows.map(({ center }) => center),
    name,
  ).toEqual(windowCenter);
  expect(
    windows.map(({ width }) => width),
    name,
  ).toEqual(windowWidth);
  const { modalityTransform } = ours;
  if (modalityTransform.type === 'lut') {
    const [table] = modalityTables;
    const { data, firstMapped, bits } = modalityTransform;
    expect([data.length, firstMapped, bits], name).toEqual(table.descriptor);
    expect(
      data.reduce((sum, entry) => sum + entry, 0),
      name,
    ).toBe(table.sum);
  } else {
    expect([modalityTransform.slope, modalityTransform.intercept], name).toEqual([
      rescale[0][0] ?? 1,
      rescale[1][0] ?? 0,
    ]);
  }
}

const dcmtkNeeds = lacks('shared') || lacks('dcmtk');
describe.skipIf(dcmtkNeeds)(needing('DICOM samples against dcmdump', 'shared', 'dcmtk'), () => {
  it('agree on the elements and their lengths', () => {
    for (const name of samples()) {
      const dump = execFileSync('dcmdump', ['-q', '+L', '-M', '+uc', join(folder, name)], {
        maxBuffer: 2 ** 26,
        stdio: ['ignore', 'pipe', 'ignore'],
      }).toString();
      const theirs = new Map<number, string>();
      for (const found of dump.matchAll(/^\(([0-9a-f]{4}),([0-9a-f]{4})\) \S\S [^]*?# +(\S+), /gm)) {
        const tag = parseInt(found[1] + found[2], 16);
        // Our reading ends at the pixel data.
        if (found[1] !== '0002' && tag < Tag.PixelData) theirs.set(tag, found[3]);
      }
      const { dataSet } = parse(name);
      const ours = new Map(
        [...dataSet.elements.values()]
          .filter(({ tag }) => tag !== Tag.PixelData)
          .map(({ tag, length, undefinedLength }) => [tag, undefinedLength ? 'u/l' : String(length)]),
      );
      expect([...ours.keys()].sort(ascending), name).toEqual([...theirs.keys()].sort(ascending));
      for (const [tag, length] of ours) {
        expect(theirs.get(tag), `${name} ${tag.toString(16)}`).toBe(length);
      }
    }
  });
});
