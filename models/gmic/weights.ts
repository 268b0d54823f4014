import { batchNormWeights, convWeight, type WeightTable } from '../graph/weightTable.ts';

/** Channels of the global network's stages (a narrow pre-activation ResNet-22); the first is also the stem's. */
export const globalWidths = [16, 32, 64, 128, 256] as const;
/** Channels of the local network's stages (ResNet-18); the first is also the stem's. */
export const localWidths = [64, 128, 256, 512] as const;
export const blocksPerStage = 2;
/** Benign, malignant. */
const classes = 2;
const attentionWidth = 128;
const features = localWidths[localWidths.length - 1];
const globalFeatures = globalWidths[globalWidths.length - 1];

/** Tensors of GMIC, in the order of the authors' state dict. */
export const weightTable: WeightTable = [
  convWeight('ds_net.first_conv', globalWidths[0], 1, 7),
  ...globalWidths.flatMap((width, stage) =>
    blocks((block) => {
      const name = `ds_net.layer_list.${stage}.${block}`;
      const from = block === 0 ? globalWidths[Math.max(stage - 1, 0)] : width;
      return [
        ...batchNormWeights(`${name}.bn1`, from),
        convWeight(`${name}.conv1`, width, from, 3),
        ...batchNormWeights(`${name}.bn2`, width),
        convWeight(`${name}.conv2`, width, width, 3),
        ...(block === 0 ? [convWeight(`${name}.downsample.0`, width, from, 1)] : []),
      ];
    }),
  ),
  ...batchNormWeights('ds_net.final_bn', globalFeatures),
  convWeight('left_postprocess_net.gn_conv_last', classes, globalFeatures, 1),
  convWeight('dn_resnet.conv1', localWidths[0], 3, 7),
  ...batchNormWeights('dn_resnet.bn1', localWidths[0]),
  ...localWidths.flatMap((width, stage) =>
    blocks((block) => {
      const name = `dn_resnet.layer${stage + 1}.${block}`;
      const from = block === 0 ? localWidths[Math.max(stage - 1, 0)] : width;
      return [
        convWeight(`${name}.conv1`, width, from, 3),
        ...batchNormWeights(`${name}.bn1`, width),
        convWeight(`${name}.conv2`, width, width, 3),
        ...batchNormWeights(`${name}.bn2`, width),
        ...(from === width
          ? []
          : [
              convWeight(`${name}.downsample.0`, width, from, 1),
              ...batchNormWeights(`${name}.downsample.1`, width),
            ]),
      ];
    }),
  ),
  { name: 'mil_attn_V.weight', shape: [attentionWidth, features] },
  { name: 'mil_attn_U.weight', shape: [attentionWidth, features] },
  { name: 'mil_attn_w.weight', shape: [1, attentionWidth] },
  { name: 'classifier_linear.weight', shape: [classes, features] },
  { name: 'fusion_dnn.weight', shape: [classes, globalFeatures + features] },
  { name: 'fusion_dnn.bias', shape: [classes] },
];

function blocks(weightsOf: (block: number) => WeightTable): WeightTable {
  return Array.from({ length: blocksPerStage }, (_, block) => weightsOf(block)).flat();
}
