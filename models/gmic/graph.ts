import type { Weights } from '../checkpoint/tensors.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { InferenceLayers, type Layers } from '../graph/layers.ts';
import type { Graph, Value } from '../graph/operations.ts';
import type { Size } from '../../contract/geometry.ts';
import { attentionName, evenAttention, gatedAttention, topShareMean } from './pooling.ts';
import { blocksPerStage, globalWidths, localWidths } from './weights.ts';

/** Names of what goes into and comes out of the two graphs. */
export const names = {
  image: 'image',
  saliency: 'saliency',
  saliencyLogits: 'left_postprocess_net.gn_conv_last',
  yGlobal: 'yGlobal',
  globalVector: 'globalVector',
  patches: 'patches',
  patchFeatures: 'patchFeatures',
  attention: attentionName,
  yLocal: 'yLocal',
  yFusion: 'yFusion',
} as const;

/**
 * GMIC's global network for one image, (1, 1, height, width) float32: Shen et al., "An interpretable classifier
 * for high-resolution breast cancer screening images utilizing weakly supervised localization" (2021), as the
 * authors' code has it: a narrow pre-activation ResNet-22, saliency maps and top-t% pooling.
 *
 * Outputs: `saliency` (1, 2, h, w), 0..1; `yGlobal` (1, 2), 0..1; `globalVector` (1, 256), the largest value of
 * each channel of the last feature map.
 *
 * @param percentT share of the saliency values that are averaged, 0..1
 */
export function globalGraph(weights: Weights, { width, height }: Size, percentT: number): Graph {
  const graph = new GraphBuilder();
  const layers = new InferenceLayers(graph, weights);
  const image = graph.input(names.image, [1, 1, height, width]);
  const { saliency, yGlobal, globalVector } = globalNetwork(layers, image, percentT);
  return graph.graph('gmic-global', [saliency, yGlobal, globalVector]);
}

/** For images (N, 1, H, W): saliency (N, 2, h, w), predictions (N, 2), the strongest of each feature (N, 256). */
export function globalNetwork(
  layers: Layers,
  image: Value,
  percentT: number,
): { readonly saliency: Value; readonly yGlobal: Value; readonly globalVector: Value } {
  const { graph } = layers;
  const stem = layers.conv('ds_net.first_conv', image, { stride: 2, padding: 3 });
  let x = graph.maxPool('ds_net.first_pool', stem, 3, { stride: 2 });
  globalWidths.forEach((_, stage) => {
    for (let block = 0; block < blocksPerStage; block++) x = globalBlock(layers, stage, block, x);
  });
  const features = layers.normRelu('ds_net.final_bn', x);
  const logits = layers.conv(names.saliencyLogits, features);
  const saliency = graph.sigmoid(names.saliency, logits);
  const yGlobal = topShareMean(graph, names.yGlobal, saliency, percentT);
  const strongest = graph.globalMaxPool('ds_net.max', features);
  const globalVector = graph.reshape(names.globalVector, strongest, features.shape.slice(0, 2));
  return { saliency, yGlobal, globalVector };
}

/**
 * A pre-activation residual block. The first block of every stage projects its activated input for the
 * shortcut, not the input itself.
 */
function globalBlock(layers: Layers, stage: number, block: number, x: Value): Value {
  const { graph } = layers;
  const name = `ds_net.layer_list.${stage}.${block}`;
  const first = block === 0;
  const stride = first && stage > 0 ? 2 : 1;
  const activated = layers.normRelu(`${name}.bn1`, x);
  const shortcut = first ? layers.conv(`${name}.downsample.0`, activated, { stride }) : x;
  const inner = layers.convNorm(`${name}.conv1`, `${name}.bn2`, activated, { stride, padding: 1 });
  const y = layers.conv(`${name}.conv2`, graph.relu(`${name}.relu`, inner), { padding: 1 });
  return graph.sum(name, y, shortcut);
}

