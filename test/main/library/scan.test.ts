import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../../contract/problem.ts';
import { Tag } from '../../../imaging/dicom/tags.ts';
import { TransferSyntax } from '../../../imaging/dicom/transferSyntax.ts';
import { readImageBytes } from '../../../main/library/readImage.ts';
import { scan } from '../../../main/library/scan.ts';
import type { FoundImage } from '../../../main/library/scan.ts';
import {
  element,
  encapsulated,
  encode,
  imageElements,
  join as joined,
  part10,
} from '../../imaging/dicom/build.ts';

const onWindows = process.platform === 'win32';
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mammoscope-scan-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const pixels = element(Tag.PixelData, 'OW', new Uint8Array(12));
const dicom = part10(TransferSyntax.ExplicitLittle, encode(imageElements(2, 3, 16, [pixels])));
const report = part10(
  TransferSyntax.ExplicitLittle,
  encode([element(Tag.SopClassUid, 'UI', '1.2.840.10008.5.1.4.1.1.88.22')]),
);
const pgm = new TextEncoder().encode('P5 2 2 255\nabcd');

function write(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, bytes);
  return path;
}

interface Found {
  readonly images: FoundImage[];
  readonly problems: Problem[];
  readonly documents: [string, string][];
  readonly skipped: string[];
}

async function find(...paths: string[]): Promise<Found> {
  const found: Found = { images: [], problems: [], documents: [], skipped: [] };
  for await (const one of scan(paths)) {
    if (one.type === 'image') found.images.push(one.image);
    else if (one.type === 'problem') found.problems.push(one.problem);
    else if (one.type === 'document')
      found.documents.push([relative(folder, one.document.file), one.document.kind]);
    else found.skipped.push(relative(folder, one.file));
  }
  return found;
}

const names = (found: Found) => found.images.map(({ file }) => relative(folder, file));
const kinds = (found: Found) => found.problems.map(({ kind, file }) => [kind, relative(folder, file ?? '')]);

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

describe('what is not opened', () => {
  const bytes = (offset: number, ...values: number[]) => {
    const all = new Uint8Array(40_000);
    all.set(values, offset);
    return all;
  };
  const text = (letters: string) => [...new TextEncoder().encode(letters)];

  it('is told by name, with what to do', async () => {
    const formats: [string, Uint8Array, string][] = [
      ['a.gz', bytes(0, 0x1f, 0x8b, 8), 'a gzip file'],
      ['b.tar', bytes(257, ...text('ustar')), 'a TAR archive'],
      ['c.7z', bytes(0, ...text('7z'), 0xbc, 0xaf, 0x27, 0x1c), 'a 7-Zip archive'],
      ['d.rar', bytes(0, ...text('Rar!'), 0x1a, 7), 'a RAR archive'],
      ['e.bz2', bytes(0, ...text('BZh9'), 0x31, 0x41, 0x59, 0x26, 0x53, 0x59), 'a bzip2 file'],
      ['f.xz', bytes(0, 0xfd, ...text('7zXZ'), 0), 'an xz file'],
      ['g.zst', bytes(0, 0x28, 0xb5, 0x2f, 0xfd), 'a Zstandard file'],
      ['h.z01', bytes(0, ...text('PK'), 7, 8), 'a part of a ZIP archive that was split'],
      ['i.iso', bytes(32_769, ...text('CD001')), 'a disc image (ISO)'],
    ];
    for (const [name, content] of formats) write(name, content);
    const found = await find(folder);
    expect(found).toMatchObject({ images: [], skipped: [] });
    expect(
      found.problems.map(({ kind, message, file }) => [relative(folder, file ?? ''), kind, message]),
    ).toEqual(
      formats.map(([name, , what]) => [
        name,
        'unsupported',
        `This is ${what}, which is not opened here; extract it and open the folder.`,
      ]),
    );
  });

  it('is no image that has such bytes by chance', async () => {
    const odd = dicom.slice();
    odd.set(text('Rar!'));
    odd.set([0x1a, 7], 4);
    write('a.dcm', odd);
    expect(await find(folder)).toMatchObject({ images: [{}], problems: [] });
  });

  it('is an archive inside an archive, but for documents, which hold no images', async () => {
    const document = zipSync({ '[Content_Types].xml': pgm, 'word/document.xml': pgm });
    write('a.zip', zipSync({ 'inner.zip': zipSync({ 'a.dcm': dicom }), 'report.docx': document }));
    write('b.zip', zipSync({ 'inner.tar.gz': bytes(0, 0x1f, 0x8b, 8) }));
    const found = await find(folder);
    expect(kinds(found)).toEqual([
      ['unsupported', 'a.zip/inner.zip'],
      ['unsupported', 'b.zip/inner.tar.gz'],
    ]);
    expect(found.problems[0].message).toBe(
      'This is a ZIP archive inside another, which is not opened; extract the outer one and open the folder.',
    );
    expect(found.skipped).toEqual(['a.zip/report.docx']);
  });

  it('are images of more than 2 GiB, which are listed and say what to do', async () => {
    truncateSync(write('a.dcm', dicom), 2.25 * 2 ** 30);
    const { images, problems } = await find(folder);
    expect(problems).toEqual([]);
    expect(images.map(({ pixelProblem }) => pixelProblem)).toEqual([
      {
        kind: 'too-large',
        message:
          'The file has 2.3 GiB, more than the 2 GiB that can be read; export its views or frames as files of their own.',
        file: join(folder, 'a.dcm'),
      },
    ]);
  });
});

