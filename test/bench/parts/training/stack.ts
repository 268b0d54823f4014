/** A stack of the HDS U-ResNet's residual blocks, trained here and by PyTorch in turns: the same numbers, the same work. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openRuntime } from '../../../../main/compute/session.ts';
import { elementCount, type Weights } from '../../../../models/checkpoint/tensors.ts';
import { GraphBuilder } from '../../../../models/graph/builder.ts';
import type { Value } from '../../../../models/graph/operations.ts';
import { batchNormWeights, convWeight, type WeightTable } from '../../../../models/graph/weightTable.ts';
import { initialise } from '../../../../models/initialise.ts';
import { differentiate } from '../../../../training/autodiff/differentiate.ts';
import { loadTrainingGraph, updateRunningStatistics } from '../../../../training/networks/step.ts';
import { TrainingLayers } from '../../../../training/networks/trainingLayers.ts';
import { sgd } from '../../../../training/optimisers/sgd.ts';
import { randomStream } from '../../../../training/phantoms/random.ts';
import { systemPython } from '../../../needs.ts';

/** The contracting half: widths of the groups of residual blocks, and what the first one sees. */
const widths = [16, 32, 64, 128, 128];
const blocks = 2;
const image = [4, 1, 512, 256];
const sgdSettings = { momentum: 0.9, weightDecay: 5e-4 };
const rate = 1e-4;

const table: WeightTable = [
  convWeight('inconv', widths[0], 1, 3),
  ...widths.flatMap((width, group) =>
    Array.from({ length: blocks }, (_, block) => `blocks.${group * blocks + block}`).flatMap((name) => [
      ...batchNormWeights(`${name}.bn1`, width),
      convWeight(`${name}.conv1`, width, width, 3),
      ...batchNormWeights(`${name}.bn2`, width),
      convWeight(`${name}.conv2`, width, width, 3),
    ]),
  ),
  ...widths
    .slice(1)
    .flatMap((width, at) => [
      ...batchNormWeights(`norms.${at}`, widths[at]),
      convWeight(`downs.${at}`, width, widths[at], 1),
    ]),
];

function residualBlock(layers: TrainingLayers, name: string, x: Value): Value {
  const inner = layers.conv(`${name}.conv1`, layers.normRelu(`${name}.bn1`, x), { padding: 1 });
  const y = layers.conv(`${name}.conv2`, layers.normRelu(`${name}.bn2`, inner), { padding: 1 });
  return layers.graph.sum(name, y, x);
}

function stackGraph() {
  const graph = new GraphBuilder();
  const layers = new TrainingLayers(graph, table);
  let x = layers.conv('inconv', graph.input('image', image), { padding: 1 });
  widths.forEach((_, group) => {
    for (let block = 0; block < blocks; block++)
      x = residualBlock(layers, `blocks.${group * blocks + block}`, x);
    if (group + 1 === widths.length) return;
    const narrowed = layers.conv(`downs.${group}`, layers.normRelu(`norms.${group}`, x));
    x = graph.maxPool(`pools.${group}`, narrowed, 2, { stride: 2 });
  });
  const squares = graph.product('squares', x, x);
  const loss = graph.reshape('loss', graph.mean('mean', graph.mean('means', squares, [3]), [0, 1, 2]), [1]);
  const { parameters, norms, masks } = layers;
  const forward = graph.graph('stack', [loss, ...norms.flatMap(({ statistics }) => statistics)]);
  return { graph: differentiate(forward, 'loss', parameters), parameters, norms, masks };
}

export interface Step {
  readonly ms: number;
  /** Of all threads. */
  readonly cpuMs: number;
  readonly loss: number;
}

interface Stack {
  step(): Promise<Step>;
  end(): Promise<void>;
}

async function ours(weights: Weights, pixels: Float32Array, threads: number): Promise<Stack> {
  const loaded = await loadTrainingGraph(await openRuntime('cpu', { threads }), stackGraph());
  const optimiser = sgd(sgdSettings);
  const parameters = new Map(loaded.learning.map((name) => [name, weights.get(name)!.data]));
  const feeds = { image: { dims: image, data: pixels } };
  return {
    async step() {
      const start = performance.now();
      const startCpu = process.cpuUsage();
      const { results, gradients, statistics } = await loaded.run(weights, feeds, randomStream(1));
      optimiser.step(parameters, gradients, rate);
      updateRunningStatistics(weights, statistics);
      const { user, system } = process.cpuUsage(startCpu);
      const loss = results['loss'].data[0];
      return { ms: performance.now() - start, cpuMs: (user + system) / 1000, loss };
    },
    end: () => loaded.release(),
  };
}

async function pytorch(
  weights: Weights,
  pixels: Float32Array,
  folder: string,
  threads: number,
): Promise<Stack> {
  const learning = table.filter(({ name }) => !name.includes('running'));
  const { momentum, weightDecay: decay } = sgdSettings;
  const parameters = learning.map(({ name, shape }) => [name, shape]);
  const spec = { widths, blocks, image, parameters, rate, momentum, decay };
  writeFileSync(join(folder, 'stack.json'), JSON.stringify(spec));
  const arrays = [pixels, ...learning.map(({ name }) => weights.get(name)!.data)];
  const bytes = arrays.map((data) => Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  writeFileSync(join(folder, 'stack.bin'), Buffer.concat(bytes));
  const script = join(import.meta.dirname, 'stack.py');
  const python = spawn(systemPython, [script, folder, `${threads}`], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error('PyTorch ended');
    return value;
  };
  await line();
  return {
    async step() {
      python.stdin.write('step\n');
      return JSON.parse(await line()) as Step;
    },
    async end() {
      python.stdin.end();
      await new Promise((resolve) => python.once('exit', resolve));
    },
  };
}

/** Steps of both in turns after a first one each, which is left out; `threads` each. */
export async function pairedSteps(
  folder: string,
  threads: number,
  pairs: number,
): Promise<readonly { readonly ours: Step; readonly torch: Step }[]> {
  const weights = initialise(table, 1);
  const random = randomStream(2);
  const pixels = Float32Array.from({ length: elementCount(image) }, () => 2 * random.next() - 1);
  const torch = await pytorch(weights, pixels, folder, threads);
  const here = await ours(weights, pixels, threads);
  const done: { ours: Step; torch: Step }[] = [];
  for (let pair = 0; pair <= pairs; pair++) {
    const first = pair % 2 === 0 ? await here.step() : null;
    const other = await torch.step();
    done.push({ ours: first ?? (await here.step()), torch: other });
  }
  await here.end();
  await torch.end();
  return done.slice(1);
}
