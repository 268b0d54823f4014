import { StreamFault } from '../streamFault.ts';

/** One component of a JPEG frame (ITU-T T.81 B.2.2). */
export interface JpegComponent {
  readonly id: number;
  readonly horizontalSampling: number;
  readonly verticalSampling: number;
  readonly quantizationTable: number;
}

/** A frame header, SOFn or JPEG-LS's SOF55 (ITU-T T.81 B.2.2, T.87 C.2.2). */
export interface JpegFrameHeader {
  /** Second byte of the marker: 0xC0 baseline, 0xC1 extended, 0xC3 lossless, 0xF7 JPEG-LS. */
  readonly marker: number;
  readonly precision: number;
  readonly rows: number;
  readonly columns: number;
  readonly components: readonly JpegComponent[];
}

/** A marker segment: `start` and `end` bound its content without marker and length. */
export interface Segment {
  readonly marker: number;
  readonly start: number;
  readonly end: number;
}

export const marker = {
  dht: 0xc4,
  soi: 0xd8,
  eoi: 0xd9,
  sos: 0xda,
  dqt: 0xdb,
  dnl: 0xdc,
  dri: 0xdd,
  app14: 0xee,
} as const;

/** The segment at `position`, or null at EOI or at the end of the bytes. Fill bytes before a marker are skipped (T.81 B.1.1.2). */
export function nextSegment(bytes: Uint8Array, position: number): Segment | null {
  let at = position;
  for (;;) {
    at = bytes.indexOf(0xff, at);
    if (at < 0 || at + 1 >= bytes.length) return null;
    const code = bytes[at + 1];
    if (code === marker.eoi) return null;
    if (code === 0xff) {
      at += 1;
    } else if (code === 0 || code === 1 || (code >= 0xd0 && code <= marker.soi)) {
      at += 2;
    } else break;
  }
  const start = at + 4;
  if (start > bytes.length)
    throw new StreamFault('truncated', 'the JPEG stream ends inside a marker segment');
  const end = at + 2 + ((bytes[at + 2] << 8) | bytes[at + 3]);
  if (end < start) throw new StreamFault('corrupt', 'a JPEG marker segment has an impossible length');
  if (end > bytes.length) {
    throw new StreamFault('truncated', 'the JPEG stream ends inside a marker segment');
  }
  return { marker: bytes[at + 1], start, end };
}

export function isFrameHeader(code: number): boolean {
  return (
    (code >= 0xc0 && code <= 0xcf && code !== marker.dht && code !== 0xc8 && code !== 0xcc) || code === 0xf7
  );
}

/** Reads a frame header (ITU-T T.81, B.2.2). Throws `StreamFault`. */
export function readFrameHeader(bytes: Uint8Array, segment: Segment): JpegFrameHeader {
  const { start, end } = segment;
  const count = end - start >= 6 ? bytes[start + 5] : 0;
  if (count === 0 || end - start < 6 + 3 * count) {
    throw new StreamFault('corrupt', 'the JPEG frame header is malformed');
  }
  const components = Array.from({ length: count }, (_, index): JpegComponent => {
    const at = start + 6 + 3 * index;
    return {
      id: bytes[at],
      horizontalSampling: bytes[at + 1] >> 4,
      verticalSampling: bytes[at + 1] & 15,
      quantizationTable: bytes[at + 2],
    };
  });
  return {
    marker: segment.marker,
    precision: bytes[start],
    rows: (bytes[start + 1] << 8) | bytes[start + 2],
    columns: (bytes[start + 3] << 8) | bytes[start + 4],
    components,
  };
}

/** The frame header of a JPEG or JPEG-LS stream, found without decoding anything. Throws `StreamFault`. */
export function findFrameHeader(bytes: Uint8Array): JpegFrameHeader {
  if (bytes[0] !== 0xff || bytes[1] !== marker.soi) {
    throw new StreamFault('corrupt', 'the pixel data is not a JPEG stream');
  }
  for (let segment = nextSegment(bytes, 2); segment !== null; segment = nextSegment(bytes, segment.end)) {
    if (isFrameHeader(segment.marker)) return readFrameHeader(bytes, segment);
    if (segment.marker === marker.sos) break;
  }
  throw new StreamFault('corrupt', 'the JPEG stream has no frame header');
}
