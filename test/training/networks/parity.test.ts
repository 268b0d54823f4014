/** Losses, gradients, running statistics and optimiser steps of whole networks against the authors' PyTorch code. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRuntime } from '../../../main/compute/session.ts';
import type { Weights } from '../../../models/checkpoint/tensors.ts';
import { loadGmicStep } from '../../../training/networks/gmicStep.ts';
import { loadHdsStep } from '../../../training/networks/hdsStep.ts';
import type { Batch } from '../../../training/data/crops.ts';
import { type TrainingStep, updateRunningStatistics } from '../../../training/networks/step.ts';
import { optimiserOf } from '../../../training/optimisers/optimiserOf.ts';
import { randomStream } from '../../../training/phantoms/random.ts';
import { blobs, synth } from '../../fixtures/generated.ts';
import { fixtureJson, fixtureWeights } from '../../models/parity.ts';
import { lacks, needing } from '../../needs.ts';

const seed = 'public-1';

interface GradientRecord {
  readonly l2: number;
  readonly max_abs: number;
  readonly sample_index: readonly number[];
  readonly sample_value: readonly number[];
}
type Gradients = Readonly<Record<string, GradientRecord | null>>;
type Statistics = Readonly<Record<string, GradientRecord | number>>;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function norm(values: ArrayLike<number>): number {
  return Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0));
}

/** The README's tolerances for gradients in float32. */
function expectGradients(actual: ReadonlyMap<string, Float32Array>, expected: Gradients): void {
  const learning = Object.entries(expected).flatMap(([name, record]) =>
    record === null ? [] : [[name, record] as const],
  );
  expect([...actual.keys()].toSorted()).toEqual(learning.map(([name]) => name).toSorted());
  const lengths: number[] = [];
  const samples: number[] = [];
  for (const [name, { l2, sample_index, sample_value }] of learning) {
    const data = actual.get(name) ?? new Float32Array();
    const off = Math.abs(norm(data) - l2) / l2;
    expect(off, `length of ${name}`).toBeLessThan(5e-2);
    lengths.push(off);
    // The samples stand for all: their share of the whole gradient's square is what chance gives.
    const difference = norm(sample_index.map((at, index) => data[at] - sample_value[index]));
    samples.push(difference / (l2 * Math.sqrt(sample_index.length / data.length)));
  }
  expect(median(lengths)).toBeLessThan(1e-2);
  expect(median(samples)).toBeLessThan(1e-2);
}

function expectStatistics(weights: Weights, expected: Statistics): void {
  let checked = 0;
  for (const [name, record] of Object.entries(expected)) {
    if (typeof record === 'number') continue;
    const data = weights.get(name)?.data ?? new Float32Array();
    record.sample_index.forEach((at, index) => {
      const value = record.sample_value[index];
      expect(Math.abs(data[at] - value), name).toBeLessThan(1e-4 + 1e-4 * Math.abs(value));
    });
    checked++;
  }
  expect(checked).toBeGreaterThan(50);
}

/** Losses of several steps from the fixture's weights, each followed by an optimiser's step. */
async function trajectory(...learning: Parameters<typeof learn>): Promise<readonly number[]> {
  return (await learn(...learning)).map(({ total }) => total);
}

/** The losses before each of some steps. */
async function learn(
  step: TrainingStep,
  weights: Weights,
  batch: Batch,
  optimiser: ReturnType<typeof optimiserOf>,
  steps: number,
  rate = 1e-5,
) {
  const all: Record<string, number>[] = [];
  for (let at = 0; at < steps; at++) {
    const { losses, gradients } = await step.run(weights, batch, randomStream(1));
    all.push(losses as Record<string, number>);
    const parameters = new Map(
      [...gradients.keys()].map((name) => [name, weights.get(name)?.data ?? new Float32Array()]),
    );
    optimiser.step(parameters, gradients, rate);
  }
  return all;
}

function expectTrajectory(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((loss, at) => expect(Math.abs(loss - expected[at])).toBeLessThan(1e-2));
}

