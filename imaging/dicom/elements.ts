/**
 * The elements of a data set as a table tag -> where its value lies. Nothing is copied or decoded here, and
 * nothing is trusted: every length is checked against the bytes that there are, and nesting is bounded.
 *
 * Sequences of undefined length are walked to find their end; what is in them is read on demand (values.ts).
 */
import { Tag, tagText } from './tags.ts';
import { explicitBig, explicitLittle, implicitLittle } from './transferSyntax.ts';
import type { Encoding } from './transferSyntax.ts';

/** Where a data element lies; its value is read on demand. Offsets are those of the `Source`. */
export interface DicomElement {
  readonly tag: number;
  /** Two letters; '' where the encoding does not say (implicit VR). */
  readonly vr: string;
  /** Where the value begins. */
  readonly offset: number;
  /** Bytes of the value; for an undefined length, up to the delimiter. */
  readonly length: number;
  readonly undefinedLength: boolean;
}

/** Bytes that may be only the beginning of a file. */
export interface Source {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Length of the whole file; offsets at or past it do not exist. */
  readonly fileLength: number;
}

/** Why reading stopped before the end. */
export type Stop =
  | { readonly reason: 'need-more'; readonly length: number }
  | { readonly reason: 'cut'; readonly message: string }
  | { readonly reason: 'broken'; readonly message: string };

/** The data elements of one data set, by tag as 0xGGGGEEEE; of duplicates, the first. */
export interface Elements {
  readonly elements: ReadonlyMap<number, DicomElement>;
  /** Where the next element (or item) begins. */
  readonly next: number;
  readonly stop: Stop | null;
}

const maximumNesting = 32;
export const undefinedLength = 0xffffffff;

/** VR names by their two bytes, so that reading a header makes no strings. */
const vrByCode = new Map<number, string>();
/** VRs whose explicit length has four bytes after two reserved ones (PS3.5 table 7.1-1). */
const longVrs = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);
/** VRs whose explicit length has two bytes (PS3.5 table 7.1-2). */
const shortVrs = 'AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US';
for (const vr of [...longVrs, ...shortVrs.split(' ')]) {
  vrByCode.set((vr.charCodeAt(0) << 8) | vr.charCodeAt(1), vr);
}

/** The VR at `offset`, or null where the two bytes are none of the standard's. */
export function knownVr(bytes: Uint8Array, offset: number): string | null {
  return vrByCode.get((bytes[offset] << 8) | bytes[offset + 1]) ?? null;
}

interface ElementHeader {
  readonly tag: number;
  readonly vr: string;
  readonly offset: number;
  /** As written; 0xffffffff is "undefined". */
  readonly length: number;
}

/** The tag at `offset` as 0xGGGGEEEE. Throws where fewer than four bytes are left. */
export function tagAt(view: DataView, offset: number, encoding: Encoding): number {
  const little = !encoding.bigEndian;
  return view.getUint16(offset, little) * 0x10000 + view.getUint16(offset + 2, little);
}

const isLetter = (byte: number) => byte >= 0x41 && byte <= 0x5a;

/** True where an explicit element of a later tag, or the end, follows at `at`. */
function beginsElementAfter(source: Source, tag: number, at: number, encoding: Encoding): boolean {
  if (at === source.fileLength) return true;
  return (
    at + 8 <= source.bytes.length &&
    tagAt(source.view, at, encoding) > tag &&
    knownVr(source.bytes, at + 4) !== null
  );
}

