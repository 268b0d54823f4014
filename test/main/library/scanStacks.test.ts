import { copyFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { Tag } from '../../../imaging/dicom/tags.ts';
import { TransferSyntax } from '../../../imaging/dicom/transferSyntax.ts';
import { openImage } from '../../../imaging/openImage.ts';
import { whyNotAnalysable } from '../../../main/library/analysable.ts';
import { gather } from '../../../main/library/gather.ts';
import { readImageBytes } from '../../../main/library/readImage.ts';
import { scanStacks } from '../../../main/library/scanStacks.ts';
import type { FoundImage } from '../../../main/library/scan.ts';
import { sayingsOf } from '../../../main/library/statedFiles.ts';
import { sliceFile, writeSlices } from '../../fixtures/slices.ts';
import type { SliceOptions } from '../../fixtures/slices.ts';
import { element } from '../../imaging/dicom/build.ts';
import { lacks, needing, sharedDir } from '../../needs.ts';
import { temporaryFolder } from '../store/temporaryFolder.ts';

/** Seven slices whose names, numbers and positions are of three different orders. */
const seven: Readonly<Record<string, SliceOptions>> = Object.fromEntries(
  [3, 0, 6, 1, 5, 2, 4].map((z, at) => [`${at}.dcm`, { z, instanceNumber: 7 - z, level: 100 * z + 100 }]),
);
const inOrder = ['1.dcm', '3.dcm', '5.dcm', '0.dcm', '6.dcm', '4.dcm', '2.dcm'];

async function found(...paths: readonly string[]): Promise<readonly FoundImage[]> {
  const images: FoundImage[] = [];
  for await (const one of scanStacks(paths)) if (one.type === 'image') images.push(one.image);
  return images;
}

const namesOf = ({ slices }: FoundImage) => slices.map(({ file }) => basename(file));

async function levelsOf({ location, header }: FoundImage): Promise<readonly number[]> {
  const bytes = await readImageBytes(location);
  const image = bytes.ok ? openImage(bytes.value, '') : bytes;
  if (!image.ok) throw new Error(image.problem.message);
  const levels: number[] = [];
  for (let frame = 0; frame < header.frames; frame++) {
    const decoded = await image.value.decode(frame);
    if (decoded.ok) levels.push(decoded.value.samples[0]);
  }
  return levels;
}

describe('single images of one series', () => {
  it('are one image of as many frames, in the order of their places', async () => {
    const folder = writeSlices(temporaryFolder(), {
      ...seven,
      'other.dcm': { sopClass: '1.2.840.10008.5.1.4.1.1.1.2', modality: 'MG', level: 9 },
    });
    const images = await found(folder);
    expect(images.map(({ header }) => header.frames)).toEqual([1, 7]);
    expect(namesOf(images[1])).toEqual(inOrder);
    expect(images[1].header).toMatchObject({
      laterality: 'L',
      viewPosition: 'MLO',
      kind: 'tomosynthesis',
      notices: [],
    });
    expect(await levelsOf(images[1])).toEqual([100, 200, 300, 400, 500, 600, 700]);
    expect(whyNotAnalysable(images[1].header)).toBeNull();
  });

  it('are put together across folders, in an archive, and each counts as a file', async () => {
    const folder = temporaryFolder();
    writeSlices(folder, { 'a/1': { z: 0, level: 1 }, 'b/2': { z: 1, level: 2 } });
    expect((await found(folder)).map(namesOf)).toEqual([['1', '2']]);
    const entries = Object.entries(seven).map(([name, options]) => [name, sliceFile(options)] as const);
    const archive = join(folder, 'tomo.zip');
    writeFileSync(archive, zipSync(Object.fromEntries(entries)));
    const told: string[] = [];
    for await (const one of scanStacks([archive])) told.push(one.type);
    expect(told).toEqual([...Array<string>(7).fill('held'), 'image']);
    const [zipped] = await found(archive);
    expect(namesOf(zipped)).toEqual(inOrder);
    expect(await levelsOf(zipped)).toEqual([100, 200, 300, 400, 500, 600, 700]);
  });

  it('of both breasts are two stacks; one slice alone is an image as any', async () => {
    const folder = writeSlices(temporaryFolder(), {
      l1: { z: 0 },
      l2: { z: 1 },
      r1: { z: 0, side: 'R', uid: '1.1' },
      r2: { z: 1, side: 'R', uid: '1.2' },
      alone: { series: '1.2.9' },
    });
    const images = await found(folder);
    expect(images.map(({ header: { laterality, frames } }) => `${laterality} ${frames}`).sort()).toEqual([
      'L 1',
      'L 2',
      'R 2',
    ]);
  });

  it('that are there twice count once, and that is told; slices of air alone are no copies', async () => {
    const air = { level: 0 };
    const folder = writeSlices(temporaryFolder(), {
      1: { z: 0, ...air },
      2: { z: 1, ...air },
      3: { z: 2, ...air },
    });
    expect((await found(folder)).map(namesOf)).toEqual([['1', '2', '3']]);
    for (const name of ['1', '2', '3']) copyFileSync(join(folder, name), join(folder, `copy of ${name}`));
    const [stack, ...others] = await found(folder);
    expect(others).toEqual([]);
    expect(namesOf(stack)).toEqual(['1', '2', '3']);
    expect(stack.header.notices).toEqual([
      '3 files hold slices that are there already; each slice counts once.',
    ]);
    // In another encoding, too.
    const deflated = sliceFile({ z: 1, ...air, transferSyntax: TransferSyntax.DeflatedExplicitLittle });
    writeFileSync(join(folder, 'copy of 2'), deflated);
    expect((await found(folder)).map(namesOf)).toEqual([['1', '2', '3']]);
  });

  it('have the identity of their contents, in order', async () => {
    const contentOf = async (slices: Readonly<Record<string, SliceOptions>>) =>
      (await found(writeSlices(temporaryFolder(), slices)))[0].content;
    const [one, two] = [
      { z: 0, level: 5 },
      { z: 1, level: 6 },
    ];
    const content = await contentOf({ a: one, b: two });
    expect(await contentOf({ b: one, a: two })).toBe(content);
    expect(await contentOf({ a: { z: 1, level: 5 }, b: { z: 0, level: 6 } })).not.toBe(content);
    expect(await contentOf({ a: one, b: two, c: { z: 2, level: 6 } })).not.toBe(content);
  });

  it('that cannot be shown together say why', async () => {
    const lossless = '1.2.840.10008.1.2.4.70';
    const folder = writeSlices(temporaryFolder(), {
      1: { z: 0 },
      2: { z: 1, transferSyntax: lossless, pixels: Uint8Array.of(255, 216, 255, 217) },
    });
    const [{ pixelProblem }] = await found(folder);
    expect(pixelProblem?.kind).toBe('unsupported');
    expect(pixelProblem?.message).toContain('compressed in different ways');
  });

  it('leave a slice that is cut off beside them, and say that it is missing', async () => {
    const folder = writeSlices(temporaryFolder(), {
      1: { z: 0 },
      2: { z: 1 },
      3: { z: 2 },
      4: { z: 3 },
      5: { z: 4 },
    });
    writeFileSync(join(folder, '3'), sliceFile({ z: 2 }).subarray(0, -10));
    const images = await found(folder);
    expect(images.map(({ header, pixelProblem }) => [header.frames, pixelProblem?.kind])).toEqual([
      [1, 'truncated'],
      [4, undefined],
    ]);
    expect(images[1].header.notices).toEqual(['1 of its slices seems to be missing, after frame 2.']);
  });

  it('of a CT are one image, which is no mammogram', async () => {
    const chest = {
      modality: 'CT',
      side: '',
      view: '',
      others: [element(Tag.BodyPartExamined, 'CS', 'CHEST')],
    };
    const folder = writeSlices(temporaryFolder(), { 1: { ...chest, z: 0 }, 2: { ...chest, z: 5 } });
    const [{ header }, ...others] = await found(folder);
    expect(others).toEqual([]);
    expect(header).toMatchObject({ frames: 2, kind: 'conventional', modality: 'CT' });
    expect(whyNotAnalysable(header)?.reason).toBe('no mammogram (modality CT)');
  });
});

describe('more slices than can wait', () => {
  it('are told by the series that got none for the longest time', async () => {
    const series = (name: string) =>
      [0, 1].map((z) => [`${name}${z}`, { z, series: `1.2.5.${name}` }] as const);
    const folder = writeSlices(
      temporaryFolder(),
      Object.fromEntries([...series('1'), ...series('2'), ...series('3')]),
    );
    const told: string[] = [];
    for await (const one of scanStacks([folder], 3)) {
      told.push(one.type === 'image' ? namesOf(one.image).join(' ') : one.type);
    }
    expect(told).toEqual(['held', 'held', 'held', 'held', '10 11', 'held', 'held', '20 21', '30 31']);
  });
});

describe('a stack in an exam', () => {
  it('is one image, also where a second folder or another encoding has it', async () => {
    const folder = temporaryFolder();
    const again = (name: string, more: SliceOptions) =>
      Object.fromEntries(
        Object.entries(seven).map(([file, options]) => [`${name}/${file}`, { ...options, ...more }]),
      );
    writeSlices(folder, { ...again('a', {}), ...again('b', { series: '1.2.5.2' }) });
    const { exams } = await gather([folder]);
    expect(exams[0].images).toHaveLength(1);
    expect(exams[0].images[0].notices).toEqual(['The same picture is in 1 more file; it counts once.']);
    writeSlices(
      folder,
      again('b', { series: '1.2.5.2', transferSyntax: TransferSyntax.DeflatedExplicitLittle }),
    );
    expect((await gather([join(folder, 'b')])).exams[0].images).toHaveLength(1);
  });

  it('takes side and view that are stated of any of its slices', async () => {
    const folder = writeSlices(temporaryFolder(), {
      'one.dcm': { z: 0, side: '' },
      'two.dcm': { z: 1, side: '' },
    });
    const sayings = sayingsOf([{ file: 'two.dcm', laterality: 'R', viewPosition: null }]);
    const { exams } = await gather([folder], { sayings });
    expect(exams[0].images.map(({ header: { laterality, frames } }) => [laterality, frames])).toEqual([
      ['R', 2],
    ]);
    expect(sayings.unused()).toEqual([]);
  });
});

describe.skipIf(lacks('shared cases'))(needing('case 05', 'shared cases'), () => {
  it('is one conventional view and one stack in slice order', async () => {
    const folder = join(sharedDir, 'cases', '05-tomo-as-ct-slices');
    const images = await found(folder);
    expect(
      images.map(({ header: { laterality, viewPosition, frames } }) => [laterality, viewPosition, frames]),
    ).toEqual([
      ['L', 'MLO', 1],
      ['L', 'MLO', 6],
    ]);
    expect(images[1].slices.map(({ file }) => relative(folder, file))).toEqual(
      [1, 2, 3, 4, 5, 6].map((at) => `slice${at}.dcm`),
    );
    expect(images[1].header.notices).toEqual(images[1].slices[0].header.notices);
    expect(await levelsOf(images[1])).toHaveLength(6);
  });
});
