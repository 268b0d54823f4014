import { describe, expect, it } from 'vitest';
import { finiteOutputs } from '../../models/finite.ts';

describe('finiteOutputs', () => {
  it('lets finite outputs through', () => {
    const outputs = { size: { width: 1 }, map: Float32Array.of(0, 1), pair: [0.5, 1], exits: [], none: null };
    expect(finiteOutputs(outputs)).toEqual({ ok: true, value: outputs });
  });

  it.each<[string, object]>([
    ['a number', { first: 1, broken: NaN }],
    ['a list', { first: 1, broken: [0, Infinity] }],
    ['a map', { first: 1, broken: Float32Array.of(0, -Infinity) }],
    ['a map inside', { first: 1, broken: [{ segmentation: Float32Array.of(NaN) }] }],
  ])('names the output where %s is not finite', (_, outputs) => {
    expect(finiteOutputs(outputs)).toMatchObject({
      ok: false,
      problem: { kind: 'compute-failed', message: expect.stringMatching(/not finite \(broken\)/) },
    });
  });
});
