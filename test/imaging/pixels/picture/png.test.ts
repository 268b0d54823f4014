import { constants, deflateRawSync, deflateSync } from 'node:zlib';
import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { readPng } from '../../../../imaging/pixels/picture/png.ts';

const width = 37;
const height = 23;
const eight = Uint8Array.from({ length: width * height }, (_, i) => (i * 7 + (i >> 3)) & 255);
const sixteen = Uint16Array.from({ length: width * height }, (_, i) => (i * 977) & 0xffff);

/** A PNG with each line filtered by `filters` in turn, which other writers leave out. */
function png(
  depth: number,
  colourType: number,
  lineLength: number,
  lines: (row: number) => { filter: number; bytes: Uint8Array },
  size = { width, height },
  interlace = 0,
): Uint8Array {
  const data = new Uint8Array(height * (lineLength + 1));
  for (let row = 0; row < height; row++) {
    const { filter, bytes } = lines(row);
    data[row * (lineLength + 1)] = filter;
    data.set(bytes, row * (lineLength + 1) + 1);
  }
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, size.width);
  new DataView(header.buffer).setUint32(4, size.height);
  header.set([depth, colourType, 0, 0, interlace], 8);
  const compressed = deflateSync(data);
  const middle = compressed.length >> 1;
  const parts = [chunk('IHDR', header), chunk('tEXt', Uint8Array.of(65, 0, 66))];
  parts.push(chunk('IDAT', compressed.subarray(0, middle)), chunk('IDAT', compressed.subarray(middle)));
  return Uint8Array.of(
    0x89,
    0x50,
    0x4e,
    0x47,
    13,
    10,
    26,
    10,
    ...parts.flatMap((part) => [...part]),
    ...chunk('IEND', new Uint8Array(0)),
  );
}

function chunk(type: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + content.length);
  new DataView(bytes.buffer).setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(content, 8);
  return bytes;
}

function filtered(filter: number, pixels: Uint8Array, lineLength: number, pixelBytes: number) {
  return (row: number) => {
    const at = (y: number, x: number) => (y < 0 || x < 0 ? 0 : pixels[y * lineLength + x]);
    const bytes = Uint8Array.from({ length: lineLength }, (_, x) => {
      const [a, b, c] = [at(row, x - pixelBytes), at(row - 1, x), at(row - 1, x - pixelBytes)];
      const p = a + b - c;
      const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
      const paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
      return at(row, x) - [0, a, b, (a + b) >> 1, paeth][filter];
    });
    return { filter, bytes };
  };
}

describe('grey PNG', () => {
  it('reads 8 and 16 bits as another writer writes them', () => {
    const small = encode({ width, height, data: eight, channels: 1, depth: 8 });
    expect(readPng(small)).toEqual({ ok: true, value: { rows: height, columns: width, samples: eight } });
    const wide = encode({ width, height, data: sixteen, channels: 1, depth: 16 });
    expect(readPng(wide)).toEqual({ ok: true, value: { rows: height, columns: width, samples: sixteen } });
  });

  it.each([0, 1, 2, 3, 4])('undoes filter %i', (filter) => {
    const bytes = new Uint8Array(sixteen.length * 2);
    sixteen.forEach((value, i) => bytes.set([value >> 8, value & 255], 2 * i));
    const file = png(16, 0, 2 * width, filtered(filter, bytes, 2 * width, 2));
    expect(readPng(file)).toMatchObject({ ok: true, value: { samples: sixteen } });
  });
});

describe('PNG in colour', () => {
  const pixels = (make: (value: number) => number[]) => Uint8Array.from([...eight].flatMap(make));

  it('is read where every pixel is grey and opaque', () => {
    for (const [channels, make] of [
      [3, (v: number) => [v, v, v]],
      [4, (v: number) => [v, v, v, 255]],
      [2, (v: number) => [v, 255]],
    ] as const) {
      const file = encode({ width, height, data: pixels(make), channels, depth: 8 });
      expect(readPng(file)).toMatchObject({ ok: true, value: { samples: eight } });
    }
  });

  it('is refused with colour, transparency, palette, few bits or interlacing', () => {
    const coloured = encode({ width, height, data: pixels((v) => [v, v, v ^ 1]), channels: 3 });
    expect(readPng(coloured)).toMatchObject({ problem: { kind: 'unsupported', message: /colour/ } });
    const transparent = encode({ width, height, data: pixels((v) => [v, v]), channels: 2 });
    expect(readPng(transparent)).toMatchObject({ problem: { message: /transparent/ } });
    const blank = (length: number) => () => ({ filter: 0, bytes: new Uint8Array(length) });
    expect(readPng(png(8, 3, width, blank(width)))).toMatchObject({ problem: { message: /palette/ } });
    expect(readPng(png(1, 0, 5, blank(5)))).toMatchObject({ problem: { kind: 'unsupported' } });
    const interlaced = png(8, 0, width, blank(width), { width, height }, 1);
    expect(readPng(interlaced)).toMatchObject({ problem: { message: /interlac/i } });
  });
});

describe('damaged PNG', () => {
  const whole = encode({ width, height, data: eight, channels: 1, depth: 8 });

  it('is refused with its kind', () => {
    expect(readPng(whole.subarray(0, whole.length - 40))).toMatchObject({ problem: { kind: 'truncated' } });
    expect(readPng(whole.subarray(0, 20))).toMatchObject({ problem: { kind: 'corrupt' } });
    const broken = png(8, 0, width, () => ({ filter: 9, bytes: new Uint8Array(width) }));
    expect(readPng(broken)).toMatchObject({ problem: { kind: 'corrupt' } });
    const unreadable = whole.slice();
    unreadable.fill(0xff, 50, 70);
    expect(readPng(unreadable)).toMatchObject({ ok: false });
  });

  it('is not inflated beyond the size it states, nor believed a size it cannot have', () => {
    // 6 gigabytes of zeros: one deflate block over and over.
    const block = deflateRawSync(new Uint8Array(2 ** 24), { finishFlush: constants.Z_FULL_FLUSH });
    const blocks = Array.from({ length: 400 }, () => block);
    const bomb = chunk('IDAT', Buffer.concat([Uint8Array.of(0x78, 0x9c), ...blocks]));
    const started = performance.now();
    const read = readPng(Buffer.concat([whole.subarray(0, 33), bomb]));
    expect(read).toMatchObject({ ok: true, value: { rows: height } });
    expect(performance.now() - started).toBeLessThan(5000);
    const huge = whole.slice();
    new DataView(huge.buffer).setUint32(16, 1_000_000);
    new DataView(huge.buffer).setUint32(20, 1_000_000);
    expect(readPng(huge)).toMatchObject({ problem: { kind: 'too-large' } });
  });
});
