import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../main/library/hash.ts';
import { openLibrary } from '../../../main/store/database.ts';
import { findImage, saveImage } from '../../../main/store/images.ts';
import { sampleHeader, sampleSource } from './sampleRecords.ts';
import { temporaryFolder } from './temporaryFolder.ts';

function opened() {
  const library = openLibrary(temporaryFolder());
  if (!library.ok) throw new Error(library.problem.message);
  return library.value;
}

const known = { header: sampleHeader(), pixelHash: 'aa', imageHash: 'bb' };

describe('images in the library', () => {
  it('finds what was saved, look-up tables included', () => {
    const library = opened();
    expect(findImage(library, sampleSource())).toBe(null);
    saveImage(library, sampleSource(), known);
    expect(findImage(library, sampleSource())).toEqual(known);
    library.close();
  });

  it('does not know a header that another version of the program read', () => {
    const library = opened();
    saveImage(library, sampleSource(), known);
    const { header, header_arrays: arrays } = library.database
      .prepare('SELECT header, header_arrays FROM image')
      .get() as { header: string; header_arrays: Uint8Array };
    // As it was before the digest told the versions apart.
    const digest = sha256(`${known.pixelHash} ${known.imageHash}\n`, header, arrays);
    library.database.prepare('UPDATE image SET digest = ?').run(digest);
    expect(findImage(library, sampleSource())).toBe(null);
    library.close();
  });

  it.each([
    ['size', { sizeBytes: 1001n }],
    ['modification time, by a nanosecond', { modifiedNs: 1_790_000_000_123_456_788n }],
    ['change time', { changedNs: 1n }],
    ['frame', { frame: 1 }],
    ['entry', { entry: 'b.dcm' }],
    ['path', { file: '/images/b.dcm' }],
  ])('does not know an image with another %s', (_name, change) => {
    const library = opened();
    saveImage(library, sampleSource(), known);
    expect(findImage(library, sampleSource(change))).toBe(null);
    library.close();
  });

  it.each([
    ['header', 'substr(header, 1, 50)'],
    ['header', `replace(header, '"L"', '"R"')`],
    ['header_arrays', "x'00'"],
    ['pixel_hash', "'ab'"],
    ['image_hash', "'bc'"],
  ])('does not believe a damaged row: %s = %s', (column, value) => {
    const library = opened();
    saveImage(library, sampleSource(), known);
    library.database.exec(`UPDATE image SET ${column} = ${value}`);
    expect(findImage(library, sampleSource())).toBe(null);
    saveImage(library, sampleSource(), known);
    expect(findImage(library, sampleSource())).toEqual(known);
    library.close();
  });

  it('replaces what was known of a changed file, under the same row', () => {
    const library = opened();
    saveImage(library, sampleSource(), known);
    const changed = sampleSource({ sizeBytes: 5n });
    saveImage(library, changed, { ...known, pixelHash: 'cc', header: sampleHeader({ laterality: 'R' }) });
    expect(findImage(library, sampleSource())).toBe(null);
    expect(findImage(library, changed)).toMatchObject({ pixelHash: 'cc', header: { laterality: 'R' } });
    expect(library.database.prepare('SELECT id, laterality FROM image').all()).toEqual([
      { id: 1, laterality: 'R' },
    ]);
    library.close();
  });

  it('keeps one study for its images, with its latest description, and none for a bare picture', () => {
    const library = opened();
    saveImage(library, sampleSource(), known);
    saveImage(library, sampleSource({ file: '/b' }), {
      ...known,
      header: sampleHeader({ studyDescription: 'Recall' }),
    });
    saveImage(library, sampleSource({ file: '/c.png' }), {
      ...known,
      header: sampleHeader({ studyInstanceUid: '' }),
    });
    expect(library.database.prepare('SELECT study_instance_uid, description FROM study').all()).toEqual([
      { study_instance_uid: '1.2.3', description: 'Recall' },
    ]);
    expect(
      library.database
        .prepare('SELECT study_id FROM image ORDER BY id')
        .all()
        .map((row) => row.study_id),
    ).toEqual([1, 1, null]);
    library.close();
  });
});
