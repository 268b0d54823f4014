import { StreamFault } from '../streamFault.ts';
import { type HuffmanTables, readHuffmanTables } from './entropy.ts';
import {
  type JpegFrameHeader,
  type Segment,
  isFrameHeader,
  marker,
  nextSegment,
  readFrameHeader,
} from './segments.ts';

/** A scan header (T.81 B.2.3): `start` is the predictor of a lossless scan, `low` its point transform. */
export interface ScanHeader {
  /** Index into the frame's components, and the table destinations for DC (or lossless) and AC. */
  readonly components: readonly { readonly index: number; readonly dc: number; readonly ac: number }[];
  readonly start: number;
  readonly end: number;
  readonly high: number;
  readonly low: number;
}

/** Everything that is in force when a scan begins. */
export interface ScanContext {
  readonly frame: JpegFrameHeader;
  readonly scan: ScanHeader;
  readonly huffman: HuffmanTables;
  /** Quantization tables by destination, 64 values in zigzag order. */
  readonly quantization: ReadonlyMap<number, Uint16Array>;
  /** MCUs per restart interval; 0 = none. */
  readonly restartInterval: number;
  /** First byte of entropy-coded data. */
  readonly dataStart: number;
}

/**
 * Walks a JPEG stream and hands each scan to `decodeScan`, which returns where the scan's data end.
 * Throws `StreamFault` where the stream is malformed or has no scan.
 */
export function walkScans(stream: Uint8Array, decodeScan: (context: ScanContext) => number): void {
  const huffman: HuffmanTables = new Map();
  const quantization = new Map<number, Uint16Array>();
  let restartInterval = 0;
  let frame: JpegFrameHeader | null = null;
  let position = 2;
  let scans = 0;
  for (;;) {
    const segment: Segment | null = nextSegment(stream, position);
    if (segment === null) break;
    position = segment.end;
    if (segment.marker === marker.dht) readHuffmanTables(stream, segment.start, segment.end, huffman);
    else if (segment.marker === marker.dqt) readQuantizationTables(stream, segment, quantization);
    else if (segment.marker === marker.dri) {
      restartInterval = (stream[segment.start] << 8) | stream[segment.start + 1];
    } else if (isFrameHeader(segment.marker)) {
      if (frame !== null) throw new StreamFault('corrupt', 'the JPEG stream has two frame headers');
      frame = readFrameHeader(stream, segment);
    } else if (segment.marker === marker.sos) {
      if (frame === null)
        throw new StreamFault('corrupt', 'the JPEG stream has a scan before its frame header');
      const scan = readScanHeader(stream, segment, frame);
      scans += 1;
      position = decodeScan({ frame, scan, huffman, quantization, restartInterval, dataStart: segment.end });
    }
  }
  if (scans === 0) throw new StreamFault('truncated', 'the JPEG stream ends before its image data');
}

function readQuantizationTables(stream: Uint8Array, segment: Segment, into: Map<number, Uint16Array>): void {
  for (let at = segment.start; at < segment.end;) {
    const wide = stream[at] >> 4;
    const size = wide ? 128 : 64;
    if (at + 1 + size > segment.end)
      throw new StreamFault('corrupt', 'a JPEG quantization table is malformed');
    const table = new Uint16Array(64);
    for (let i = 0; i < 64; i++) {
      table[i] = wide ? (stream[at + 1 + 2 * i] << 8) | stream[at + 2 + 2 * i] : stream[at + 1 + i];
    }
    into.set(stream[at] & 15, table);
    at += 1 + size;
  }
}

function readScanHeader(stream: Uint8Array, segment: Segment, frame: JpegFrameHeader): ScanHeader {
  const { start, end } = segment;
  const count = stream[start];
  if (count < 1 || count > 4 || end - start !== 4 + 2 * count) {
    throw new StreamFault('corrupt', 'a JPEG scan header is malformed');
  }
  const components = Array.from({ length: count }, (_, i) => {
    const id = stream[start + 1 + 2 * i];
    const tables = stream[start + 2 + 2 * i];
    const index = frame.components.findIndex((component) => component.id === id);
    if (index < 0)
      throw new StreamFault('corrupt', 'a JPEG scan names a component that the frame does not have');
    return { index, dc: tables >> 4, ac: tables & 15 };
  });
  const at = start + 1 + 2 * count;
  return {
    components,
    start: stream[at],
    end: stream[at + 1],
    high: stream[at + 2] >> 4,
    low: stream[at + 2] & 15,
  };
}
