import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { decimalString, writeDataSet, writeDicom } from '../../../imaging/dicom/write.ts';
import type { DicomElementToWrite } from '../../../imaging/dicom/write.ts';
import { lacks, needing, systemPython } from '../../needs.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const identity: readonly DicomElementToWrite[] = [
  { tag: 0x00080018, vr: 'UI', value: '2.25.123' },
  { tag: 0x00080016, vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.7' },
];

/** One element of every kind, out of order. */
const rich: readonly DicomElementToWrite[] = [
  { tag: 0x7fe00010, vr: 'OW', value: Uint16Array.of(1, 258, 65535, 7) },
  { tag: 0x00280010, vr: 'US', value: 2 },
  { tag: 0x00280011, vr: 'US', value: 2 },
  ...identity,
  { tag: 0x00080005, vr: 'CS', value: 'ISO_IR 192' },
  { tag: 0x00100010, vr: 'PN', value: 'Müller^Zoë' },
  { tag: 0x00280030, vr: 'DS', value: [0.07, 1 / 3] },
  { tag: 0x00200013, vr: 'IS', value: 12 },
  { tag: 0x00189461, vr: 'FL', value: [1.5, 2.5] },
  { tag: 0x00189402, vr: 'FD', value: Math.PI },
  { tag: 0x00280009, vr: 'AT', value: 0x00181063 },
  { tag: 0x00080050, vr: 'SH', value: '' },
  {
    tag: 0x00540220,
    vr: 'SQ',
    value: [
      [
        { tag: 0x00080104, vr: 'LO', value: 'cranio-caudal' },
        { tag: 0x00080100, vr: 'SH', value: '399162004' },
        { tag: 0x00540222, vr: 'SQ', value: [] },
      ],
    ],
  },
];

describe('writeDicom', () => {
  it('starts with preamble, magic and file meta information whose length is right', () => {
    const bytes = writeDicom(identity);
    const view = new DataView(bytes.buffer);
    expect(hex(bytes.subarray(128, 140))).toBe('4449434d' + '02000000' + '554c0400');
    const end = 144 + view.getUint32(140, true);
    expect(hex(bytes.subarray(end, end + 8))).toBe('08001600' + '55491a00');
  });

  it('sorts, pads and chooses long and short forms', () => {
    expect(
      hex(
        writeDataSet([
          { tag: 0x00280010, vr: 'US', value: 513 },
          { tag: 0x00080060, vr: 'CS', value: 'ABC' },
          { tag: 0x00080018, vr: 'UI', value: '1.2' },
          { tag: 0x00420011, vr: 'OB', value: Uint8Array.of(9) },
        ]),
      ),
    ).toBe(
      '0800180055490400312e3200' +
        '080060004353040041424320' +
        '280010005553020001 02'.replace(' ', '') +
        '420011004f420000020000000900',
    );
  });

  it('encapsulates one compressed frame behind an empty offset table', () => {
    const frame = Uint8Array.of(0xff, 0xd8, 0xff);
    const bytes = writeDicom(
      [...identity, { tag: 0x7fe00010, vr: 'OB', value: frame }],
      '1.2.840.10008.1.2.4.70',
    );
    expect(hex(bytes).slice(-(12 + 8 + 8 + 4 + 8) * 2)).toBe(
      'e07f10004f420000ffffffff' + 'feff00e000000000' + 'feff00e004000000' + 'ffd8ff00' + 'feffdde000000000',
    );
  });

  it('keeps decimal strings within 16 characters', () => {
    for (const value of [1 / 3, -1 / 3, Math.PI * 1e10, -1.2345678901234567e-120, 1e21, -0.07]) {
      const text = decimalString(value);
      expect(text.length).toBeLessThanOrEqual(16);
      expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-8);
    }
    expect(() => decimalString(Number.NaN)).toThrow();
  });

  it('refuses what cannot be written', () => {
    expect(() => writeDicom([])).toThrow('(0008,0016)');
    expect(() => writeDicom([...identity, identity[0]])).toThrow('two elements');
    expect(() => writeDicom(identity, '1.2.840.10008.1.2.2')).toThrow('transfer syntax');
    expect(() => writeDataSet([{ tag: 0x00280010, vr: 'US', value: 'two' }])).toThrow('(0028,0010)');
    expect(() => writeDataSet([{ tag: 0x00280010, vr: 'LO', value: 'x'.repeat(70000) }])).toThrow('too long');
  });
});

const folder = mkdtempSync(join(tmpdir(), 'mammoscope-write-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'rich.dcm');
writeFileSync(file, writeDicom(rich));

describe.skipIf(lacks('dcmtk'))(needing('writeDicom read by DCMTK', 'dcmtk'), () => {
  it('is read whole and without a warning', () => {
    const { status, stdout, stderr } = spawnSync('dcmdump', ['+U8', '-q', file], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toContain('Müller^Zoë');
    expect(stdout).toContain('0001\\0102\\ffff\\0007');
    expect(stdout).toContain('(0018,1063)');
    expect(stdout).toContain('[399162004]');
  });
});

describe.skipIf(lacks('python3-pydicom'))(needing('writeDicom read by pydicom', 'python3-pydicom'), () => {
  it('gives every value back', () => {
    const script = `
import json, sys, pydicom
d = pydicom.dcmread(sys.argv[1])
print(json.dumps([str(d.PatientName), [float(v) for v in d.PixelSpacing], int(d.InstanceNumber),
  list(d[0x00189461].value), d[0x00189402].value, int(d[0x00280009].value),
  d.ViewCodeSequence[0].CodeMeaning, len(d.ViewCodeSequence[0][0x00540222].value),
  list(d.PixelData), d.file_meta.TransferSyntaxUID, d.AccessionNumber]))`;
    const { stdout, stderr } = spawnSync(systemPython, ['-c', script, file], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual([
      'Müller^Zoë',
      [0.07, 0.33333333333333],
      12,
      [1.5, 2.5],
      Math.PI,
      0x00181063,
      'cranio-caudal',
      0,
      [1, 0, 2, 1, 255, 255, 7, 0],
      '1.2.840.10008.1.2.1',
      '',
    ]);
  });
});
