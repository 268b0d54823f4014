import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readHeader } from '../../../imaging/dicom/header.ts';
import { parseDicom } from '../../../imaging/dicom/parse.ts';
import { Tag } from '../../../imaging/dicom/tags.ts';
import { TransferSyntax } from '../../../imaging/dicom/transferSyntax.ts';
import { openImage } from '../../../imaging/openImage.ts';
import { whyNotAnalysable } from '../../../main/library/analysable.ts';
import { lacks, needing, sharedDir } from '../../needs.ts';
import { element, encode, imageElements, part10 } from './build.ts';
import type { TestElement } from './build.ts';

const mammography = '1.2.840.10008.5.1.4.1.1.1.2';
const capture = '1.2.840.10008.5.1.4.1.1.7';

/** A DICOM file with an image of 2 x 3 pixels and these elements. */
function file(elements: readonly TestElement[], { sopClass = mammography, modality = 'MG' } = {}) {
  const all = [
    element(Tag.SopClassUid, 'UI', sopClass),
    element(Tag.Modality, 'CS', modality),
    ...elements,
    element(Tag.PixelData, 'OW', new Uint8Array(12)),
  ];
  return part10(TransferSyntax.ExplicitLittle, encode(imageElements(2, 3, 16, all)));
}

function header(elements: readonly TestElement[], more: Parameters<typeof file>[1] = {}) {
  const parsed = parseDicom(file(elements, more));
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const read = readHeader(parsed.value);
  if (!read.ok) throw new Error(read.problem.message);
  return read.value;
}

const imageType = (value: string) => header([element(Tag.ImageType, 'CS', value)]).kind;

describe('kind of image', () => {
  it.each([
    ['ORIGINAL\\PRIMARY', 'conventional'],
    ['DERIVED\\PRIMARY\\\\LEFT', 'conventional'],
    ['ORIGINAL\\PRIMARY\\POST_CONTRAST\\\\LOW_ENERGY', 'low-energy'],
    ['ORIGINAL\\PRIMARY\\POST_CONTRAST\\\\HIGH_ENERGY', 'high-energy'],
    ['DERIVED\\PRIMARY\\POST_CONTRAST\\SUBTRACTION\\RECOMBINED', 'recombined'],
    ['DERIVED\\PRIMARY\\post contrast\\\\low energy', 'low-energy'],
    ['DERIVED\\PRIMARY\\TOMOSYNTHESIS\\GENERATED_2D', 'synthetic'],
    ['DERIVED\\PRIMARY\\TOMOSYNTHESIS\\NONE', 'tomosynthesis'],
    ['DERIVED\\PRIMARY\\TOMO\\LEFT', 'tomosynthesis'],
    ['ORIGINAL\\PRIMARY\\TOMO_PROJ\\RIGHT', 'projection'],
    ['ORIGINAL\\PRIMARY\\STEREO_SCOUT', 'biopsy'],
  ])('%s is %s', (value, kind) => {
    expect(imageType(value)).toBe(kind);
  });

  it('is told by the SOP class and the number of frames where Image Type does not', () => {
    const of = (sopClass: string, modality = 'MG') => header([], { sopClass, modality }).kind;
    expect(of('1.2.840.10008.5.1.4.1.1.13.1.3')).toBe('tomosynthesis');
    expect(of('1.2.840.10008.5.1.4.1.1.13.1.4')).toBe('projection');
    expect(of('1.2.840.10008.5.1.4.1.1.2')).toBe('tomosynthesis');
    expect(of('1.2.840.10008.5.1.4.1.1.2', 'CT')).toBe('conventional');
    expect(header([element(Tag.NumberOfFrames, 'IS', '41')]).kind).toBe('tomosynthesis');
  });

  it.each([
    ['L CC C-View', mammography, 'synthetic'],
    ['S-View', mammography, 'synthetic'],
    ['CESM recombined', mammography, 'recombined'],
    ['ROI mask images', capture, 'mask'],
    ['cropped images', capture, 'crop'],
    ['Dose Report', capture, 'page'],
    ['Exam protocol', mammography, 'conventional'],
    ['full mammogram images', capture, 'conventional'],
    ['L CC view', mammography, 'conventional'],
  ])('is told by the description %j of %s at last, and that is said', (description, sopClass, kind) => {
    const read = header([element(Tag.SeriesDescription, 'LO', description)], { sopClass });
    expect(read.kind).toBe(kind);
    expect(read.notices.some((notice) => notice.includes('by its description alone'))).toBe(
      kind !== 'conventional',
    );
  });

  it.each([
    ['DERIVED\\SECONDARY\\\\THUMBNAIL', 'THUMBNAIL'],
    ['DERIVED\\SECONDARY\\CAD', 'CAD'],
  ])('is no view where Image Type says %s, and that is said', (value, said) => {
    const read = header([
      element(Tag.ImageType, 'CS', value),
      element(Tag.ImageLaterality, 'CS', 'L'),
      element(Tag.ViewPosition, 'CS', 'CC'),
    ]);
    expect(read.kind).toBe('page');
    expect(whyNotAnalysable(read)).toEqual({ reason: 'a page of text or a screenshot', canBeForced: true });
    expect(read.notices).toEqual([`Image Type says ${said}: a copy, not the image as it was acquired.`]);
  });

  it('is a scanned page where the conversion says so', () => {
    expect(header([element(Tag.ConversionType, 'CS', 'SD')], { sopClass: capture }).kind).toBe('page');
  });
});

