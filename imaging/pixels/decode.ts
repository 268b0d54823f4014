import type { Frame, ImageHeader, Samples } from '../../contract/image.ts';
import { type Result, fail, ok } from '../../contract/problem.ts';
import { decodeJpeg2000 } from './jpeg2000.ts';
import { decodeJpeg, decodeJpegLs } from './jpegFamily.ts';
import { decodeNative } from './native.ts';
import { decodeRle } from './rle.ts';
import { StreamFault } from './streamFault.ts';

/** What the header record does not hold and decoding may need. */
export interface DecodeOptions {
  /** Planar Configuration (0028,0006) is 1: uncompressed colour is stored by plane. */
  readonly planar?: boolean;
}

/**
 * Decodes one frame to stored values: before any modality or VOI transform, with unused and overlay bits
 * removed, of the type that Bits Allocated and Pixel Representation ask for; 1-bit pixels become bytes of 0
 * and 1. Colour is interleaved, and RGB where it was compressed by the JPEG family.
 *
 * `encoded` is the native slice or the whole encapsulated frame, its fragments joined (PS3.5 A.4). The
 * result may share its memory. Problems: `corrupt`, `truncated`, `too-large`, `unsupported`.
 */
export async function decodeFrame(
  header: ImageHeader,
  encoded: Uint8Array,
  options: DecodeOptions = {},
): Promise<Result<Frame>> {
  try {
    // A plain view: a subclass, such as Node's Buffer, slices differently.
    const bytes = new Uint8Array(encoded.buffer, encoded.byteOffset, encoded.byteLength);
    const samples = await decodeSamples(header, bytes, options);
    const { rows, columns, samplesPerPixel } = header;
    return ok({ rows, columns, samplesPerPixel, samples });
  } catch (error) {
    if (error instanceof StreamFault) return fail(error.kind, sentence(error.message));
    throw error;
  }
}

async function decodeSamples(
  header: ImageHeader,
  encoded: Uint8Array,
  options: DecodeOptions,
): Promise<Samples> {
  const planar = options.planar ?? false;
  switch (header.transferSyntaxUid) {
    case '': // A bare data set says nothing of its encoding: the default transfer syntax (PS3.5 10.1).
    case '1.2.840.10008.1.2':
    case '1.2.840.10008.1.2.1':
    case '1.2.840.10008.1.2.1.99':
      return decodeNative(header, encoded, { bigEndian: false, planar });
    case '1.2.840.10008.1.2.2':
      return decodeNative(header, encoded, { bigEndian: true, planar });
    case '1.2.840.10008.1.2.5':
      return decodeRle(header, encoded);
    case '1.2.840.10008.1.2.4.50':
    case '1.2.840.10008.1.2.4.51':
    case '1.2.840.10008.1.2.4.57':
    case '1.2.840.10008.1.2.4.70':
      return decodeJpeg(header, encoded);
    case '1.2.840.10008.1.2.4.80':
    case '1.2.840.10008.1.2.4.81':
      return decodeJpegLs(header, encoded);
    case '1.2.840.10008.1.2.4.90':
    case '1.2.840.10008.1.2.4.91':
      return decodeJpeg2000(header, encoded, false);
    case '1.2.840.10008.1.2.4.201':
    case '1.2.840.10008.1.2.4.202':
    case '1.2.840.10008.1.2.4.203':
      return decodeJpeg2000(header, encoded, true);
    default:
      throw new StreamFault(
        'unsupported',
        `the transfer syntax ${header.transferSyntaxUid} is not supported`,
      );
  }
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
