import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Result } from '../../../contract/problem.ts';
import { openImage } from '../../../imaging/openImage.ts';
import { prepare } from '../../../imaging/prepare/prepare.ts';
import { openRuntime } from '../../../main/compute/session.ts';
import type { Weights } from '../../../models/checkpoint/tensors.ts';
import { toOnnx } from '../../../models/graph/onnx.ts';
import { globalGraph, localGraph, names } from '../../../models/gmic/graph.ts';
import type { GmicOutputs } from '../../../models/gmic/outputs.ts';
import { cutPatch } from '../../../models/gmic/patches.ts';
import { loadGmic } from '../../../models/gmic/run.ts';
import { weightTable } from '../../../models/gmic/weights.ts';
import { lacks, needing } from '../../needs.ts';
import {
  type ArrayFile,
  exposing,
  expectFeatures,
  expectProbabilities,
  expectSamples,
  fixtureJson,
  fixturesDir,
  fixtureWeights,
  type InputRule,
  parameterTable,
  readArray,
  type Stats,
  syntheticInput,
} from '../parity.ts';

// Seconds on an idle machine; others may be using it.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

interface Case extends InputRule {
  readonly crop_shape?: readonly [number, number];
  readonly cam_size: readonly [number, number];
  readonly saliency: ArrayFile;
  readonly saliency_logits: ArrayFile;
  readonly y_global_by_percent_t: Readonly<
    Record<string, { readonly top_t: number; readonly y_global: readonly number[] }>
  >;
  readonly patch_locations: readonly (readonly [number, number])[];
  readonly h_crops: ArrayFile;
  readonly z: ArrayFile;
  readonly global_vec: ArrayFile;
  readonly patch_attns: readonly number[];
  readonly y_local: readonly number[];
  readonly y_fusion: readonly number[];
  readonly paper_seed004_half_sum_by_percent_t: Readonly<Record<string, readonly number[]>>;
}

const lacking = lacks('shared');

async function checkOutputs(expected: Case, weights: Weights, input: Float32Array): Promise<void> {
  const [, , height, width] = expected.input_shape;
  const size = { width, height };
  const loadGraph = await openRuntime('cpu');
  const [first, ...others] = Object.entries(expected.y_global_by_percent_t);

  const network = await loadGmic(weights, loadGraph, { percentT: Number(first[0]), size });
  const outputs: GmicOutputs = await network.run(input);
  await network.release();
  expect(outputs.patchSize).toBe(expected.crop_shape?.[0] ?? 256);
  expect([outputs.mapSize.height, outputs.mapSize.width]).toEqual(expected.cam_size);
  expectProbabilities(outputs.saliency, readArray(expected.saliency));
  expectProbabilities(outputs.yGlobal, first[1].y_global);
  expect(outputs.patchLocations).toEqual(expected.patch_locations);
  expectProbabilities(outputs.patchAttentions, expected.patch_attns);
  expectProbabilities(outputs.yLocal, expected.y_local);
  expectProbabilities(outputs.yFusion, expected.y_fusion);
  expectProbabilities(outputs.paperMean, expected.paper_seed004_half_sum_by_percent_t[first[0]]);

  // The share of top-t% pooling changes nothing but yGlobal.
  const image = { dims: expected.input_shape, data: input };
  for (const [percentT, { y_global }] of others) {
    const whole = await loadGraph(toOnnx(globalGraph(weights, size, Number(percentT))));
    const { yGlobal } = await whole.run({ [names.image]: image }, [names.yGlobal]);
    await whole.release();
    expectProbabilities(yGlobal.data, y_global);
  }
}