/** Reads the header of one element; `null` where the bytes end inside it, or too early to tell its form. */
export function readElementHeader(source: Source, at: number, encoding: Encoding): ElementHeader | null {
  const { bytes, view } = source;
  if (at + 8 > bytes.length) return null;
  const little = !encoding.bigEndian;
  const tag = tagAt(view, at, encoding);
  const wideLength = view.getUint32(at + 4, little);
  // Items and delimiters have no VR in any encoding (PS3.5 section 7.5).
  if (!encoding.explicit || tag >= 0xfffe0000) return { tag, vr: '', offset: at + 8, length: wideLength };
  if (!isLetter(bytes[at + 4]) || !isLetter(bytes[at + 5])) {
    // No VR: a writer that left it blank, or that switched to implicit VR inside an explicit file.
    const length = view.getUint16(at + 6, little);
    if (at + 16 + length > bytes.length && bytes.length < source.fileLength) return null;
    return beginsElementAfter(source, tag, at + 8 + length, encoding)
      ? { tag, vr: 'UN', offset: at + 8, length }
      : { tag, vr: '', offset: at + 8, length: wideLength };
  }
  const vr = knownVr(bytes, at + 4);
  // A VR of a later edition has the four-byte length (PS3.5 section 6.2, 7.1.2).
  if (vr === null || longVrs.has(vr)) {
    if (at + 12 > bytes.length) return null;
    return { tag, vr: vr ?? 'UN', offset: at + 12, length: view.getUint32(at + 8, little) };
  }
  return { tag, vr, offset: at + 8, length: view.getUint16(at + 6, little) };
}

/** How the items of a sequence are encoded: those of UN and of implicit elements are implicit (PS3.5 section 6.2.2). */
export function itemEncoding(vr: string, encoding: Encoding): Encoding {
  if (vr === 'UN') return implicitLittle;
  return vr === '' ? { explicit: false, bigEndian: encoding.bigEndian } : encoding;
}

/** What to say where the bytes end at `wanted` > available: read more, or the file is cut off. */
function outOfBytes(source: Source, wanted: number, what: string): Stop {
  if (source.bytes.length < source.fileLength && wanted <= source.fileLength) {
    return { reason: 'need-more', length: wanted };
  }
  return { reason: 'cut', message: `The file ends inside ${what}; copy it again from its origin.` };
}

function headerMissing(source: Source, at: number, what: string): Stop {
  const shortest = at + 8;
  if (shortest > source.fileLength) return outOfBytes(source, shortest, what);
  const { bytes, fileLength } = source;
  return outOfBytes(source, Math.min(Math.max(at + 12, bytes.length + 1), fileLength), what);
}

interface ReadOptions {
  /** Reading ends before this offset (the end of a defined-length item, or of the file). */
  readonly end: number;
  /** Reading ends after an item delimiter. */
  readonly delimited: boolean;
  /** True ends reading before the element at this offset. */
  readonly isEnd?: (at: number) => boolean;
  /** True ends reading with this element, whose value is then taken as it is declared, present or not. */
  readonly isLast?: (tag: number, before: ReadonlyMap<number, DicomElement>) => boolean;
}

/**
 * Reads the elements from `start`. Order is not required; of elements with the same tag the first counts (as in
 * dcmtk); what lies before the place where reading had to stop is returned.
 */
export function readElements(
  source: Source,
  start: number,
  encoding: Encoding,
  options: ReadOptions,
): Elements {
  const elements = new Map<number, DicomElement>();
  let at = start;
  const stopped = (stop: Stop | null, next = at): Elements => ({ elements, next, stop });
  while (at < options.end && !options.isEnd?.(at)) {
    const header = readElementHeader(source, at, encoding);
    if (header === null) {
      // Fewer bytes than a header at the very end are padding, not a loss.
      if (at + 8 > source.fileLength && !options.delimited) return stopped(null, options.end);
      return stopped(headerMissing(source, at, 'an element'));
    }
    const { tag, vr, offset } = header;
    if (tag === Tag.ItemDelimitation || tag === Tag.SequenceDelimitation) {
      if (options.delimited) return stopped(null, offset);
      at = offset; // A delimiter too many.
      continue;
    }
    if (tag === 0) return stopped(null, options.end); // Zeros after the data set.
    const isUndefined = header.length === undefinedLength;
    if (options.isLast?.(tag, elements)) {
      const length = isUndefined ? Math.max(0, source.fileLength - offset) : header.length;
      elements.set(tag, { tag, vr, offset, length, undefinedLength: isUndefined });
      return stopped(null, offset + length);
    }
    const length = isUndefined
      ? sequenceLength(source, offset, itemEncoding(vr, encoding), 0)
      : header.length;
    if (typeof length !== 'number') return stopped(length);
    const valueEnd = offset + length + (isUndefined ? 8 : 0);
    if (valueEnd > source.bytes.length) return stopped(outOfBytes(source, valueEnd, tagText(tag)));
    if (!elements.has(tag)) elements.set(tag, { tag, vr, offset, length, undefinedLength: isUndefined });
    at = valueEnd;
  }
  return stopped(null);
}

