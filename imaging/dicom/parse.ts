/**
 * Reads a DICOM file (PS3.10) or a bare data set up to its pixel data, from the whole file or from its beginning.
 * Why this parser is the project's own: docs/decisions/own-dicom-parser.md.
 */
import { fail, ok } from '../../contract/problem.ts';
import type { Problem, Result } from '../../contract/problem.ts';
import { guessEncoding, knownVr, readElements, tagAt } from './elements.ts';
import type { DicomElement, Elements, Source, Stop } from './elements.ts';
import { inflate } from './inflate.ts';
import { Tag } from './tags.ts';
import { TransferSyntax, encodingOf, explicitLittle, implicitLittle, isNative } from './transferSyntax.ts';
import type { Encoding } from './transferSyntax.ts';
import { rootDataSet, text } from './values.ts';
import type { DataSet } from './values.ts';

export interface ParseOptions {
  /** Length of the whole file where `bytes` is only its beginning. */
  readonly fileLength?: number;
}

/** A parsed file: where its elements are, and what stopped the reading. */
export interface DicomFile {
  /** What the offsets of the elements refer to: the file, or the inflated data set of a deflated one. */
  readonly source: Source;
  readonly transferSyntaxUid: string;
  readonly encoding: Encoding;
  /** Group 0002; empty for a bare data set. */
  readonly meta: DataSet;
  readonly dataSet: DataSet;
  /** Pixel Data (7FE0,0010) as declared; its value may reach past the bytes that are there. */
  readonly pixelData: DicomElement | null;
  /** More than `source.bytes.length` where the given beginning of the file did not hold the whole header. */
  readonly bytesNeeded: number;
  /** What stopped reading before the pixel data; what was read until there is in `dataSet`. */
  readonly problem: Problem | null;
}

/** A deflated data set (PS3.5 A.5) larger than this is refused. */
export const maximumInflatedBytes = 2 ** 28;

/** True for bytes that begin with the preamble and prefix of PS3.10 section 7.1. */
function hasPart10Prefix(bytes: Uint8Array): boolean {
  return (
    bytes.length >= 132 &&
    bytes[128] === 0x44 &&
    bytes[129] === 0x49 &&
    bytes[130] === 0x43 &&
    bytes[131] === 0x4d
  );
}

/**
 * Reads the meta information and the elements up to the pixel data, in any of the standard's encodings. Problem
 * `not-an-image` where the bytes are no DICOM at all, `too-large` for a deflated data set over the limit.
 */
export function parseDicom(bytes: Uint8Array, options: ParseOptions = {}): Result<DicomFile> {
  const source = sourceOf(bytes, Math.max(bytes.length, options.fileLength ?? 0));
  const start = hasPart10Prefix(bytes) ? 132 : 0;
  const metaElements = readMeta(source, start);
  if (metaElements !== null) return parseAfterMeta(source, metaElements);
  // A prefix without group 2 is followed by the data set itself.
  const encoding = guessEncoding(source, start);
  if (encoding === null) return notDicom(bytes);
  return parseDataSet(
    source,
    start,
    encoding,
    uidOf(encoding),
    rootDataSet(source, new Map(), explicitLittle),
  );
}

function sourceOf(bytes: Uint8Array, fileLength: number): Source {
  return {
    bytes,
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    fileLength,
  };
}

function notDicom(bytes: Uint8Array): Result<never> {
  if (hasPart10Prefix(bytes)) return fail('corrupt', 'The file begins as DICOM but no data set follows.');
  return fail('not-an-image', 'The file is not DICOM.');
}

/** Group 0002, which is explicit little endian always (PS3.10 section 7.1); null where there is none. */
function readMeta(source: Source, start: number): Elements | null {
  if (start + 8 > source.bytes.length) return null;
  const isMeta = (at: number) => at + 2 <= source.bytes.length && source.view.getUint16(at, true) === 0x0002;
  if (!isMeta(start)) return null;
  // Some writers use implicit VR here too.
  const encoding = knownVr(source.bytes, start + 4) === null ? implicitLittle : explicitLittle;
  // The group's end shows in the tags; its length element is often wrong.
  const isEnd = (at: number) => !isMeta(at);
  return readElements(source, start, encoding, { end: source.fileLength, delimited: false, isEnd });
}

