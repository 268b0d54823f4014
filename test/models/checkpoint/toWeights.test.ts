import { describe, expect, test } from 'vitest';
import { halfToNumber } from '../../../models/checkpoint/float.ts';
import { elementCount, itemSize, type TensorType } from '../../../models/checkpoint/tensors.ts';
import { toWeights } from '../../../models/checkpoint/toWeights.ts';

const table = [
  { name: 'conv.weight', shape: [2, 1] },
  { name: 'conv.bias', shape: [2] },
];

function tensor(type: TensorType, shape: readonly number[], data?: ArrayBufferView) {
  const bytes =
    data === undefined
      ? new Uint8Array(elementCount(shape) * itemSize[type])
      : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { type, shape, bytes };
}

const bias = ['conv.bias', tensor('float32', [2])] as const;

describe('toWeights', () => {
  test('takes what the table names, in its order, and passes over batch counters', () => {
    const weights = toWeights(
      new Map([
        bias,
        ['bn.num_batches_tracked', tensor('int64', [])],
        ['conv.weight', tensor('float32', [2, 1], Float32Array.of(1, -2))],
      ]),
      table,
    );
    expect(weights.ok && [...weights.value]).toEqual([
      ['conv.weight', { shape: [2, 1], data: Float32Array.of(1, -2) }],
      ['conv.bias', { shape: [2], data: new Float32Array(2) }],
    ]);
  });

  test('says everything that does not fit, at once', () => {
    const weights = toWeights(
      new Map([
        ['conv.weight', tensor('float32', [1, 2])],
        ['fc.weight', tensor('float32', [2])],
        ['fc.\u001b[31m', tensor('float32', [])],
      ]),
      table,
    );
    expect(weights).toEqual({
      ok: false,
      problem: {
        kind: 'bad-checkpoint',
        message:
          'The checkpoint does not fit the network. 1 tensor missing: conv.bias. ' +
          '1 tensor of another shape: conv.weight (1x2, expected 2x1). ' +
          '2 tensors unexpected: fc.weight, fc.\\u001b[31m.',
      },
    });
  });

  test('unexpected tensors can be left out, missing ones cannot', () => {
    const tensors = new Map([bias, ['extra', tensor('float32', [1])] as const]);
    const weight = ['conv.weight', tensor('float32', [2, 1])] as const;
    expect(toWeights(new Map([...tensors, weight]), table, { allowUnexpected: true }).ok).toBe(true);
    expect(toWeights(new Map([...tensors, weight]), table).ok).toBe(false);
    expect(toWeights(tensors, table, { allowUnexpected: true }).ok).toBe(false);
  });

  test('every missing tensor is named; a flood of unexpected ones is cut with its count', () => {
    const long = Array.from({ length: 600 }, (_, index) => ({ name: `layer${index}`, shape: [1] }));
    const flood = Array.from(
      { length: 1500 },
      (_, index) => [`extra${index}`, tensor('float32', [1])] as const,
    );
    const weights = toWeights(new Map(flood), long);
    const message = weights.ok ? '' : weights.problem.message;
    expect(message).toMatch(/600 tensors missing: layer0, .* layer599\./);
    expect(message).toMatch(/1500 tensors unexpected: extra0, .* extra999 and 500 more\./);
  });

  test('refuses negative variances of batch norm, naming the tensor', () => {
    const variance = [{ name: 'bn.running_var', shape: [2] }];
    const read = (...values: number[]) =>
      toWeights(new Map([['bn.running_var', tensor('float32', [2], Float32Array.from(values))]]), variance);
    expect(read(0, 1).ok).toBe(true);
    expect(read(1, -1e-3)).toMatchObject({
      problem: { kind: 'bad-checkpoint', message: expect.stringMatching(/negative .* bn\.running_var/) },
    });
  });

  test.each([NaN, Infinity, 1e300])('refuses %f, naming the tensor', (value) => {
    const weights = toWeights(
      new Map([bias, ['conv.weight', tensor('float64', [2, 1], Float64Array.of(0, value))]]),
      table,
    );
    expect(weights).toMatchObject({ ok: false, problem: { kind: 'bad-checkpoint' } });
    expect(!weights.ok && weights.problem.message).toContain('conv.weight');
  });

  test.each<[TensorType, ArrayBufferView]>([
    ['float16', Uint16Array.of(0x3c00, 0xc100)],
    ['bfloat16', Uint16Array.of(0x3f80, 0xc020)],
    ['float64', Float64Array.of(1, -2.5)],
  ])('converts %s', (type, data) => {
    const weights = toWeights(new Map([bias, ['conv.weight', tensor(type, [2, 1], data)]]), table);
    expect(weights.ok && weights.value.get('conv.weight')?.data).toEqual(Float32Array.of(1, -2.5));
  });

  test.each<[TensorType, ArrayBufferView]>([
    ['int64', BigInt64Array.of(3n, -2n)],
    ['int32', Int32Array.of(3, -2)],
    ['int16', Int16Array.of(3, -2)],
    ['int8', Int8Array.of(3, -2)],
  ])('converts %s', (type, data) => {
    const weights = toWeights(new Map([bias, ['conv.weight', tensor(type, [2, 1], data)]]), table);
    expect(weights.ok && weights.value.get('conv.weight')?.data).toEqual(Float32Array.of(3, -2));
  });

  test.each([
    ['Uint8Array', (bytes: Uint8Array) => bytes],
    ['Buffer', (bytes: Uint8Array) => Buffer.from(bytes.buffer)],
  ])('reads data at any byte of a %s', (_, wrap) => {
    const bytes = new Uint8Array(9);
    bytes.set(new Uint8Array(Float32Array.of(1, -2).buffer), 1);
    const odd = { type: 'float32', shape: [2, 1], bytes: wrap(bytes).subarray(1) } as const;
    const weights = toWeights(new Map([bias, ['conv.weight', odd]]), table);
    expect(weights.ok && weights.value.get('conv.weight')?.data).toEqual(Float32Array.of(1, -2));
  });

  test('half precision: every kind of number', () => {
    expect(halfToNumber(0x0001)).toBe(2 ** -24);
    expect(halfToNumber(0x03ff)).toBe(1023 * 2 ** -24);
    expect(halfToNumber(0x0400)).toBe(2 ** -14);
    expect(halfToNumber(0x7bff)).toBe(65504);
    expect(halfToNumber(0xfc00)).toBe(-Infinity);
    expect(halfToNumber(0x7e00)).toBeNaN();
    expect(halfToNumber(0x8000)).toBe(-0);
    expect(halfToNumber(0x3555)).toBe(0.333251953125);
  });
});