/**
 * GMIC's local network, attention and fusion for the patches of one image.
 *
 * Inputs: `patches` (count, 1, size, size) float32; `globalVector` (1, 256). Outputs: `attention` (1, count),
 * summing to 1; `yLocal` (1, 2) and `yFusion` (1, 2), 0..1.
 */
export function localGraph(
  weights: Weights,
  { count, size }: { readonly count: number; readonly size: number },
): Graph {
  const graph = new GraphBuilder();
  const layers = new InferenceLayers(graph, weights);
  const patches = graph.input(names.patches, [count, 1, size, size]);
  const globalVector = graph.input(names.globalVector, [1, globalWidths[globalWidths.length - 1]]);
  const { attention, yLocal, yFusion } = localNetwork(layers, patches, globalVector);
  return graph.graph('gmic-local', [attention, yLocal, yFusion]);
}

/** How the patches of an image are weighed against each other. */
export type PatchWeighing = 'attention' | 'even';

/**
 * For the patches of N images, (N count, 1, size, size), one image after the other, and their global features (N, 256):
 * features of each patch (N count, 512), attention (N, count), predictions (N, 2) of the local network and of both together.
 */
export function localNetwork(
  layers: Layers,
  patches: Value,
  globalVector: Value,
  weighing: PatchWeighing = 'attention',
): Readonly<Record<'features' | 'attention' | 'yLocal' | 'yFusion', Value>> {
  const { graph } = layers;
  const images = globalVector.shape[0];
  const features = localFeatures(layers, patches);
  const { attention, attended } =
    weighing === 'even'
      ? evenAttention(graph, features, images)
      : gatedAttention(graph, features, images, {
          u: layers.parameter('mil_attn_U.weight'),
          v: layers.parameter('mil_attn_V.weight'),
          w: layers.parameter('mil_attn_w.weight'),
        });
  const local = graph.linear('classifier_linear', attended, layers.parameter('classifier_linear.weight'));
  const joined = graph.concat('fusion_dnn.concat', [globalVector, attended], 1);
  const fusion = graph.linear(
    'fusion_dnn',
    joined,
    layers.parameter('fusion_dnn.weight'),
    layers.parameter('fusion_dnn.bias'),
  );
  return {
    features,
    attention,
    yLocal: graph.sigmoid(names.yLocal, local),
    yFusion: graph.sigmoid(names.yFusion, fusion),
  };
}

/** ResNet-18 without its classifier: (count, 512), the mean over positions. */
function localFeatures(layers: Layers, patches: Value): Value {
  const { graph } = layers;
  const stem = graph.relu(
    'dn_resnet.relu',
    // The code repeats the patch to three channels.
    layers.greyConvNorm('dn_resnet.conv1', 'dn_resnet.bn1', patches, { stride: 2, padding: 3 }),
  );
  let x = graph.maxPool('dn_resnet.maxpool', stem, 3, { stride: 2, padding: 1 });
  localWidths.forEach((width, stage) => {
    for (let block = 0; block < blocksPerStage; block++) x = localBlock(layers, stage, block, width, x);
  });
  const mean = graph.globalAveragePool('dn_resnet.mean', x);
  return graph.reshape(names.patchFeatures, mean, [x.shape[0], x.shape[1]]);
}

function localBlock(layers: Layers, stage: number, block: number, width: number, x: Value): Value {
  const { graph } = layers;
  const name = `dn_resnet.layer${stage + 1}.${block}`;
  const stride = block === 0 && stage > 0 ? 2 : 1;
  const shortcut =
    x.shape[1] === width ? x : layers.convNorm(`${name}.downsample.0`, `${name}.downsample.1`, x, { stride });
  const inner = layers.convNorm(`${name}.conv1`, `${name}.bn1`, x, { stride, padding: 1 });
  const y = layers.convNorm(`${name}.conv2`, `${name}.bn2`, graph.relu(`${name}.relu1`, inner), {
    padding: 1,
  });
  return graph.relu(name, graph.sum(`${name}.sum`, y, shortcut));
}
