/** The JPEG family without outside tools: own streams for lossless JPEG, the codecs' encoders for the rest. */
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ImageHeader, Samples } from '../../../contract/image.ts';
import { decodeFrame } from '../../../imaging/pixels/decode.ts';
import { imageHeader } from '../../fixtures/imageHeader.ts';
import { encodeLosslessJpeg } from './losslessJpeg.ts';
import { type RawFormat, mammogram, rawSamples } from './rawImage.ts';

const syntaxes = {
  jpeg: '1.2.840.10008.1.2.4.50',
  lossless: '1.2.840.10008.1.2.4.70',
  jpegLs: '1.2.840.10008.1.2.4.80',
  jpeg2000: '1.2.840.10008.1.2.4.90',
  htj2k: '1.2.840.10008.1.2.4.201',
} as const;
type Syntax = keyof typeof syntaxes;

interface Encoder {
  getDecodedBuffer(info: object): Uint8Array;
  setQuality?(lossless: boolean, quality: number): void;
  encode(): void;
  getEncodedBuffer(): Uint8Array;
  delete(): void;
}
const encoders = new Map<Syntax, new () => Encoder>();

beforeAll(async () => {
  const require = createRequire(import.meta.url);
  const load = async (syntax: Syntax, module: string, name: string) => {
    const start = require(`@cornerstonejs/${module}`) as (
      o: object,
    ) => Promise<Record<string, new () => Encoder>>;
    encoders.set(syntax, (await start({ print() {}, printErr() {} }))[name]);
  };
  await load('jpeg2000', 'codec-openjpeg/wasmjs', 'J2KEncoder');
  await load('htj2k', 'codec-openjph/wasmjs', 'HTJ2KEncoder');
  await load('jpegLs', 'codec-charls/wasmjs', 'JpegLSEncoder');
  await load('jpeg', 'codec-libjpeg-turbo-8bit/wasmjs', 'JPEGEncoder');
});

