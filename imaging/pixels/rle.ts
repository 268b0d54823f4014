import type { ImageHeader, Samples } from '../../contract/image.ts';
import { littleEndianWords, sampleCount, toStoredValues } from './samples.ts';
import { StreamFault } from './streamFault.ts';

/**
 * DICOM RLE (PS3.5 annex G): one PackBits segment per byte of a sample, most significant byte first,
 * samples by plane. Throws `StreamFault`.
 */
export function decodeRle(header: ImageHeader, encoded: Uint8Array): Samples {
  const count = sampleCount(header);
  const { samplesPerPixel, bitsAllocated } = header;
  if (bitsAllocated < 8) throw new StreamFault('unsupported', 'RLE of 1-bit images is not supported');
  const bytesPerWord = (bitsAllocated / 8) as 1 | 2 | 4;
  const pixels = count / samplesPerPixel;
  const offsets = readSegmentOffsets(encoded, samplesPerPixel * bytesPerWord);
  const output = new Uint8Array(count * bytesPerWord);
  const step = samplesPerPixel * bytesPerWord;
  offsets.forEach((from, segment) => {
    const to = offsets[segment + 1] ?? encoded.length;
    const sample = Math.floor(segment / bytesPerWord);
    const byte = bytesPerWord - 1 - (segment % bytesPerWord);
    unpack(encoded.subarray(from, to), output, sample * bytesPerWord + byte, step, pixels);
  });
  return toStoredValues(header, littleEndianWords(output, bytesPerWord), {
    precision: bitsAllocated,
    lossy: false,
  });
}

/** The RLE header: the number of segments, then fifteen offsets, all 32-bit little endian (PS3.5 G.5). */
function readSegmentOffsets(encoded: Uint8Array, expected: number): number[] {
  if (encoded.length < 64) throw new StreamFault('truncated', 'the RLE frame is shorter than its header');
  const view = new DataView(encoded.buffer, encoded.byteOffset, 64);
  const segments = view.getUint32(0, true);
  if (segments !== expected) {
    throw new StreamFault(
      'corrupt',
      `the RLE frame has ${segments} segments where its pixels need ${expected}`,
    );
  }
  const offsets = Array.from({ length: segments }, (_, i) => view.getUint32(4 + 4 * i, true));
  for (let i = 0; i < segments; i++) {
    if (offsets[i] < 64 || offsets[i] > encoded.length || (i > 0 && offsets[i] < offsets[i - 1])) {
      throw new StreamFault('corrupt', 'the RLE frame has an impossible segment offset');
    }
  }
  return offsets;
}

/** Decodes one PackBits segment into every `step`-th byte (PS3.5 G.3.2). */
function unpack(segment: Uint8Array, output: Uint8Array, offset: number, step: number, count: number): void {
  const end = offset + count * step;
  let to = offset;
  let from = 0;
  while (to < end) {
    if (from + 1 >= segment.length) {
      throw new StreamFault('truncated', 'an RLE segment ends before the image is complete');
    }
    const code = segment[from++];
    if (code < 128) {
      const stop = Math.min(from + code + 1, segment.length);
      for (; from < stop && to < end; to += step) output[to] = segment[from++];
      from = stop;
    } else if (code > 128) {
      const value = segment[from++];
      const stop = Math.min(to + (257 - code) * step, end);
      for (; to < stop; to += step) output[to] = value;
    }
  }
}
