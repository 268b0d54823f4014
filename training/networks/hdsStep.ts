import type { HdsAblation } from '../../contract/recipe.ts';
import type { Size } from '../../contract/geometry.ts';
import { GraphBuilder } from '../../models/graph/builder.ts';
import { type DropoutRates, hdsLogits, inputName } from '../../models/hdsUresnet/graph.ts';
import { exits, weightTable } from '../../models/hdsUresnet/weights.ts';
import type { FloatTensor, LoadGraph } from '../../models/runtime.ts';
import type { Batch } from '../data/crops.ts';
import { differentiate } from '../autodiff/differentiate.ts';
import { hdsLoss, hdsLossNames, hdsTargetNames } from '../losses/hdsLoss.ts';
import { loadTrainingGraph, type TrainingGraph, type TrainingStep } from './step.ts';
import { TrainingLayers } from './trainingLayers.ts';

export interface HdsStepOptions {
  readonly count: number;
  /** Sides are multiples of 128. */
  readonly size: Size;
  readonly dropout: DropoutRates;
  readonly ablation: HdsAblation;
  /** mu. */
  readonly sparsity: number;
}

/** Weights of the losses in a step; they change from epoch to epoch. */
export interface HdsLossWeights {
  /** eta per exit, deepest first. */
  readonly segmentation: readonly number[];
  readonly classification: readonly number[];
  /** alpha. */
  readonly alpha: number;
}

/** Exits that have a loss, by kind. */
function supervised(ablation: HdsAblation): {
  readonly segmentation: number[];
  readonly classification: number[];
} {
  const all = Array.from({ length: exits }, (_, exit) => exit);
  const last = [exits - 1];
  switch (ablation) {
    case 'hybrid':
      return { segmentation: all, classification: all };
    case 'multi-task':
      return { segmentation: last, classification: last };
    case 'segmentation':
      return { segmentation: all, classification: [] };
    case 'classification':
      return { segmentation: [], classification: all };
  }
}

/** The network in training mode with its loss and the gradients of all weights that the loss depends on. */
export function hdsTrainingGraph({
  count,
  size,
  dropout,
  ablation,
  sparsity,
}: HdsStepOptions): TrainingGraph {
  const graph = new GraphBuilder();
  const layers = new TrainingLayers(graph, weightTable);
  const image = graph.input(inputName, [count, 1, size.height, size.width]);
  const { segmentations, classifications } = hdsLogits(layers, image, dropout);
  const used = supervised(ablation);
  const { outputs } = hdsLoss(
    graph,
    {
      segmentations: used.segmentation.map((exit) => segmentations[exit]),
      classifications: used.classification.map((exit) => classifications[exit]),
    },
    { count, size, sparsity },
  );
  const forward = graph.graph('hds-uresnet-training', outputs);
  const reached = new Set(forward.nodes.flatMap((node) => node.outputs.map(({ name }) => name)));
  const norms = layers.norms.filter(({ name }) => reached.has(name));
  const withStatistics = graph.graph('hds-uresnet-training', [
    ...outputs,
    ...norms.flatMap(({ statistics }) => statistics),
  ]);
  const parameters = layers.parameters.filter((name) => forward.inputs.some((input) => input.name === name));
  return {
    graph: differentiate(withStatistics, hdsLossNames.total, parameters),
    parameters,
    norms,
    masks: layers.masks,
  };
}

/** Builds the training graph and loads it. `lossWeights` is asked at every step. */
export async function loadHdsStep(
  loadGraph: LoadGraph,
  options: HdsStepOptions,
  lossWeights: () => HdsLossWeights,
): Promise<TrainingStep> {
  const built = hdsTrainingGraph(options);
  const loaded = await loadTrainingGraph(loadGraph, built);
  const used = supervised(options.ablation);
  return {
    parameters: loaded.learning,
    release: loaded.release,
    async run(weights, batch, random) {
      const current = lossWeights();
      const feeds = hdsFeeds(batch, current, used);
      const { results, gradients, statistics } = await loaded.run(weights, feeds, random);
      const segmentation = numbers(results[hdsLossNames.segmentation]);
      const classification = numbers(results[hdsLossNames.classification]);
      const weighted = (losses: readonly number[], of: readonly number[], at: readonly number[]) =>
        losses.reduce((sum, loss, index) => sum + loss * of[at[index]], 0);
      const total = results[hdsLossNames.total].data[0];
      return {
        losses: {
          total,
          seg_weighted: weighted(segmentation, current.segmentation, used.segmentation),
          cls_weighted: weighted(classification, current.classification, used.classification),
          seg_ce_per_level: segmentation,
          sparse_mil_per_level: classification,
        },
        total,
        gradients,
        statistics,
      };
    },
  };
}

function hdsFeeds(
  { size, image, mask, labels }: Batch,
  { segmentation, classification, alpha }: HdsLossWeights,
  used: ReturnType<typeof supervised>,
): Record<string, FloatTensor> {
  const count = labels.length;
  const feeds: Record<string, FloatTensor> = {
    [inputName]: { dims: [count, 1, size.height, size.width], data: image },
  };
  if (used.segmentation.length > 0) {
    const signs = Float32Array.from(mask, (inside) => (inside === 0 ? 1 : -1));
    const weights = Float32Array.from(used.segmentation, (exit) => segmentation[exit]);
    feeds[hdsTargetNames.pixelSigns] = { dims: [count, 1, size.height, size.width], data: signs };
    feeds[hdsTargetNames.segmentationWeights] = { dims: [weights.length], data: weights };
  }
  if (used.classification.length > 0) {
    const signs = Float32Array.from(labels, (label) => (label === 0 ? 1 : -1));
    const weights = Float32Array.from(used.classification, (exit) => alpha * classification[exit]);
    feeds[hdsTargetNames.imageSigns] = { dims: [count, 1], data: signs };
    feeds[hdsTargetNames.classificationWeights] = { dims: [weights.length], data: weights };
  }
  return feeds;
}

function numbers(tensor: FloatTensor | undefined): readonly number[] {
  return tensor === undefined ? [] : Array.from(tensor.data);
}
