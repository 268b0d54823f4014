import { type Result, fail, ok } from '../../../contract/problem.ts';
import { type Picture, maximumPictureSamples } from './picture.ts';
import { bigEndianWords } from './png.ts';

/** `P2` or `P5` and white space. */
export function isPgm(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && (bytes[1] === 0x32 || bytes[1] === 0x35) && isSpace(bytes[2]);
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);
}

/**
 * Reads a portable graymap (Netpbm), binary (P5) or plain (P2): 8 bits up to a maximum value of 255, else 16
 * bits, most significant byte first. Problems: `corrupt`, `truncated`, `too-large`.
 */
export function readPgm(bytes: Uint8Array): Result<Picture> {
  const reader = new NumberReader(bytes, 2);
  const columns = reader.next();
  const rows = reader.next();
  const maximum = reader.next();
  if (columns === null || rows === null || maximum === null || columns < 1 || rows < 1) {
    return fail('corrupt', 'The PGM file does not give its size.');
  }
  if (maximum < 1 || maximum > 65535)
    return fail('corrupt', `The PGM file has a maximum value of ${maximum}.`);
  const count = columns * rows;
  if (count > maximumPictureSamples) {
    return fail('too-large', `A PGM of ${columns} x ${rows} pixels is larger than can be read.`);
  }
  const samples =
    bytes[1] === 0x35
      ? binarySamples(bytes, reader.position + 1, count, maximum)
      : plainSamples(reader, count, maximum, bytes.length);
  return samples === null
    ? fail('truncated', 'The PGM file ends before the image is complete.')
    : ok({ rows, columns, samples });
}

function binarySamples(
  bytes: Uint8Array,
  start: number,
  count: number,
  maximum: number,
): Picture['samples'] | null {
  const length = maximum > 255 ? 2 * count : count;
  if (start + length > bytes.length) return null;
  const raster = bytes.subarray(start, start + length);
  return maximum > 255 ? bigEndianWords(raster) : raster;
}

function plainSamples(
  reader: NumberReader,
  count: number,
  maximum: number,
  fileLength: number,
): Picture['samples'] | null {
  // Each sample takes at least a digit and a space: a size that the file cannot hold is not allocated.
  if (2 * count - 1 > fileLength) return null;
  const samples = maximum > 255 ? new Uint16Array(count) : new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const value = reader.next();
    if (value === null) return null;
    samples[i] = Math.min(value, maximum);
  }
  return samples;
}

/** Reads decimal numbers between white space; `#` comments out the rest of a line. */
class NumberReader {
  readonly #bytes: Uint8Array;
  position: number;

  constructor(bytes: Uint8Array, position: number) {
    this.#bytes = bytes;
    this.position = position;
  }

  /** The next number, capped at 2^31, or null where there is none; `position` is then just after its last digit. */
  next(): number | null {
    const bytes = this.#bytes;
    let at = this.position;
    for (; isSpace(bytes[at]) || bytes[at] === 0x23; at++) {
      if (bytes[at] === 0x23) while (at < bytes.length && bytes[at] !== 0x0a) at++;
    }
    const start = at;
    let value = 0;
    for (; bytes[at] >= 0x30 && bytes[at] <= 0x39; at++)
      value = Math.min(2 ** 31, value * 10 + bytes[at] - 0x30);
    this.position = at;
    return at === start ? null : value;
  }
}
