import { describe, expect, it } from 'vitest';
import type { ImageHeader } from '../../../contract/image.ts';
import { decodeFrame } from '../../../imaging/pixels/decode.ts';
import { imageHeader } from '../../fixtures/imageHeader.ts';

const bigEndian = '1.2.840.10008.1.2.2';
const rle = '1.2.840.10008.1.2.5';

function words(...values: number[]): Uint8Array {
  return new Uint8Array(Uint16Array.from(values).buffer);
}

async function samplesOf(changes: Partial<ImageHeader>, encoded: Uint8Array, planar = false) {
  const result = await decodeFrame(imageHeader(changes), encoded, { planar });
  if (!result.ok) throw new Error(result.problem.message);
  return result.value.samples;
}

async function problemOf(changes: Partial<ImageHeader>, encoded: Uint8Array) {
  const result = await decodeFrame(imageHeader(changes), encoded);
  return result.ok ? null : result.problem.kind;
}

describe('uncompressed pixels', () => {
  it('reads 16-bit little and big endian words', async () => {
    expect(await samplesOf({}, words(0, 1, 2, 3, 4, 4095))).toEqual(Uint16Array.of(0, 1, 2, 3, 4, 4095));
    const swapped = Uint8Array.of(0, 0, 0, 1, 0x01, 0x00, 0, 3, 0, 4, 0x0f, 0xff);
    expect(await samplesOf({ transferSyntaxUid: bigEndian }, swapped)).toEqual(
      Uint16Array.of(0, 1, 256, 3, 4, 4095),
    );
  });

  it('reads words at an odd place in the file', async () => {
    const file = new Uint8Array(13);
    file.set(words(1, 2, 3, 4, 5, 6), 1);
    expect(await samplesOf({}, file.subarray(1))).toEqual(Uint16Array.of(1, 2, 3, 4, 5, 6));
  });

  it('reads 8 and 32 bits, signed and unsigned', async () => {
    const eight = { bitsAllocated: 8, bitsStored: 8, highBit: 7 };
    expect(await samplesOf(eight, Uint8Array.of(0, 1, 2, 127, 128, 255))).toEqual(
      Uint8Array.of(0, 1, 2, 127, 128, 255),
    );
    expect(await samplesOf({ ...eight, signed: true }, Uint8Array.of(0, 1, 2, 127, 128, 255))).toEqual(
      Int8Array.of(0, 1, 2, 127, -128, -1),
    );
    const wide = { bitsAllocated: 32, bitsStored: 32, highBit: 31 };
    const values = Uint32Array.of(0, 1, 2, 3, 4, 4294967295);
    expect(await samplesOf(wide, new Uint8Array(values.buffer))).toEqual(values);
    expect(await samplesOf({ ...wide, signed: true }, new Uint8Array(values.buffer))).toEqual(
      Int32Array.of(0, 1, 2, 3, 4, -1),
    );
    const swapped = Uint8Array.of(...[0, 0, 1, 2], ...new Array<number>(20).fill(0));
    expect((await samplesOf({ ...wide, transferSyntaxUid: bigEndian }, swapped))[0]).toBe(258);
  });

  it('removes overlay bits above the high bit', async () => {
    expect(await samplesOf({}, words(0x1001, 0xf7ff, 0x8000, 0xffff, 0x0800, 0))).toEqual(
      Uint16Array.of(1, 2047, 0, 4095, 2048, 0),
    );
    expect(await samplesOf({ signed: true }, words(0x1001, 0xf7ff, 0x8000, 0xffff, 0x0800, 0))).toEqual(
      Int16Array.of(1, 2047, 0, -1, -2048, 0),
    );
  });

  it('extends the sign where the writer has not', async () => {
    expect(await samplesOf({ signed: true }, words(0x0fff, 0x0800, 0x07ff, 0, 1, 2))).toEqual(
      Int16Array.of(-1, -2048, 2047, 0, 1, 2),
    );
  });

  it('keeps whole words of a writer that extends signs and exceeds the range', async () => {
    expect(await samplesOf({ signed: true }, words(0xf800, 0xffff, 0x0fff, 0, 1, 2))).toEqual(
      Int16Array.of(-2048, -1, 4095, 0, 1, 2),
    );
  });

  it('moves samples down whose high bit is at the top of the word', async () => {
    expect(await samplesOf({ highBit: 15 }, words(0x0010, 0xfff0, 0xfffa, 0, 0, 0))).toEqual(
      Uint16Array.of(1, 4095, 4095, 0, 0, 0),
    );
  });

  it('keeps samples in the low bits of words whose high bit is said to be at the top', async () => {
    expect(await samplesOf({ highBit: 15 }, words(0x0011, 0x0fff, 0x0800, 0, 7, 0))).toEqual(
      Uint16Array.of(17, 4095, 2048, 0, 7, 0),
    );
    // No word reaches beyond the bits stored, nor uses its lowest bits: in mammography only one reading is allowed.
    const even = words(0x0010, 0x0ff0, 0, 0, 0, 0);
    expect(await samplesOf({ highBit: 15 }, even)).toEqual(Uint16Array.of(16, 4080, 0, 0, 0, 0));
    expect(await samplesOf({ highBit: 15, modality: 'CT' }, even)).toEqual(
      Uint16Array.of(1, 255, 0, 0, 0, 0),
    );
    // Beyond them, in the unused bits, is what an overlay left there.
    expect(await samplesOf({ highBit: 15 }, words(0x1011, 0x0fff, 0x0801, 0, 7, 0))).toEqual(
      Uint16Array.of(17, 4095, 2049, 0, 7, 0),
    );
  });

  it('unpacks single bits, the first pixel in the lowest bit', async () => {
    const header = { bitsAllocated: 1, bitsStored: 1, highBit: 0 };
    expect(await samplesOf(header, Uint8Array.of(0b100101))).toEqual(Uint8Array.of(1, 0, 1, 0, 0, 1));
  });

  it('interleaves colour stored by plane', async () => {
    const header = {
      ...{ bitsAllocated: 8, bitsStored: 8, highBit: 7, samplesPerPixel: 3, rows: 1, columns: 2 },
      photometricInterpretation: 'RGB',
    };
    expect(await samplesOf(header, Uint8Array.of(1, 2, 3, 4, 5, 6))).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6));
    expect(await samplesOf(header, Uint8Array.of(1, 2, 3, 4, 5, 6), true)).toEqual(
      Uint8Array.of(1, 3, 5, 2, 4, 6),
    );
  });

  it('refuses what is too short, too large or contradictory', async () => {
    expect(await problemOf({}, words(1, 2, 3))).toBe('truncated');
    expect(await problemOf({ rows: 65535, columns: 65535 }, words(1))).toBe('too-large');
    expect(await problemOf({ rows: 0 }, words(1))).toBe('corrupt');
    expect(await problemOf({ bitsStored: 17 }, words(1, 2, 3, 4, 5, 6))).toBe('corrupt');
    expect(await problemOf({ highBit: 3 }, words(1, 2, 3, 4, 5, 6))).toBe('corrupt');
    expect(await problemOf({ bitsAllocated: 12 }, words(1, 2, 3, 4, 5, 6))).toBe('unsupported');
    expect(await problemOf({ samplesPerPixel: 4 }, words(1, 2, 3, 4, 5, 6))).toBe('unsupported');
    expect(await problemOf({ transferSyntaxUid: '1.2.840.10008.1.2.4.100' }, words(1))).toBe('unsupported');
  });
});

