import { type Result, ok } from '../../contract/problem.ts';
import { type DicomElementToWrite, writeDicom } from '../dicom/write.ts';
import { murmurHash128 } from './picture/hash.ts';
import { isPgm, readPgm } from './picture/pgm.ts';
import type { Picture } from './picture/picture.ts';
import { isPng, readPng } from './picture/png.ts';
import { viewFromFileName } from './viewFromFileName.ts';

const secondaryCaptureImageStorage = '1.2.840.10008.5.1.4.1.1.7';

/** True where the content, whatever the name, is a PNG or a portable graymap. */
export function isPngOrPgm(bytes: Uint8Array): boolean {
  return isPng(bytes) || isPgm(bytes);
}

/**
 * Wraps a PNG or PGM as a Secondary Capture DICOM file with unchanged values: MONOCHROME2, 8 or 16 bits,
 * laterality and view from the file's name where it says them, Image Type MASK where it has few values, a window over the range that the values use,
 * and UIDs derived from the content, so that the same file always gives the same object. Problems: those of
 * reading the picture.
 */
export function wrapAsDicom(bytes: Uint8Array, fileName: string): Result<Uint8Array> {
  const picture = isPng(bytes) ? readPng(bytes) : readPgm(bytes);
  if (!picture.ok) return picture;
  return ok(writeDicom(elementsOf(picture.value, murmurHash128(bytes), fileName)));
}

function elementsOf(
  picture: Picture,
  hash: readonly [number, number, number, number],
  fileName: string,
): DicomElementToWrite[] {
  const { rows, columns, samples } = picture;
  const bits = samples.BYTES_PER_ELEMENT * 8;
  const range = usedRange(samples);
  const { laterality, viewPosition } = viewFromFileName(fileName);
  const view: DicomElementToWrite[] = [];
  if (laterality !== null) view.push({ tag: 0x00200062, vr: 'CS', value: laterality });
  if (viewPosition !== null) view.push({ tag: 0x00185101, vr: 'CS', value: viewPosition });
  if (isLabelMap(samples)) view.push({ tag: 0x00080008, vr: 'CS', value: 'DERIVED\\SECONDARY\\MASK' });
  return [
    ...view,
    { tag: 0x00080016, vr: 'UI', value: secondaryCaptureImageStorage },
    { tag: 0x00080018, vr: 'UI', value: derivedUid(hash, 0) },
    { tag: 0x00080020, vr: 'DA', value: '' },
    { tag: 0x00080030, vr: 'TM', value: '' },
    { tag: 0x00080050, vr: 'SH', value: '' },
    { tag: 0x00080060, vr: 'CS', value: 'MG' },
    { tag: 0x00080064, vr: 'CS', value: 'WSD' },
    { tag: 0x00080090, vr: 'PN', value: '' },
    { tag: 0x00100010, vr: 'PN', value: '' },
    { tag: 0x00100020, vr: 'LO', value: '' },
    { tag: 0x00100030, vr: 'DA', value: '' },
    { tag: 0x00100040, vr: 'CS', value: '' },
    { tag: 0x0020000d, vr: 'UI', value: derivedUid(hash, 1) },
    { tag: 0x0020000e, vr: 'UI', value: derivedUid(hash, 2) },
    { tag: 0x00200010, vr: 'SH', value: '' },
    { tag: 0x00200011, vr: 'IS', value: '' },
    { tag: 0x00200013, vr: 'IS', value: '1' },
    { tag: 0x00280002, vr: 'US', value: 1 },
    { tag: 0x00280004, vr: 'CS', value: 'MONOCHROME2' },
    { tag: 0x00280010, vr: 'US', value: rows },
    { tag: 0x00280011, vr: 'US', value: columns },
    { tag: 0x00280100, vr: 'US', value: bits },
    { tag: 0x00280101, vr: 'US', value: bits },
    { tag: 0x00280102, vr: 'US', value: bits - 1 },
    { tag: 0x00280103, vr: 'US', value: 0 },
    { tag: 0x00281050, vr: 'DS', value: String(range / 2) },
    { tag: 0x00281051, vr: 'DS', value: String(range) },
    { tag: 0x7fe00010, vr: bits === 8 ? 'OB' : 'OW', value: samples },
  ];
}

/**
 * Number of values that the samples' type has as used: 256 for 8 bits, else the least power of two above the
 * greatest value, so that 12-bit data in a 16-bit file fill the display.
 */
function usedRange(samples: Uint8Array | Uint16Array): number {
  if (samples instanceof Uint8Array) return 256;
  let greatest = 255;
  for (let i = 0; i < samples.length; i++) if (samples[i] > greatest) greatest = samples[i];
  return 2 ** (32 - Math.clz32(greatest));
}

/** Distinct values of a small picture, which may have few by chance, and of one that is large enough to be an exposure. */
const fewValues = { small: 2, large: 16 } as const;
/** Samples of a large picture: 256 x 256. */
const largePicture = 2 ** 16;

/** True where the samples are labels, not grey levels: nothing that was exposed has so few; masks and maps of tissue have. */
function isLabelMap(samples: Uint8Array | Uint16Array): boolean {
  const most = samples.length < largePicture ? fewValues.small : fewValues.large;
  const seen = new Set<number>();
  let last = -1;
  for (const value of samples) {
    if (value === last) continue;
    last = value;
    seen.add(value);
    if (seen.size > most) return false;
  }
  return true;
}

/** A UID under 2.25, whose last part is a 128-bit number (PS3.5 B.2). */
function derivedUid(hash: readonly number[], purpose: number): string {
  const number = hash.reduce((sum, word) => (sum << 32n) | BigInt(word), 0n);
  return `2.25.${number ^ BigInt(purpose)}`;
}