function encode(syntax: Syntax, format: RawFormat, samples: Samples): Uint8Array {
  if (syntax === 'lossless') {
    const words = samples as Uint8Array | Uint16Array;
    return encodeLosslessJpeg(words, format.rows, format.columns, {
      precision: format.bitsStored,
      predictor: 1,
    });
  }
  const Encoder = encoders.get(syntax);
  if (Encoder === undefined) throw new Error(`no encoder for ${syntax}`);
  const encoder = new Encoder();
  const { rows: height, columns: width, bitsStored: bitsPerSample, signed: isSigned } = format;
  const info = { width, height, bitsPerSample, isSigned, componentCount: 1, isUsingColorTransform: false };
  encoder.getDecodedBuffer(info).set(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
  if (syntax === 'jpeg2000') encoder.setQuality?.(true, 0);
  encoder.encode();
  const stream = encoder.getEncodedBuffer().slice();
  encoder.delete();
  return stream;
}

function headerOf(syntax: Syntax, format: RawFormat): ImageHeader {
  const { rows, columns, bitsAllocated, bitsStored, signed } = format;
  const layout = { rows, columns, bitsAllocated, bitsStored, highBit: bitsStored - 1, signed };
  return imageHeader({ ...layout, transferSyntaxUid: syntaxes[syntax] });
}

const eightBits: RawFormat = { ...mammogram, bitsAllocated: 8, bitsStored: 8 };
const sixteenBits: RawFormat = { ...mammogram, bitsStored: 16 };

describe('round trips', () => {
  const signed = { ...mammogram, bitsStored: 16, signed: true };
  const cases: [Syntax, RawFormat][] = [
    ['jpegLs', eightBits],
    ['jpegLs', mammogram],
    ['jpegLs', sixteenBits],
    ['jpeg2000', eightBits],
    ['jpeg2000', mammogram],
    ['jpeg2000', sixteenBits],
    ['jpeg2000', signed],
    ['htj2k', eightBits],
    ['htj2k', mammogram],
    ['htj2k', { ...mammogram, bitsStored: 14 }],
    ['htj2k', sixteenBits],
    ['htj2k', signed],
  ];
  it.each(cases)('%s %o', async (syntax, format) => {
    const samples = rawSamples(format);
    const decoded = await decodeFrame(headerOf(syntax, format), encode(syntax, format, samples));
    expect(decoded).toMatchObject({ ok: true, value: { samples } });
  });

  it('8-bit JPEG is close to its source', async () => {
    const samples = rawSamples(eightBits);
    const decoded = await decodeFrame(headerOf('jpeg', eightBits), encode('jpeg', eightBits, samples));
    if (!decoded.ok) throw new Error(decoded.problem.message);
    const result = decoded.value.samples;
    let total = 0;
    for (let i = 0; i < samples.length; i++) total += Math.abs(samples[i] - result[i]);
    expect(total / samples.length).toBeLessThan(3);
  });
});

describe('lossless JPEG', () => {
  const format = { ...mammogram, rows: 20, columns: 31 };
  async function decoded(stream: Uint8Array, changes: Partial<ImageHeader> = {}) {
    const result = await decodeFrame({ ...headerOf('lossless', format), ...changes }, stream);
    if (!result.ok) throw new Error(result.problem.message);
    return result.value.samples;
  }

  it.each([1, 2, 3, 4, 5, 6, 7])('predictor %i, with and without restarts', async (predictor) => {
    const samples = rawSamples(format) as Uint16Array;
    for (const restartRows of [0, 1, 3]) {
      const options = { precision: 12, predictor, restartRows };
      expect(await decoded(encodeLosslessJpeg(samples, 20, 31, options))).toEqual(samples);
    }
  });

  it('differences of 32768, and 16-bit values of any size', async () => {
    const samples = Uint16Array.from({ length: 620 }, (_, i) => [0, 32768, 65535, 1][i % 4]);
    const stream = encodeLosslessJpeg(samples, 20, 31, { precision: 16, predictor: 4 });
    expect(await decoded(stream, { bitsStored: 16, highBit: 15 })).toEqual(samples);
  });

  it('applies the point transform', async () => {
    const samples = rawSamples(format) as Uint16Array;
    const stream = encodeLosslessJpeg(samples, 20, 31, { precision: 12, predictor: 1, pointTransform: 3 });
    expect(await decoded(stream)).toEqual(samples.map((value) => value & ~7));
  });

  it('refuses an impossible predictor and a restart inside a row', async () => {
    const samples = rawSamples(format) as Uint16Array;
    const stream = encodeLosslessJpeg(samples, 20, 31, { precision: 12, predictor: 1, restartRows: 2 });
    const scan = stream.findIndex((byte, i) => byte === 0xff && stream[i + 1] === 0xda);
    const wrongPredictor = stream.slice();
    wrongPredictor[scan + 7] = 9;
    expect(await decodeFrame(headerOf('lossless', format), wrongPredictor)).toMatchObject({
      problem: { kind: 'corrupt' },
    });
    const wrongInterval = stream.slice();
    const restart = stream.findIndex((byte, i) => byte === 0xff && stream[i + 1] === 0xdd);
    wrongInterval[restart + 5] += 1;
    expect(await decodeFrame(headerOf('lossless', format), wrongInterval)).toMatchObject({
      problem: { kind: 'corrupt' },
    });
  });
});

const all = Object.keys(syntaxes) as Syntax[];

it('signed JPEG 2000 coded wider than Bits Stored keeps its coding errors instead of wrapping them around', async () => {
  const format = { ...mammogram, bitsStored: 16, signed: true };
  const samples = rawSamples(format).map((value) => value >> 4) as Int16Array;
  samples[5] = -2088;
  samples[6] = 2060;
  const header = headerOf('jpeg2000', { ...format, bitsStored: 12 });
  const decoded = await decodeFrame({ ...header, lossy: true }, encode('jpeg2000', format, samples));
  expect(decoded).toMatchObject({ value: { samples } });
});

describe('hostile streams', () => {
  it('lossy JPEG of 16 bits, which the standard does not know, is refused', async () => {
    const stream = encode('jpeg', eightBits, rawSamples(eightBits));
    stream[stream.findIndex((byte, at) => byte === 0xff && stream[at + 1] === 0xc0) + 4] = 16;
    const result = await decodeFrame(headerOf('jpeg', { ...mammogram, bitsStored: 16 }), stream);
    expect(result).toMatchObject({ problem: { kind: 'corrupt' } });
  });

  it.each(all)('%s: another size, depth or component count than the header is refused', async (syntax) => {
    const format = syntax === 'jpeg' ? eightBits : mammogram;
    const stream = encode(syntax, format, rawSamples(format));
    const header = headerOf(syntax, format);
    for (const changes of [
      { rows: header.rows + 1 },
      { columns: header.columns - 1 },
      { samplesPerPixel: 3 },
      ...(syntax === 'jpeg' ? [] : [{ bitsAllocated: 8, bitsStored: 8, highBit: 7 }]),
    ]) {
      const result = await decodeFrame({ ...header, ...changes }, stream);
      expect(result).toMatchObject({ problem: { kind: 'corrupt' } });
    }
  });

  it.each(all)(
    '%s: a stream cut anywhere never passes for whole, and the next one decodes',
    async (syntax) => {
      const format = { ...(syntax === 'jpeg' ? eightBits : mammogram), rows: 300, columns: 200 };
      const stream = encode(syntax, format, rawSamples(format));
      const header = headerOf(syntax, format);
      const whole = await decodeFrame(header, stream);
      expect(whole.ok).toBe(true);
      for (const share of [0, 0.001, 0.01, 0.3, 0.9, 0.99]) {
        const started = performance.now();
        const result = await decodeFrame(header, stream.subarray(0, Math.floor(stream.length * share)));
        expect(result.ok ? 'decoded' : result.problem.kind).toMatch(/^(corrupt|truncated)$/);
        expect(performance.now() - started).toBeLessThan(2000);
      }
      expect(await decodeFrame(header, stream)).toEqual(whole);
    },
  );

  it.each(all)('%s: decodes without its end marker and with padding after it', async (syntax) => {
    const format = syntax === 'jpeg' ? eightBits : mammogram;
    const stream = encode(syntax, format, rawSamples(format));
    const header = headerOf(syntax, format);
    const whole = await decodeFrame(header, stream);
    expect(await decodeFrame(header, stream.subarray(0, stream.length - 2))).toEqual(whole);
    expect(await decodeFrame(header, Uint8Array.of(...stream, 0))).toEqual(whole);
  });

  it.each(all)('%s: changed bytes give an image or a problem, never an exception', async (syntax) => {
    const format = syntax === 'jpeg' ? eightBits : mammogram;
    const stream = encode(syntax, format, rawSamples(format));
    let state = 1;
    for (let i = 0; i < 60; i++) {
      const changed = stream.slice();
      for (let j = 0; j < 3; j++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        changed[Math.floor((state / 2 ** 32) * (i % 2 === 0 ? 200 : stream.length))] ^= 1 << (state & 7);
      }
      const result = await decodeFrame(headerOf(syntax, format), changed);
      if (result.ok) expect(result.value.samples.length).toBe(format.rows * format.columns);
      else expect(result.problem.message).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('bytes of another kind are refused', async () => {
    for (const syntax of all) {
      const format = syntax === 'jpeg' ? eightBits : mammogram;
      for (const bytes of [
        new Uint8Array(0),
        new Uint8Array(5000),
        Uint8Array.of(0xff, 0xd8, 0xff),
        Uint8Array.of(0xff, 0x4f),
      ]) {
        const result = await decodeFrame(headerOf(syntax, format), bytes);
        expect(result).toMatchObject({ ok: false });
      }
    }
  });

  it('a JPEG 2000 stream of more tiles than it holds, or than there can be, is refused before it is decoded', async () => {
    const format = { ...mammogram, rows: 300, columns: 300 };
    const stream = encode('jpeg2000', format, rawSamples(format));
    const header = headerOf('jpeg2000', format);
    new DataView(stream.buffer).setUint32(24, 1);
    expect(await decodeFrame(header, stream)).toMatchObject({ problem: { kind: 'truncated' } });
    new DataView(stream.buffer).setUint32(28, 1);
    expect(await decodeFrame(header, stream)).toMatchObject({ problem: { kind: 'corrupt' } });
  });
});

describe('JPEG 2000 in a JP2 file', () => {
  it('is found in its box', async () => {
    const samples = rawSamples(mammogram);
    const codestream = encode('jpeg2000', mammogram, samples);
    const signature = [0, 0, 0, 12, 0x6a, 0x50, 0x20, 0x20, 0x0d, 0x0a, 0x87, 0x0a];
    const jp2 = Uint8Array.of(...signature, 0, 0, 0, 0, 0x6a, 0x70, 0x32, 0x63, ...codestream);
    const decoded = await decodeFrame(headerOf('jpeg2000', mammogram), jp2);
    expect(decoded).toMatchObject({ ok: true, value: { samples } });
  });
});
