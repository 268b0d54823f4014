import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { besideInWords } from '../../../contract/beside.ts';
import { Tag } from '../../../imaging/dicom/tags.ts';
import { TransferSyntax } from '../../../imaging/dicom/transferSyntax.ts';
import { gather } from '../../../main/library/gather.ts';
import type { GatheredExam } from '../../../main/library/gather.ts';
import { element, encode, imageElements, part10 } from '../../imaging/dicom/build.ts';
import { lacks, needing, sharedDir } from '../../needs.ts';
import { temporaryFolder } from '../store/temporaryFolder.ts';

interface Made {
  readonly uid?: string;
  readonly study?: string;
  readonly side?: string;
  readonly view?: string;
  readonly modality?: string;
  readonly id?: string;
  readonly name?: string;
  readonly birthDate?: string;
  readonly pixels?: Uint8Array;
  readonly deflated?: boolean;
}

const [rows, columns] = [64, 96];

/** Noise, different for each `seed`. */
function noise(seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length: rows * columns * 2 }, (_, at) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return at % 2 === 0 ? state >>> 24 : (state >>> 20) & 0x0f;
  });
}

function dicom(made: Made): Uint8Array {
  const elements = imageElements(rows, columns, 16, [
    element(Tag.SopInstanceUid, 'UI', made.uid ?? '1.2.3.4'),
    element(Tag.PatientName, 'PN', made.name ?? 'Doe^Jane'),
    element(Tag.PatientId, 'LO', made.id ?? 'P1'),
    element(Tag.PatientBirthDate, 'DA', made.birthDate ?? '19600101'),
    element(Tag.StudyInstanceUid, 'UI', made.study ?? '1.2'),
    element(Tag.ImageLaterality, 'CS', made.side ?? 'R'),
    element(Tag.ViewPosition, 'CS', made.view ?? 'CC'),
    element(Tag.Modality, 'CS', made.modality ?? 'MG'),
    element(Tag.PixelData, 'OW', made.pixels ?? noise(1)),
  ]);
  return made.deflated
    ? part10(TransferSyntax.DeflatedExplicitLittle, deflateRawSync(encode(elements)))
    : part10(TransferSyntax.ExplicitLittle, encode(elements));
}

function folderOf(files: Readonly<Record<string, Made>>): string {
  const folder = temporaryFolder();
  for (const [name, made] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), dicom(made));
  }
  return folder;
}

const views = ({ images }: GatheredExam) =>
  images.map(({ header }) => `${header.laterality} ${header.viewPosition}`).sort();

describe('one SOP Instance UID for several images', () => {
  it.each(['1.2.3.4', ''])('(%j) hides none of them, and is told', async (uid) => {
    const folder = folderOf({
      'a.dcm': { uid, side: 'R', view: 'CC', pixels: noise(1) },
      'b.dcm': { uid, side: 'L', view: 'CC', pixels: noise(2) },
      'c.dcm': { uid, side: 'R', view: 'MLO', pixels: noise(3) },
      // A second exposure of one view.
      'd.dcm': { uid, side: 'R', view: 'MLO', pixels: noise(4) },
    });
    const { exams } = await gather([folder]);
    expect(exams.map(views)).toEqual([['L CC', 'R CC', 'R MLO', 'R MLO']]);
    expect(exams[0].notices[0]).toMatch(/^4 images have (no|the same) SOP Instance UID; each is shown\.$/);
    for (const { notices } of exams[0].images) expect(notices[0]).toContain('SOP Instance UID');
  });

  it('does not make copies of pictures that differ in one pixel', async () => {
    const almost = noise(1);
    almost[almost.length - 2] ^= 1;
    const { exams } = await gather([folderOf({ 'a.dcm': {}, 'b.dcm': { pixels: almost } })]);
    expect(exams[0].images).toHaveLength(2);
  });

  it.each([{ side: 'L' }, { view: 'MLO' }, { modality: 'CT' }])(
    'nor of one that is said to be %j',
    async (said) => {
      const { exams } = await gather([folderOf({ 'a.dcm': {}, 'b.dcm': said })]);
      expect(exams[0].images).toHaveLength(2);
    },
  );
});

