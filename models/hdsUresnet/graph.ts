import type { Weights } from '../checkpoint/tensors.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { InferenceLayers, type Layers } from '../graph/layers.ts';
import type { Graph, Value } from '../graph/operations.ts';
import type { Size } from '../../contract/geometry.ts';
import { contractions, exits, groupWidths, tailEnd, tailWidths } from './weights.ts';

/** Sides of the input must be multiples of this: five halvings, and a classification cell of 128 pixels. */
export const cellSize = 128;

export const inputName = 'image';
export const probabilityName = 'segmentationProbability';

/** Names of an exit's logits in the graph: (1, 2, H, W) and (1, 2, H/128, W/128); 0 is the deepest exit. */
export function exitNames(exit: number): { readonly segmentation: string; readonly classification: string } {
  return { segmentation: `seg${exit}`, classification: `cls${exit}` };
}

/**
 * The U-ResNet with hybrid deep supervision (the paper's section 2.4, as the authors' code angrypudding/hybrid-ds has it)
 * for one image, (1, 1, height, width) float32. Values inside bear the names of the code's modules.
 *
 * Outputs: the last exit's mass probability per pixel (`segmentationProbability`, (1, 1, H, W)) and its
 * classification logits; with `innerExits` the logits of all six exits.
 */
export function hdsGraph(
  weights: Weights,
  { width, height }: Size,
  { innerExits }: { readonly innerExits: boolean },
): Graph {
  if (width % cellSize !== 0 || height % cellSize !== 0) {
    throw new Error(`HDS takes sides that are multiples of ${cellSize}, not ${width} x ${height}`);
  }
  const graph = new GraphBuilder();
  const layers = new InferenceLayers(graph, weights);
  const image = graph.input(inputName, [1, 1, height, width]);
  const { segmentations, classifications } = hdsLogits(layers, image, { outer: 0, inner: 0 });
  const last = exits - 1;
  const probability = massProbability(graph, segmentations[last]);
  const outputs = innerExits
    ? [probability, ...segmentations, ...classifications]
    : [probability, classifications[last]];
  return graph.graph('hds-uresnet', outputs);
}

/** Rates at which channels drop out in training, 0..1: in the first and last three groups of blocks, and between. */
export interface DropoutRates {
  readonly outer: number;
  readonly inner: number;
}

/** The logits of all exits, deepest first, for images (N, 1, H, W): (N, 2, H, W) and (N, 2, H/128, W/128). */
export function hdsLogits(
  layers: Layers,
  image: Value,
  dropout: DropoutRates,
): { readonly segmentations: readonly Value[]; readonly classifications: readonly Value[] } {
  const trunkOutputs = trunk(layers, image, dropout);
  return {
    segmentations: trunkOutputs.map((x, exit) => segmentationExit(layers, exit, x, dropout)),
    classifications: trunkOutputs.map((x, exit) => classificationExit(layers, exit, x, dropout)),
  };
}

/** The rate in a group of residual blocks, and in the exit that it feeds. */
function rateOf({ outer, inner }: DropoutRates, group: number): number {
  return group < 3 || group >= groupWidths.length - 3 ? outer : inner;
}

/** The U-shaped main stream; its outputs after groups 5 (deepest) to 10 (full resolution). */
function trunk(layers: Layers, image: Value, dropout: DropoutRates): readonly Value[] {
  let x = layers.conv('trunk.inconv', image, { padding: 1 });
  const skips: Value[] = [];
  for (let group = 0; group < contractions; group++) {
    x = residualGroup(layers, group, x, dropout);
    skips.push(x);
    x = down(layers, `trunk.downs.${group}`, x, groupWidths[group + 1]);
  }
  x = residualGroup(layers, contractions, x, dropout);
  const outputs = [x];
  for (let step = 0; step < contractions; step++) {
    const group = contractions + 1 + step;
    x = up(layers, `trunk.ups.${step}`, x, groupWidths[group]);
    const fusion = `trunk.fusions.${step}`;
    const joined = layers.graph.concat(`${fusion}.concat`, [x, skips[contractions - 1 - step]], 1);
    x = layers.conv(`${fusion}.conv2.model.2`, layers.normRelu(`${fusion}.conv2.model.0`, joined));
    x = residualGroup(layers, group, x, dropout);
    outputs.push(x);
  }
  return outputs;
}

