import { truncateSync } from 'node:fs';
import { join, relative } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readImageBytes } from '../../../main/library/readImage.ts';
import { join as joined } from '../../imaging/dicom/build.ts';
import { folder, dicom, pgm, write, find, names, kinds } from './scanned.ts';

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
