import type { ImageHeader, Samples } from '../../contract/image.ts';
import { StreamFault } from './streamFault.ts';
import { interleave, littleEndianWords, sampleCount, toStoredValues } from './samples.ts';

/**
 * Uncompressed pixel data of one frame (PS3.5 8.1). The result may share memory with `encoded`.
 * Throws `StreamFault`.
 */
export function decodeNative(
  header: ImageHeader,
  encoded: Uint8Array,
  options: { bigEndian: boolean; planar: boolean },
): Samples {
  const count = sampleCount(header);
  if (
    header.photometricInterpretation.startsWith('YBR_FULL_422') ||
    header.photometricInterpretation.startsWith('YBR_PARTIAL')
  ) {
    throw new StreamFault('unsupported', 'uncompressed images with subsampled colour are not supported');
  }
  const needed = Math.ceil((count * header.bitsAllocated) / 8);
  if (encoded.length < needed) {
    throw new StreamFault(
      'truncated',
      `the frame has ${encoded.length} bytes where its size needs ${needed}`,
    );
  }
  if (header.bitsAllocated === 1) return unpackBits(encoded, count);
  const bytesPerWord = (header.bitsAllocated / 8) as 1 | 2 | 4;
  const exact = encoded.subarray(0, needed);
  const bytes = !options.bigEndian || bytesPerWord === 1 ? exact : swapped(exact, bytesPerWord);
  const words = littleEndianWords(bytes, bytesPerWord);
  const values = toStoredValues(header, words, { precision: header.bitsAllocated, lossy: false });
  return options.planar && header.samplesPerPixel > 1 ? interleave(values, header.samplesPerPixel) : values;
}

/** The first pixel is the least significant bit of the first byte (PS3.5 8.1.1). */
function unpackBits(encoded: Uint8Array, count: number): Uint8Array {
  const output = new Uint8Array(count);
  for (let i = 0; i < count; i++) output[i] = (encoded[i >> 3] >> (i & 7)) & 1;
  return output;
}

function swapped(bytes: Uint8Array, bytesPerWord: 2 | 4): Uint8Array {
  const output = new Uint8Array(bytes.length);
  if (bytesPerWord === 2) {
    for (let i = 0; i < bytes.length; i += 2) {
      output[i] = bytes[i + 1];
      output[i + 1] = bytes[i];
    }
  } else {
    for (let i = 0; i < bytes.length; i++) output[i] = bytes[i ^ 3];
  }
  return output;
}