describe('side and view', () => {
  it('are told to contradict each other, and which is believed', () => {
    const read = header([
      element(Tag.Laterality, 'CS', 'R'),
      element(Tag.ImageLaterality, 'CS', 'L'),
      element(Tag.ViewPosition, 'CS', 'R MLO'),
    ]);
    expect(read.laterality).toBe('L');
    expect(read.notices).toEqual([
      'Image Laterality says left, Laterality right, View Position right: taken as left.',
    ]);
    expect(header([element(Tag.ImageLaterality, 'CS', 'left')])).toMatchObject({
      laterality: 'L',
      notices: [],
    });
  });

  it('are no contradiction where one says more than the other', () => {
    const code = element(Tag.ViewCodeSequence, 'SQ', [
      [element(Tag.CodeValue, 'SH', '399192008'), element(Tag.CodingSchemeDesignator, 'SH', 'SCT')],
    ]);
    expect(header([code, element(Tag.ViewPosition, 'CS', 'CC')])).toMatchObject({
      viewPosition: 'XCCL',
      notices: [],
    });
    expect(header([code, element(Tag.ViewPosition, 'CS', 'MLO')]).notices).toEqual([
      'View Code says XCCL, View Position MLO: taken as XCCL.',
    ]);
  });

  it('come from descriptions where nothing else says them, never from a lone letter', () => {
    const described = (tag: number, value: string) => header([element(tag, 'LO', value)]);
    expect(described(Tag.SeriesDescription, 'L MLO Tomosynthesis')).toMatchObject({
      laterality: 'L',
      viewPosition: 'MLO',
      notices: ['Side and view by the series description alone.'],
    });
    expect(described(Tag.AcquisitionDeviceProcessingDescription, 'RMLO')).toMatchObject({
      laterality: 'R',
      viewPosition: 'MLO',
    });
    expect(described(Tag.SeriesDescription, 'Series L')).toMatchObject({
      laterality: null,
      viewPosition: null,
    });
    expect(described(Tag.PatientId, 'L-CC-1')).toMatchObject({ laterality: null, viewPosition: null });
  });

  it('come from the file name at last, and that is said', () => {
    const open = (name: string, elements: readonly TestElement[] = []) => {
      const opened = openImage(file(elements), name);
      if (!opened.ok) throw new Error(opened.problem.message);
      return opened.value.header;
    };
    expect(open('20588216_MG_R_CC_ANON.dcm')).toMatchObject({
      laterality: 'R',
      viewPosition: 'CC',
      notices: ["The header does not say the side and view: taken from the file's name."],
    });
    expect(open('IM-L-0001.dcm')).toMatchObject({ laterality: null, notices: [] });
    // What contradicts the header is believed in nothing.
    expect(open('L-CC.dcm', [element(Tag.ImageLaterality, 'CS', 'R')])).toMatchObject({
      laterality: 'R',
      viewPosition: null,
      notices: [],
    });
    expect(open('lesion_mask_2.dcm').kind).toBe('mask');
    expect(open('unmasked.dcm').kind).toBe('conventional');
  });
});

