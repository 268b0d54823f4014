import { StreamFault } from '../streamFault.ts';
import {
  type BitPosition,
  type HuffmanTable,
  checkInterval,
  enterInterval,
  extend,
  extractEntropyData,
  lookahead,
} from './entropy.ts';
import { type ScanContext, walkScans } from './scan.ts';

const lookaheadMask = (1 << lookahead) - 1;

/**
 * Decodes lossless JPEG with Huffman coding (ITU-T T.81 annex H; process 14): predictors 1 to 7, point
 * transform, restart intervals, 2 to 16 bits, any number of components in one or several scans.
 *
 * Returns rows x columns x components samples, interleaved. The caller has checked the frame header against
 * the image's. Throws `StreamFault`.
 */
export function decodeLosslessJpeg(stream: Uint8Array, samplesPerPixel: number): Uint16Array {
  let output = new Uint16Array(0);
  const decoded = new Set<number>();
  walkScans(stream, (context) => {
    const { frame, scan } = context;
    if (frame.components.some((c) => c.horizontalSampling !== frame.components[0].horizontalSampling)) {
      throw new StreamFault('unsupported', 'lossless JPEG with subsampled components is not supported');
    }
    if (output.length === 0) output = new Uint16Array(frame.rows * frame.columns * samplesPerPixel);
    for (const { index } of scan.components) decoded.add(index);
    return decodeScan(stream, context, output, samplesPerPixel);
  });
  if (decoded.size !== samplesPerPixel) {
    throw new StreamFault('truncated', 'the JPEG stream does not hold every component');
  }
  return output;
}

function decodeScan(stream: Uint8Array, context: ScanContext, output: Uint16Array, stride: number): number {
  const { frame, scan, restartInterval } = context;
  const { rows, columns, precision } = frame;
  const predictor = scan.start;
  const pointTransform = scan.low;
  if (predictor < 1 || predictor > 7 || pointTransform >= precision) {
    throw new StreamFault('corrupt', 'a lossless JPEG scan names an impossible predictor or point transform');
  }
  if (restartInterval % columns !== 0) {
    throw new StreamFault('corrupt', 'the restart interval of a lossless JPEG is not a whole number of rows');
  }
  const rowsPerInterval = restartInterval === 0 ? rows : restartInterval / columns;
  const tables = scan.components.map(({ dc }) => {
    const table = context.huffman.get(dc);
    if (table === undefined)
      throw new StreamFault('corrupt', 'a JPEG scan names a Huffman table that is absent');
    return table;
  });
  const data = extractEntropyData(stream, context.dataStart);
  const at: BitPosition = { position: 0, accumulator: 0, available: 0 };
  const differences = new Int32Array(columns * tables.length);
  const start = 1 << (precision - pointTransform - 1);
  for (let row = 0; row < rows; row++) {
    const interval = Math.floor(row / rowsPerInterval);
    const first = row % rowsPerInterval === 0;
    if (first) enterInterval(at, data, interval);
    decodeRow(at, data.bytes, tables, differences);
    checkInterval(at, data, interval);
    scan.components.forEach(({ index }, position) => {
      const target: RowOfComponent = { output, start: row * columns * stride + index, stride, columns };
      if (first) predictFirstRow(target, differences, position, tables.length, start);
      else predictRow(predictor, target, differences, position, tables.length);
    });
  }
  if (pointTransform > 0) {
    for (const { index } of scan.components) {
      for (let i = index; i < output.length; i += stride) output[i] <<= pointTransform;
    }
  }
  return data.next;
}

/** Decodes the differences of one row; those of several components alternate. */
function decodeRow(
  at: BitPosition,
  bytes: Uint8Array,
  tables: readonly HuffmanTable[],
  out: Int32Array,
): void {
  if (tables.length === 1) {
    decodeDifferences(at, bytes, tables[0], out, 0, out.length);
    return;
  }
  for (let i = 0; i < out.length;) {
    for (const table of tables) decodeDifferences(at, bytes, table, out, i, ++i);
  }
}

/** Decodes `out[from..to)` (T.81 H.1.2.2). Past the end of the data it reads zeros; `checkInterval` finds that out. */
function decodeDifferences(
  at: BitPosition,
  bytes: Uint8Array,
  table: HuffmanTable,
  out: Int32Array,
  from: number,
  to: number,
): void {
  const { differences, symbols } = table;
  let { position, accumulator, available } = at;
  for (let i = from; i < to; i++) {
    if (available <= 16) {
      accumulator = (accumulator << 16) | (bytes[position] << 8) | bytes[position + 1];
      position += 2;
      available += 16;
    }
    const entry = differences[(accumulator >>> (available - lookahead)) & lookaheadMask];
    if (entry !== 0) {
      available -= entry & 31;
      out[i] = entry >> 5;
      continue;
    }
    const symbol = symbols[(accumulator >>> (available - 16)) & 0xffff];
    const size = symbol & 255;
    if (symbol === 0 || size > 16)
      throw new StreamFault('corrupt', 'the JPEG stream holds an impossible code');
    available -= symbol >> 8;
    if (size === 0 || size === 16) {
      out[i] = size === 0 ? 0 : 32768;
      continue;
    }
    if (available <= 16) {
      accumulator = (accumulator << 16) | (bytes[position] << 8) | bytes[position + 1];
      position += 2;
      available += 16;
    }
    available -= size;
    out[i] = extend((accumulator >>> available) & ((1 << size) - 1), size);
  }
  at.position = position;
  at.accumulator = accumulator;
  at.available = available;
}

/** One row of one component in the interleaved output. */
interface RowOfComponent {
  readonly output: Uint16Array;
  readonly start: number;
  readonly stride: number;
  readonly columns: number;
}

/** The first row, and the first after a restart: predicted from the left, its first sample from mid-range (T.81 H.1.1). */
function predictFirstRow(
  row: RowOfComponent,
  differences: Int32Array,
  offset: number,
  step: number,
  start: number,
): void {
  const { output, stride, columns } = row;
  let left = start;
  for (let x = 0, d = offset, at = row.start; x < columns; x++, d += step, at += stride) {
    left = (left + differences[d]) & 0xffff;
    output[at] = left;
  }
}

/** Any other row: its first sample is predicted from above, the rest by the scan's predictor (T.81 table H.1). */
function predictRow(
  predictor: number,
  row: RowOfComponent,
  differences: Int32Array,
  offset: number,
  step: number,
): void {
  const { output, start, stride, columns } = row;
  const above = start - columns * stride;
  let left = (output[above] + differences[offset]) & 0xffff;
  let aboveLeft = output[above];
  output[start] = left;
  if (predictor === 1) {
    for (let x = 1, d = offset + step, at = start + stride; x < columns; x++, d += step, at += stride) {
      left = (left + differences[d]) & 0xffff;
      output[at] = left;
    }
    return;
  }
  for (let x = 1, d = offset + step; x < columns; x++, d += step) {
    const up = output[above + x * stride];
    left = (predicted(predictor, left, up, aboveLeft) + differences[d]) & 0xffff;
    output[start + x * stride] = left;
    aboveLeft = up;
  }
}

function predicted(predictor: number, left: number, above: number, aboveLeft: number): number {
  switch (predictor) {
    case 2:
      return above;
    case 3:
      return aboveLeft;
    case 4:
      return left + above - aboveLeft;
    case 5:
      return left + ((above - aboveLeft) >> 1);
    case 6:
      return above + ((left - aboveLeft) >> 1);
    default:
      return (left + above) >> 1;
  }
}