describe.skipIf(lacks('shared'))(needing('training HDS U-ResNet as PyTorch does', 'shared'), () => {
  interface Expected {
    readonly input_images: readonly string[];
    readonly mask_pixels: readonly number[];
    readonly labels: readonly number[];
    readonly losses: Readonly<Record<string, number | readonly number[]>>;
    readonly 'sgd_lr1e-5_m0.9_wd5e-4_losses': { readonly float64: readonly number[] };
  }
  const side = 256;
  const folder = 'hds/train_256x256';
  let step: TrainingStep;
  let batch: Batch;
  beforeAll(async () => {
    const { input_images, labels } = fixtureJson<Expected>(`${folder}/expected.json`);
    const area = side * side;
    const image = new Float32Array(2 * area);
    const mask = new Uint8Array(2 * area);
    input_images.forEach((name, at) => {
      synth(seed, name, side, side).forEach((k, pixel) => {
        image[at * area + pixel] = Math.fround(
          Math.fround((k >> 4) - Math.fround(87.2532)) / Math.fround(67.7831),
        );
      });
    });
    for (const { x: cx, y: cy, radius } of blobs(seed, input_images[0], side, side).slice(0, 2)) {
      for (let pixel = 0; pixel < area; pixel++) {
        const [x, y] = [pixel % side, Math.floor(pixel / side)];
        if (((x - cx) * (x - cx) + (y - cy) * (y - cy)) / (radius * radius) < 1) mask[pixel] = 1;
      }
    }
    batch = { size: { width: side, height: side }, image, mask, labels: Int32Array.from(labels) };
    const eta = [3.5, 3, 2.5, 2, 1.5, 1];
    step = await loadHdsStep(
      await openRuntime('cpu'),
      {
        count: 2,
        size: batch.size,
        dropout: { outer: 0, inner: 0 },
        ablation: 'hybrid',
        sparsity: 1e-6,
      },
      () => ({ segmentation: eta, classification: eta, alpha: 0.03 }),
    );
  });
  afterAll(() => step.release());

  it('losses, gradients and running statistics', async () => {
    const { losses, mask_pixels } = fixtureJson<Expected>(`${folder}/expected.json`);
    expect(batch.mask.reduce((sum, inside) => sum + inside, 0)).toBe(mask_pixels[0]);
    const weights = fixtureWeights('hds');
    const result = await step.run(weights, batch, randomStream(1));
    for (const [name, value] of Object.entries(losses)) {
      const actual = [result.losses[name]].flat();
      [value].flat().forEach((each, at) => {
        expect(Math.abs(actual[at] - each), `${name} ${at}`).toBeLessThan(1e-4 * Math.abs(each));
      });
    }
    expectGradients(result.gradients, fixtureJson(`${folder}/gradients.json`));
    updateRunningStatistics(weights, result.statistics);
    expectStatistics(weights, fixtureJson(`${folder}/bn_after_one_forward.json`));
  });

  it('four steps of SGD', async () => {
    const expected = fixtureJson<Expected>(`${folder}/expected.json`)['sgd_lr1e-5_m0.9_wd5e-4_losses'];
    const optimiser = optimiserOf({ kind: 'sgd', momentum: 0.9, weightDecay: 5e-4 });
    const losses = await trajectory(step, fixtureWeights('hds'), batch, optimiser, 4);
    expectTrajectory(losses, expected.float64);
  });
});