describe('RLE', () => {
  function frame(...segments: number[][]): Uint8Array {
    const header = new Uint32Array(16);
    header[0] = segments.length;
    segments.reduce((at, segment, i) => ((header[i + 1] = at), at + segment.length), 64);
    return Uint8Array.of(...new Uint8Array(header.buffer), ...segments.flat());
  }
  const high = [254, 1, 2, 0, 0, 15]; // 3 times 1, then 0 0 15
  const low = [5, 1, 2, 3, 4, 5, 255];

  it('joins byte planes, most significant first', async () => {
    expect(await samplesOf({ transferSyntaxUid: rle }, frame(high, low))).toEqual(
      Uint16Array.of(257, 258, 259, 4, 5, 4095),
    );
  });

  it('skips the no-operation code and does not write past the image', async () => {
    const long = [128, 250, 7, 250, 7];
    expect(await samplesOf({ transferSyntaxUid: rle }, frame([128, 251, 0], long))).toEqual(
      Uint16Array.of(7, 7, 7, 7, 7, 7),
    );
  });

  it('refuses missing segments, impossible offsets and early ends', async () => {
    const header = { transferSyntaxUid: rle };
    expect(await problemOf(header, frame(high))).toBe('corrupt');
    expect(await problemOf(header, new Uint8Array(10))).toBe('truncated');
    expect(await problemOf(header, frame(high, low.slice(0, 4)))).toBe('truncated');
    const broken = frame(high, low);
    broken[8] = 255;
    broken[9] = 255;
    expect(await problemOf(header, broken)).toBe('corrupt');
  });
});