/** Features inside both graphs, and every layer that the fixture lists. */
async function checkInside(
  expected: Case,
  layers: Readonly<Record<string, Stats>>,
  weights: Weights,
  input: Float32Array,
): Promise<void> {
  const [, , height, width] = expected.input_shape;
  const side = expected.crop_shape?.[0] ?? 256;
  const patches = new Float32Array(6 * side * side);
  expected.patch_locations.forEach((location, index) => {
    const patch = patches.subarray(index * side * side, (index + 1) * side * side);
    cutPatch(input, [height, width], location, [side, side], patch);
  });
  // The fold of batch norm into the first convolution leaves no value of its own to that convolution.
  const modules = Object.keys(layers).filter((module) => module !== 'dn_resnet.conv1');
  const local = modules.filter((module) => module.startsWith('dn_resnet.'));
  const global = modules.filter((module) => !local.includes(module));
  const loadGraph = await openRuntime('cpu');

  const globalNames = [...global.map(valueName), names.saliencyLogits, names.globalVector];
  const whole = await loadGraph(toOnnx(exposing(globalGraph(weights, { width, height }, 0.1), globalNames)));
  const seen = await whole.run({ [names.image]: { dims: expected.input_shape, data: input } }, globalNames);
  await whole.release();
  expectFeatures(seen[names.saliencyLogits].data, readArray(expected.saliency_logits));
  expectFeatures(seen[names.globalVector].data, readArray(expected.global_vec));

  const localNames = [...local.map(valueName), names.patchFeatures, 'attended'];
  const parts = await loadGraph(toOnnx(exposing(localGraph(weights, { count: 6, size: side }), localNames)));
  const looked = await parts.run(
    {
      [names.patches]: { dims: [6, 1, side, side], data: patches },
      [names.globalVector]: seen[names.globalVector],
    },
    localNames,
  );
  await parts.release();
  expectFeatures(looked[names.patchFeatures].data, readArray(expected.h_crops));
  expectFeatures(looked.attended.data, readArray(expected.z));

  const values = { ...seen, ...looked };
  for (const module of modules) {
    const { dims, data } = values[valueName(module)];
    expect([module, dims]).toEqual([module, layers[module].shape]);
    expectSamples(data, layers[module]);
  }
}

/** What the graphs call the output of a module of the authors' code. */
function valueName(module: string): string {
  if (/^(ds_net\.layer_list\.|dn_resnet\.layer)\d$/.test(module)) return `${module}.1`;
  if (module === 'ds_net.relu') return 'ds_net.final_bn.relu';
  if (module === 'dn_resnet.bn1') return 'dn_resnet.conv1';
  return module;
}

describe.skipIf(lacking)(needing('GMIC against the authors', 'shared'), () => {
  const weights = lacking ? new Map() : fixtureWeights('gmic');

  it('takes exactly the tensors of the state dict', () => {
    const expected = parameterTable('gmic').tensors.map(({ name, shape }) => ({ name, shape }));
    expect(weightTable).toEqual(expected);
  });

  it.each(['small', 'synthetic'])('%s image', async (name) => {
    const expected = fixtureJson<Case>(`gmic/${name}/expected.json`);
    const input = syntheticInput(parameterTable('gmic').seed, expected);
    await checkOutputs(expected, weights, input);
    await checkInside(expected, fixtureJson(`gmic/${name}/layers.json`), weights, input);
  });

  const images = lacking ? [] : fixtureJson<{ readonly views: readonly string[] }>('manifest.json').views;

  it.each(images.map((view) => `0_${view}`))('%s, from the PNG file', async (name) => {
    const expected = fixtureJson<Case>(`gmic/${name}/expected.json`);
    const input = await preparedImage(expected.image);
    await checkOutputs(expected, weights, input);
    await checkInside(expected, fixtureJson(`gmic/${name}/layers.json`), weights, input);
  });
});

async function preparedImage(path: string): Promise<Float32Array> {
  const opened = valueOf(openImage(readFileSync(join(fixturesDir, path)), basename(path)));
  const frame = valueOf(await opened.decode(0));
  return valueOf(prepare({ rule: 'gmic/1' }, opened.header, frame)).data;
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}