/**
 * The length of the items of a sequence (or of the fragments of encapsulated data) of undefined length, up to its
 * delimiter. Walks iteratively over items and recursively over nesting, at most `maximumNesting` deep.
 */
function sequenceLength(source: Source, start: number, encoding: Encoding, depth: number): number | Stop {
  if (depth >= maximumNesting) {
    return {
      reason: 'broken',
      message: `Sequences are nested more than ${maximumNesting} deep; the file is damaged.`,
    };
  }
  let at = start;
  for (;;) {
    const header = readElementHeader(source, at, encoding);
    if (header === null) return headerMissing(source, at, 'a sequence');
    if (header.tag === Tag.SequenceDelimitation) return at - start;
    if (header.tag !== Tag.Item) {
      const message = `Element ${tagText(header.tag)} stands where a sequence item should; the file is damaged.`;
      return { reason: 'broken', message };
    }
    if (header.length !== undefinedLength) {
      at = header.offset + header.length;
      continue;
    }
    const end = itemEnd(source, header.offset, encoding, depth);
    if (typeof end !== 'number') return end;
    at = end;
  }
}

/** Where an item of undefined length ends, past its delimiter. */
function itemEnd(source: Source, start: number, encoding: Encoding, depth: number): number | Stop {
  let at = start;
  for (;;) {
    const header = readElementHeader(source, at, encoding);
    if (header === null) return headerMissing(source, at, 'a sequence item');
    if (header.tag === Tag.ItemDelimitation) return header.offset;
    if (header.length === undefinedLength) {
      const nested = itemEncoding(header.vr, encoding);
      const length = sequenceLength(source, header.offset, nested, depth + 1);
      if (typeof length !== 'number') return length;
      at = header.offset + length + 8;
    } else {
      at = header.offset + header.length;
    }
  }
}

/**
 * The encoding that the bytes at `offset` look like, for a data set that nothing else describes. Null where they do not
 * begin a data set: elements in ascending order, of groups that begin one, and lengths within the file.
 */
export function guessEncoding(source: Source, offset: number): Encoding | null {
  const candidates = [explicitLittle, implicitLittle, explicitBig, { explicit: false, bigEndian: true }];
  return candidates.find((encoding) => looksLike(source, offset, encoding)) ?? null;
}

function looksLike(source: Source, offset: number, encoding: Encoding): boolean {
  let at = offset;
  let previous = 0;
  for (let count = 0; count < 4; count++) {
    if (count >= 2 && at === source.fileLength) return true;
    if (at + 8 > source.bytes.length) return count >= 2 && source.bytes.length < source.fileLength;
    const tag = tagAt(source.view, at, encoding);
    const group = Math.floor(tag / 0x10000);
    if (tag <= previous || group < 2 || (count === 0 && group > 0x0010)) return false;
    if (encoding.explicit && knownVr(source.bytes, at + 4) === null) return false;
    const header = readElementHeader(source, at, encoding);
    if (header === null) return false;
    // A sequence of undefined length this early is rare but legal; there is nothing cheap to check behind it.
    if (header.length === undefinedLength) return count >= 1;
    if (header.offset + header.length > source.fileLength) return false;
    at = header.offset + header.length;
    previous = tag;
  }
  return true;
}
