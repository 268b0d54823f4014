import type { ImageHeader } from '../../contract/image.ts';
import { littleEndianWords } from './samples.ts';
import { StreamFault } from './streamFault.ts';

/** Throws `StreamFault` where a compressed stream describes another image than the header. */
export function checkAgainstHeader(
  header: ImageHeader,
  stream: { rows: number; columns: number; components: number; precision: number },
): void {
  if (stream.rows !== header.rows || stream.columns !== header.columns) {
    throw new StreamFault(
      'corrupt',
      `the compressed stream holds ${stream.columns} x ${stream.rows} pixels where the header says ${header.columns} x ${header.rows}`,
    );
  }
  if (stream.components !== header.samplesPerPixel) {
    throw new StreamFault(
      'corrupt',
      `the compressed stream holds ${stream.components} components where the header says ${header.samplesPerPixel}`,
    );
  }
  if (stream.precision < 2 || stream.precision > Math.min(16, header.bitsAllocated)) {
    throw new StreamFault(
      'corrupt',
      `the compressed stream holds ${stream.precision}-bit samples where the header allocates ${header.bitsAllocated} bits`,
    );
  }
}

/** Little-endian words of a codec's output, whose length must be what the image needs. */
export function wordsOf(bytes: Uint8Array, bytesPerWord: 1 | 2, count: number): Uint8Array | Uint16Array {
  if (bytes.length !== count * bytesPerWord) {
    throw new StreamFault('corrupt', 'the compressed stream decodes to another size than the image says');
  }
  return littleEndianWords(bytes, bytesPerWord) as Uint8Array | Uint16Array;
}
