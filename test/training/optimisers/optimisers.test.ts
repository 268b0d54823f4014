import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { adam } from '../../../training/optimisers/adam.ts';
import type { Optimiser } from '../../../training/optimisers/optimiser.ts';
import { optimiserOf } from '../../../training/optimisers/optimiserOf.ts';
import { sgd } from '../../../training/optimisers/sgd.ts';
import { lacks, needing, sharedDir } from '../../needs.ts';

const adamDefaults = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 } as const;
const float32 = (...values: number[]) => new Float32Array(values);

/** The values of one parameter after each step. */
function walk(optimiser: Optimiser, start: readonly number[], gradients: readonly number[][], rate: number) {
  const parameter = new Float32Array(start);
  return gradients.map((gradient) => {
    optimiser.step(new Map([['p', parameter]]), new Map([['p', new Float32Array(gradient)]]), rate);
    return [...parameter];
  });
}

describe.skipIf(lacks('shared'))(needing('optimisers against torch', 'shared'), () => {
  interface Case {
    readonly op: string;
    readonly attrs: { readonly kind: string };
    readonly inputs: { readonly p: { readonly values: number[] }; readonly grads_per_step: number[][] };
    readonly outputs: { readonly p_after_each_step: number[][] };
  }
  const known: Readonly<Record<string, readonly [Optimiser, number]>> = {
    'sgd_m0.9_wd5e-4_lr0.01': [sgd({ momentum: 0.9, weightDecay: 5e-4 }), 0.01],
    'adam_lr1e-3': [adam({ kind: 'adam', ...adamDefaults }), 1e-3],
  };
  const cases = lacks('shared')
    ? []
    : (
        JSON.parse(readFileSync(join(sharedDir, 'fixtures/ops/ops.json'), 'utf8')) as { cases: Case[] }
      ).cases.filter(({ op }) => op === 'optimizer');

  test('both published cases are there', () => {
    expect(cases.map(({ attrs }) => attrs.kind).toSorted()).toEqual(Object.keys(known).toSorted());
  });

  test.each(cases)('$attrs.kind', ({ attrs, inputs, outputs }) => {
    const [optimiser, rate] = known[attrs.kind];
    const walked = walk(optimiser, inputs.p.values, inputs.grads_per_step, rate);
    outputs.p_after_each_step.forEach((expected, step) => {
      expected.forEach((value, at) => {
        expect(Math.abs(walked[step][at] - value)).toBeLessThan(1e-5 * Math.abs(value));
      });
    });
  });
});

describe('SGD', () => {
  test('without momentum goes down the gradient', () => {
    expect(walk(sgd({ momentum: 0, weightDecay: 0 }), [1, -1], [[0.5, 0.25]], 0.5)).toEqual([[0.75, -1.125]]);
  });

  test('the first momentum is the gradient; later ones add to what is left of it', () => {
    const walked = walk(sgd({ momentum: 0.5, weightDecay: 0 }), [0], [[1], [1], [0]], 1);
    expect(walked).toEqual([[-1], [-2.5], [-3.25]]);
  });

  test('weight decay is part of the gradient, and so of the momentum', () => {
    // buffer 0.5 * 4 = 2 -> 2; then 0.5 * 2 + 0.5 * 2 = 2 -> 0; then 1 -> -1.
    const walked = walk(sgd({ momentum: 0.5, weightDecay: 0.5 }), [4], [[0], [0], [0]], 1);
    expect(walked).toEqual([[2], [0], [-1]]);
  });

  test('every step is rounded to float32', () => {
    const [[value]] = walk(sgd({ momentum: 0.9, weightDecay: 0 }), [1], [[1e-9]], 1);
    expect(value).toBe(1);
  });
});

describe('Adam', () => {
  test('the first step is the learning rate, whatever the size of the gradient', () => {
    const [values] = walk(adam({ kind: 'adam', ...adamDefaults }), [0, 0, 0], [[1e-3, -5, 1e4]], 0.01);
    [-0.01, 0.01, -0.01].forEach((expected, at) => expect(values[at]).toBeCloseTo(expected, 6));
  });

  test('AdamW takes weight decay from the value, Adam from the gradient', () => {
    const recipe = { ...adamDefaults, weightDecay: 0.5 };
    // Without a gradient AdamW only shrinks the value; Adam sees a gradient of 0.5 * 2 and goes one learning rate.
    expect(walk(adam({ kind: 'adamw', ...recipe }), [2], [[0]], 0.25)).toEqual([[1.75]]);
    expect(walk(adam({ kind: 'adam', ...recipe }), [2], [[0]], 0.25)[0][0]).toBeCloseTo(1.75, 6);
    expect(walk(adam({ kind: 'adam', ...recipe }), [4], [[0]], 0.25)[0][0]).toBeCloseTo(3.75, 6);
  });

  test('a parameter without a gradient stays, and its steps are counted from its first', () => {
    const optimiser = adam({ kind: 'adam', ...adamDefaults });
    const parameters = new Map([
      ['a', float32(1)],
      ['b', float32(1)],
    ]);
    optimiser.step(parameters, new Map([['a', float32(1)]]), 0.1);
    expect(parameters.get('b')).toEqual(float32(1));
    expect([...optimiser.state().keys()]).toEqual(['first/a', 'second/a', 'steps/a']);
    optimiser.step(parameters, new Map([['b', float32(1)]]), 0.1);
    expect(parameters.get('b')).toEqual(parameters.get('a'));
  });
});

describe('state', () => {
  const recipes = [
    { kind: 'sgd', momentum: 0.9, weightDecay: 5e-4 },
    { kind: 'adam', ...adamDefaults },
    { kind: 'adamw', ...adamDefaults, weightDecay: 0.01 },
  ] as const;
  const gradients = [
    [0.3, -2],
    [1, 0.01],
    [-4, 0.5],
    [0.2, 0.2],
  ];

  test.each(recipes)('$kind goes on from it exactly', (recipe) => {
    const whole = walk(optimiserOf(recipe), [1, 2], gradients, 0.01);
    const before = optimiserOf(recipe);
    const half = walk(before, [1, 2], gradients.slice(0, 2), 0.01)[1];
    const after = optimiserOf(recipe);
    after.restore(before.state());
    expect(walk(after, half, gradients.slice(2), 0.01)).toEqual(whole.slice(2));
  });

  test('restored state is a copy', () => {
    const before = optimiserOf(recipes[0]);
    walk(before, [1], [[1]], 0.1);
    const after = optimiserOf(recipes[0]);
    after.restore(before.state());
    walk(after, [1], [[1]], 0.1);
    expect(before.state().get('momentum/p')).toEqual(float32(1 + Math.fround(5e-4)));
  });

  test('of another optimiser is a bug', () => {
    const before = optimiserOf(recipes[0]);
    walk(before, [1], [[1]], 0.1);
    expect(() => optimiserOf(recipes[1]).restore(before.state())).toThrow('another optimiser');
  });

  test('a gradient without its parameter is a bug', () => {
    const parameters = new Map([['a', float32(1)]]);
    const optimiser = optimiserOf(recipes[0]);
    expect(() => optimiser.step(parameters, new Map([['b', float32(1)]]), 1)).toThrow('b');
    expect(() => optimiser.step(parameters, new Map([['a', float32(1, 2)]]), 1)).toThrow('a');
  });
});