describe('what is analysed', () => {
  const why = (elements: readonly TestElement[], more: Parameters<typeof file>[1] = {}) =>
    whyNotAnalysable(header(elements, more))?.reason ?? null;
  const digital = '1.2.840.10008.5.1.4.1.1.1.1';

  it.each([
    [[], {}, null],
    [[element(Tag.BodyPartExamined, 'CS', 'BREAST')], { sopClass: digital, modality: 'DX' }, null],
    [[element(Tag.BodyPartExamined, 'CS', 'Mama')], { sopClass: capture, modality: 'CR' }, null],
    [[element(Tag.ViewPosition, 'CS', 'MLO')], { sopClass: capture, modality: 'OT' }, null],
    [[], { modality: 'CT', sopClass: '1.2.840.10008.5.1.4.1.1.2' }, 'no mammogram (modality CT)'],
    [
      [element(Tag.BodyPartExamined, 'CS', 'CHEST')],
      { sopClass: digital, modality: 'DX' },
      'no mammogram (modality DX, body part CHEST)',
    ],
    [[], { sopClass: digital, modality: 'DX' }, 'no mammogram (modality DX, no word of a breast)'],
    [[element(Tag.BodyPartExamined, 'CS', 'HAND')], { sopClass: capture }, 'no mammogram (body part HAND)'],
    [[element(Tag.PresentationIntentType, 'CS', 'FOR PROCESSING')], {}, 'For Processing'],
    [[element(Tag.ImageType, 'CS', 'DERIVED\\PRIMARY\\\\SUBTRACTION\\RECOMBINED')], {}, 'a recombined image'],
    [
      [element(Tag.SeriesDescription, 'LO', 'Dose report')],
      { sopClass: capture },
      'a page of text or a screenshot',
    ],
  ] as const)('%#: %j', (elements, more, reason) => {
    expect(why(elements, more)).toBe(reason);
  });
});

describe.skipIf(lacks('shared'))(needing('files as people have them', 'shared'), () => {
  const open = (name: string) => {
    const opened = openImage(readFileSync(join(sharedDir, 'cases', name)), name.replace(/^.*\//, ''));
    if (!opened.ok) throw new Error(opened.problem.message);
    return opened.value.header;
  };

  it.each([
    ['04-cem/1-L-CC-recombined.dcm', 'recombined', 'a recombined image'],
    ['04-cem/2-R-CC-low-energy.dcm', 'low-energy', null],
    ['04-cem/3-L-CC-high-energy-raw.dcm', 'high-energy', 'a high-energy image'],
    ['05-tomo-as-ct-slices/slice1.dcm', 'tomosynthesis', null],
    ['20-raw-and-processed/L-CC-raw.dcm', 'conventional', 'For Processing'],
    ['20-raw-and-processed/L-CC.dcm', 'conventional', null],
  ])('%s is %s, not analysed because of %j', (name, kind, reason) => {
    expect(open(name).kind).toBe(kind);
    expect(whyNotAnalysable(open(name))?.reason ?? null).toBe(reason);
  });

  it('16: contradicting sides are told', () => {
    // Of both images the magnification is not told.
    const atDetector = expect.stringMatching(/^Sizes are at the detector/);
    expect(open('16-laterality-contradicts/image-L-series-R.dcm')).toMatchObject({
      laterality: 'L',
      notices: ['Image Laterality says left, Laterality right: taken as left.', atDetector],
    });
    expect(open('16-laterality-contradicts/R.dcm').notices).toEqual([atDetector]);
  });

  it('18: views as written', () => {
    const views = Array.from({ length: 9 }, (_, at) => {
      const { laterality, viewPosition, viewModifiers } = open(`18-views-as-written/${at + 1}.dcm`);
      return [laterality, viewPosition, ...viewModifiers];
    });
    expect(views).toEqual([
      ['R', 'CC'],
      ['L', 'MLO'],
      [null, 'MLO'],
      [null, 'XCC'],
      [null, 'CC'],
      [null, 'MLO'],
      [null, 'MLO'],
      ['R', 'CC'],
      [null, 'MLO', 'AT'],
    ]);
  });

  it('19: a film, its mask, and a part cut out of it', () => {
    const lesion =
      '19-cbis-ddsm/Mass-Training_P_99999_LEFT_CC_1/07-21-2016-DDSM-2/1.000000-ROI mask images-2';
    const film =
      '19-cbis-ddsm/Mass-Training_P_99999_LEFT_CC/07-20-2016-DDSM-1/1.000000-full mammogram images-1';
    expect(open(`${film}/1-1.dcm`)).toMatchObject({
      kind: 'conventional',
      laterality: 'L',
      viewPosition: 'CC',
    });
    expect(whyNotAnalysable(open(`${film}/1-1.dcm`))).toBe(null);
    expect(open(`${lesion}/1-1.dcm`).kind).toBe('crop');
    expect(open(`${lesion}/1-2.dcm`).kind).toBe('mask');
    expect(whyNotAnalysable(open(`${lesion}/1-2.dcm`))?.reason).toBe('a mask');
  });

  it('41: the side that only the name says', () => {
    expect(open('41-side-in-file-name/L-CC.dcm')).toMatchObject({ laterality: 'L', viewPosition: 'CC' });
    expect(open('41-side-in-file-name/20588216_MG_R_CC_ANON.dcm')).toMatchObject({
      laterality: 'R',
      viewPosition: 'CC',
    });
  });
});
