import type { ImageHeader, Samples } from '../../contract/image.ts';
import { CodecModule } from './codecModule.ts';
import { decodeLosslessJpeg } from './jpeg/lossless.ts';
import { type JpegFrameHeader, findFrameHeader, marker, nextSegment } from './jpeg/segments.ts';
import { decodeSequentialJpeg } from './jpeg/sequential.ts';
import { interleave, sampleCount, toStoredValues } from './samples.ts';
import { checkAgainstHeader, wordsOf } from './streamChecks.ts';
import { StreamFault } from './streamFault.ts';

const libJpegTurbo = new CodecModule(
  'JPEG',
  async () => (await import('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs')).default,
);
const charLs = new CodecModule(
  'JPEG-LS',
  async () => (await import('@cornerstonejs/codec-charls/decodewasmjs')).default,
);

/**
 * JPEG of every process that DICOM names (transfer syntaxes .50, .51, .57, .70); the stream says which.
 * Grey images, and everything that is not 8 bits, are decoded here; 8-bit colour and progressive JPEG by
 * libjpeg-turbo. Throws `StreamFault`.
 */
export async function decodeJpeg(header: ImageHeader, stream: Uint8Array): Promise<Samples> {
  const frame = checkedFrameHeader(header, stream);
  const { samplesPerPixel } = header;
  switch (frame.marker) {
    case 0xc3: {
      const words = decodeLosslessJpeg(stream, samplesPerPixel);
      return toStoredValues(header, words, { precision: frame.precision, lossy: false });
    }
    case 0xc0:
    case 0xc1: {
      if (frame.precision !== 8 && frame.precision !== 12) {
        throw new StreamFault('corrupt', `lossy JPEG has 8 or 12 bits, this stream ${frame.precision}`);
      }
      if (frame.precision === 8 && samplesPerPixel > 1) return decodeEightBit(header, stream);
      const words = decodeSequentialJpeg(stream, samplesPerPixel);
      if (samplesPerPixel === 3 && header.photometricInterpretation.startsWith('YBR')) {
        toRgb(words, frame.precision);
      }
      return toStoredValues(header, words, { precision: frame.precision, lossy: true });
    }
    case 0xc2:
      if (frame.precision === 8) return decodeEightBit(header, stream);
      throw new StreamFault('unsupported', 'progressive 12-bit JPEG is not supported');
    default:
      throw new StreamFault('unsupported', 'the JPEG stream uses a process that DICOM does not name');
  }
}

/** JPEG-LS, lossless and near-lossless (ITU-T T.87; transfer syntaxes .80, .81). Throws `StreamFault`. */
export async function decodeJpegLs(header: ImageHeader, stream: Uint8Array): Promise<Samples> {
  const frame = checkedFrameHeader(header, stream);
  if (frame.marker !== 0xf7) throw new StreamFault('corrupt', 'the pixel data is not a JPEG-LS stream');
  const { bytes, extra: interleaveMode } = await charLs.decode(
    (codec) => new codec.JpegLSDecoder(),
    ended(stream),
    (decoder) => decoder.getInterleaveMode(),
  );
  const words = wordsOf(bytes, frame.precision > 8 ? 2 : 1, sampleCount(header));
  const pixels =
    header.samplesPerPixel > 1 && interleaveMode === 0 ? interleave(words, header.samplesPerPixel) : words;
  return toStoredValues(header, pixels, { precision: frame.precision, lossy: header.lossy });
}

/**
 * The stream with an EOI marker at its end: the codecs refuse whole images for the lack of one, and CharLS
 * looks for it anew at every sample once the data run out, so that a truncated image of some megapixels
 * would keep it busy for hours.
 */
function ended(stream: Uint8Array): Uint8Array {
  let end = stream.length;
  while (end > 0 && stream[end - 1] === 0) end -= 1;
  if (stream[end - 2] === 0xff && stream[end - 1] === marker.eoi) return stream;
  const output = new Uint8Array(stream.length + 2);
  output.set(stream);
  output.set([0xff, marker.eoi], stream.length);
  return output;
}

async function decodeEightBit(header: ImageHeader, stream: Uint8Array): Promise<Samples> {
  const rgb = header.samplesPerPixel === 3 && header.photometricInterpretation === 'RGB';
  const { bytes } = await libJpegTurbo.decode(
    (codec) => new codec.JPEGDecoder(),
    ended(rgb ? markedAsRgb(stream) : stream),
    () => null,
  );
  return toStoredValues(header, wordsOf(bytes, 1, sampleCount(header)), { precision: 8, lossy: true });
}

/** The stream's own header must agree with the image's before a decoder may allocate anything. */
function checkedFrameHeader(header: ImageHeader, stream: Uint8Array): JpegFrameHeader {
  sampleCount(header);
  const frame = findFrameHeader(stream);
  checkAgainstHeader(header, {
    rows: frame.rows,
    columns: frame.columns,
    components: frame.components.length,
    precision: frame.precision,
  });
  return frame;
}

/**
 * Without an Adobe marker libjpeg takes three components for YCbCr; DICOM's RGB streams often have none.
 * Inserts one that says "no transform" where there is none.
 */
function markedAsRgb(stream: Uint8Array): Uint8Array {
  for (
    let s = nextSegment(stream, 2);
    s !== null && s.marker !== marker.sos;
    s = nextSegment(stream, s.end)
  ) {
    if (s.marker === marker.app14) return stream;
  }
  // "Adobe", version 100, two words of flags, colour transform 0.
  const adobe = [0xff, marker.app14, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, 0];
  const output = new Uint8Array(stream.length + adobe.length);
  output.set(stream.subarray(0, 2));
  output.set(adobe, 2);
  output.set(stream.subarray(2), 2 + adobe.length);
  return output;
}

/** YBR_FULL -> RGB in place (PS3.3 C.7.6.3.1.2). */
function toRgb(samples: Uint16Array, precision: number): void {
  const middle = 1 << (precision - 1);
  const highest = 2 * middle - 1;
  const clamp = (value: number) => Math.min(highest, Math.max(0, Math.round(value)));
  for (let i = 0; i < samples.length; i += 3) {
    const y = samples[i];
    const blue = samples[i + 1] - middle;
    const red = samples[i + 2] - middle;
    samples[i] = clamp(y + 1.402 * red);
    samples[i + 1] = clamp(y - 0.344136 * blue - 0.714136 * red);
    samples[i + 2] = clamp(y + 1.772 * blue);
  }
}
