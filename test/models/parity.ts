/** What the parity tests share: the fixtures' weights and inputs, expected arrays, and the README's tolerances. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from 'vitest';
import type { Weights } from '../../models/checkpoint/tensors.ts';
import type { Graph, Value } from '../../models/graph/operations.ts';
import { fillWeights, synth } from '../fixtures/generated.ts';
import { sharedDir } from '../needs.ts';

export const fixturesDir = join(sharedDir, 'fixtures');

export function fixtureJson<T>(path: string): T {
  return JSON.parse(readFileSync(join(fixturesDir, path), 'utf8')) as T;
}

interface ParameterTable {
  readonly seed: string;
  readonly tensors: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly offset: number;
    readonly scale: number;
    /** Of its little-endian float32 numbers. */
    readonly sha256: string;
  }[];
}

export function parameterTable(model: 'hds' | 'gmic'): ParameterTable {
  return fixtureJson(`params/${model}.json`);
}

export function fixtureWeights(model: 'hds' | 'gmic'): Weights {
  const { seed, tensors } = parameterTable(model);
  return new Map(
    tensors.map(({ name, shape, offset, scale }) => {
      return [name, { shape, data: fillWeights(seed, model, name, shape, offset, scale) }];
    }),
  );
}

/** Reference to a file of numbers (README, section 2). */
export interface ArrayFile {
  readonly file: string;
  readonly shape: readonly number[];
  readonly gzip: boolean;
}

export function readArray({ file, gzip }: ArrayFile): Float32Array {
  const stored = readFileSync(join(fixturesDir, file));
  return new Float32Array(new Uint8Array(gzip ? gunzipSync(stored) : stored).buffer);
}

/** Statistics and samples of an array (README, section 2). */
export interface Stats {
  readonly shape: readonly number[];
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  readonly sample_index: readonly number[];
  readonly sample_value: readonly number[];
}

export interface InputRule {
  readonly image: string;
  readonly input_rule: string;
  readonly input_shape: readonly [1, 1, number, number];
}

/** The network's input from a synthetic image, by the rule that the expectation states. */
export function syntheticInput(seed: string, { image, input_rule, input_shape }: InputRule): Float32Array {
  const [, , height, width] = input_shape;
  const k = synth(seed, image, height, width);
  const simple = /^fround\(\(k-(\d+)\)\/(\d+)\)$/.exec(input_rule);
  if (simple !== null) {
    const [offset, scale] = [Number(simple[1]), Number(simple[2])];
    return Float32Array.from(k, (value) => (value - offset) / scale);
  }
  const normalised = /^p = k>>4; fround\(fround\(p - fround\(([\d.]+)\)\) \/ fround\(([\d.]+)\)\)$/.exec(
    input_rule,
  );
  if (normalised === null) throw new Error(`unknown input rule ${input_rule}`);
  const [mean, std] = [Math.fround(Number(normalised[1])), Math.fround(Number(normalised[2]))];
  return Float32Array.from(k, (value) => Math.fround((value >> 4) - mean) / std);
}

/** Probabilities, attention, saliency: 1e-4. */
export function expectProbabilities(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expectWithin(actual, expected, () => 1e-4);
}

/** Logits and features: 1e-4 + 2e-5 x |value|. */
export function expectFeatures(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expectWithin(actual, expected, (value) => 1e-4 + 2e-5 * Math.abs(value));
}

export function expectSamples(actual: ArrayLike<number>, stats: Stats): void {
  expect(actual.length).toBe(stats.shape.reduce((product, length) => product * length, 1));
  expectFeatures(
    stats.sample_index.map((index) => actual[index]),
    stats.sample_value,
  );
  expect(Math.abs(mean(actual) - stats.mean)).toBeLessThan(1e-4);
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

export function expectWithin(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: (expected: number) => number,
): void {
  expect(actual.length).toBe(expected.length);
  let worst = -1;
  let excess = 0;
  for (let i = 0; i < expected.length; i++) {
    const over = Math.abs(actual[i] - expected[i]) / tolerance(expected[i]);
    if (!(over <= Math.max(excess, 1))) {
      excess = over;
      worst = i;
      if (Number.isNaN(over)) break;
    }
  }
  if (worst >= 0) {
    expect.fail(`element ${worst} is ${actual[worst]}, expected ${expected[worst]} (${excess} tolerances)`);
  }
}

/** The graph with these values inside it as outputs too. */
export function exposing(graph: Graph, names: readonly string[]): Graph {
  const known = new Map(graph.nodes.flatMap((node) => node.outputs).map((value) => [value.name, value]));
  const declared = new Set(graph.outputs.map((output) => output.name));
  const added = names
    .filter((name) => !declared.has(name))
    .map((name): Value => {
      const value = known.get(name);
      if (value === undefined) throw new Error(`the graph has no value ${name}`);
      return value;
    });
  return { ...graph, outputs: [...graph.outputs, ...added] };
}
