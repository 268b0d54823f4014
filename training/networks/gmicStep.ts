import type { Rect, Size } from '../../contract/geometry.ts';
import type { GmicAblation, GmicRecipe } from '../../contract/recipe.ts';
import type { Weights } from '../../models/checkpoint/tensors.ts';
import { globalNetwork, localNetwork, names } from '../../models/gmic/graph.ts';
import {
  cutPatches,
  type Extent,
  pixelOfCell,
  type Position,
  retrieveWindows,
  windowExtent,
} from '../../models/gmic/patches.ts';
import { cellSize } from '../../models/gmic/model.ts';
import { globalWidths, weightTable } from '../../models/gmic/weights.ts';
import { GraphBuilder } from '../../models/graph/builder.ts';
import { toOnnx } from '../../models/graph/onnx.ts';
import type { Graph, Value } from '../../models/graph/operations.ts';
import { elements } from '../../models/graph/shapes.ts';
import type { FloatTensor, LoadGraph } from '../../models/runtime.ts';
import type { Batch } from '../data/crops.ts';
import { differentiate } from '../autodiff/differentiate.ts';
import { binaryCrossEntropy, missedAttention, saliencySize } from '../losses/gmicLoss.ts';
import type { Random } from '../phantoms/random.ts';
import { loadTrainingGraph, type TrainingGraph, type TrainingStep } from './step.ts';
import { TrainingLayers } from './trainingLayers.ts';

export interface GmicStepOptions {
  readonly count: number;
  readonly size: Size;
  readonly patches: { readonly count: number; readonly side: number };
  /** Share of saliency values that top-t% pooling averages, 0..1. */
  readonly percentT: number;
  readonly ablation: GmicAblation;
  readonly loss: GmicRecipe['loss'];
}

const targetName = 'targets';
/** (N, 2 h w): 1 where a lesion of the class reaches into the cell. */
const cellTargetName = 'cellTargets';
/** (N K, 2): 1 where a lesion of the class reaches into the patch. */
const patchTargetName = 'patchTargets';
/** (N, K): 1 where the patch should have attention. */
const wantedName = 'wantedAttention';
const totalName = 'totalLoss';
/** Parts of the loss, under the names that the fixtures give them. */
const parts = {
  global: 'bce_global',
  local: 'bce_local',
  fusion: 'bce_fusion',
  saliency: 'reg',
  outlines: 'bce_outlines',
  patches: 'bce_patches',
  attention: 'missed_attention',
} as const;

/** The global network in training mode up to the saliency, from which patches are chosen. */
function saliencyGraph({ count, size, percentT }: GmicStepOptions): Graph {
  const graph = new GraphBuilder();
  const layers = new TrainingLayers(graph, weightTable);
  const image = graph.input(names.image, [count, 1, size.height, size.width]);
  return graph.graph('gmic-saliency', [globalNetwork(layers, image, percentT).saliency]);
}

/**
 * Both networks in training mode with the loss (paper, equation 11, and the fusion branch's cross-entropy) and the gradients.
 * Which patches are cut has no gradient; they come as an input, (N K, 1, side, side).
 */
