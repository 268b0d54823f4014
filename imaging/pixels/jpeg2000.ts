import type { ImageHeader, Samples } from '../../contract/image.ts';
import { CodecModule } from './codecModule.ts';
import { type CodestreamSize, completeCodestream, findCodestream, readCodestreamSize } from './codestream.ts';
import { sampleCount, toStoredValues } from './samples.ts';
import { checkAgainstHeader, wordsOf } from './streamChecks.ts';
import { StreamFault } from './streamFault.ts';

const openJpeg = new CodecModule(
  'JPEG 2000',
  async () => (await import('@cornerstonejs/codec-openjpeg/decodewasmjs')).default,
);
const openJph = new CodecModule(
  'HTJ2K',
  async () => (await import('@cornerstonejs/codec-openjph/wasmjs')).default,
);

/**
 * JPEG 2000 Part 1 (ITU-T T.800; transfer syntaxes .90, .91) and High-Throughput JPEG 2000 (T.814; .201,
 * .202, .203), as a bare codestream or, as some writers do against PS3.5 A.4.4, in a JP2 file.
 * Throws `StreamFault`.
 */
export async function decodeJpeg2000(
  header: ImageHeader,
  stream: Uint8Array,
  highThroughput: boolean,
): Promise<Samples> {
  const count = sampleCount(header);
  const found = findCodestream(stream);
  const size = readCodestreamSize(found);
  checkAgainstHeader(header, size);
  checkDecodable(size);
  const codestream = completeCodestream(found, size.tiles);
  const { bytes, messages } = highThroughput
    ? await openJph.decode(
        (codec) => new codec.HTJ2KDecoder(),
        codestream,
        () => null,
      )
    : await openJpeg.decode(
        (codec) => new codec.J2KDecoder(),
        codestream,
        () => null,
      );
  if (messages.some((line) => line.startsWith('[ERROR]'))) {
    throw new StreamFault('corrupt', 'the JPEG 2000 stream is damaged and cannot be decoded');
  }
  const words = wordsOf(bytes, size.precision > 8 ? 2 : 1, count);
  return toStoredValues(header, words, { precision: size.precision, lossy: header.lossy });
}

/** Refuses what the codecs would decode wrongly without saying so, and tile counts that only serve to exhaust them. */
function checkDecodable(size: CodestreamSize): void {
  if (size.tiles > 65535) {
    throw new StreamFault('corrupt', 'the JPEG 2000 stream has more tiles than the standard allows');
  }
  if (size.offset) throw new StreamFault('unsupported', 'JPEG 2000 with an image offset is not supported');
  if (size.subsampled) {
    throw new StreamFault('unsupported', 'JPEG 2000 with subsampled components is not supported');
  }
  if (size.components > 1 && (size.precision > 8 || size.signed)) {
    throw new StreamFault(
      'unsupported',
      'JPEG 2000 colour of more than 8 bits or with signs is not supported',
    );
  }
  if (size.signed && size.precision <= 8) {
    throw new StreamFault('unsupported', 'signed 8-bit JPEG 2000 is not supported');
  }
}
