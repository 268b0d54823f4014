import { describe, expect, it } from 'vitest';
import { pack, unpack } from '../../../main/store/packed.ts';
import { sampleAnalysis, sampleHeader } from './sampleRecords.ts';

describe('packed records', () => {
  it.each([
    ['a header with a look-up table', sampleHeader()],
    ['an analysis with maps', sampleAnalysis()],
    [
      'every array type, odd lengths, views into larger buffers',
      {
        a: Uint8Array.of(1, 2, 3),
        b: [Int8Array.of(-1), Uint16Array.of(65535, 1, 2)],
        c: { d: Int16Array.of(-5), e: Uint32Array.of(2 ** 32 - 1), f: Int32Array.of(-7) },
        g: new Float64Array([0, 1.5, 2.5]).subarray(1),
        h: new Float32Array(0),
      },
    ],
    ['numbers that JSON lacks', { a: NaN, b: [Infinity, -Infinity], c: -1e-300 }],
    [
      'points, and lists that only look like points',
      {
        outline: [
          { x: 0.1, y: 1 / 3 },
          { y: -0, x: 1e300 },
          { x: NaN, y: 2 },
        ],
        others: [
          [],
          [{ x: 1 }],
          [{ x: 1, y: 2, z: 3 }],
          [{ x: 1, y: '2' }],
          [{ x: 1, y: 2 }, null],
          [[1, 2]],
        ],
        nested: [[{ x: 1, y: 2 }], [{ x: 3, y: 4 }]],
      },
    ],
    ['plain values', ['text', true, null, 0.1]],
  ])('gives back %s', (_name, value) => {
    const packed = pack(value);
    expect(unpack(packed)).toEqual(value);
    expect(unpack({ json: packed.json, bytes: Buffer.from(packed.bytes) })).toEqual(value);
  });

  it('returns arrays of their own, also from a pooled Buffer', () => {
    const packed = pack({ a: Uint8Array.of(1, 2, 3) });
    const bytes = Buffer.from(packed.bytes);
    const { a } = unpack({ json: packed.json, bytes }) as { a: Uint8Array };
    bytes.fill(0);
    expect([...a]).toEqual([1, 2, 3]);
    expect(a.buffer.byteLength).toBe(3);
  });

  it('throws where the bytes are too short', () => {
    const packed = pack({ a: new Float32Array(10) });
    expect(() => unpack({ json: packed.json, bytes: packed.bytes.subarray(8) })).toThrow(RangeError);
  });
});
