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
import { inverseDct } from './inverseDct.ts';
import { type ScanContext, walkScans } from './scan.ts';

const lookaheadMask = (1 << lookahead) - 1;

/** Zigzag position -> row-by-row position (T.81 figure A.6). */
const naturalOrder = zigzag();

function zigzag(): Uint8Array {
  const order = new Uint8Array(64);
  let index = 0;
  for (let diagonal = 0; diagonal < 15; diagonal++) {
    for (let i = 0; i <= diagonal; i++) {
      const row = diagonal % 2 === 0 ? diagonal - i : i;
      const column = diagonal - row;
      if (row < 8 && column < 8) order[index++] = row * 8 + column;
    }
  }
  return order;
}

/**
 * Decodes sequential-DCT JPEG with Huffman coding, 8 or 12 bits (ITU-T T.81 annex F; processes 1, 2 and 4):
 * one component, or several without subsampling, in one or several scans. The inverse transform rounds as
 * libjpeg's default does, so that the samples equal those of programs built on it. The scan's spectral selection
 * is not looked at: it has one legal value, and writers exist that get it wrong.
 *
 * Returns rows x columns x components samples, interleaved, without any colour conversion. The caller has
 * checked the frame header against the image's. Throws `StreamFault`.
 */
export function decodeSequentialJpeg(stream: Uint8Array, samplesPerPixel: number): Uint16Array {
  let output = new Uint16Array(0);
  const decoded = new Set<number>();
  walkScans(stream, (context) => {
    const { frame, scan } = context;
    if (
      frame.components.length > 1 &&
      frame.components.some((c) => c.horizontalSampling !== 1 || c.verticalSampling !== 1)
    ) {
      throw new StreamFault('unsupported', '12-bit JPEG with subsampled colour is not supported');
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

/** What decoding the blocks of one component needs. */
interface ComponentDecoder {
  readonly index: number;
  readonly dc: HuffmanTable;
  readonly ac: HuffmanTable;
  /** Quantization steps in zigzag order. */
  readonly steps: Uint16Array;
  predictor: number;
}

function componentDecoders({ frame, scan, huffman, quantization }: ScanContext): ComponentDecoder[] {
  return scan.components.map(({ index, dc, ac }) => {
    const dcTable = huffman.get(dc);
    const acTable = huffman.get(0x10 | ac);
    const steps = quantization.get(frame.components[index].quantizationTable);
    if (dcTable === undefined || acTable === undefined || steps === undefined) {
      throw new StreamFault('corrupt', 'a JPEG scan names a table that is absent');
    }
    return { index, dc: dcTable, ac: acTable, steps, predictor: 0 };
  });
}

function decodeScan(stream: Uint8Array, context: ScanContext, output: Uint16Array, stride: number): number {
  const { rows, columns, precision } = context.frame;
  const components = componentDecoders(context);
  const data = extractEntropyData(stream, context.dataStart);
  const at: BitPosition = { position: 0, accumulator: 0, available: 0 };
  const block = new Int32Array(64);
  const blockColumns = Math.ceil(columns / 8);
  const unitCount = blockColumns * Math.ceil(rows / 8);
  const unitsPerInterval = context.restartInterval === 0 ? unitCount : context.restartInterval;
  for (let unit = 0; unit < unitCount; unit++) {
    if (unit % unitsPerInterval === 0) {
      if (unit > 0) checkInterval(at, data, unit / unitsPerInterval - 1);
      enterInterval(at, data, unit / unitsPerInterval);
      for (const component of components) component.predictor = 0;
    } else if (unit % blockColumns === 0) checkInterval(at, data, Math.floor(unit / unitsPerInterval));
    const row = Math.floor(unit / blockColumns) * 8;
    const column = (unit % blockColumns) * 8;
    for (const component of components) {
      block.fill(0);
      decodeBlock(at, data.bytes, component, block);
      inverseDct(block, precision > 8 ? 1 : 2);
      const to = (row * columns + column) * stride + component.index;
      const size = { rows: Math.min(8, rows - row), columns: Math.min(8, columns - column) };
      storeBlock(block, output, to, stride, columns * stride, size, precision);
    }
  }
  checkInterval(at, data, Math.floor((unitCount - 1) / unitsPerInterval));
  return data.next;
}

/** Level shift and clamp (T.81 A.3.1) of the part of a block that lies inside the image. */
function storeBlock(
  block: Int32Array,
  output: Uint16Array,
  to: number,
  stride: number,
  rowStride: number,
  size: { rows: number; columns: number },
  precision: number,
): void {
  const middle = 1 << (precision - 1);
  const highest = 2 * middle - 1;
  for (let y = 0; y < size.rows; y++) {
    for (let x = 0, at = to + y * rowStride; x < size.columns; x++, at += stride) {
      const value = block[y * 8 + x] + middle;
      output[at] = value < 0 ? 0 : value > highest ? highest : value;
    }
  }
}

/** Decodes and dequantizes one block (T.81 F.2.2). Past the end of the data it reads zeros; `checkInterval` finds that out. */
function decodeBlock(
  at: BitPosition,
  bytes: Uint8Array,
  component: ComponentDecoder,
  block: Int32Array,
): void {
  const { steps } = component;
  const { coefficients, symbols } = component.ac;
  component.predictor += decodeDifference(at, bytes, component.dc);
  block[0] = Math.imul(component.predictor, steps[0]);
  let { position, accumulator, available } = at;
  for (let k = 1; k < 64; k++) {
    if (available <= 16) {
      accumulator = (accumulator << 16) | (bytes[position] << 8) | bytes[position + 1];
      position += 2;
      available += 16;
    }
    const entry = coefficients[(accumulator >>> (available - lookahead)) & lookaheadMask];
    if (entry !== 0) {
      available -= entry & 31;
      k += (entry >> 5) & 15;
      if (k > 63) throw new StreamFault('corrupt', 'a JPEG block has too many coefficients');
      block[naturalOrder[k]] = Math.imul(entry >> 9, steps[k]);
      continue;
    }
    const symbol = symbols[(accumulator >>> (available - 16)) & 0xffff];
    if (symbol === 0) throw new StreamFault('corrupt', 'the JPEG stream holds an impossible code');
    available -= symbol >> 8;
    const run = (symbol >> 4) & 15;
    const size = symbol & 15;
    if (size === 0) {
      if (run !== 15) break;
      k += 15;
      continue;
    }
    if (available <= 16) {
      accumulator = (accumulator << 16) | (bytes[position] << 8) | bytes[position + 1];
      position += 2;
      available += 16;
    }
    k += run;
    if (k > 63) throw new StreamFault('corrupt', 'a JPEG block has too many coefficients');
    available -= size;
    block[naturalOrder[k]] = Math.imul(
      extend((accumulator >>> available) & ((1 << size) - 1), size),
      steps[k],
    );
  }
  at.position = position;
  at.accumulator = accumulator;
  at.available = available;
}

function decodeDifference(at: BitPosition, bytes: Uint8Array, table: HuffmanTable): number {
  refill(at, bytes);
  const entry = table.differences[(at.accumulator >>> (at.available - lookahead)) & lookaheadMask];
  if (entry !== 0) {
    at.available -= entry & 31;
    return entry >> 5;
  }
  const symbol = table.symbols[(at.accumulator >>> (at.available - 16)) & 0xffff];
  const size = symbol & 255;
  if (symbol === 0 || size > 15) throw new StreamFault('corrupt', 'the JPEG stream holds an impossible code');
  at.available -= symbol >> 8;
  if (size === 0) return 0;
  refill(at, bytes);
  at.available -= size;
  return extend((at.accumulator >>> at.available) & ((1 << size) - 1), size);
}

function refill(at: BitPosition, bytes: Uint8Array): void {
  if (at.available > 16) return;
  at.accumulator = (at.accumulator << 16) | (bytes[at.position] << 8) | bytes[at.position + 1];
  at.position += 2;
  at.available += 16;
}