export function gmicTrainingGraph(options: GmicStepOptions): TrainingGraph {
  const { count, size, patches, percentT, ablation, loss } = options;
  const graph = new GraphBuilder();
  const layers = new TrainingLayers(graph, weightTable);
  const targets = graph.input(targetName, [count, 2]);
  const terms: Value[] = [];
  const term = (value: Value, weight: number): void => {
    const factor = graph.parameter(`${value.name}.weight`, [1], Float32Array.of(weight));
    terms.push(graph.product(`${value.name}.weighted`, value, factor));
  };
  const outputs: Value[] = [];
  const part = (value: Value, weight: number): void => {
    outputs.push(value);
    if (weight !== 0) term(value, weight);
  };
  const withGlobal = ablation !== 'mil-only';
  const withLocal = ablation !== 'global-only';
  let globalVector: Value | null = null;
  if (withGlobal) {
    const image = graph.input(names.image, [count, 1, size.height, size.width]);
    const global = globalNetwork(layers, image, percentT);
    globalVector = global.globalVector;
    part(binaryCrossEntropy(graph, parts.global, global.yGlobal, targets), 1);
    part(saliencySize(graph, parts.saliency, global.saliency, loss.saliencyExponent), loss.saliency);
    if (loss.outlines !== 0) {
      const cells = elements(global.saliency.shape) / count;
      const flat = graph.reshape('saliencyCells', global.saliency, [count, cells]);
      const known = graph.input(cellTargetName, [count, cells]);
      part(binaryCrossEntropy(graph, parts.outlines, flat, known), loss.outlines);
    }
  }
  if (withLocal) {
    const cut = graph.input(names.patches, [count * patches.count, 1, patches.side, patches.side]);
    const weighing = ablation === 'no-attention' ? 'even' : 'attention';
    // Without the global network nothing is fused: zeros stand in, and that branch has no loss.
    const vector =
      globalVector ??
      graph.parameter('noGlobal', [count, globalWidths[4]], new Float32Array(count * globalWidths[4]));
    const local = localNetwork(layers, cut, vector, weighing);
    part(binaryCrossEntropy(graph, parts.local, local.yLocal, targets), 1);
    if (withGlobal) part(binaryCrossEntropy(graph, parts.fusion, local.yFusion, targets), loss.fusion);
    if (loss.patches !== 0) {
      const classifier = layers.parameter('classifier_linear.weight');
      const each = graph.sigmoid('yPatch', graph.linear('yPatch.logits', local.features, classifier));
      const shown = graph.input(patchTargetName, each.shape);
      part(binaryCrossEntropy(graph, parts.patches, each, shown), loss.patches);
      if (weighing === 'attention') {
        const wanted = graph.input(wantedName, local.attention.shape);
        part(missedAttention(graph, parts.attention, local.attention, wanted), loss.patches);
      }
    }
  }
  const sum = terms.reduce((total, value, at) => graph.sum(`totalLoss${at}`, total, value));
  const total = graph.reshape(totalName, sum, [1]);
  const needed = graph.graph('gmic-training', [...outputs, total]);
  const reached = new Set(needed.nodes.flatMap((node) => node.outputs.map(({ name }) => name)));
  const norms = layers.norms.filter(({ name }) => reached.has(name));
  const forward = graph.graph('gmic-training', [
    ...outputs,
    total,
    ...norms.flatMap(({ statistics }) => statistics),
  ]);
  const parameters = layers.parameters.filter((name) => forward.inputs.some((input) => input.name === name));
  return { graph: differentiate(forward, totalName, parameters), parameters, norms, masks: layers.masks };
}

/** Builds and loads both graphs. */
export async function loadGmicStep(loadGraph: LoadGraph, options: GmicStepOptions): Promise<TrainingStep> {
  const { ablation } = options;
  const choosing =
    ablation === 'global-only' || ablation === 'random-patches' ? null : saliencyGraph(options);
  const choose = choosing === null ? null : await loadGraph(toOnnx(choosing));
  const loaded = await loadTrainingGraph(loadGraph, gmicTrainingGraph(options));
  const saliencyOf = async (weights: Weights, image: FloatTensor): Promise<FloatTensor | null> => {
    if (choose === null || choosing === null) return null;
    const feeds: Record<string, FloatTensor> = { [names.image]: image };
    for (const { name } of choosing.inputs) {
      const weight = weights.get(name);
      if (weight !== undefined) feeds[name] = { dims: weight.shape, data: weight.data };
    }
    return (await choose.run(feeds, [names.saliency]))[names.saliency];
  };
  return {
    parameters: loaded.learning,
    async release() {
      await choose?.release();
      await loaded.release();
    },
    async run(weights, batch, random) {
      const { count, size } = options;
      const image = { dims: [count, 1, size.height, size.width], data: batch.image };
      const feeds: Record<string, FloatTensor> = {
        [targetName]: { dims: [count, 2], data: Float32Array.from(batch.labels) },
      };
      if (ablation !== 'mil-only') {
        feeds[names.image] = image;
        if (options.loss.outlines !== 0) feeds[cellTargetName] = cellTargets(batch);
      }
      if (ablation !== 'global-only') {
        const saliency = await saliencyOf(weights, image);
        const { cut, shown } = batchPatches(batch, saliency, options, random);
        feeds[names.patches] = cut;
        if (options.loss.patches !== 0) {
          feeds[patchTargetName] = shown;
          if (ablation !== 'no-attention') feeds[wantedName] = wantedAttention(shown, options);
        }
      }
      const { results, gradients, statistics } = await loaded.run(weights, feeds, random);
      const losses = Object.fromEntries(
        Object.values(parts).flatMap((name) => (name in results ? [[name, results[name].data[0]]] : [])),
      );
      const total = results[totalName].data[0];
      return { losses: { ...losses, total }, total, gradients, statistics };
    },
  };
}

