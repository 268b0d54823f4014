import type { Weights } from '../../models/checkpoint/tensors.ts';
import { toOnnx } from '../../models/graph/onnx.ts';
import type { Graph } from '../../models/graph/operations.ts';
import type { FloatTensor, LoadGraph } from '../../models/runtime.ts';
import { gradientName } from '../autodiff/differentiate.ts';
import type { Batch } from '../data/crops.ts';
import type { Random } from '../phantoms/random.ts';
import { batchStatisticsNames, type DropoutMask, type Norm } from './trainingLayers.ts';

/** What one forward and backward run says. */
export interface StepResult {
  /** The parts of the loss by name: one number, or one per exit (deepest first). */
  readonly losses: Readonly<Record<string, number | readonly number[]>>;
  /** What the gradients are of. */
  readonly total: number;
  /** By parameter, of its length; parameters that the loss does not depend on are not here. */
  readonly gradients: ReadonlyMap<string, Float32Array>;
  readonly statistics: readonly NormStatistics[];
}

/** A batch normalisation's statistics of one batch, per channel. */
export interface NormStatistics {
  readonly norm: string;
  /** Numbers per channel that they were taken over. */
  readonly count: number;
  readonly mean: Float32Array;
  /** Biased: divided by `count`. */
  readonly variance: Float32Array;
}

/** A network ready to be trained with batches of one number and size of images. */
export interface TrainingStep {
  /** Names of the weights that learn. */
  readonly parameters: readonly string[];
  /** One forward and backward run, in training mode. `random` draws what drops out. */
  run(weights: Weights, batch: Batch, random: Random): Promise<StepResult>;
  release(): Promise<void>;
}

/** How much of the batch's statistics goes into the running ones (torch's default). */
const momentum = 0.1;

/**
 * Moves the running mean and variance (`<norm>.running_mean`, `.running_var`) towards the batch's, in place, as torch does:
 * running = 0.9 running + 0.1 batch, with the unbiased variance.
 */
export function updateRunningStatistics(weights: Weights, statistics: readonly NormStatistics[]): void {
  for (const { norm, count, mean, variance } of statistics) {
    const unbiased = count / Math.max(count - 1, 1);
    mix(weights, `${norm}.running_mean`, mean, 1);
    mix(weights, `${norm}.running_var`, variance, unbiased);
  }
}

function mix(weights: Weights, name: string, batch: Float32Array, factor: number): void {
  const running = weights.get(name)?.data;
  if (running === undefined) throw new Error(`no weight is called ${name}`);
  for (let at = 0; at < running.length; at++) {
    running[at] = (1 - momentum) * running[at] + momentum * factor * batch[at];
  }
}

/** A graph that computes losses and gradients, with what it needs and gives. */
export interface TrainingGraph {
  readonly graph: Graph;
  readonly parameters: readonly string[];
  readonly norms: readonly Norm[];
  readonly masks: readonly DropoutMask[];
}

/** Loads the graph and feeds it. */
export async function loadTrainingGraph(loadGraph: LoadGraph, built: TrainingGraph) {
  const { graph, parameters, norms, masks } = built;
  const outputs = graph.outputs.map(({ name }) => name);
  const inputs = new Set(graph.inputs.map(({ name }) => name));
  const learning = parameters.filter((name) => outputs.includes(gradientName(name)));
  const loaded = await loadGraph(toOnnx(graph));
  return {
    /** Parameters that the loss depends on. */
    learning,
    release: () => loaded.release(),
    async run(weights: Weights, feeds: Readonly<Record<string, FloatTensor>>, random: Random) {
      const all: Record<string, FloatTensor> = { ...feeds };
      for (const name of parameters) {
        const weight = weights.get(name);
        if (weight === undefined) throw new Error(`no weight is called ${name}`);
        if (inputs.has(name)) all[name] = { dims: weight.shape, data: weight.data };
      }
      for (const mask of masks) if (inputs.has(mask.name)) all[mask.name] = drawMask(mask, random);
      const results = await loaded.run(all, outputs);
      const gradients = new Map(learning.map((name) => [name, results[gradientName(name)].data]));
      const statistics = norms.map(({ name, count }): NormStatistics => {
        const names = batchStatisticsNames(name);
        return { norm: name, count, mean: results[names.mean].data, variance: results[names.variance].data };
      });
      return { results, gradients, statistics };
    },
  };
}

/** Inverted dropout: what stays is scaled up, so that the mean stays. */
function drawMask({ shape, rate }: DropoutMask, random: Random): FloatTensor {
  const data = new Float32Array(shape[0] * shape[1]);
  for (let at = 0; at < data.length; at++) data[at] = random.next() < rate ? 0 : 1 / (1 - rate);
  return { dims: shape, data };
}