describe('one picture under two names', () => {
  const told = async (...made: readonly Made[]) => {
    const files = made.map((one, at) => [`${at}.dcm`, { uid: `1.2.3.${at}`, ...one }] as const);
    const { exams } = await gather([folderOf(Object.fromEntries(files))]);
    return exams.flatMap(({ images }) => images).map(({ notices }) => notices);
  };

  it('is told on each image: of both breasts, and of both views', async () => {
    expect(await told({ side: 'L' }, { side: 'R' }, { view: 'MLO', pixels: noise(2) })).toEqual([
      ['Its pixels are also those of R CC; check which of them it is.'],
      ['Its pixels are also those of L CC; check which of them it is.'],
      [],
    ]);
    expect(await told({ view: 'CC' }, { view: 'MLO' })).toEqual([
      ['Its pixels are also those of R MLO; check which of them it is.'],
      ['Its pixels are also those of R CC; check which of them it is.'],
    ]);
  });

  it('is not told of pictures that differ in one pixel', async () => {
    // Far from the middle, which is all that a scan reads.
    const almost = noise(1);
    almost[0] ^= 1;
    expect(await told({ view: 'CC' }, { view: 'MLO', pixels: almost })).toEqual([[], []]);
  });

  it('is told on both exams where it is of two patients', async () => {
    const other = { study: '1.3', id: 'P2', name: 'Roe^Mary', birthDate: '19511224' };
    const folder = folderOf({
      'a.dcm': { uid: '1' },
      'b.dcm': { uid: '2', side: 'L', ...other },
      'c.dcm': { uid: '3', side: 'L', study: '1.4', pixels: noise(3) },
      // The same woman's, once more.
      'd.dcm': { uid: '4', side: 'L', study: '1.5', pixels: noise(3) },
    });
    const { exams } = await gather([folder]);
    expect(exams.map(({ notices }) => notices)).toEqual([
      ['Its R CC is also in an exam of another patient; check whose it is.'],
      ['Its L CC is also in an exam of another patient; check whose it is.'],
      [],
      [],
    ]);
  });
});

describe('the same picture twice', () => {
  it.each<[string, Made]>([
    ['byte for byte', {}],
    ['under another UID', { uid: '1.2.3.5' }],
    ['deflated', { deflated: true }],
  ])('%s is one', async (_, copy) => {
    const { exams } = await gather([folderOf({ 'a.dcm': {}, 'b/copy.dcm': copy })]);
    expect(exams).toHaveLength(1);
    expect(exams[0].images).toMatchObject([{ copies: [expect.stringContaining('copy.dcm')] }]);
    expect(exams[0].images[0].notices).toEqual(['The same picture is in 1 more file; it counts once.']);
    expect(exams[0].notices).toEqual([]);
  });
});

describe('patients', () => {
  it('without identifiers in one folder are told by their names', async () => {
    const nobody = { id: '', study: '' };
    const { exams } = await gather([
      folderOf({
        'a1.dcm': { ...nobody, uid: '1', side: 'L', name: 'Case^A', pixels: noise(1) },
        'a2.dcm': { ...nobody, uid: '2', side: 'R', name: 'Case^A', pixels: noise(2) },
        'b1.dcm': { ...nobody, uid: '3', side: 'L', name: 'Case^B', pixels: noise(3) },
        'b2.dcm': { ...nobody, uid: '4', side: 'R', name: 'Case^B', pixels: noise(4) },
      }),
    ]);
    expect(exams.map(views)).toEqual([
      ['L CC', 'R CC'],
      ['L CC', 'R CC'],
    ]);
    for (const { notices } of exams) expect(notices).toEqual([expect.stringContaining('Two patients')]);
  });

  it.each(['P1', 'P2'])('of one study are never one exam in silence (second ID %s)', async (id) => {
    const { exams } = await gather([
      folderOf({
        'l.dcm': { uid: '1', side: 'L' },
        'r.dcm': { uid: '2', id, name: 'Roe^Mary', birthDate: '19520303', pixels: noise(2) },
      }),
    ]);
    expect(exams.map(views)).toEqual([['L CC'], ['R CC']]);
    for (const { notices } of exams) expect(notices).toEqual([expect.stringContaining('Two patients')]);
  });
});

