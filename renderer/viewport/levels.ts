/**
 * What is drawn of a frame: its values in a form that graphics cards keep exactly, and copies at half, quarter, ... size.
 * A view at less than full size is drawn from the copy that comes next, so that fine structures are averaged, not
 * skipped, and less is sent to the graphics card. Pure.
 */
import type { Frame, ImageHeader, Samples } from '../../contract/image.ts';
import type { StoredRange } from './display.ts';

/** Samples that a texture takes without changing them. */
export type DrawnSamples = Uint8Array | Uint16Array | Float32Array;

export interface DrawnLevel {
  readonly rows: number;
  readonly columns: number;
  /** 1 for grey, 3 for interleaved RGB. */
  readonly components: 1 | 3;
  /** Source pixels along each side of one pixel of this level: 1, 2, 4, ... */
  readonly factor: number;
  readonly samples: DrawnSamples;
}

interface Drawn {
  readonly samples: DrawnSamples;
  readonly offset: number;
  readonly range: StoredRange;
}

/**
 * Grey: unsigned values as they are, sharing memory; signed ones moved up to begin at 0; those of 32 bits as floats
 * from their least value. Colour: RGB of 8 bits.
 */
export function drawnComponents(header: ImageHeader, frame: Frame): Drawn {
  if (frame.samplesPerPixel > 1) {
    return { samples: rgb8(header, frame.samples), offset: 0, range: { low: 0, high: 255 } };
  }
  const samples = signExtended(header, frame.samples);
  const range = rangeOf(samples);
  if (samples instanceof Uint8Array || samples instanceof Uint16Array) return { samples, offset: 0, range };
  if (samples instanceof Int8Array) return { samples: moved(Uint8Array, samples, 128), offset: -128, range };
  if (samples instanceof Int16Array) {
    return { samples: moved(Uint16Array, samples, 32768), offset: -32768, range };
  }
  return { samples: moved(Float32Array, samples, -range.low), offset: range.low, range };
}

/**
 * Only the bits of Bits Stored count (PS3.5 section 8.1.1). Files exist, of IHE's display consistency tests among them,
 * that leave the others zero in some of their negative values, which would be shown as if they were the brightest.
 * Lossy compression may overshoot, and its values are what they are.
 */
function signExtended({ signed, bitsStored, lossy }: ImageHeader, samples: Samples): Samples {
  if (!signed || lossy || rangeOf(samples).high < 2 ** (bitsStored - 1)) return samples;
  const unused = 32 - bitsStored;
  return samples.map((value) => (value << unused) >> unused);
}

function moved<T extends DrawnSamples>(Type: new (length: number) => T, samples: Samples, by: number): T {
  const output = new Type(samples.length);
  for (let i = 0; i < samples.length; i++) output[i] = samples[i] + by;
  return output;
}

function rangeOf(samples: Samples): StoredRange {
  let low = samples[0];
  let high = low;
  for (let i = 1; i < samples.length; i++) {
    const value = samples[i];
    if (value < low) low = value;
    else if (value > high) high = value;
  }
  return { low, high };
}

/** The JPEG family's decoders give RGB whatever the stream held; native and RLE colour stays as stored (PS3.3 C.7.6.3.1.2). */
function rgb8(header: ImageHeader, samples: Samples): Uint8Array {
  const shift = Math.max(0, header.bitsStored - 8);
  const stored =
    samples instanceof Uint8Array ? samples : Uint8Array.from(samples, (value) => value >>> shift);
  const luminance =
    header.photometricInterpretation.startsWith('YBR') &&
    !header.transferSyntaxUid.startsWith('1.2.840.10008.1.2.4.');
  return luminance ? rgbOfYbr(stored) : stored;
}

function rgbOfYbr(samples: Uint8Array): Uint8Array {
  const output = new Uint8ClampedArray(samples.length);
  for (let i = 0; i + 2 < samples.length; i += 3) {
    const y = samples[i];
    const blue = samples[i + 1] - 128;
    const red = samples[i + 2] - 128;
    output[i] = y + 1.402 * red;
    output[i + 1] = y - 0.344136 * blue - 0.714136 * red;
    output[i + 2] = y + 1.772 * blue;
  }
  return new Uint8Array(output.buffer);
}

/** Levels are made until one is at most this many pixels long. */
const smallestLevel = 512;

/** The whole and its halves; each value the mean of up to 2 x 2 that are not padding, padding where all are. */
export function levelsOf(whole: DrawnLevel, padding: StoredRange | null): DrawnLevel[] {
  const levels = [whole];
  for (let last = whole; Math.max(last.rows, last.columns) > smallestLevel;) {
    last = halved(last, padding);
    levels.push(last);
  }
  return levels;
}

function halved(level: DrawnLevel, padding: StoredRange | null): DrawnLevel {
  const { components, samples } = level;
  const rows = Math.ceil(level.rows / 2);
  const columns = Math.ceil(level.columns / 2);
  const Type = samples.constructor as new (length: number) => DrawnSamples;
  const output = new Type(rows * columns * components);
  const rounding = samples instanceof Float32Array ? 0 : 0.5;
  const stride = level.columns * components;
  for (let row = 0, to = 0; row < rows; row++) {
    const upper = 2 * row * stride;
    const lower = 2 * row + 1 < level.rows ? upper + stride : upper;
    for (let column = 0; column < columns; column++) {
      const left = 2 * column * components;
      const right = 2 * column + 1 < level.columns ? left + components : left;
      for (let component = 0; component < components; component++, to++) {
        const a = samples[upper + left + component];
        const b = samples[upper + right + component];
        const c = samples[lower + left + component];
        const d = samples[lower + right + component];
        output[to] =
          padding === null ? (a + b + c + d) / 4 + rounding : meanOf(a, b, c, d, padding, rounding);
      }
    }
  }
  return { rows, columns, components, factor: 2 * level.factor, samples: output };
}

function meanOf(
  a: number,
  b: number,
  c: number,
  d: number,
  { low, high }: StoredRange,
  rounding: number,
): number {
  const isA = a < low || a > high ? 1 : 0;
  const isB = b < low || b > high ? 1 : 0;
  const isC = c < low || c > high ? 1 : 0;
  const isD = d < low || d > high ? 1 : 0;
  const count = isA + isB + isC + isD;
  const sum = a * isA + b * isB + c * isC + d * isD;
  return count === 0 ? a : sum / count + rounding;
}

/** The coarsest level none of whose pixels is shown larger than a pixel of the screen; `scale`: screen pixels per source pixel. */
export function levelFor(levels: readonly DrawnLevel[], scale: number): DrawnLevel {
  return levels.findLast(({ factor }) => scale * factor <= 1) ?? levels[0];
}
