/**
 * Writes DICOM Part 10 files: explicit VR little endian data elements (PS3.5 7.1.2) behind the preamble
 * and file meta information (PS3.10 7.1).
 */
import { concatenate } from './concatenate.ts';

export interface DicomElementToWrite {
  /** 0xGGGGEEEE. */
  readonly tag: number;
  readonly vr: string;
  /**
   * Texts for character VRs (several values as an array; numbers are accepted for DS and IS), numbers for
   * US SS UL SL SV UV FL FD AT and the O* VRs, bytes as they are for any VR (Pixel Data may be in pieces, one for each
   * frame), items for SQ. An empty text or array makes an element without a value.
   */
  readonly value:
    | string
    | readonly string[]
    | number
    | readonly number[]
    | Uint8Array
    | readonly Uint8Array[]
    | Uint16Array
    | Int16Array
    | readonly (readonly DicomElementToWrite[])[];
}

const explicitVrLittleEndian = '1.2.840.10008.1.2.1';

/** Names this writer in every file (PS3.10 7.1, Implementation Class UID and Version Name). */
const implementationClassUid = '2.25.17549333810760427267809520947338415108';
const implementationVersionName = 'MAMMOSCOPE_1';

const sopClassUidTag = 0x00080016;
const sopInstanceUidTag = 0x00080018;
const pixelDataTag = 0x7fe00010;
const undefinedLength = 0xffffffff;

/** VRs with two reserved bytes and a 32-bit length (PS3.5 table 7.1-1). */
const longForm = new Set('OB OD OF OL OV OW SQ SV UC UN UR UT UV'.split(' '));
const characterVrs = new Set('AE AS CS DA DS DT IS LO LT PN SH ST TM UC UI UR UT'.split(' '));
/** Little-endian syntaxes only differ from the explicit one in their pixel data; these three differ in more. */
const otherEncodings = new Set(['1.2.840.10008.1.2', '1.2.840.10008.1.2.2', '1.2.840.10008.1.2.1.99']);

/** Bytes per number and how to store one. */
const numberFormats: Readonly<
  Record<
    string,
    { readonly size: number; readonly set: (view: DataView, offset: number, value: number) => void }
  >
> = {
  US: { size: 2, set: (view, offset, value) => view.setUint16(offset, value, true) },
  SS: { size: 2, set: (view, offset, value) => view.setInt16(offset, value, true) },
  UL: { size: 4, set: (view, offset, value) => view.setUint32(offset, value, true) },
  SL: { size: 4, set: (view, offset, value) => view.setInt32(offset, value, true) },
  UV: { size: 8, set: (view, offset, value) => view.setBigUint64(offset, BigInt(value), true) },
  SV: { size: 8, set: (view, offset, value) => view.setBigInt64(offset, BigInt(value), true) },
  FL: { size: 4, set: (view, offset, value) => view.setFloat32(offset, value, true) },
  FD: { size: 8, set: (view, offset, value) => view.setFloat64(offset, value, true) },
  AT: {
    size: 4,
    set: (view, offset, value) => {
      view.setUint16(offset, value >>> 16, true);
      view.setUint16(offset + 2, value & 0xffff, true);
    },
  },
  OB: { size: 1, set: (view, offset, value) => view.setUint8(offset, value) },
  UN: { size: 1, set: (view, offset, value) => view.setUint8(offset, value) },
  OW: { size: 2, set: (view, offset, value) => view.setUint16(offset, value & 0xffff, true) },
  OL: { size: 4, set: (view, offset, value) => view.setUint32(offset, value, true) },
  OF: { size: 4, set: (view, offset, value) => view.setFloat32(offset, value, true) },
  OD: { size: 8, set: (view, offset, value) => view.setFloat64(offset, value, true) },
};

