import { type Result, fail, ok } from '../../../contract/problem.ts';
import { inflate } from '../../dicom/inflate.ts';
import { type Picture, maximumPictureSamples } from './picture.ts';

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

export function isPng(bytes: Uint8Array): boolean {
  return bytes.length > signature.length && signature.every((byte, i) => bytes[i] === byte);
}

/** IHDR (PNG, W3C, section 11.2.1). */
interface PngHeader {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha. */
  readonly colourType: number;
  readonly interlaced: boolean;
}

const channelsByColourType: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [2, 3],
  [4, 2],
  [6, 4],
]);

/**
 * Reads a grey PNG of 8 or 16 bits, or one in colour whose pixels are all grey and opaque. Nothing is inflated
 * beyond what the size in the header needs. Problems: `corrupt`, `truncated`, `too-large`, `unsupported`.
 */
export function readPng(bytes: Uint8Array): Result<Picture> {
  const chunks = readChunks(bytes);
  if (!chunks.ok) return chunks;
  const { header, data } = chunks.value;
  const channels = channelsByColourType.get(header.colourType);
  if (channels === undefined || (header.depth !== 8 && header.depth !== 16)) {
    return fail(
      'unsupported',
      'Only PNG files with 8 or 16 bits per sample and no palette can be read; save it as greyscale.',
    );
  }
  if (header.interlaced)
    return fail('unsupported', 'Interlaced PNG files cannot be read; save it without interlacing.');
  if (header.rows * header.columns * channels > maximumPictureSamples) {
    return fail(
      'too-large',
      `A PNG of ${header.columns} x ${header.rows} pixels is larger than can be read.`,
    );
  }
  const pixelBytes = (channels * header.depth) / 8;
  const lineLength = header.columns * pixelBytes;
  const needed = header.rows * (lineLength + 1);
  // Two bytes of zlib header before the deflate stream, a checksum after it (RFC 1950).
  const inflated = inflate(data.subarray(2), needed);
  if (inflated.bytes.length < needed) {
    return inflated.damaged
      ? fail('corrupt', 'The PNG file is damaged: its compressed data cannot be read.')
      : fail('truncated', 'The PNG file ends before the image is complete.');
  }
  const pixels = unfilter(inflated.bytes, header.rows, lineLength, pixelBytes);
  if (pixels === null) return fail('corrupt', 'The PNG file is damaged: it names an unknown filter.');
  return greySamples(pixels, header, channels);
}

interface PngChunks {
  readonly header: PngHeader;
  /** Contents of the IDAT chunks, joined. */
  readonly data: Uint8Array;
}

function readChunks(bytes: Uint8Array): Result<PngChunks> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ihdr = 0x49484452;
  const idat = 0x49444154;
  const iend = 0x49454e44;
  if (bytes.length < 33 || view.getUint32(8) !== 13 || view.getUint32(12) !== ihdr) {
    return fail('corrupt', 'The PNG file does not begin with its header.');
  }
  const header: PngHeader = {
    columns: view.getUint32(16),
    rows: view.getUint32(20),
    depth: bytes[24],
    colourType: bytes[25],
    interlaced: bytes[28] !== 0,
  };
  if (header.rows === 0 || header.columns === 0)
    return fail('corrupt', 'The PNG file has no rows or columns.');
  const parts: Uint8Array[] = [];
  for (let at = 33; at + 8 <= bytes.length;) {
    const length = view.getUint32(at);
    const type = view.getUint32(at + 4);
    if (type === iend) break;
    if (type === idat) parts.push(bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const data = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part, at);
    at += part.length;
  }
  return ok({ header, data });
}

/** Undoes the filter of each line (PNG section 9.2); null for an unknown filter type. */
function unfilter(
  filtered: Uint8Array,
  rows: number,
  lineLength: number,
  pixelBytes: number,
): Uint8Array | null {
  const output = new Uint8Array(rows * lineLength);
  const blank = new Uint8Array(lineLength);
  for (let row = 0; row < rows; row++) {
    const from = row * (lineLength + 1);
    const source = filtered.subarray(from + 1, from + 1 + lineLength);
    const line = output.subarray(row * lineLength, (row + 1) * lineLength);
    const above = row === 0 ? blank : output.subarray((row - 1) * lineLength, row * lineLength);
    if (!unfilterLine(filtered[from], source, line, above, pixelBytes)) return null;
  }
  return output;
}

function unfilterLine(
  filter: number,
  source: Uint8Array,
  line: Uint8Array,
  above: Uint8Array,
  pixelBytes: number,
): boolean {
  switch (filter) {
    case 0:
      line.set(source);
      return true;
    case 1:
      line.set(source.subarray(0, pixelBytes));
      for (let i = pixelBytes; i < line.length; i++) line[i] = source[i] + line[i - pixelBytes];
      return true;
    case 2:
      for (let i = 0; i < line.length; i++) line[i] = source[i] + above[i];
      return true;
    case 3:
      for (let i = 0; i < line.length; i++) {
        line[i] = source[i] + (((i < pixelBytes ? 0 : line[i - pixelBytes]) + above[i]) >> 1);
      }
      return true;
    case 4:
      for (let i = 0; i < line.length; i++) {
        const left = i < pixelBytes ? 0 : line[i - pixelBytes];
        line[i] = source[i] + paeth(left, above[i], i < pixelBytes ? 0 : above[i - pixelBytes]);
      }
      return true;
    default:
      return false;
  }
}

/** Whichever neighbour is nearest to left + above - above left (PNG section 9.4). */
function paeth(left: number, above: number, aboveLeft: number): number {
  const toLeft = Math.abs(above - aboveLeft);
  const toAbove = Math.abs(left - aboveLeft);
  const toAboveLeft = Math.abs(left + above - 2 * aboveLeft);
  if (toLeft <= toAbove && toLeft <= toAboveLeft) return left;
  return toAbove <= toAboveLeft ? above : aboveLeft;
}

/** The grey of each pixel; refuses pixels that have a colour or let the background through. */
function greySamples(pixels: Uint8Array, header: PngHeader, channels: number): Result<Picture> {
  const { rows, columns, depth } = header;
  const words = depth === 8 ? pixels : bigEndianWords(pixels);
  if (channels === 1) return ok({ rows, columns, samples: words });
  const samples = depth === 8 ? new Uint8Array(rows * columns) : new Uint16Array(rows * columns);
  const alpha = channels === 2 || channels === 4;
  const opaque = 2 ** depth - 1;
  for (let i = 0, at = 0; i < samples.length; i++, at += channels) {
    samples[i] = words[at];
    if (channels > 2 && (words[at + 1] !== words[at] || words[at + 2] !== words[at])) {
      return fail('unsupported', 'The PNG file is in colour; a mammogram must be grey.');
    }
    if (alpha && words[at + channels - 1] !== opaque) {
      return fail('unsupported', 'The PNG file has transparent pixels; save it without transparency.');
    }
  }
  return ok({ rows, columns, samples });
}

/** 16-bit samples of a PNG or PGM; an odd last byte is left out. */
export function bigEndianWords(bytes: Uint8Array): Uint16Array {
  const words = new Uint16Array(bytes.length >> 1);
  for (let i = 0; i < words.length; i++) words[i] = (bytes[2 * i] << 8) | bytes[2 * i + 1];
  return words;
}