describe.skipIf(lacks('shared'))(needing('training GMIC as PyTorch does', 'shared'), () => {
  interface Expected {
    readonly input_images: readonly string[];
    readonly labels: readonly (readonly number[])[];
    readonly losses: Readonly<Record<string, number>>;
    readonly 'adam_lr1e-5_trajectory': { readonly float64: readonly { readonly loss: number }[] };
  }
  const size = { width: 384, height: 512 };
  let batch: Batch;
  beforeAll(() => {
    const { input_images, labels } = fixtureJson<Expected>('gmic/train/expected.json');
    const area = size.width * size.height;
    const image = new Float32Array(2 * area);
    input_images.forEach((name, at) => {
      synth(seed, name, size.height, size.width).forEach((k, pixel) => {
        image[at * area + pixel] = Math.fround((k - 1024) / 512);
      });
    });
    batch = { size, image, mask: new Uint8Array(2 * area), labels: Int32Array.from(labels.flat()) };
  });
  const load = async (fusion: number): Promise<TrainingStep> =>
    loadGmicStep(await openRuntime('cpu'), {
      count: 2,
      size,
      patches: { count: 6, side: 128 },
      percentT: 0.1,
      ablation: 'full',
      loss: { fusion, saliency: 1e-4, saliencyExponent: 1.5, outlines: 0, patches: 0 },
    });

  it.each([
    [0, 'total_seed004'],
    [1, 'total_with_fusion'],
  ] as const)('losses, gradients and running statistics, fusion %d', async (fusion, total) => {
    const { losses } = fixtureJson<Expected>('gmic/train/expected.json');
    const step = await load(fusion);
    const weights = fixtureWeights('gmic');
    const result = await step.run(weights, batch, randomStream(1));
    await step.release();
    for (const name of ['bce_global', 'bce_local', 'bce_fusion', 'reg']) {
      expect(Math.abs(Number(result.losses[name]) - losses[name]), name).toBeLessThan(1e-4 * losses[name]);
    }
    expect(Math.abs(result.total - losses[total])).toBeLessThan(1e-4 * losses[total]);
    expectGradients(
      result.gradients,
      fixtureJson<Record<string, Gradients>>('gmic/train/gradients.json')[total],
    );
    updateRunningStatistics(weights, result.statistics);
    expectStatistics(weights, fixtureJson('gmic/train/bn_after_one_forward.json'));
  });

  it('with outlines also learns from where lesions are', async () => {
    const step = await loadGmicStep(await openRuntime('cpu'), {
      count: 2,
      size,
      patches: { count: 6, side: 128 },
      percentT: 0.1,
      ablation: 'global-only',
      loss: { fusion: 1, saliency: 0, saliencyExponent: 1, outlines: 0.1, patches: 0 },
    });
    const weights = fixtureWeights('gmic');
    const area = size.width * size.height;
    const withLesions = { ...batch, mask: new Uint8Array(2 * area) };
    // The first image: one pixel of a malignant lesion in the cell of row 1, column 2.
    withLesions.mask[(64 + 5) * size.width + 2 * 64 + 3] = 2;
    const none = await step.run(weights, batch, randomStream(1));
    const one = await step.run(weights, withLesions, randomStream(1));
    await step.release();
    const { bce_outlines: without, bce_global } = none.losses as Record<string, number>;
    expect(none.total).toBeCloseTo(bce_global + 0.1 * without, 4);
    // That cell's cross-entropy changes from -log(1 - p) to -log(p), the mean over two images: the difference is its logit.
    const difference = without - Number(one.losses.bce_outlines);
    expect(Math.abs(difference)).toBeGreaterThan(0.01);
    expect(Math.abs(difference)).toBeLessThan(5);
  });

  describe('with the places of patches', () => {
    const loadLocal = async (ablation: 'mil-only' | 'no-attention'): Promise<TrainingStep> =>
      loadGmicStep(await openRuntime('cpu'), {
        count: 2,
        size,
        patches: { count: 6, side: 128 },
        percentT: 0.1,
        ablation,
        loss: { fusion: 1, saliency: 0, saliencyExponent: 1, outlines: 0, patches: 0.5 },
      });
    /** The first image has a malignant lesion at its left. */
    const withLesion = () => {
      const mask = new Uint8Array(batch.mask.length);
      for (let row = 0; row < size.height; row++) mask.fill(2, row * size.width, row * size.width + 40);
      return { ...batch, mask };
    };

    it('wants attention nowhere in particular where there is no lesion', async () => {
      const step = await loadLocal('mil-only');
      const { losses, total } = await step.run(fixtureWeights('gmic'), batch, randomStream(1));
      await step.release();
      const { bce_local, bce_patches, missed_attention } = losses as Record<string, number>;
      expect(missed_attention).toBeCloseTo(0, 5);
      expect(bce_patches).toBeGreaterThan(0.1);
      expect(total).toBeCloseTo(bce_local + 0.5 * bce_patches, 4);
    });

    it('learns to attend to the patches with a lesion, and what each shows', async () => {
      const step = await loadLocal('mil-only');
      const optimiser = optimiserOf({
        kind: 'adam',
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
        weightDecay: 0,
      });
      const seen = await learn(step, fixtureWeights('gmic'), withLesion(), optimiser, 4, 1e-4);
      await step.release();
      expect(seen[0].missed_attention).toBeGreaterThan(0.05);
      expect(seen[3].missed_attention).toBeLessThan(0.9 * seen[0].missed_attention);
      expect(seen[3].bce_patches).toBeLessThan(0.9 * seen[0].bce_patches);
    });

    it('has no attention to teach where all patches count alike', async () => {
      const step = await loadLocal('no-attention');
      const { losses } = await step.run(fixtureWeights('gmic'), withLesion(), randomStream(1));
      await step.release();
      expect(losses).toHaveProperty('bce_patches');
      expect(losses).not.toHaveProperty('missed_attention');
    });
  });

  it('four steps of Adam', async () => {
    const expected = fixtureJson<Expected>('gmic/train/expected.json')['adam_lr1e-5_trajectory'].float64;
    const step = await load(1);
    const optimiser = optimiserOf({ kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 });
    const losses = await trajectory(step, fixtureWeights('gmic'), batch, optimiser, expected.length);
    await step.release();
    expectTrajectory(
      losses,
      expected.map(({ loss }) => loss),
    );
  });
});
