import { cpSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodePng } from '../../../main/exports/png.ts';
import { writePhantomExam } from '../../../main/exports/phantomFiles.ts';
import { openFolderData } from '../../../main/training/folderData.ts';
import { hdsSize } from '../../../imaging/prepare/hds.ts';
import type { ExampleSource } from '../../../training/data/example.ts';
import { labels } from '../../../training/data/example.ts';
import { phantomExamples } from '../../../training/data/phantomExamples.ts';

const rows = 400;
const hds = { rule: 'hds-uresnet/1', size: hdsSize } as const;
let made: string;
let base: string;
let folder: string;
let poolFolder: string;
let copies = 0;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'mammoscope-folder-'));
  made = join(base, 'made');
  poolFolder = join(base, 'pool');
  for (const index of [1, 2]) {
    const written = await writePhantomExam(join(made, `exam-${index}`), 21, index, {
      size: rows,
      lesions: 'always',
    });
    if (!written.ok) throw new Error(written.problem.message);
  }
});
afterAll(() => rm(base, { recursive: true, force: true }));

beforeEach(() => {
  folder = join(base, `copy-${copies++}`);
  cpSync(made, folder, { recursive: true });
});

async function opened(preparation: Parameters<typeof openFolderData>[1] = hds) {
  const data = await openFolderData(folder, preparation, { poolFolder });
  if (!data.ok) throw new Error(data.problem.message);
  return data.value;
}

async function namesOf(source: ExampleSource): Promise<string[]> {
  const names = [];
  for (let index = 0; index < source.count; index++) names.push((await source.example(index)).name);
  return names;
}

/** A file with a lesion's mask, and the image that it belongs to. */
function aMask(): { readonly file: string; readonly image: string } {
  const truth = JSON.parse(readFileSync(join(folder, 'exam-1/truth.json'), 'utf8')) as {
    images: { file: string; lesions: { mask: string }[] }[];
  };
  const image = truth.images.find(({ lesions }) => lesions.length > 0)!;
  return { file: join(folder, 'exam-1', image.lesions[0].mask), image: image.file };
}

describe('training data in a folder', () => {
  it('is what the phantoms were, prepared the same', async () => {
    const { source, phantomsOnly, problems } = await opened();
    expect(problems).toEqual([]);
    expect(phantomsOnly).toBe(true);
    expect(source.count).toBe(8);
    expect(source.patients.length).toBe(2);
    const direct = phantomExamples('hds-uresnet', 21, { exams: 2, lesions: 'always', rows });
    for (let index = 0; index < 8; index++) {
      const read = await source.example(index);
      const expected = await direct.example(index);
      expect(read.pixels).toEqual(expected.pixels);
      expect(read.lesions).toEqual(expected.lesions);
      expect(labels(read)).toEqual(labels(expected));
      expect([read.laterality, read.viewPosition, read.vendor]).toEqual([
        expected.laterality,
        expected.viewPosition,
        expected.vendor,
      ]);
      expect(read.patient).toBe(source.patientOf(index));
      expect(source.patientOf(index)).toBe(source.patients[index >> 2]);
    }
    expect((await namesOf(source)).slice(3, 5)).toEqual(['exam-1 L MLO', 'exam-2 R CC']);
  });

  it('has GMIC’s windows at other sizes', async () => {
    folder = join(base, 'large');
    const written = await writePhantomExam(join(folder, 'exam-1'), 21, 1, { size: 1400 });
    expect(written.ok).toBe(true);
    const { source } = await opened({ rule: 'gmic/1', size: { width: 256, height: 320 } });
    const example = await source.example(0);
    expect(example.size).toEqual({ width: 256, height: 320 });
    expect(example.pixels).toBeInstanceOf(Uint16Array);
  });

  it('is not decoded again, and is when a file changes', async () => {
    const first = await opened();
    const { image } = aMask();
    const before = await first.source.example(0);
    const again = await opened();
    expect(again.source.description).toBe(first.source.description);
    expect(await again.source.example(0)).toEqual(before);
    const bytes = readFileSync(join(folder, 'exam-2/R-CC.dcm'));
    writeFileSync(join(folder, 'exam-1', image), bytes);
    expect((await opened()).source.description).not.toBe(first.source.description);
  });

  it.each<[string, () => string, string, number]>([
    [
      'a mask that is missing',
      () => {
        const { file } = aMask();
        rmSync(file);
        return file;
      },
      'not-found',
      7,
    ],
    [
      'a mask of another size',
      () => {
        const { file } = aMask();
        writeFileSync(file, encodePng({ width: 9, height: 9, data: new Uint8Array(81), channels: 1 }));
        return file;
      },
      'bad-input',
      7,
    ],
    [
      'a mask that is no picture',
      () => {
        const { file } = aMask();
        writeFileSync(file, readFileSync(file).subarray(0, 200));
        return file;
      },
      'truncated',
      7,
    ],
    [
      'an image that is missing',
      () => {
        rmSync(join(folder, 'exam-2/L-CC.dcm'));
        return join(folder, 'exam-2/L-CC.dcm');
      },
      'not-found',
      7,
    ],
    [
      'an image that is cut',
      () => {
        truncateSync(join(folder, 'exam-2/L-CC.dcm'), 40_000);
        return join(folder, 'exam-2/L-CC.dcm');
      },
      'truncated',
      7,
    ],
    [
      'a truth that is no JSON',
      () => {
        writeFileSync(join(folder, 'exam-1/truth.json'), '{"version": 1,');
        return join(folder, 'exam-1/truth.json');
      },
      'corrupt',
      4,
    ],
    [
      'a truth that reaches out of its folder',
      () => {
        const file = join(folder, 'exam-1/truth.json');
        writeFileSync(file, readFileSync(file, 'utf8').replace('"R-CC.dcm"', '"../exam-2/R-CC.dcm"'));
        return file;
      },
      'corrupt',
      4,
    ],
  ])('names %s, and goes on with the others', async (_, damage, kind, left) => {
    const file = damage();
    const { source, problems } = await opened();
    expect(problems.map((problem) => [problem.kind, problem.file])).toEqual([[kind, file]]);
    expect(source.count).toBe(left);
    expect((await namesOf(source)).length).toBe(left);
  });

  it('names a folder of images without a truth beside others that have one, and no folder without images', async () => {
    rmSync(join(folder, 'exam-1/truth.json'));
    mkdirSync(join(folder, 'notes'));
    writeFileSync(join(folder, 'notes/a.txt'), 'no image');
    const { source, problems } = await opened();
    expect(problems).toMatchObject([
      { kind: 'not-found', file: join(folder, 'exam-1'), message: expect.stringContaining('truth.json') },
    ]);
    expect(source.count).toBe(4);
  });

  it('counts a patient once, whatever the exam', async () => {
    cpSync(join(folder, 'exam-1'), join(folder, 'earlier'), { recursive: true });
    const { source } = await opened();
    expect([source.count, source.patients.length]).toEqual([12, 2]);
  });

  it('is refused where there is nothing to use, with the reason', async () => {
    const empty = await openFolderData(poolFolder, hds, { poolFolder });
    expect(empty.ok ? null : empty.problem).toMatchObject({ kind: 'bad-input', file: poolFolder });
    const missing = await openFolderData(join(folder, 'none'), hds, { poolFolder });
    expect(missing.ok ? null : missing.problem.kind).toBe('not-found');
    for (const index of [1, 2]) writeFileSync(join(folder, `exam-${index}/truth.json`), '[]');
    const broken = await openFolderData(folder, hds, { poolFolder });
    expect(broken.ok ? null : broken.problem.message).toContain('truth.json');
  });
});
