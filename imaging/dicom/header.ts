import { fail, ok } from '../../contract/problem.ts';
import type { Result } from '../../contract/problem.ts';
import type { ImageHeader } from '../../contract/image.ts';
import { readAcquired } from './acquired.ts';
import { readFrameValues } from './frameValues.ts';
import { readMeaning } from './meaning.ts';
import { type BareHeader, headerNotices } from './notices.ts';
import type { DicomFile } from './parse.ts';
import { breastTomosynthesis, intentOfSopClass, readIntent } from './presentationIntent.ts';
import { readSlicePlace } from './slicePlace.ts';
import { bare, dateOf, enumerated } from './spelling.ts';
import { Tag } from './tags.ts';
import { TransferSyntax, isNative } from './transferSyntax.ts';
import { number, text } from './values.ts';
import type { DataSet } from './values.ts';

/** Samples per frame that the program accepts; the largest mammograms, digitised films, have 40 million. */
const maximumNativeSamples = 2 ** 28;
/** The same for compressed frames, whose decoders need up to ten bytes for a sample. */
const maximumCompressedSamples = 2 ** 26;

/**
 * What the image says of itself. Problems: `not-an-image` for DICOM objects without pixels (reports, presentation
 * states), `unsupported` and `corrupt` for pixel descriptions that make no sense, `too-large`, and the file's own
 * problem where it ends before its pixels are described.
 */
export function readHeader(file: DicomFile): Result<ImageHeader> {
  const { dataSet } = file;
  const layout = readLayout(file);
  if (!layout.ok) return layout;
  const { signed } = layout.value;
  const { notices, ...meaning } = readMeaning(dataSet);
  const header: BareHeader = {
    transferSyntaxUid: file.transferSyntaxUid,
    sopClassUid: text(dataSet, Tag.SopClassUid) || text(file.meta, Tag.MediaStorageSopClassUid),
    sopInstanceUid: text(dataSet, Tag.SopInstanceUid),
    studyInstanceUid: text(dataSet, Tag.StudyInstanceUid),
    seriesInstanceUid: text(dataSet, Tag.SeriesInstanceUid),
    modality: bare(text(dataSet, Tag.Modality)),
    patientId: text(dataSet, Tag.PatientId),
    patientName: text(dataSet, Tag.PatientName),
    patientBirthDate: dateOf(text(dataSet, Tag.PatientBirthDate)),
    patientSex: bare(text(dataSet, Tag.PatientSex)),
    issuerOfPatientId: text(dataSet, Tag.IssuerOfPatientId),
    patientAge: text(dataSet, Tag.PatientAge),
    accessionNumber: text(dataSet, Tag.AccessionNumber),
    studyDate: dateOf(text(dataSet, Tag.StudyDate)),
    studyDescription: text(dataSet, Tag.StudyDescription),
    manufacturer: text(dataSet, Tag.Manufacturer),
    manufacturerModelName: text(dataSet, Tag.ManufacturerModelName),
    ...meaning,
    presentationIntent: readIntent(dataSet),
    seriesDescription: text(dataSet, Tag.SeriesDescription),
    acquired: readAcquired(dataSet),
    instanceNumber: number(dataSet, Tag.InstanceNumber, 'IS'),
    ...layout.value,
    ...readFrameValues(dataSet, signed, 0),
    padding: readPadding(dataSet, signed),
    lossy: /^0?1$/.test(text(dataSet, Tag.LossyImageCompression)) || alwaysLossy.has(file.transferSyntaxUid),
    slice: null,
    phantom: text(dataSet, Tag.InstitutionName) === phantomInstitution,
  };
  const slice = readSlicePlace(dataSet, header);
  return ok({ ...header, slice, notices: [...notices, ...headerNotices(header, dataSet)] });
}

/** Institution Name (0008,0080) of the phantom generator's images; whoever removes it makes them images of unknown origin. */
export const phantomInstitution = 'Mammoscope phantom generator';

const alwaysLossy: ReadonlySet<string> = new Set([TransferSyntax.JpegBaseline, TransferSyntax.JpegExtended]);

type Layout = Pick<
  ImageHeader,
  | 'rows'
  | 'columns'
  | 'frames'
  | 'samplesPerPixel'
  | 'bitsAllocated'
  | 'bitsStored'
  | 'highBit'
  | 'signed'
  | 'photometricInterpretation'
>;