function residualGroup(layers: Layers, group: number, x: Value, dropout: DropoutRates): Value {
  const rate = rateOf(dropout, group);
  return [0, 1].reduce(
    (value, block) => residualBlock(layers, `trunk.blocks.${group}.${block}`, value, rate),
    x,
  );
}

/** x + conv2(dropout(relu(bn2(conv1(relu(bn1(x))))))). */
function residualBlock(layers: Layers, name: string, x: Value, dropoutRate: number): Value {
  const { graph } = layers;
  const inner = layers.convNorm(`${name}.conv1`, `${name}.bn2`, layers.normRelu(`${name}.bn1`, x), {
    padding: 1,
  });
  const kept = layers.channelDropout(`${name}.drop`, graph.relu(`${name}.relu`, inner), dropoutRate);
  const y = layers.conv(`${name}.conv2`, kept, { padding: 1 });
  return graph.sum(name, y, x);
}

/** To `width` channels where they differ (batch norm, ReLU, 1x1 convolution). */
function transition(layers: Layers, name: string, x: Value, width: number): Value {
  return x.shape[1] === width ? x : layers.conv(`${name}.2`, layers.normRelu(`${name}.0`, x));
}

function down(layers: Layers, name: string, x: Value, width: number): Value {
  return layers.graph.maxPool(name, transition(layers, name, x, width), 2, { stride: 2 });
}

function up(layers: Layers, name: string, x: Value, width: number): Value {
  return layers.graph.doubleSize(name, transition(layers, name, x, width));
}

function segmentationExit(layers: Layers, exit: number, trunkOutput: Value, dropout: DropoutRates): Value {
  const rate = rateOf(dropout, contractions + exit);
  const name = `exit_seg.${exit}`;
  const doublings = exits - 1 - exit;
  const nameAfter = (done: number) =>
    done === doublings ? exitNames(exit).segmentation : `${name}.${1 + done}`;
  let x = logits(
    layers,
    nameAfter(0),
    `${name}.1.model`,
    residualBlock(layers, `${name}.0`, trunkOutput, rate),
  );
  for (let done = 1; done <= doublings; done++) x = layers.graph.doubleSize(nameAfter(done), x);
  return x;
}

function classificationExit(layers: Layers, exit: number, trunkOutput: Value, dropout: DropoutRates): Value {
  const rate = rateOf(dropout, contractions + exit);
  const name = `exit_cls.${exit}`;
  const [first, second] = tailWidths(exit);
  let x = residualBlock(layers, `${name}.1`, down(layers, `${name}.0`, trunkOutput, first), rate);
  x = residualBlock(layers, `${name}.3`, down(layers, `${name}.2`, x, second), rate);
  if (exit > 0) x = layers.graph.averagePool(`${name}.4`, x, 2 ** exit, 2 ** exit);
  return logits(layers, exitNames(exit).classification, `${name}.${tailEnd(exit)}.model`, x);
}

function logits(layers: Layers, output: string, name: string, x: Value): Value {
  return layers.convWithBias(output, `${name}.2`, layers.normRelu(`${name}.0`, x));
}

/** Softmax over two logits, its second component: the sigmoid of their difference. */
function massProbability(graph: GraphBuilder, segmentation: Value): Value {
  const difference = graph.parameter('massMinusBackground', [1, 2, 1, 1], Float32Array.of(-1, 1));
  return graph.sigmoid(probabilityName, graph.conv('logitDifference', segmentation, difference));
}
