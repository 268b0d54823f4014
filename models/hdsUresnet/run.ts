import type { Weights } from '../checkpoint/tensors.ts';
import { toOnnx } from '../graph/onnx.ts';
import type { Size } from '../../contract/geometry.ts';
import type { FloatTensor, LoadGraph, LoadedGraph } from '../runtime.ts';
import { exitNames, hdsGraph, inputName, probabilityName } from './graph.ts';
import type { HdsExit, HdsOutputs } from './outputs.ts';
import { exits } from './weights.ts';

/** The network made ready to run. */
export interface HdsNetwork {
  /** `input`: prepared image, (height, width) float32, C order. */
  run(input: Float32Array): Promise<HdsOutputs>;
  release(): Promise<void>;
}

/**
 * Builds the network from weights that fit `weightTable`, for images of `size` (multiples of 128), and loads it.
 * Only with `innerExits` are the five inner exits computed and all logits returned.
 */
export async function loadHds(
  weights: Weights,
  loadGraph: LoadGraph,
  size: Size,
  options: { readonly innerExits: boolean },
): Promise<HdsNetwork> {
  const graph = hdsGraph(weights, size, options);
  const outputs = graph.outputs.map((output) => output.name);
  const loaded = await loadGraph(toOnnx(graph));
  return {
    run: (input) => runHds(loaded, outputs, input, size, options.innerExits),
    release: () => loaded.release(),
  };
}

async function runHds(
  loaded: LoadedGraph,
  outputs: readonly string[],
  input: Float32Array,
  size: Size,
  innerExits: boolean,
): Promise<HdsOutputs> {
  const start = performance.now();
  const image: FloatTensor = { dims: [1, 1, size.height, size.width], data: input };
  const results = await loaded.run({ [inputName]: image }, outputs);
  const networkEnd = performance.now();

  const segmentationProbability = results[probabilityName].data;
  const last = results[exitNames(exits - 1).classification];
  const classificationProbability = massProbability(last.data);
  return {
    size,
    mapSize: { width: last.dims[3], height: last.dims[2] },
    segmentationProbability,
    classificationProbability,
    imageProbabilityOfficial: officialImageProbability(last.data),
    imageProbabilityMax: largest(classificationProbability),
    segmentationProbabilityMax: largest(segmentationProbability),
    exits: innerExits ? Array.from({ length: exits }, (_, exit) => exitOf(results, exit)) : [],
    msPerStep: { network: networkEnd - start, readOut: performance.now() - networkEnd },
  };
}

function exitOf(results: Readonly<Record<string, FloatTensor>>, exit: number): HdsExit {
  const { segmentation, classification } = exitNames(exit);
  return { segmentation: results[segmentation].data, classification: results[classification].data };
}

/** Softmax of (2, n) logits, its second component: (n). */
export function massProbability(logits: Float32Array): Float32Array {
  const cells = logits.length / 2;
  return Float32Array.from({ length: cells }, (_, cell) => sigmoid(logits[cells + cell] - logits[cell]));
}

/**
 * The authors' rule for a whole image: the mass probability at the cell whose background logit (not
 * probability) is smallest, the first in row-major order on ties. `logits` is (2, n). It differs from the
 * paper's rule, the largest mass probability of all cells.
 */
export function officialImageProbability(logits: Float32Array): number {
  const cells = logits.length / 2;
  const background = logits.subarray(0, cells);
  const selected = background.reduce((best, value, cell) => (value < background[best] ? cell : best), 0);
  return massProbability(Float32Array.of(logits[selected], logits[cells + selected]))[0];
}

function largest(values: Float32Array): number {
  let most = -Infinity;
  for (const value of values) if (value > most) most = value;
  return most;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