/** Image Pixel Module (PS3.3 C.7.6.3), checked. */
function readLayout(file: DicomFile): Result<Layout> {
  const { dataSet } = file;
  const rows = number(dataSet, Tag.Rows, 'US');
  const columns = number(dataSet, Tag.Columns, 'US');
  if (rows === null || columns === null) return noImage(file);
  if (rows < 1 || columns < 1) return fail('corrupt', `The image has ${rows} rows and ${columns} columns.`);
  const bitsAllocated = number(dataSet, Tag.BitsAllocated, 'US');
  if (bitsAllocated === null) return noImage(file);
  const samplesPerPixel = number(dataSet, Tag.SamplesPerPixel, 'US') ?? 1;
  const bitsStored = number(dataSet, Tag.BitsStored, 'US') ?? bitsAllocated;
  const saidHighBit = number(dataSet, Tag.HighBit, 'US') ?? bitsStored - 1;
  // What cannot be is a writer's mistake, and told (`headerNotices`).
  const highBit = saidHighBit < bitsStored || saidHighBit >= bitsAllocated ? bitsStored - 1 : saidHighBit;
  // Zero is a writer's mistake for one.
  const frames = number(dataSet, Tag.NumberOfFrames, 'IS') || 1;
  if (dataSet.elements.has(Tag.FloatPixelData) || dataSet.elements.has(Tag.DoubleFloatPixelData)) {
    return fail('unsupported', 'The image has floating-point pixels, which this program does not read.');
  }
  if (![1, 8, 16, 32].includes(bitsAllocated)) {
    return fail(
      'unsupported',
      `The image has ${bitsAllocated} bits per sample; 1, 8, 16 and 32 can be read.`,
    );
  }
  if (samplesPerPixel !== 1 && samplesPerPixel !== 3) {
    return fail('unsupported', `The image has ${samplesPerPixel} samples per pixel; 1 and 3 can be read.`);
  }
  if (bitsStored < 1 || bitsStored > bitsAllocated) {
    const bits = `${bitsAllocated} allocated, ${bitsStored} stored`;
    return fail('corrupt', `The description of the pixels' bits contradicts itself (${bits}).`);
  }
  if (!Number.isInteger(frames) || frames < 1) return fail('corrupt', `The image has ${frames} frames.`);
  const most = isNative(file.transferSyntaxUid) ? maximumNativeSamples : maximumCompressedSamples;
  if (rows * columns * samplesPerPixel > most) {
    return fail('too-large', `The image is said to have ${columns} x ${rows} pixels, more than can be read.`);
  }
  const photometric = readPhotometric(dataSet);
  return ok({
    rows,
    columns,
    frames,
    samplesPerPixel,
    bitsAllocated,
    bitsStored,
    highBit,
    signed: (number(dataSet, Tag.PixelRepresentation, 'US') ?? 0) === 1,
    photometricInterpretation: photometric || (samplesPerPixel === 1 ? 'MONOCHROME2' : 'RGB'),
  });
}

/** Photometric Interpretation (PS3.3 C.7.6.3.1.2), in the standard's spelling where it means one of these. */
function readPhotometric(dataSet: DataSet): string {
  const written = text(dataSet, Tag.PhotometricInterpretation).toUpperCase();
  return enumerated(written.replace('COLOUR', 'COLOR'), photometricInterpretations) ?? written;
}

const photometricInterpretations = [
  'MONOCHROME1',
  'MONOCHROME2',
  'PALETTE COLOR',
  'RGB',
  'YBR_FULL',
  'YBR_FULL_422',
  'YBR_PARTIAL_422',
  'YBR_PARTIAL_420',
  'YBR_ICT',
  'YBR_RCT',
] as const;

function noImage(file: DicomFile): Result<never> {
  if (file.problem !== null) return { ok: false, problem: file.problem };
  if (file.pixelData !== null) return fail('corrupt', 'The file has pixel data but does not describe them.');
  const sopClass = text(file.dataSet, Tag.SopClassUid) || text(file.meta, Tag.MediaStorageSopClassUid);
  if (intentOfSopClass(sopClass) !== null || sopClass === breastTomosynthesis) {
    return fail('truncated', 'The file ends before its pixels are described; copy it again from its origin.');
  }
  return fail('not-an-image', 'The DICOM file holds no image (a report or another kind of object).');
}

/**
 * Pixel Padding Value and Range Limit. They are the same bits whether they are written as signed or not, and mean what Pixel
 * Representation says (PS3.3 C.7.5.1.1.2): writers mix the two up.
 */
function readPadding(dataSet: DataSet, signed: boolean): { low: number; high: number } | null {
  const vr = signed ? 'SS' : 'US';
  const value = number(dataSet, Tag.PixelPaddingValue, vr);
  if (value === null) return null;
  const limit = number(dataSet, Tag.PixelPaddingRangeLimit, vr) ?? value;
  const [one, other] = [value, limit].map((bits) => (signed ? (bits << 16) >> 16 : bits & 0xffff));
  return { low: Math.min(one, other), high: Math.max(one, other) };
}