/** Which cells of the saliency maps lesions reach into, class by class. */
function cellTargets({ size, mask, labels }: Batch): FloatTensor {
  const count = labels.length / 2;
  const [rows, columns] = [size.height / cellSize, size.width / cellSize];
  const cells = rows * columns;
  const data = new Float32Array(count * 2 * cells);
  mask.forEach((classes, at) => {
    if (classes === 0) return;
    const image = Math.floor(at / (size.width * size.height));
    const pixel = at % (size.width * size.height);
    const row = Math.floor(pixel / size.width / cellSize);
    const cell = row * columns + Math.floor((pixel % size.width) / cellSize);
    if ((classes & 1) !== 0) data[2 * image * cells + cell] = 1;
    if ((classes & 2) !== 0) data[(2 * image + 1) * cells + cell] = 1;
  });
  return { dims: [count, 2 * cells], data };
}

/**
 * The patches of all images, (N K, 1, side, side), one image after the other: where saliency stands out, or anywhere where there is
 * none; and which classes' lesions reach into each, (N K, 2).
 */
function batchPatches(
  { size, image, mask }: Batch,
  saliency: FloatTensor | null,
  { count, patches }: GmicStepOptions,
  random: Random,
): { readonly cut: FloatTensor; readonly shown: FloatTensor } {
  const area = size.width * size.height;
  const extent: Extent = [size.height, size.width];
  const { side } = patches;
  const data = new Float32Array(count * patches.count * side * side);
  const shown = new Float32Array(count * patches.count * 2);
  for (let at = 0; at < count; at++) {
    const locations =
      saliency === null
        ? Array.from({ length: patches.count }, (): Position => {
            return [random.below(size.height - side + 1), random.below(size.width - side + 1)];
          })
        : salientPatches(saliency, at, extent, patches);
    const cut = cutPatches(image.subarray(at * area, (at + 1) * area), extent, locations, side);
    data.set(cut.data, at * patches.count * side * side);
    const own = mask.subarray(at * area, (at + 1) * area);
    locations.forEach(([row, column], patch) => {
      const classes = classesIn(own, size, { x: column, y: row, width: side, height: side });
      shown.set([classes & 1, classes >> 1], 2 * (at * patches.count + patch));
    });
  }
  return {
    cut: { dims: [count * patches.count, 1, side, side], data },
    shown: { dims: [count * patches.count, 2], data: shown },
  };
}

/** Of the mask's classes, 1 benign and 2 malignant, those that reach into a part of the picture, added. */
function classesIn(mask: Uint8Array, { width, height }: Size, part: Rect): number {
  let classes = 0;
  for (let y = Math.max(0, part.y); y < Math.min(height, part.y + part.height); y++) {
    for (let x = Math.max(0, part.x); x < Math.min(width, part.x + part.width); x++) {
      classes |= mask[y * width + x];
    }
  }
  return classes;
}

/** 1 for patches that a lesion reaches into; for all where there is none. */
function wantedAttention({ data }: FloatTensor, { count, patches }: GmicStepOptions): FloatTensor {
  const wanted = new Float32Array(count * patches.count);
  for (let image = 0; image < count; image++) {
    const own = wanted.subarray(image * patches.count, (image + 1) * patches.count);
    own.forEach((_, patch) => {
      const at = 2 * (image * patches.count + patch);
      own[patch] = Math.max(data[at], data[at + 1]);
    });
    if (!own.includes(1)) own.fill(1);
  }
  return { dims: [count, patches.count], data: wanted };
}

function salientPatches(
  { dims, data }: FloatTensor,
  image: number,
  extent: Extent,
  patches: GmicStepOptions['patches'],
): readonly Position[] {
  const map: Extent = [dims[2], dims[3]];
  const length = dims[1] * map[0] * map[1];
  const own = data.subarray(image * length, (image + 1) * length);
  const window = windowExtent(patches.side, map, extent);
  return retrieveWindows(own, map, window, patches.count).map((cell) => pixelOfCell(cell, map, extent));
}
