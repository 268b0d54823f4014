import { statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openLibrary } from '../../../main/store/database.ts';
import type { Library } from '../../../main/store/database.ts';
import { findImagesOf } from '../../../main/store/exams.ts';
import type { ListedImage } from '../../../main/store/exams.ts';
import { saveListed } from '../../../main/store/listing.ts';
import { writeSlices } from '../../fixtures/slices.ts';
import { listedRecord } from './examRecords.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const now = '2026-12-01T00:00:00.000Z';

function setUp() {
  const library = openLibrary(temporaryFolder());
  if (!library.ok) throw new Error(library.problem.message);
  onTestFinished(() => library.value.close());
  const folder = writeSlices(temporaryFolder(), { 1: { z: 0 }, 2: { z: 1 }, 3: { z: 2 } });
  const at = (name: string) => {
    const file = join(folder, name);
    const { size, mtimeMs } = statSync(file);
    return { file, entry: '', sizeBytes: size, modifiedMs: mtimeMs };
  };
  const single = (name: string) => listedRecord({ ...at(name), uid: name, content: `native:${name}` });
  const stack = (...names: readonly string[]) =>
    listedRecord({
      ...at(names[0]),
      uid: names[0],
      content: `native:${names.join()}`,
      slices: names.map(at),
      fields: { frames: names.length },
    });
  return { library: library.value, folder, single, stack };
}

/** Lists, and gives ids and frames of what is on the list then. */
function list(library: Library, ...images: readonly ListedImage[]) {
  const { examIds } = saveListed(library, images, now);
  return findImagesOf(library, examIds).map(({ imageId, fields, slices }) => ({
    imageId,
    frames: fields.frames,
    slices: slices.length,
  }));
}

describe('a stack on the list', () => {
  it('keeps its slices and its id when its folder is opened again', () => {
    const { library, stack } = setUp();
    const first = list(library, stack('1', '2', '3'));
    expect(first).toMatchObject([{ frames: 3, slices: 3 }]);
    expect(list(library, stack('1', '2', '3'))).toEqual(first);
  });

  it('takes the place of slices that were listed as images', () => {
    const { library, single, stack } = setUp();
    expect(list(library, single('1'), single('2'), single('3'))).toHaveLength(3);
    expect(list(library, stack('1', '2', '3'))).toMatchObject([{ frames: 3 }]);
  });

  it('has its slices already, also those that are opened alone', () => {
    const { library, single, stack } = setUp();
    const whole = list(library, stack('1', '2', '3'));
    expect(list(library, single('1'))).toEqual(whole);
    expect(list(library, single('2'))).toEqual(whole);
    expect(list(library, stack('2', '3'))).toEqual(whole);
  });

  it('is another one where slices have come or gone', () => {
    const { library, folder, stack } = setUp();
    const [{ imageId }] = list(library, stack('2', '3'));
    const [whole, ...others] = list(library, stack('1', '2', '3'));
    expect(others).toEqual([]);
    expect(whole.frames).toBe(3);
    expect(whole.imageId).not.toBe(imageId);
    const left = stack('1', '2');
    unlinkSync(join(folder, '3'));
    expect(list(library, left)).toMatchObject([{ frames: 2 }]);
  });
});
