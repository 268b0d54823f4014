import type { ImageHeader, Samples } from '../../contract/image.ts';
import { StreamFault } from './streamFault.ts';

/** Largest number of samples in one frame; more is refused before anything is allocated. */
export const maximumSamples = 2 ** 28;

/** Samples of one frame by the header. Throws `StreamFault` where the header describes no decodable image. */
export function sampleCount(header: ImageHeader): number {
  const { rows, columns, samplesPerPixel, bitsAllocated, bitsStored, highBit } = header;
  if (!(rows >= 1 && columns >= 1)) throw new StreamFault('corrupt', 'the image has no rows or columns');
  if (samplesPerPixel !== 1 && samplesPerPixel !== 3) {
    throw new StreamFault(
      'unsupported',
      `images with ${samplesPerPixel} samples per pixel are not supported`,
    );
  }
  if (![1, 8, 16, 32].includes(bitsAllocated)) {
    throw new StreamFault('unsupported', `images with ${bitsAllocated} bits allocated are not supported`);
  }
  if (!(
    bitsStored >= 1 &&
    bitsStored <= bitsAllocated &&
    highBit >= bitsStored - 1 &&
    highBit < bitsAllocated
  )) {
    throw new StreamFault(
      'corrupt',
      `bits allocated (${bitsAllocated}), bits stored (${bitsStored}) and high bit (${highBit}) contradict each other`,
    );
  }
  const count = rows * columns * samplesPerPixel;
  if (count > maximumSamples) {
    throw new StreamFault(
      'too-large',
      `a frame of ${columns} x ${rows} pixels is larger than this program decodes`,
    );
  }
  return count;
}

/** A typed array's class. */
interface SampleArray {
  new (length: number): Samples;
  new (buffer: ArrayBufferLike, offset: number, length: number): Samples;
  readonly BYTES_PER_ELEMENT: number;
}

/** The type that Bits Allocated and Pixel Representation ask for. */
function sampleArray({ bitsAllocated, signed }: ImageHeader): SampleArray {
  if (bitsAllocated <= 8) return signed ? Int8Array : Uint8Array;
  if (bitsAllocated === 16) return signed ? Int16Array : Uint16Array;
  return signed ? Int32Array : Uint32Array;
}

/** How decoded words become stored values. */
export interface WordFormat {
  /** Bits of a word that carry data: Bits Allocated, or the precision of a compressed stream. */
  readonly precision: number;
  /** True where values may exceed Bits Stored by coding error, and no other bits can be present. */
  readonly lossy: boolean;
}

/**
 * Decoded words -> stored values of the type that the header asks for: bits outside Bits Stored (overlays,
 * PS3.5 8.1.1 in older editions) are removed, signed values are sign-extended. Returns `words` itself, or a
 * view of it, where nothing has to change.
 */
export function toStoredValues(header: ImageHeader, words: Samples, format: WordFormat): Samples {
  const { bitsStored, highBit, signed } = header;
  const said = format.precision > highBit ? highBit + 1 - bitsStored : 0;
  const shift = said > 0 && isRightAligned(header, words, said) ? 0 : said;
  return signed
    ? toSignedValues(header, words, format, shift)
    : toUnsignedValues(header, words, format, shift);
}

/**
 * True where the values are in the low bits of the words though High Bit says that the lowest `unused` are none of
 * theirs. Mammography allows nothing else (PS3.3 C.8.11.3), yet files exist, for which GDCM and pydicom take the low bits.
 * Values use their lowest bits nearly always, overlays kept in unused bits cover little.
 */
function isRightAligned({ bitsStored, modality }: ImageHeader, words: Samples, unused: number): boolean {
  const low = 2 ** unused - 1;
  let beyond = 0;
  let filled = 0;
  let lowFilled = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === 0) continue;
    filled++;
    if (word >>> bitsStored !== 0) beyond++;
    if ((word & low) !== 0) lowFilled++;
  }
  if (beyond > 0) return lowFilled > filled / 2;
  return lowFilled > 0 || modality === 'MG';
}

function toUnsignedValues(header: ImageHeader, words: Samples, format: WordFormat, shift: number): Samples {
  const { bitsStored } = header;
  const Type = sampleArray(header);
  const keep = shift === 0 && (format.lossy || format.precision <= bitsStored);
  if (keep && Type.BYTES_PER_ELEMENT === words.BYTES_PER_ELEMENT) return viewAs(Type, words);
  const output = new Type(words.length);
  const mask = keep || bitsStored === 32 ? -1 : (1 << bitsStored) - 1;
  for (let i = 0; i < words.length; i++) output[i] = (words[i] >>> shift) & mask;
  return output;
}

function toSignedValues(header: ImageHeader, words: Samples, format: WordFormat, shift: number): Samples {
  const { bitsAllocated, bitsStored } = header;
  const Type = sampleArray(header);
  const wordBits = 8 * words.BYTES_PER_ELEMENT;
  const wholeWord = wordBits === bitsAllocated && shift === 0;
  const keep =
    bitsStored === bitsAllocated ||
    (format.lossy && format.precision === wordBits) ||
    isSignExtended(words, bitsStored, wordBits);
  if (wholeWord && keep) return viewAs(Type, words);
  const output = new Type(words.length);
  const unused = 32 - bitsStored;
  for (let i = 0; i < words.length; i++) output[i] = ((words[i] >> shift) << unused) >> unused;
  return output;
}

/**
 * True where the writer has filled the unused bits of negative values with the sign and left those of all
 * others zero: then whole words are the values, also the ones that exceed Bits Stored. Such files exist
 * (IHE's display consistency images), and readers take their words whole.
 */
function isSignExtended(words: Samples, bitsStored: number, wordBits: number): boolean {
  const unused = 32 - wordBits;
  const mostNegative = -(2 ** (bitsStored - 1));
  let least = 0;
  let greatest = 0;
  for (let i = 0; i < words.length; i++) {
    const value = (words[i] << unused) >> unused;
    if (value < least) least = value;
    else if (value > greatest) greatest = value;
  }
  return least < 0 && least >= mostNegative && greatest < 2 ** bitsStored;
}

function viewAs(Type: SampleArray, words: Samples): Samples {
  return words instanceof Type ? words : new Type(words.buffer, words.byteOffset, words.length);
}

/** Words of 1, 2 or 4 bytes in little endian, as a view where alignment allows, else as a copy. */
export function littleEndianWords(
  bytes: Uint8Array,
  bytesPerWord: 1 | 2 | 4,
): Uint8Array | Uint16Array | Uint32Array {
  if (bytesPerWord === 1) return bytes;
  const length = Math.floor(bytes.length / bytesPerWord);
  const aligned = bytes.byteOffset % bytesPerWord === 0 ? bytes : bytes.slice();
  return bytesPerWord === 2
    ? new Uint16Array(aligned.buffer, aligned.byteOffset, length)
    : new Uint32Array(aligned.buffer, aligned.byteOffset, length);
}

/** Colour by plane (RRR GGG BBB) -> colour by pixel. */
export function interleave(planes: Samples, samplesPerPixel: number): Samples {
  const output = planes.slice();
  const pixels = planes.length / samplesPerPixel;
  for (let sample = 0; sample < samplesPerPixel; sample++) {
    for (let i = 0, from = sample * pixels, to = sample; i < pixels; i++, to += samplesPerPixel) {
      output[to] = planes[from + i];
    }
  }
  return output;
}
