import { describe, expect, test } from 'vitest';
import { registry } from '../../models/registry.ts';
import { initialise } from '../../models/initialise.ts';

const table = [
  { name: 'net.0.conv1.weight', shape: [64, 32, 3, 3] },
  { name: 'net.0.conv2.weight', shape: [64, 64, 3, 3] },
  { name: 'net.1.conv2.weight', shape: [64, 64, 3, 3] },
  { name: 'net.bn.weight', shape: [4] },
  { name: 'net.bn.bias', shape: [4] },
  { name: 'net.bn.running_mean', shape: [4] },
  { name: 'net.bn.running_var', shape: [4] },
];

function deviation(data: Float32Array): number {
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  return Math.sqrt(data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length);
}

describe('initialise', () => {
  test('the same seed gives the same weights, another seed others', () => {
    expect(initialise(table, 7)).toEqual(initialise(table, 7));
    expect(initialise(table, 7).get(table[0].name)).not.toEqual(initialise(table, 8).get(table[0].name));
  });

  test('values of a tensor do not depend on the rest of the table', () => {
    const alone = initialise(table.slice(0, 1), 7);
    expect(alone.get(table[0].name)).toEqual(initialise(table, 7).get(table[0].name));
  });

  test('stays what it was: cards name weights by seed', () => {
    const [first] = initialise([{ name: 'a.weight', shape: [1, 6] }], 1).values();
    expect(first.data.map((value) => Math.round(value * 1e6))).toMatchInlineSnapshot(`
      Float32Array [
        898028,
        -261914,
        -16388,
        -614077,
        -902551,
        643397,
      ]
    `);
  });

  test('kernels have the variance of He et al., the last of a block divided by the number of blocks', () => {
    const weights = initialise(table, 3);
    expect(deviation(weights.get('net.0.conv1.weight')!.data)).toBeCloseTo(Math.sqrt(2 / (32 * 9)), 3);
    expect(deviation(weights.get('net.0.conv2.weight')!.data)).toBeCloseTo(Math.sqrt(2 / (64 * 9) / 2), 3);
  });

  test('batch norm starts as the identity', () => {
    const constants = ['weight', 'bias', 'running_mean', 'running_var'].map(
      (part) => initialise(table, 3).get(`net.bn.${part}`)!.data,
    );
    expect(constants).toEqual([1, 0, 0, 1].map((value) => new Float32Array(4).fill(value)));
  });

  test.each(Object.values(registry))('fits the table of $architecture', ({ weightTable }) => {
    const weights = initialise(weightTable, 1);
    expect([...weights.keys()]).toEqual(weightTable.map(({ name }) => name));
    for (const { name, shape } of weightTable) {
      expect(weights.get(name)?.data.length).toBe(shape.reduce((product, axis) => product * axis, 1));
    }
  });
});