/**
 * One DICOM file. Elements may come in any order; group 2 is made here, from SOP Class UID and SOP Instance
 * UID of the data set. Texts that are not ASCII are written as UTF-8: the caller sets Specific Character Set
 * to ISO_IR 192. With an encapsulated transfer syntax, the bytes of Pixel Data are compressed frames, one or several,
 * which become one fragment each behind an empty offset table (PS3.5 A.4).
 *
 * Throws where the elements cannot be a data set: a bug of the caller.
 */
export function writeDicom(
  elements: readonly DicomElementToWrite[],
  transferSyntaxUid: string = explicitVrLittleEndian,
): Uint8Array {
  if (otherEncodings.has(transferSyntaxUid))
    throw new Error(`cannot write transfer syntax ${transferSyntaxUid}`);
  const meta = elementsToBytes(metaInformation(elements, transferSyntaxUid));
  const groupLength = elementsToBytes([{ tag: 0x00020000, vr: 'UL', value: byteLength(meta) }]);
  const preamble = new Uint8Array(132);
  preamble.set(ascii('DICM'), 128);
  const encapsulated = transferSyntaxUid !== explicitVrLittleEndian;
  return concatenate([preamble, ...groupLength, ...meta, ...elementsToBytes(elements, encapsulated)]);
}

/** Data elements alone, without preamble and file meta information. */
export function writeDataSet(elements: readonly DicomElementToWrite[]): Uint8Array {
  return concatenate(elementsToBytes(elements));
}

/** A number as Decimal String: the most digits that fit its 16 characters (PS3.5 6.2). */
export function decimalString(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`${value} has no decimal string`);
  const exact = String(value);
  if (exact.length <= 16) return exact;
  for (let digits = 15; digits > 0; digits--) {
    const text = String(Number(value.toPrecision(digits)));
    if (text.length <= 16) return text;
  }
  throw new Error(`${value} has no decimal string`);
}

function metaInformation(
  elements: readonly DicomElementToWrite[],
  transferSyntaxUid: string,
): readonly DicomElementToWrite[] {
  return [
    { tag: 0x00020001, vr: 'OB', value: Uint8Array.of(0, 1) },
    { tag: 0x00020002, vr: 'UI', value: uidOf(elements, sopClassUidTag) },
    { tag: 0x00020003, vr: 'UI', value: uidOf(elements, sopInstanceUidTag) },
    { tag: 0x00020010, vr: 'UI', value: transferSyntaxUid },
    { tag: 0x00020012, vr: 'UI', value: implementationClassUid },
    { tag: 0x00020013, vr: 'SH', value: implementationVersionName },
  ];
}

function uidOf(elements: readonly DicomElementToWrite[], tag: number): string {
  const value = elements.find((element) => element.tag === tag)?.value;
  if (typeof value !== 'string' || value === '') throw new Error(`data set without ${tagName(tag)}`);
  return value;
}

function elementsToBytes(elements: readonly DicomElementToWrite[], encapsulated = false): Uint8Array[] {
  const sorted = [...elements].sort((one, other) => one.tag - other.tag);
  return sorted.flatMap((element, index) => {
    if (index > 0 && sorted[index - 1].tag === element.tag) {
      throw new Error(`two elements ${tagName(element.tag)}`);
    }
    if (encapsulated && element.tag === pixelDataTag) return encapsulatedFrames(element);
    const value = valueBytes(element);
    return [elementHeader(element, byteLength(value)), ...value];
  });
}

function elementHeader(element: DicomElementToWrite, length: number): Uint8Array {
  const long = longForm.has(element.vr);
  if (!long && length > 0xffff) throw new Error(`${tagName(element.tag)}: value too long for ${element.vr}`);
  const header = new Uint8Array(long ? 12 : 8);
  const view = new DataView(header.buffer);
  view.setUint16(0, element.tag >>> 16, true);
  view.setUint16(2, element.tag & 0xffff, true);
  header.set(ascii(element.vr), 4);
  if (long) view.setUint32(8, length, true);
  else view.setUint16(6, length, true);
  return header;
}