function parseAfterMeta(source: Source, metaElements: Elements): Result<DicomFile> {
  const meta = rootDataSet(source, metaElements.elements, explicitLittle);
  const uid = text(meta, Tag.TransferSyntaxUid);
  if (metaElements.stop !== null) {
    return ok(fileOf(source, uid, explicitLittle, meta, { ...metaElements, elements: new Map() }));
  }
  const start = metaElements.next;
  if (uid === TransferSyntax.DeflatedExplicitLittle) return parseDeflated(source, start, uid, meta);
  const encoding = actualEncoding(source, start, uid);
  return parseDataSet(source, start, encoding, actualUid(uid, encoding), meta);
}

/** The encoding that the transfer syntax says, unless the first element shows that it cannot be. */
function actualEncoding(source: Source, start: number, uid: string): Encoding {
  const said = encodingOf(uid);
  if (uid === '') return guessEncoding(source, start) ?? said;
  if (start + 8 > source.bytes.length) return said;
  const group = Math.floor(tagAt(source.view, start, said) / 0x10000);
  const fits =
    group >= 0x0004 && group < 0x0100 && (knownVr(source.bytes, start + 4) !== null) === said.explicit;
  return fits ? said : (guessEncoding(source, start) ?? said);
}

/** A native syntax that the elements belie would have the pixels read in the wrong byte order too. */
function actualUid(uid: string, actual: Encoding): string {
  const said = encodingOf(uid);
  const belied = said.explicit !== actual.explicit || said.bigEndian !== actual.bigEndian;
  return uid === '' || (isNative(uid) && belied) ? uidOf(actual) : uid;
}

function uidOf(encoding: Encoding): string {
  if (encoding.bigEndian) return TransferSyntax.ExplicitBig;
  return encoding.explicit ? TransferSyntax.ExplicitLittle : TransferSyntax.ImplicitLittle;
}

function parseDeflated(source: Source, start: number, uid: string, meta: DataSet): Result<DicomFile> {
  if (source.bytes.length < source.fileLength) {
    const stop: Stop = { reason: 'need-more', length: source.fileLength };
    return ok(fileOf(source, uid, explicitLittle, meta, { elements: new Map(), next: start, stop }));
  }
  const inflated = inflate(source.bytes.subarray(start), maximumInflatedBytes);
  if (inflated.more) {
    return fail('too-large', `The deflated data set is larger than ${maximumInflatedBytes / 2 ** 20} MiB.`);
  }
  const data = sourceOf(inflated.bytes, inflated.bytes.length);
  const parsed = parseDataSet(data, 0, explicitLittle, uid, meta);
  if (!parsed.ok || !inflated.damaged) return parsed;
  const message = 'The deflated data set is damaged; copy the file again from its origin.';
  return ok({ ...parsed.value, problem: { kind: 'corrupt', message } });
}

function parseDataSet(
  source: Source,
  start: number,
  encoding: Encoding,
  uid: string,
  meta: DataSet,
): Result<DicomFile> {
  // Everything of use stands before the pixel data, unless a writer put elements out of order.
  const isLast = (tag: number, before: ReadonlyMap<number, DicomElement>) =>
    isPixelData(tag) && before.has(Tag.Rows);
  const read = readElements(source, start, encoding, { end: source.fileLength, delimited: false, isLast });
  return ok(fileOf(source, uid, encoding, meta, read));
}

function isPixelData(tag: number): boolean {
  return tag === Tag.PixelData || tag === Tag.FloatPixelData || tag === Tag.DoubleFloatPixelData;
}

function fileOf(
  source: Source,
  transferSyntaxUid: string,
  encoding: Encoding,
  meta: DataSet,
  read: Elements,
): DicomFile {
  const { stop } = read;
  return {
    source,
    transferSyntaxUid,
    encoding,
    meta,
    dataSet: rootDataSet(source, read.elements, encoding),
    pixelData: read.elements.get(Tag.PixelData) ?? null,
    bytesNeeded: stop?.reason === 'need-more' ? stop.length : 0,
    problem:
      stop === null || stop.reason === 'need-more'
        ? null
        : { kind: stop.reason === 'cut' ? 'truncated' : 'corrupt', message: stop.message },
  };
}
