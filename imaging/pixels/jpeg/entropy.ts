import { StreamFault } from '../streamFault.ts';

/** Entropy-coded data of one scan with byte stuffing removed, so that bits can be read without looking for markers. */
export interface EntropyData {
  /** Clean bytes of all restart intervals, followed by `readAhead` zeros. */
  readonly bytes: Uint8Array;
  /** Where each restart interval starts in `bytes`, and at last where the data ends. */
  readonly boundaries: readonly number[];
  /** Position of the marker after the scan in the stream. */
  readonly next: number;
}

/** Zero bytes after the data, which lets a decoder run past its end by a row before it looks. */
const readAhead = 16;

/** Removes the zero after each 0xFF of the data (T.81 F.1.2.3) and splits at RSTn markers, from `start` to the next other marker. */
export function extractEntropyData(stream: Uint8Array, start: number): EntropyData {
  const clean = new Uint8Array(stream.length - start + readAhead);
  const boundaries = [0];
  let from = start;
  let length = 0;
  for (;;) {
    const at = stream.indexOf(0xff, from);
    const code = at < 0 || at + 1 >= stream.length ? -1 : stream[at + 1];
    const keep = at < 0 ? stream.length : code === 0 ? at + 1 : at;
    if (keep - from < 48) for (let i = from; i < keep; i++) clean[length++] = stream[i];
    else {
      clean.set(stream.subarray(from, keep), length);
      length += keep - from;
    }
    if (code === 0) from = at + 2;
    else if (code === 0xff) from = at + 1;
    else if (code >= 0xd0 && code <= 0xd7) {
      boundaries.push(length);
      from = at + 2;
    } else {
      boundaries.push(length);
      return { bytes: clean.subarray(0, length + readAhead), boundaries, next: at < 0 ? stream.length : at };
    }
  }
}

/** Where a decoder stands in clean entropy data: the low `available` bits of `accumulator` are yet to be used. */
export interface BitPosition {
  position: number;
  accumulator: number;
  available: number;
}

/** Moves to the start of restart interval `interval`. */
export function enterInterval(at: BitPosition, data: EntropyData, interval: number): void {
  if (interval + 1 >= data.boundaries.length) {
    throw new StreamFault('truncated', 'the JPEG stream has fewer restart intervals than its image needs');
  }
  at.position = data.boundaries[interval];
  at.accumulator = 0;
  at.available = 0;
}

/** Throws when more bits were used than restart interval `interval` has. */
export function checkInterval(at: BitPosition, data: EntropyData, interval: number): void {
  if (at.position * 8 - at.available > data.boundaries[interval + 1] * 8) {
    throw new StreamFault('truncated', 'the JPEG stream ends before the image is complete');
  }
}

/** Bits that the fast tables look at. */
export const lookahead = 12;

/**
 * Decoding tables of one Huffman code (T.81 annex C and F.2.2).
 *
 * `symbols`: by the next 16 bits, code length << 8 | symbol; 0 where no code matches.
 * `differences` (DC and lossless codes): by the next 12 bits, difference << 5 | bits used by code and
 * difference together; 0 where they do not fit.
 * `coefficients` (AC codes): value << 9 | zero run << 5 | bits used; 0 where they do not fit or the
 * symbol carries no value.
 */
export interface HuffmanTable {
  readonly symbols: Uint16Array;
  readonly differences: Int32Array;
  readonly coefficients: Int32Array;
}

/** `extra` bits after a category of that size -> signed value (T.81 F.2.2.1, EXTEND). */
export function extend(extra: number, size: number): number {
  return extra < 1 << (size - 1) ? extra - (1 << size) + 1 : extra;
}

/** `counts`: number of codes of length 1..16. Throws where the code is impossible. */
function huffmanTable(counts: Uint8Array, values: Uint8Array): HuffmanTable {
  const symbols = new Uint16Array(65536);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= 16; length++) {
    const step = 1 << (16 - length);
    for (let i = 0; i < counts[length - 1]; i++) {
      if (code + step > 65536) throw new StreamFault('corrupt', 'a JPEG Huffman table is impossible');
      symbols.fill((length << 8) | values[index++], code, code + step);
      code += step;
    }
  }
  return { symbols, differences: differenceTable(symbols), coefficients: coefficientTable(symbols) };
}

function differenceTable(symbols: Uint16Array): Int32Array {
  const table = new Int32Array(1 << lookahead);
  for (let bits = 0; bits < table.length; bits++) {
    const entry = symbols[bits << (16 - lookahead)];
    const length = entry >> 8;
    const size = entry & 255;
    if (entry === 0 || size > 15 || length + size > lookahead) continue;
    const extra = (bits >> (lookahead - length - size)) & ((1 << size) - 1);
    table[bits] = ((size === 0 ? 0 : extend(extra, size)) << 5) | (length + size);
  }
  return table;
}

function coefficientTable(symbols: Uint16Array): Int32Array {
  const table = new Int32Array(1 << lookahead);
  for (let bits = 0; bits < table.length; bits++) {
    const entry = symbols[bits << (16 - lookahead)];
    const length = entry >> 8;
    const size = entry & 15;
    const run = (entry >> 4) & 15;
    if (size === 0 || length + size > lookahead) continue;
    const extra = (bits >> (lookahead - length - size)) & ((1 << size) - 1);
    table[bits] = (extend(extra, size) << 9) | (run << 5) | (length + size);
  }
  return table;
}

/** Huffman tables of a stream by class (0 DC or lossless, 1 AC) and destination; grown by each DHT segment. */
export type HuffmanTables = Map<number, HuffmanTable>;

/** Adds the tables of a DHT segment (T.81 B.2.4.2); the key is the byte Tc << 4 | Th. */
export function readHuffmanTables(stream: Uint8Array, start: number, end: number, into: HuffmanTables): void {
  for (let at = start; at < end;) {
    const counts = stream.subarray(at + 1, at + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    if (at + 17 + total > end || total > 256) {
      throw new StreamFault('corrupt', 'a JPEG Huffman table is malformed');
    }
    into.set(stream[at], huffmanTable(counts, stream.subarray(at + 17, at + 17 + total)));
    at += 17 + total;
  }
}