/** The value in pieces, of even length together. */
function valueBytes({ tag, vr, value }: DicomElementToWrite): Uint8Array[] {
  if (value instanceof Uint8Array) return padded([value], 0);
  if (value instanceof Uint16Array || value instanceof Int16Array) return [littleEndian(value)];
  if (isPieces(value)) return padded(value, 0);
  const values: readonly (string | number | readonly DicomElementToWrite[])[] = Array.isArray(value)
    ? value
    : [value as string | number];
  if (vr === 'SQ') {
    return values.flatMap((item) => {
      if (!Array.isArray(item)) throw new Error(`${tagName(tag)}: an item is a list of elements`);
      const bytes = elementsToBytes(item as readonly DicomElementToWrite[]);
      return [itemHeader(0xe000, byteLength(bytes)), ...bytes];
    });
  }
  if (characterVrs.has(vr)) {
    const texts = values.map((part) => textOf(tag, vr, part));
    return padded([new TextEncoder().encode(texts.join('\\'))], vr === 'UI' ? 0 : 0x20);
  }
  return padded([numberBytes(tag, vr, values)], 0);
}

function textOf(tag: number, vr: string, part: unknown): string {
  if (typeof part === 'string') return part;
  if (typeof part === 'number' && vr === 'DS') return decimalString(part);
  if (typeof part === 'number' && vr === 'IS' && Number.isInteger(part)) return String(part);
  throw new Error(`${tagName(tag)}: ${String(part)} is no ${vr} value`);
}

function numberBytes(tag: number, vr: string, values: readonly unknown[]): Uint8Array {
  const format = numberFormats[vr];
  if (format === undefined) throw new Error(`${tagName(tag)}: unknown VR ${vr}`);
  const present = values.filter((value) => value !== '');
  const bytes = new Uint8Array(present.length * format.size);
  const view = new DataView(bytes.buffer);
  present.forEach((value, index) => {
    if (typeof value !== 'number') throw new Error(`${tagName(tag)}: ${String(value)} is no ${vr} value`);
    format.set(view, index * format.size, value);
  });
  return bytes;
}

function encapsulatedFrames(element: DicomElementToWrite): Uint8Array[] {
  const { value } = element;
  const frames = value instanceof Uint8Array ? [value] : value;
  if (!isPieces(frames)) throw new Error('encapsulated frames are given as bytes');
  const fragments = frames.map((frame) => padded([frame], 0));
  return [
    elementHeader({ ...element, vr: 'OB' }, undefinedLength),
    itemHeader(0xe000, 0),
    ...fragments.flatMap((fragment) => [itemHeader(0xe000, byteLength(fragment)), ...fragment]),
    itemHeader(0xe0dd, 0),
  ];
}

function isPieces(value: DicomElementToWrite['value']): value is readonly Uint8Array[] {
  return Array.isArray(value) && value[0] instanceof Uint8Array;
}

/** Item (FFFE,E000) or Sequence Delimitation Item (FFFE,E0DD). */
function itemHeader(element: number, length: number): Uint8Array {
  const header = new Uint8Array(8);
  const view = new DataView(header.buffer);
  view.setUint16(0, 0xfffe, true);
  view.setUint16(2, element, true);
  view.setUint32(4, length, true);
  return header;
}

function littleEndian(samples: Uint16Array | Int16Array): Uint8Array {
  const machineIsLittle = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
  if (machineIsLittle) return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  const bytes = new Uint8Array(samples.length * 2);
  const view = new DataView(bytes.buffer);
  samples.forEach((sample, index) => view.setUint16(index * 2, sample & 0xffff, true));
  return bytes;
}

function padded(pieces: readonly Uint8Array[], padding: number): Uint8Array[] {
  return byteLength(pieces) % 2 === 0 ? [...pieces] : [...pieces, Uint8Array.of(padding)];
}

function byteLength(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function tagName(tag: number): string {
  const digits = (tag >>> 0).toString(16).padStart(8, '0').toUpperCase();
  return `(${digits.slice(0, 4)},${digits.slice(4)})`;
}