describe.skipIf(lacks('shared'))(needing('files as people have them', 'shared'), () => {
  const of = (name: string) => gather([join(sharedDir, 'cases', name)]);

  it.each(['deflated', 'uncompressed'])('13 %s: four views, and a notice', async (variant) => {
    const { exams, problems } = await of(`13-one-sop-uid-for-all/${variant}`);
    expect(exams.map(views)).toEqual([['L CC', 'L MLO', 'R CC', 'R MLO']]);
    expect(exams[0].notices).toEqual(['4 images have the same SOP Instance UID; each is shown.']);
    expect(problems).toEqual([]);
  });

  it('13 empty: both', async () => {
    const { exams } = await of('13-one-sop-uid-for-all/empty');
    expect(exams.map(views)).toEqual([['L CC', 'R CC']]);
  });

  it('13 copied: each once', async () => {
    const folder = temporaryFolder();
    for (const copy of ['one', 'two']) {
      cpSync(join(sharedDir, 'cases/13-one-sop-uid-for-all/uncompressed'), join(folder, copy), {
        recursive: true,
      });
    }
    const { exams } = await gather([folder]);
    expect(exams[0].images.map(({ copies }) => copies.length)).toEqual([1, 1, 1, 1]);
  });

  it('22: what stands beside, by kind', async () => {
    const { exams, problems, skipped } = await of('22-reports-beside');
    expect(exams).toMatchObject([
      {
        images: [{}, {}],
        beside: [
          { kind: 'PDF document', count: 1 },
          { kind: 'key object selection', count: 1 },
          { kind: 'mammography CAD report', count: 1 },
          { kind: 'presentation state', count: 1 },
        ],
      },
    ]);
    expect([problems, skipped]).toEqual([[], 0]);
  });

  it('12: names in character sets that are misspelt, or not declared', async () => {
    const { exams } = await of('12-character-sets');
    expect(exams.map(({ images }) => images[0].header.patientName)).toEqual(['Müller^Zoë', 'Müller^Zoë']);
  });

  it('32: two women without identifiers are two exams', async () => {
    const { exams } = await of('32-no-identifiers');
    expect(exams.map(views)).toEqual([
      ['L CC', 'R CC'],
      ['L CC', 'R CC'],
    ]);
  });

  it.each(['different-ids', 'same-id'])('33 %s: two exams, each with a notice', async (variant) => {
    const { exams } = await of(`33-two-patients-one-study/${variant}`);
    expect(exams.map(views).sort()).toEqual([['L CC'], ['R CC']]);
    for (const { notices } of exams) expect(notices).toEqual([expect.stringContaining('Two patients')]);
  });
});

describe('masks and cut-outs of an archived film', () => {
  const film = 'Mass-Training_P_00001_LEFT_CC';
  const files = {
    'film.dcm': { uid: '1', study: '1.1', id: film, name: film, side: '', view: '' },
    'mask.dcm': {
      uid: '2',
      study: '1.2',
      id: `${film}_1`,
      name: `${film}_1`,
      side: '',
      view: '',
      pixels: noise(2),
    },
  };

  it('are exams of their own, and told with the film', async () => {
    const { exams } = await gather([folderOf(files)]);
    const byPatient = new Map(exams.map((exam) => [exam.images[0].header.patientId, exam.beside]));
    // In 16 bits, a lesion's image is what was cut out.
    expect(byPatient.get(film)).toEqual([{ kind: 'crop of L CC', count: 1 }]);
    expect(byPatient.get(`${film}_1`)).toEqual([]);
    expect(besideInWords([{ kind: 'mask of L CC', count: 2 }])).toBe('2 masks of L CC');
  });

  it.skipIf(lacks('shared cases'))('as case 19 has them', async () => {
    const { exams } = await gather([join(sharedDir, 'cases', '19-cbis-ddsm')]);
    expect(exams.map(({ beside }) => besideInWords(beside)).filter((words) => words !== '')).toEqual([
      '1 crop of L CC, 1 mask of L CC',
    ]);
  });
});
