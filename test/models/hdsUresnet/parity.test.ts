import { beforeAll, describe, expect, it, vi } from 'vitest';
import { openRuntime } from '../../../main/compute/session.ts';
import { toOnnx } from '../../../models/graph/onnx.ts';
import { hdsGraph } from '../../../models/hdsUresnet/graph.ts';
import type { HdsOutputs } from '../../../models/hdsUresnet/outputs.ts';
import { loadHds, massProbability, officialImageProbability } from '../../../models/hdsUresnet/run.ts';
import { weightTable } from '../../../models/hdsUresnet/weights.ts';
import { lacks, needing } from '../../needs.ts';
import {
  type ArrayFile,
  exposing,
  expectFeatures,
  expectProbabilities,
  expectSamples,
  fixtureJson,
  fixtureWeights,
  type InputRule,
  parameterTable,
  readArray,
  type Stats,
  syntheticInput,
} from '../parity.ts';

// Seconds on an idle machine; others may be using it.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

interface SmallCase extends InputRule {
  readonly seg_last_logits: ArrayFile;
  readonly seg_stats: readonly Stats[];
  readonly cls_logits: readonly (readonly (readonly (readonly number[])[])[])[];
  readonly image_prob_official: readonly number[];
}

interface Level {
  readonly depth_order: number;
  readonly seg_logits: Stats;
  readonly seg_block_means_32x32: ArrayFile;
  readonly seg_prob_max: number;
  readonly seg_positive_pixels_at: Readonly<Record<string, number>>;
  readonly cls_logits: ArrayFile;
  readonly image_prob_official: number;
  readonly image_prob_max_rule_of_paper: number;
}

interface WholeCase extends InputRule {
  readonly levels: readonly Level[];
  readonly seg_last_logits: ArrayFile;
}

const lacking = lacks('shared');

async function outputsOf(expected: InputRule): Promise<HdsOutputs> {
  const [, , height, width] = expected.input_shape;
  const size = { width, height };
  const network = await loadHds(fixtureWeights('hds'), await openRuntime('cpu'), size, { innerExits: true });
  const outputs = await network.run(syntheticInput(parameterTable('hds').seed, expected));
  await network.release();
  return outputs;
}

describe.skipIf(lacking)(needing('HDS U-ResNet against the authors', 'shared'), () => {
  it('takes exactly the tensors of the state dict', () => {
    const expected = parameterTable('hds').tensors.map(({ name, shape }) => ({ name, shape }));
    expect(weightTable).toEqual(expected);
  });

  it('agrees on a small image', async () => {
    const expected = fixtureJson<SmallCase>('hds/small/expected.json');
    const { exits, imageProbabilityOfficial } = await outputsOf(expected);
    expectFeatures(exits[5].segmentation, readArray(expected.seg_last_logits));
    expected.seg_stats.forEach((stats, exit) => expectSamples(exits[exit].segmentation, stats));
    expected.cls_logits.forEach((logits, exit) => {
      expectFeatures(exits[exit].classification, logits.flat(3));
      const official = officialImageProbability(exits[exit].classification);
      expectProbabilities([official], [expected.image_prob_official[exit]]);
    });
    expectProbabilities([imageProbabilityOfficial], [expected.image_prob_official[5]]);
  });
});

describe.skipIf(lacking)(needing('HDS U-ResNet at serving size against the authors', 'shared'), () => {
  let expected: WholeCase;
  let outputs: HdsOutputs;

  beforeAll(async () => {
    expected = fixtureJson('hds/infer/expected.json');
    outputs = await outputsOf(expected);
  });

  it.each([0, 1, 2, 3, 4, 5])('exit %i', (exit) => {
    const level = expected.levels[exit];
    expect(level.depth_order).toBe(exit);
    const { segmentation, classification } = outputs.exits[exit];
    expectSamples(segmentation, level.seg_logits);
    expectFeatures(blockMeans(segmentation, outputs.size, 32), readArray(level.seg_block_means_32x32));
    expectFeatures(classification, readArray(level.cls_logits));
    expectProbabilities([officialImageProbability(classification)], [level.image_prob_official]);
    const largestCell = Math.max(...massProbability(classification));
    expectProbabilities([largestCell], [level.image_prob_max_rule_of_paper]);
    const probabilities = massProbability(segmentation);
    const largestPixel = probabilities.reduce((a, b) => Math.max(a, b));
    expectProbabilities([largestPixel], [level.seg_prob_max]);
    for (const [threshold, count] of Object.entries(level.seg_positive_pixels_at)) {
      const above = probabilities.reduce((sum, value) => sum + (value > Number(threshold) ? 1 : 0), 0);
      expect(Math.abs(above - count)).toBeLessThanOrEqual(50);
    }
  });

  it('reported output', () => {
    const logits = readArray(expected.seg_last_logits);
    expectFeatures(outputs.exits[5].segmentation, logits);
    expectProbabilities(outputs.segmentationProbability, massProbability(logits));
    const last = expected.levels[5];
    expectProbabilities(
      [outputs.imageProbabilityOfficial, outputs.imageProbabilityMax, outputs.segmentationProbabilityMax],
      [last.image_prob_official, last.image_prob_max_rule_of_paper, last.seg_prob_max],
    );
  });

  it('every layer', async () => {
    const layers = fixtureJson<Readonly<Record<string, Stats>>>('hds/infer/layers.json');
    const [, , height, width] = expected.input_shape;
    const graph = hdsGraph(fixtureWeights('hds'), { width, height }, { innerExits: true });
    const names = Object.keys(layers).map(valueName);
    const loaded = await (await openRuntime('cpu'))(toOnnx(exposing(graph, names)));
    const data = syntheticInput(parameterTable('hds').seed, expected);
    const results = await loaded.run({ image: { dims: expected.input_shape, data } }, names);
    await loaded.release();
    Object.entries(layers).forEach(([module, stats]) => {
      expect([module, results[valueName(module)].dims]).toEqual([module, stats.shape]);
      expectSamples(results[valueName(module)].data, stats);
    });
  });
});

/** What the graph calls the output of a module of the authors' code. */
function valueName(module: string): string {
  const [part, kind, index, layer] = /^(trunk\.(?:blocks|fusions)|exit_(seg|cls))\.(\d+)(?:\.(\d+))?$/
    .exec(module)
    ?.slice(1) ?? [module];
  if (part === 'trunk.blocks') return `${module}.1`;
  if (part === 'trunk.fusions') return `${module}.conv2.model.2`;
  if (kind === 'seg' && Number(layer) === 6 - Number(index)) return `seg${index}`;
  if (kind === 'cls' && Number(layer) === (index === '0' ? 4 : 5)) return `cls${index}`;
  return module;
}

/** Mean of every `block` x `block` pixels of (2, H, W). */
function blockMeans(
  maps: Float32Array,
  { width, height }: { readonly width: number; readonly height: number },
  block: number,
): Float64Array {
  const [rows, columns] = [height / block, width / block];
  const sums = new Float64Array(2 * rows * columns);
  maps.forEach((value, index) => {
    const row = Math.floor(index / width / block);
    sums[row * columns + Math.floor((index % width) / block)] += value / (block * block);
  });
  return sums;
}
