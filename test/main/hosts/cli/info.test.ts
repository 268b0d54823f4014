import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Tag } from '../../../../imaging/dicom/tags.ts';
import { TransferSyntax } from '../../../../imaging/dicom/transferSyntax.ts';
import { element, encode, imageElements, part10 } from '../../../imaging/dicom/build.ts';
import { writeSlices } from '../../../fixtures/slices.ts';
import { projectRoot } from '../../../needs.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mammoscope-info-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function info(...parts: string[]): { status: number | null; out: string; err: string } {
  const run = spawnSync(process.execPath, [join(projectRoot, 'main/hosts/cli.ts'), 'info', ...parts], {
    encoding: 'utf8',
  });
  return { status: run.status, out: run.stdout, err: run.stderr };
}

function writeImage(
  name: string,
  study: string,
  side: string,
  view: string,
  extra: [number, string, string][] = [],
): string {
  const path = join(folder, name);
  const elements = imageElements(2, 3, 16, [
    element(Tag.StudyInstanceUid, 'UI', study),
    element(Tag.ImageLaterality, 'CS', side),
    element(Tag.ViewPosition, 'CS', view),
    element(Tag.PatientName, 'PN', 'Doe^Jane'),
    element(Tag.ImagerPixelSpacing, 'DS', '0.07\\0.07'),
    ...extra.map(([tag, vr, value]) => element(tag, vr, value)),
    element(Tag.PixelData, 'OW', new Uint8Array(12)),
  ]);
  writeFileSync(path, part10(TransferSyntax.ExplicitLittle, encode(elements)));
  return path;
}

describe('mammoscope info', () => {
  it('lists slices of one stack as one image', () => {
    writeSlices(folder, { 'b.dcm': { z: 0 }, 'a.dcm': { z: 1 }, 'c.dcm': { z: 3 }, 'd.dcm': { z: 4 } });
    const { status, out } = info(folder);
    expect(status).toBe(0);
    expect(out).toMatch(/L MLO +6 x 4 x 4 .*tomosynthesis .*b\.dcm and 3 more slices$/m);
    expect(out).toContain('note: 1 of its slices seems to be missing, after frame 2.');
    expect(out).toContain('1 exam, 1 image, 0 problems');
    const listing = JSON.parse(info('--json', folder).out) as { exams: { images: { slices: string[] }[] }[] };
    expect(listing.exams[0].images[0].slices.map((file) => basename(file))).toEqual([
      'b.dcm',
      'a.dcm',
      'c.dcm',
      'd.dcm',
    ]);
  });

  it('lists exams, views and syntaxes', () => {
    writeImage('1', '1.2.1', 'R', 'CC');
    writeImage('2', '1.2.1', 'L', 'MLO', [[Tag.PresentationIntentType, 'CS', 'FOR PROCESSING']]);
    writeImage('3', '1.2.2', 'L', 'CC');
    writeFileSync(join(folder, 'notes.txt'), 'hello');
    const { status, out, err } = info(folder);
    expect(status).toBe(0);
    expect(err).toBe('');
    expect(out).toContain('Doe, Jane');
    expect(out).toContain('Study 1.2.1');
    expect(out).toMatch(/R CC +3 x 2 +12 bit +0\.0700 mm +Explicit VR Little Endian .*1$/m);
    expect(out).toMatch(/L MLO .*For Processing.*2$/m);
    expect(out).toContain('2 exams, 3 images, 0 problems, 1 other file skipped');
  });

  it('tells both spacings of pixels that are not square', () => {
    writeImage('1', '1.2.1', 'R', 'CC', [[Tag.PixelSpacing, 'DS', '0.05\\0.1']]);
    expect(info(folder).out).toMatch(/R CC +3 x 2 +12 bit +rows 0\.0500, columns 0\.1000 mm +Explicit/);
  });

  it('writes the same as JSON', () => {
    const one = writeImage('1', '1.2.1', 'R', 'CC');
    writeFileSync(join(folder, 'broken.dcm'), new Uint8Array(200).fill(68));
    const { status, out } = info('--json', folder, join(folder, 'none'));
    expect(status).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      exams: [
        {
          studyInstanceUid: '1.2.1',
          patientName: 'Doe^Jane',
          images: [
            {
              file: one,
              sopInstanceUid: '1.2.3.4',
              laterality: 'R',
              viewPosition: 'CC',
              viewModifiers: [],
              rows: 2,
              columns: 3,
              frames: 1,
              transferSyntaxUid: '1.2.840.10008.1.2.1',
              transferSyntax: 'Explicit VR Little Endian',
              photometricInterpretation: 'MONOCHROME2',
              bitsStored: 12,
              presentationIntent: 'FOR PRESENTATION',
              spacing: { rowMm: 0.07, columnMm: 0.07, source: 'ImagerPixelSpacing' },
              problem: null,
            },
          ],
        },
      ],
      problems: [
        { file: join(folder, 'broken.dcm'), kind: 'not-an-image' },
        { file: join(folder, 'none'), kind: 'not-found' },
      ],
      skipped: 0,
    });
  });

  it('tells what is odd about an image, below its line and as JSON', () => {
    const odd = writeImage('1', '1.2.1', 'R', 'CC', [[Tag.HighBit, 'US', '\u000f\u0000']]);
    const notices = [
      'High Bit is 15 where 12 bits are stored; which bits hold the values is told from the pixels.',
      'Sizes are at the detector: the magnification is not told, and the breast is smaller.',
    ];
    const lines = notices.map((notice) => `      note: ${notice}\n`).join('');
    expect(info(odd).out).toContain(`${odd}\n${lines}`);
    const listed = JSON.parse(info('--json', odd).out) as { exams: { images: { notices: string[] }[] }[] };
    expect(listed.exams[0].images[0].notices).toEqual(notices);
  });

  it('lists an image with cut pixels and its problem, names an archive, and exits with 1', () => {
    const path = writeImage('1', '1.2.1', 'R', 'CC');
    const bytes = part10(
      TransferSyntax.ExplicitLittle,
      encode(imageElements(200, 300, 16, [element(Tag.PixelData, 'OW', new Uint8Array(10))])),
    );
    const cut = join(folder, '2');
    writeFileSync(cut, bytes);
    const packed = join(folder, '3.tar.gz');
    writeFileSync(packed, Uint8Array.of(0x1f, 0x8b, 8, 0));
    const { status, out, err } = info(path, cut, packed);
    expect(status).toBe(1);
    expect(out).toContain('truncated');
    expect(out).toContain('2 images, 2 problems');
    expect(err).toContain(`${cut}: The file holds 10 of the 120000 bytes`);
    expect(err).toContain(
      `${packed}: This is a gzip file, which is not opened here; extract it and open the`,
    );
  });

  it('exits with 2 for bad usage', () => {
    expect(info().status).toBe(2);
    expect(info('--nonsense', folder).status).toBe(2);
  });

  it('lets no file steer the terminal', () => {
    writeImage('1', '1.2.1', 'R', 'CC', [[Tag.StudyDescription, 'LO', '\u001b[2Jgone']]);
    const elements = encode([...imageElements(2, 3), element(Tag.PixelData, 'OW', new Uint8Array(12))]);
    writeFileSync(join(folder, '2\u001b[2J\n3'), part10('1.2\u001b[2J', elements));
    const { out, err } = info(folder);
    expect(out).not.toContain('\u001b');
    expect(err).toMatch(/^[^\n\u001b]*1\.2[^\n\u001b]*\(unsupported\)\n$/);
  });
});
