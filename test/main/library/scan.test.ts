import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, symlinkSync, truncateSync } from 'node:fs';
import { join, relative } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { Tag } from '../../../imaging/dicom/tags.ts';
import { TransferSyntax } from '../../../imaging/dicom/transferSyntax.ts';
import { readImageBytes } from '../../../main/library/readImage.ts';
import {
  element,
  encapsulated,
  encode,
  imageElements,
  join as joined,
  part10,
} from '../../imaging/dicom/build.ts';
import { folder, pixels, dicom, report, pgm, write, find, names, kinds } from './scanned.ts';

const onWindows = process.platform === 'win32';

describe('reading one', () => {
  it.skipIf(onWindows)('waits for no pipe, also where a file was before', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const read = await readImageBytes({ file: pipe, entry: '' });
    expect(read).toMatchObject({ problem: { kind: 'unreadable', file: pipe } });
  });
});

describe('files and folders', () => {
  it('refuses a picture file too large to hold, without reading it', async () => {
    truncateSync(write('a.pgm', pgm), 2 ** 28 + 1);
    const before = process.memoryUsage.rss();
    expect(kinds(await find(folder))).toEqual([['too-large', 'a.pgm']]);
    expect(process.memoryUsage.rss() - before).toBeLessThan(2 ** 27);
  });

  it('finds images by content, in the order of names', async () => {
    write('b/two', dicom);
    write('a.txt', dicom);
    write('b/one.dcm', dicom);
    write('c/L-CC.pgm', pgm);
    write('readme.txt', 'hello');
    write('empty', '');
    write('c/report.dcm', report);
    const found = await find(folder);
    expect(names(found)).toEqual(['a.txt', 'b/one.dcm', 'b/two', 'c/L-CC.pgm']);
    expect(found.skipped.sort()).toEqual(['empty', 'readme.txt']);
    expect(found.documents).toEqual([['c/report.dcm', 'structured report']]);
    expect(found.problems).toEqual([]);
    expect(found.images[3].header).toMatchObject({
      rows: 2,
      columns: 2,
      laterality: 'L',
      viewPosition: 'CC',
    });
  });

  it('takes a named file that is no image for a problem', async () => {
    const paths = [
      write('readme.txt', 'hello'),
      write('report.dcm', report),
      write('empty', ''),
      join(folder, 'none'),
    ];
    const found = await find(...paths);
    expect(kinds(found)).toEqual([
      ['not-an-image', 'readme.txt'],
      ['not-an-image', 'report.dcm'],
      ['not-an-image', 'empty'],
      ['not-found', 'none'],
    ]);
    expect(found.skipped).toEqual([]);
  });

  it('goes on after files with problems, and names each', async () => {
    write('1.dcm', dicom.subarray(0, dicom.length - 2));
    write('2.dcm', dicom.subarray(0, 260));
    write('3.dcm', joined(new Uint8Array(128), new TextEncoder().encode('DICM nonsense')));
    write('4.dcm', dicom);
    const jpeg = part10(
      TransferSyntax.JpegBaseline,
      joined(encode(imageElements(2, 3, 8)), encapsulated([], [new Uint8Array(100)])),
    );
    write('5.dcm', jpeg);
    write('6.dcm', jpeg.subarray(0, jpeg.length - 20));
    const found = await find(folder);
    expect(names(found)).toEqual(['1.dcm', '4.dcm', '5.dcm', '6.dcm']);
    expect(found.images.map(({ pixelProblem }) => pixelProblem?.kind)).toEqual([
      'truncated',
      undefined,
      undefined,
      'truncated',
    ]);
    expect(kinds(found)).toEqual([
      ['truncated', '2.dcm'],
      ['corrupt', '3.dcm'],
    ]);
  });

  it('says of palette colours, which would look like a picture in grey, that they are not shown', async () => {
    const elements = imageElements(2, 3, 16, [pixels]).map((each) =>
      each.tag === Tag.PhotometricInterpretation ? element(each.tag, 'CS', 'PALETTE COLOR') : each,
    );
    write('palette.dcm', part10(TransferSyntax.ExplicitLittle, encode(elements)));
    const { images, problems } = await find(folder);
    expect(problems).toEqual([]);
    expect(images.map(({ pixelProblem }) => pixelProblem)).toEqual([
      {
        kind: 'unsupported',
        message: 'The image has palette colours, which this program does not show.',
        file: expect.stringMatching(/palette\.dcm$/) as string,
      },
    ]);
  });

  it('reads headers that are longer than the first read', async () => {
    const table = element(0x00091010, 'OB', new Uint8Array(700_000));
    write(
      'long.dcm',
      part10(TransferSyntax.ExplicitLittle, encode(imageElements(2, 3, 16, [table, pixels]))),
    );
    expect((await find(folder)).images).toMatchObject([{ header: { rows: 2 }, pixelProblem: null }]);
  });

  it('gives each file once, and follows no loop of links', async () => {
    write('a/one.dcm', dicom);
    symlinkSync('..', join(folder, 'a', 'up'));
    symlinkSync('self', join(folder, 'self'));
    symlinkSync('nowhere', join(folder, 'broken'));
    linkSync(join(folder, 'a', 'one.dcm'), join(folder, 'a', 'two.dcm'));
    const found = await find(join(folder, 'a', 'one.dcm'), folder, join(folder, 'a'));
    expect(names(found)).toEqual(['a/one.dcm', 'a/two.dcm']);
    expect(found.skipped.sort()).toEqual(['broken', 'self']);
    expect(found.problems).toEqual([]);
  });

  it.skipIf(onWindows)('does not wait for a named pipe', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    expect((await find(folder)).skipped).toEqual(['pipe']);
    expect(kinds(await find(join(folder, 'pipe')))).toEqual([['not-an-image', 'pipe']]);
  });

  it.skipIf(onWindows || process.getuid?.() === 0)(
    'reports what may not be read, and goes on [needs a user other than root]',
    async () => {
      write('a/one.dcm', dicom);
      write('b.dcm', dicom);
      write('c.dcm', dicom);
      chmodSync(join(folder, 'a'), 0);
      chmodSync(join(folder, 'b.dcm'), 0);
      const found = await find(folder);
      chmodSync(join(folder, 'a'), 0o700);
      expect(names(found)).toEqual(['c.dcm']);
      expect(kinds(found)).toEqual([
        ['unreadable', 'a'],
        ['unreadable', 'b.dcm'],
      ]);
    },
  );

  it('takes a named DICOMDIR for its medium', async () => {
    const meta = encode([element(Tag.MediaStorageSopClassUid, 'UI', '1.2.840.10008.1.3.10')]);
    const directory = joined(
      new Uint8Array(128),
      new TextEncoder().encode('DICM'),
      meta,
      encode([element(Tag.DirectoryRecordSequence, 'SQ', [[]])]),
    );
    const path = write('cd/DICOMDIR', directory);
    write('cd/IMAGES/I0', dicom);
    expect(names(await find(path))).toEqual(['cd/IMAGES/I0']);
    expect((await find(folder)).skipped).toEqual(['cd/DICOMDIR']);
  });

  it('names the images that a DICOMDIR names and that are not there, in a folder and in an archive', async () => {
    const record = (type: string, file: string) => [
      element(Tag.DirectoryRecordType, 'CS', type),
      element(Tag.ReferencedFileId, 'CS', file),
    ];
    // More than one read of the beginning gives.
    const missing = Array.from({ length: 2000 }, (_, at) => record('IMAGE', `IMAGES\\M${at}`));
    const directoryOf = (...records: ReturnType<typeof record>[]) =>
      joined(
        new Uint8Array(128),
        new TextEncoder().encode('DICM'),
        encode([element(Tag.MediaStorageSopClassUid, 'UI', '1.2.840.10008.1.3.10')]),
        encode([element(Tag.DirectoryRecordSequence, 'SQ', records)]),
      );
    const there = [
      record('IMAGE', 'IMAGES\\I0'),
      record('IMAGE', 'IMAGES\\I1'),
      record('SR DOCUMENT', 'SR\\S0'),
    ];
    const whole = directoryOf(...there);
    const cut = directoryOf(...there, ...missing);
    const path = write('a/DICOMDIR', cut);
    write('a/images/i0.dcm', dicom);
    write('a/images/i1', dicom);
    write('b/DICOMDIR', whole);
    write('b/IMAGES/I0', dicom);
    write('c.zip', zipSync({ 'cd/DICOMDIR': whole, 'cd/IMAGES/I1.DCM': dicom, 'IMAGES/I0': dicom }));
    const found = await find(folder);
    expect(found.images.length).toBe(5);
    const all = [
      [
        'a/DICOMDIR',
        'The directory names 2002 images, of which 2000 are not there (IMAGES/M0, IMAGES/M1, IMAGES/M2, …); copy the medium again, whole.',
      ],
      [
        'b/DICOMDIR',
        'The directory names 2 images, of which 1 is not there (IMAGES/I1); copy the medium again, whole.',
      ],
      [
        'c.zip/cd/DICOMDIR',
        'The directory names 2 images, of which 1 is not there (IMAGES/I0); copy the medium again, whole.',
      ],
    ];
    expect(found.problems.map(({ file, message }) => [relative(folder, file ?? ''), message])).toEqual(all);
    expect(kinds(await find(path))).toEqual([['not-found', 'a/DICOMDIR']]);
    write('b/IMAGES/I1', dicom);
    expect((await find(join(folder, 'b'))).problems).toEqual([]);
  });

  it('reads a thousand headers quickly', async () => {
    const large = element(Tag.PixelData, 'OW', new Uint8Array(200_000));
    const bytes = part10(TransferSyntax.ExplicitLittle, encode(imageElements(250, 400, 16, [large])));
    for (let index = 0; index < 1000; index++) write(`${index}.dcm`, bytes);
    const started = performance.now();
    const found = await find(folder);
    expect(found.images.length).toBe(1000);
    expect(found.problems).toEqual([]);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('reading a found image', () => {
  it('gives problems with the file', async () => {
    expect(await readImageBytes({ file: join(folder, 'gone.dcm'), entry: '' })).toMatchObject({
      problem: { kind: 'not-found', file: join(folder, 'gone.dcm') },
    });
    const zip = write('exam.zip', zipSync({ 'one.dcm': dicom }));
    expect(await readImageBytes({ file: zip, entry: 'two.dcm' })).toMatchObject({
      problem: { kind: 'not-found', file: `${zip}/two.dcm` },
    });
  });
});

describe('lesion masks beside the images', () => {
  it('are skipped in a folder and refused by name', async () => {
    write('L-CC.pgm', pgm);
    const mask = write('L-CC-1.mask.png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a));
    expect(await find(folder)).toMatchObject({ images: [{}], problems: [], skipped: ['L-CC-1.mask.png'] });
    expect((await find(mask)).problems).toMatchObject([{ kind: 'not-an-image' }]);
  });
});