describe('ZIP archives', () => {
  it('are searched, stored or deflated, and their images can be read', async () => {
    const zip = zipSync({
      'exam/one.dcm': dicom,
      'exam/two.dcm': [dicom, { level: 0 }],
      '../../evil.dcm': dicom,
      'notes.txt': new TextEncoder().encode('hello'),
      'R_MLO.pgm': pgm,
      'inner.zip': zipSync({ 'three.dcm': dicom }),
    });
    const path = write('exam.zip', zip);
    const found = await find(path);
    expect(found.images.map(({ file }) => file.slice(path.length + 1))).toEqual([
      'exam/one.dcm',
      'exam/two.dcm',
      '../../evil.dcm',
      'R_MLO.pgm',
    ]);
    expect(kinds(found)).toEqual([['unsupported', 'exam.zip/inner.zip']]);
    expect(found.skipped).toEqual(['exam.zip/notes.txt']);
    for (const { location } of found.images.slice(0, 3)) {
      const bytes = await readImageBytes(location);
      expect(bytes.ok && new Uint8Array(bytes.value)).toEqual(new Uint8Array(dicom));
    }
  });

  it('with damage are one problem each', async () => {
    const zip = zipSync({ 'one.dcm': dicom, 'two.dcm': dicom });
    write('cut.zip', zip.subarray(0, zip.length - 30));
    const flipped = zip.slice();
    flipped.fill(0x55, 60, 90);
    write('flipped.zip', flipped);
    write('none.zip', zipSync({ 'a.txt': new TextEncoder().encode('a') }));
    const found = await find(...['cut.zip', 'flipped.zip', 'none.zip'].map((name) => join(folder, name)));
    expect(kinds(found)).toEqual([
      ['corrupt', 'cut.zip'],
      ['corrupt', 'flipped.zip/one.dcm'],
      ['not-an-image', 'none.zip'],
    ]);
    expect(names(found)).toEqual(['flipped.zip/two.dcm']);
  });

  it('that are encrypted or packed otherwise say so', async () => {
    const zip = zipSync({ 'one.dcm': dicom });
    const central = zip.length - 22 - (46 + 'one.dcm'.length);
    const encrypted = zip.slice();
    encrypted[central + 8] |= 1;
    const lzma = zip.slice();
    lzma[central + 10] = 14;
    const found = await find(write('encrypted.zip', encrypted), write('lzma.zip', lzma));
    expect(found.problems).toMatchObject([
      { kind: 'unsupported', message: expect.stringContaining('password') },
      { kind: 'unsupported', message: expect.stringContaining('method 14') },
    ]);
  });

  it('that are bombs are refused', async () => {
    // A large declared size; entries that overlap; a small entry that inflates without end.
    const bomb = zipSync({ 'bomb.dcm': new Uint8Array(2 ** 27) }, { level: 9 });
    const found = await find(write('bomb.zip', bomb));
    expect(kinds(found)).toEqual([['too-large', 'bomb.zip/bomb.dcm']]);
    const overlapping = overlap(zipSync({ 'a.dcm': dicom }), 1000);
    expect(kinds(await find(write('overlap.zip', overlapping)))).toEqual([['corrupt', 'overlap.zip']]);
    const lying = zipSync({ 'a.dcm': new Uint8Array(2 ** 24) }, { level: 9 });
    const central = lying.length - 22 - (46 + 'a.dcm'.length);
    new DataView(lying.buffer).setUint32(central + 24, 100, true);
    expect(await find(write('lying.zip', lying))).toMatchObject({ images: [] });
    const read = await readImageBytes({ file: join(folder, 'lying.zip'), entry: 'a.dcm' });
    expect(read).toMatchObject({ problem: { kind: 'corrupt' } });
  });
});

/** The archive's only entry listed `count` times. */
function overlap(zip: Uint8Array, count: number): Uint8Array {
  const view = new DataView(zip.buffer);
  const end = zip.length - 22;
  const start = view.getUint32(end + 16, true);
  const entry = zip.subarray(start, end);
  const record = zip.slice(end);
  const directory = joined(...Array.from({ length: count }, () => entry));
  new DataView(record.buffer).setUint32(12, directory.length, true);
  return joined(zip.subarray(0, start), directory, record);
}

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
