import { describe, expect, it } from 'vitest';
import type { ImageHeader } from '../../../contract/image.ts';
import type { FoundImage } from '../../../main/library/scan.ts';
import { statedFields } from '../../../main/library/imageStatement.ts';
import { ageYears, listedImage } from '../../../main/room/listedImage.ts';
import { imageHeader } from '../../fixtures/imageHeader.ts';

function found(header: Partial<ImageHeader> = {}, more: Partial<FoundImage> = {}): FoundImage {
  return {
    file: 'named/a.dcm',
    location: { file: '/real/a.dcm', entry: '' },
    sizeBytes: 10,
    modifiedMs: 20.5,
    header: imageHeader({ laterality: 'L', ...header }),
    wrapped: false,
    content: 'native:0',
    pixelProblem: null,
    slices: [],
    ...more,
  };
}

const studyKey = (image: FoundImage) => listedImage(image).exam.studyKey;

describe('age at the study', () => {
  it.each([
    ['058Y', '', '', 58],
    ['006M', '', '', 0],
    ['030M', '', '', 2],
    ['104W', '', '', 1],
    ['800D', '', '', 2],
    ['', '19600302', '20260302', 66],
    ['', '19600303', '20260302', 65],
    ['58', '19600101', '20260302', 66],
    ['', '19600101', '', null],
    ['', '', '20260302', null],
    ['', '20300101', '20260302', null],
    ['999Y', '', '', null],
    ['058 y', '', '', 58],
    ['000Y', '', '', null],
    ['000Y', '19600302', '20260302', 66],
    ['', '1960', '20260302', null],
  ])('%j, born %j, study %j: %j', (patientAge, patientBirthDate, studyDate, age) => {
    expect(ageYears({ patientAge, patientBirthDate, studyDate })).toBe(age);
  });
});

describe('images of one exam', () => {
  it('have the same study; whose they are is kept for each', () => {
    expect(studyKey(found({ patientId: 'P' }))).toBe(studyKey(found({ patientId: 'Q', laterality: 'R' })));
    const said = { patientId: 'P', patientName: 'Doe^Jane', patientSex: 'F', issuerOfPatientId: 'A' };
    expect(listedImage(found(said)).patient).toEqual({
      id: 'P',
      issuer: 'A',
      name: 'Doe^Jane',
      birthDate: '',
      sex: 'F',
    });
  });

  it('are told by where they are, not by the way that was taken there', () => {
    const picture = { wrapped: true, location: { file: '/real/R_CC.png', entry: '' } };
    expect(studyKey(found({}, { ...picture, file: 'one/way/R_CC.png' }))).toBe(
      studyKey(found({}, { ...picture, file: 'other/R_CC.png' })),
    );
  });
});

describe('what is said of an image', () => {
  it('holds what hanging needs', () => {
    const spacing = { rowMm: 0.1, columnMm: 0.2, source: 'PixelSpacing' } as const;
    expect(listedImage(found({ spacing, viewPosition: 'MLO', frames: 3 }))).toMatchObject({
      file: '/real/a.dcm',
      sizeBytes: 10,
      modifiedMs: 20.5,
      fields: {
        laterality: 'L',
        view: 'MLO',
        frames: 3,
        spacingMm: { row: 0.1, column: 0.2 },
        problem: null,
      },
    });
  });

  it.each([
    [{ laterality: null }, 'no side stated'],
    [{ modality: 'CT' }, 'no mammogram (modality CT)'],
    [{ samplesPerPixel: 3 }, 'a colour image'],
    [{ modality: 'DX', viewPosition: 'CC' } as const, null],
    [{}, null],
  ])('%j: not analysed because of %j', (header, reason) => {
    expect(statedFields(listedImage(found(header)).fields, null).notAnalysed).toBe(reason);
  });

  it.each([
    [{ modality: 'CT' }, false],
    [{ kind: 'mask' }, false],
    [{ kind: 'recombined' }, true],
    [{ presentationIntent: 'FOR PROCESSING' }, true],
    [{ laterality: null }, true],
  ] as const)('%j: a mammogram %j', (header, expected) => {
    expect(listedImage(found(header)).fields.isMammogram).toBe(expected);
  });

  it('names no file in its problem', () => {
    const pixelProblem = { kind: 'truncated', message: 'Cut.', file: '/real/a.dcm' } as const;
    expect(listedImage(found({}, { pixelProblem })).fields.problem).toEqual({
      kind: 'truncated',
      message: 'Cut.',
    });
  });
});
