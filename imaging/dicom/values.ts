/** Values of elements, read on demand from the bytes of the file. */
import { decodeText } from './characterSet.ts';
import { itemEncoding, readElementHeader, readElements, undefinedLength } from './elements.ts';
import type { DicomElement, Source } from './elements.ts';
import { Tag } from './tags.ts';
import type { Encoding } from './transferSyntax.ts';

/** A data set, or an item of a sequence. */
export interface DataSet {
  readonly source: Source;
  readonly encoding: Encoding;
  readonly elements: ReadonlyMap<number, DicomElement>;
  /** Values of Specific Character Set, its own or the enclosing data set's. */
  readonly characterSets: readonly string[];
}

/** Longer text is cut: no attribute that is read here has any. */
const maximumTextBytes = 16 * 1024;

export function rootDataSet(
  source: Source,
  elements: ReadonlyMap<number, DicomElement>,
  encoding: Encoding,
): DataSet {
  return withCharacterSets({ source, encoding, elements, characterSets: [] });
}

function withCharacterSets(dataSet: DataSet): DataSet {
  if (!dataSet.elements.has(Tag.SpecificCharacterSet)) return dataSet;
  return { ...dataSet, characterSets: texts(dataSet, Tag.SpecificCharacterSet) };
}

/** The value's bytes that are there, as a view; null where the element is absent. */
export function valueBytes(dataSet: DataSet, tag: number): Uint8Array | null {
  const element = dataSet.elements.get(tag);
  if (element === undefined) return null;
  return dataSet.source.bytes.subarray(element.offset, element.offset + element.length);
}

/** The values of a text element, without the padding; empty where it is absent or empty. */
export function texts(dataSet: DataSet, tag: number): readonly string[] {
  const whole = text(dataSet, tag);
  return whole === '' ? [] : whole.split('\\').map(trimmed);
}

/** The whole value of a text element, without the padding; '' where it is absent. */
export function text(dataSet: DataSet, tag: number): string {
  const bytes = valueBytes(dataSet, tag);
  if (bytes === null) return '';
  return trimmed(decodeText(bytes.subarray(0, maximumTextBytes), dataSet.characterSets));
}

/** Spaces pad text and NUL pads UIDs (PS3.5 section 6.2); writers mix them up. */
function trimmed(value: string): string {
  let start = 0;
  let end = value.length;
  while (end > start && value.charCodeAt(end - 1) <= 0x20) end--;
  while (start < end && value.charCodeAt(start) <= 0x20) start++;
  return value.slice(start, end);
}

/** VRs of numbers, as the standard defines for an attribute; needed where the encoding does not say. */
export type NumberVr = 'DS' | 'IS' | 'US' | 'SS' | 'UL' | 'FD';

const binarySize: Readonly<Record<string, number>> = { US: 2, SS: 2, UL: 4, SL: 4, FL: 4, FD: 8 };

/** The numbers of an element; those that are none are left out. `vr` is the standard's VR of the attribute. */
export function numbers(dataSet: DataSet, tag: number, vr: NumberVr): readonly number[] {
  const element = dataSet.elements.get(tag);
  if (element === undefined) return [];
  const written = element.vr === 'DS' || element.vr === 'IS' ? element.vr : null;
  const actual = written ?? (element.vr in binarySize ? element.vr : vr);
  if (actual === 'DS' || actual === 'IS') {
    return texts(dataSet, tag)
      .map((value) => (value === '' ? NaN : Number(value)))
      .filter(Number.isFinite);
  }
  return binaryNumbers(dataSet, element, actual).filter(Number.isFinite);
}

function binaryNumbers(dataSet: DataSet, element: DicomElement, vr: string): number[] {
  const { view, bytes } = dataSet.source;
  const little = !dataSet.encoding.bigEndian;
  const size = binarySize[vr];
  const end = Math.min(element.offset + element.length, bytes.length);
  const values: number[] = [];
  for (let at = element.offset; at + size <= end; at += size) values.push(binaryNumber(view, at, vr, little));
  return values;
}

function binaryNumber(view: DataView, at: number, vr: string, little: boolean): number {
  switch (vr) {
    case 'US':
      return view.getUint16(at, little);
    case 'SS':
      return view.getInt16(at, little);
    case 'UL':
      return view.getUint32(at, little);
    case 'SL':
      return view.getInt32(at, little);
    case 'FL':
      return view.getFloat32(at, little);
    default:
      return view.getFloat64(at, little);
  }
}

/** The first number of an element; null where there is none. */
export function number(dataSet: DataSet, tag: number, vr: NumberVr): number | null {
  return numbers(dataSet, tag, vr)[0] ?? null;
}

/** More items than any sequence that is read here has; the rest is left unread. */
const maximumItems = 4096;

/** The items of a sequence, up to `limit`; those behind a damaged one are left out. */
export function items(dataSet: DataSet, tag: number, limit = maximumItems): readonly DataSet[] {
  const element = dataSet.elements.get(tag);
  if (element === undefined || (element.vr !== 'SQ' && element.vr !== 'UN' && element.vr !== '')) return [];
  const encoding = element.vr === 'SQ' ? dataSet.encoding : itemEncoding(element.vr, dataSet.encoding);
  const end = Math.min(element.offset + element.length, dataSet.source.bytes.length);
  const found: DataSet[] = [];
  let at = element.offset;
  while (at + 8 <= end && found.length < limit) {
    const header = readElementHeader(dataSet.source, at, encoding);
    if (header === null || header.tag !== Tag.Item) break;
    const delimited = header.length === undefinedLength;
    const itemEnd = delimited ? end : Math.min(end, header.offset + header.length);
    const read = readElements(dataSet.source, header.offset, encoding, { end: itemEnd, delimited });
    found.push(
      withCharacterSets({
        source: dataSet.source,
        encoding,
        elements: read.elements,
        characterSets: dataSet.characterSets,
      }),
    );
    if (read.stop !== null) break;
    at = delimited ? read.next : itemEnd;
  }
  return found;
}

/** The first item of a sequence; null where there is none. */
export function firstItem(dataSet: DataSet, tag: number): DataSet | null {
  return items(dataSet, tag, 1)[0] ?? null;
}
