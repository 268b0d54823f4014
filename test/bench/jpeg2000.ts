/**
 * `npm run bench -- jpeg2000 [--toy] [--json FILE]`: JPEG 2000 and lossless JPEG of one full-size phantom mammogram, before
 * (the obvious library, used as its own documentation says) and after (this program), in one run, and whether both
 * give back exactly the pixels that went in.
 */
import { createRequire } from 'node:module';
import type { ImageHeader } from '../../contract/image.ts';
import { decodeFrame } from '../../imaging/pixels/decode.ts';
import { phantomViews } from '../../training/phantoms/phantomExam.ts';
import { planExam } from '../../training/phantoms/planExam.ts';
import { imageHeader } from '../fixtures/imageHeader.ts';
import { encodeLosslessJpeg } from '../imaging/pixels/losslessJpeg.ts';
import { runSuite } from './parts/bench.ts';

interface OpenJpegModule {
  readonly J2KEncoder: new () => {
    getDecodedBuffer(info: object): Uint8Array;
    setQuality(lossless: boolean, quality: number): void;
    encode(): void;
    getEncodedBuffer(): Uint8Array;
  };
  readonly J2KDecoder: new () => {
    getEncodedBuffer(length: number): Uint8Array;
    decode(): void;
    getDecodedBuffer(): Uint8ClampedArray;
    delete(): void;
  };
}
type Start = (options: object) => Promise<OpenJpegModule>;

interface Measured {
  readonly milliseconds: readonly number[];
  readonly exact: boolean;
}

const require = createRequire(import.meta.url);
const silent = () => ({ print() {}, printErr() {} });

async function measure(
  runs: number,
  decode: () => Promise<Uint16Array>,
  source: Uint16Array,
): Promise<Measured> {
  const milliseconds: number[] = [];
  let exact = true;
  for (let run = 0; run < runs; run++) {
    const started = performance.now();
    const decoded = await decode();
    milliseconds.push(performance.now() - started);
    exact &&= Buffer.from(decoded.buffer, decoded.byteOffset, decoded.byteLength).equals(
      Buffer.from(source.buffer),
    );
  }
  return { milliseconds, exact };
}

/**
 * `@cornerstonejs/dicom-codec` takes the package's main module, which is compiled to JavaScript, before its
 * WebAssembly (its codecFactory's `initialize`), and makes a decoder per image: the same is done here.
 */
async function libraryJpeg2000(stream: Uint8Array): Promise<() => Promise<Uint16Array>> {
  const codec = await (require('@cornerstonejs/codec-openjpeg') as Start)(silent());
  return async () => {
    const decoder = new codec.J2KDecoder();
    decoder.getEncodedBuffer(stream.length).set(stream);
    decoder.decode();
    const decoded = decoder.getDecodedBuffer();
    decoder.delete();
    return new Uint16Array(decoded.buffer, decoded.byteOffset, decoded.byteLength / 2);
  };
}

async function libraryLossless(stream: Uint8Array): Promise<() => Promise<Uint16Array>> {
  const { Decoder } = await import('@cornerstonejs/jpeg-lossless-decoder-js');
  return async () => {
    const { buffer, byteOffset, byteLength } = stream;
    return new Uint16Array(new Decoder().decompress(buffer as ArrayBuffer, byteOffset, byteLength));
  };
}

function ours(header: ImageHeader, stream: Uint8Array): () => Promise<Uint16Array> {
  return async () => {
    const decoded = await decodeFrame(header, stream);
    if (!decoded.ok) throw new Error(decoded.problem.message);
    return decoded.value.samples as Uint16Array;
  };
}

async function encodeJpeg2000(
  pixels: Uint16Array,
  height: number,
  width: number,
  bits: number,
): Promise<Uint8Array> {
  const codec = await (require('@cornerstonejs/codec-openjpeg/wasmjs') as Start)(silent());
  const encoder = new codec.J2KEncoder();
  const info = { width, height, bitsPerSample: bits, isSigned: false, componentCount: 1 };
  encoder.getDecodedBuffer(info).set(new Uint8Array(pixels.buffer));
  encoder.setQuality(true, 0);
  encoder.encode();
  return encoder.getEncodedBuffer().slice();
}

const fastest = ({ milliseconds }: Measured) => Math.min(...milliseconds);

const compared = (before: Measured, after: Measured) => ({
  before,
  after,
  beforeOverAfter: fastest(before) / fastest(after),
});

await runSuite({
  name: 'jpeg2000',
  run: async ({ toy, put }) => {
    const [view] = phantomViews(planExam(1, 0), toy ? 200 : 'full');
    const { rows, columns, pixels, bitsStored } = view;
    const layout = { rows, columns, bitsStored, highBit: bitsStored - 1 };
    put('image', layout);

    const codestream = await encodeJpeg2000(pixels, rows, columns, bitsStored);
    const jpeg2000Header = imageHeader({ ...layout, transferSyntaxUid: '1.2.840.10008.1.2.4.90' });
    put('jpeg2000', {
      bytes: codestream.length,
      ...compared(
        await measure(1, await libraryJpeg2000(codestream), pixels),
        await measure(3, ours(jpeg2000Header, codestream), pixels),
      ),
    });

    const stream = encodeLosslessJpeg(pixels, rows, columns, { precision: bitsStored, predictor: 1 });
    const losslessHeader = imageHeader({ ...layout, transferSyntaxUid: '1.2.840.10008.1.2.4.70' });
    put('losslessJpeg', {
      bytes: stream.length,
      ...compared(
        await measure(3, await libraryLossless(stream), pixels),
        await measure(3, ours(losslessHeader, stream), pixels),
      ),
    });
  },
});
