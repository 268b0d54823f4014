import { StreamFault } from './streamFault.ts';

/** What a JPEG 2000 codestream says of its image (SIZ, ITU-T T.800 A.5.1). */
export interface CodestreamSize {
  readonly rows: number;
  readonly columns: number;
  readonly components: number;
  readonly precision: number;
  readonly signed: boolean;
  /** The image does not begin at the reference grid's origin. */
  readonly offset: boolean;
  /** A component has fewer samples than the image has pixels. */
  readonly subsampled: boolean;
  readonly tiles: number;
}

const marker = {
  startOfCodestream: 0xff4f,
  size: 0xff51,
  startOfTilePart: 0xff90,
  endOfCodestream: 0xffd9,
} as const;

/** The codestream itself; out of a JP2 file's contiguous codestream box where it is in one (T.800 I.5.4). */
export function findCodestream(stream: Uint8Array): Uint8Array {
  const view = viewOf(stream);
  if (stream.length >= 4 && view.getUint16(0) === marker.startOfCodestream) return stream;
  const jp2Signature = 0x6a502020;
  if (stream.length < 12 || view.getUint32(4) !== jp2Signature) {
    throw new StreamFault('corrupt', 'the pixel data is not a JPEG 2000 stream');
  }
  const codestreamBox = 0x6a703263;
  for (let at = 0; at + 8 <= stream.length;) {
    const length = view.getUint32(at);
    if (view.getUint32(at + 4) === codestreamBox) {
      const content = stream.subarray(at + 8, length === 0 ? stream.length : at + length);
      if (content.length >= 4 && viewOf(content).getUint16(0) === marker.startOfCodestream) return content;
      break;
    }
    if (length < 8) break;
    at += length;
  }
  throw new StreamFault('corrupt', 'the JP2 file holds no codestream');
}

/** What the SIZ marker says (ISO/IEC 15444-1, A.5.1). Throws `StreamFault`. */
export function readCodestreamSize(codestream: Uint8Array): CodestreamSize {
  const view = viewOf(codestream);
  if (codestream.length < 45 || view.getUint16(2) !== marker.size) {
    throw new StreamFault('corrupt', 'the JPEG 2000 stream has no image size');
  }
  const [right, bottom, left, top, tileWidth, tileHeight, tileLeft, tileTop] = Array.from(
    { length: 8 },
    (_, i) => view.getUint32(8 + 4 * i),
  );
  const components = view.getUint16(40);
  if (components < 1 || 42 + 3 * components > codestream.length || tileWidth === 0 || tileHeight === 0) {
    throw new StreamFault('corrupt', 'the JPEG 2000 stream has an impossible image size');
  }
  const depths = Array.from({ length: components }, (_, i) => codestream[42 + 3 * i]);
  if (depths.some((depth) => depth !== depths[0])) {
    throw new StreamFault('unsupported', 'JPEG 2000 with components of different depth is not supported');
  }
  return {
    rows: bottom - top,
    columns: right - left,
    components,
    precision: (depths[0] & 127) + 1,
    signed: depths[0] > 127,
    offset: left !== 0 || top !== 0,
    subsampled: depths.some((_, i) => codestream[43 + 3 * i] !== 1 || codestream[44 + 3 * i] !== 1),
    tiles: Math.ceil((right - tileLeft) / tileWidth) * Math.ceil((bottom - tileTop) / tileHeight),
  };
}

/**
 * Walks the tile-parts (T.800 A.4.2) without decoding them: the codecs fill missing ones with whatever they
 * have, and an image with missing parts must not pass for a whole one. Returns the codestream, ended by its
 * EOC marker also where the writer left that out. Throws `StreamFault`.
 */
export function completeCodestream(codestream: Uint8Array, tiles: number): Uint8Array {
  const view = viewOf(codestream);
  const seen = new Set<number>();
  let at = 2;
  let open = false;
  while (at + 12 <= codestream.length) {
    const code = view.getUint16(at);
    if (code === marker.endOfCodestream) break;
    if (code !== marker.startOfTilePart) {
      if (code < 0xff00)
        throw new StreamFault('corrupt', 'the JPEG 2000 stream has no marker where one must be');
      at += 2 + view.getUint16(at + 2);
      continue;
    }
    seen.add(view.getUint16(at + 4));
    const length = view.getUint32(at + 6);
    if (length === 0) {
      at = codestream.length;
      open = true;
    } else if (length < 14) {
      throw new StreamFault('corrupt', 'the JPEG 2000 stream has a tile-part of impossible length');
    } else at += length;
  }
  if (at > codestream.length || seen.size < tiles) {
    throw new StreamFault('truncated', 'the JPEG 2000 stream ends before the image is complete');
  }
  const ended = at + 2 <= codestream.length && view.getUint16(at) === marker.endOfCodestream;
  if (ended || (open && endsWithMarker(codestream))) return codestream;
  const output = new Uint8Array(at + 2);
  output.set(codestream.subarray(0, at));
  output.set([marker.endOfCodestream >> 8, marker.endOfCodestream & 255], at);
  return output;
}

/** EOC at the end, or before the zero that pads a fragment to even length. */
function endsWithMarker(codestream: Uint8Array): boolean {
  const end = codestream.length - (codestream.at(-1) === 0 ? 1 : 0);
  return end >= 2 && viewOf(codestream).getUint16(end - 2) === marker.endOfCodestream;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
