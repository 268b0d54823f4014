import { batchNormWeights, convWeight, type WeightTable } from '../graph/weightTable.ts';

/** Channels of the eleven groups of residual blocks in the main stream. */
export const groupWidths = [16, 32, 64, 128, 128, 128, 128, 128, 64, 32, 16] as const;
/** Groups before the deepest one: each is followed by a 2x2 maximum. */
export const contractions = 5;
export const exits = 6;
/** Widths in an exit's classification tail double at each of its two steps, up to this. */
const widestTail = 128;

/** Channels of the trunk's output that feeds exit `exit` (0 = deepest). */
function exitWidth(exit: number): number {
  return groupWidths[contractions + exit];
}

/** Channels after the first and the second step of an exit's classification tail. */
export function tailWidths(exit: number): readonly [number, number] {
  const first = Math.min(exitWidth(exit) * 2, widestTail);
  return [first, Math.min(first * 2, widestTail)];
}

/** Index, within an exit's classification tail, of its last layer: exits with pooling have one more. */
export function tailEnd(exit: number): number {
  return exit === 0 ? 4 : 5;
}

/** Tensors of the hybrid deep supervision U-ResNet, in the order of the authors' state dict. */
export const weightTable: WeightTable = [
  ...groupWidths.flatMap((width, group) =>
    [0, 1].flatMap((block) => residualBlock(`trunk.blocks.${group}.${block}`, width)),
  ),
  ...groupWidths
    .slice(0, contractions)
    .flatMap((width, group) => transition(`trunk.downs.${group}`, width, groupWidths[group + 1])),
  ...groupWidths
    .slice(contractions + 1)
    .flatMap((width, up) => transition(`trunk.ups.${up}`, groupWidths[contractions + up], width)),
  ...groupWidths.slice(contractions + 1).flatMap((width, fusion) => {
    const name = `trunk.fusions.${fusion}.conv2.model`;
    return [...batchNormWeights(`${name}.0`, 2 * width), convWeight(`${name}.2`, width, 2 * width, 1)];
  }),
  convWeight('trunk.inconv', groupWidths[0], 1, 3),
  ...Array.from({ length: exits }, (_, exit) => [
    ...residualBlock(`exit_seg.${exit}.0`, exitWidth(exit)),
    ...logits(`exit_seg.${exit}.1.model`, exitWidth(exit)),
  ]).flat(),
  ...Array.from({ length: exits }, (_, exit) => {
    const name = `exit_cls.${exit}`;
    const [first, second] = tailWidths(exit);
    return [
      ...transition(`${name}.0`, exitWidth(exit), first),
      ...residualBlock(`${name}.1`, first),
      ...transition(`${name}.2`, first, second),
      ...residualBlock(`${name}.3`, second),
      ...logits(`${name}.${tailEnd(exit)}.model`, second),
    ];
  }).flat(),
];

function residualBlock(name: string, width: number): WeightTable {
  return [
    ...batchNormWeights(`${name}.bn1`, width),
    convWeight(`${name}.conv1`, width, width, 3),
    ...batchNormWeights(`${name}.bn2`, width),
    convWeight(`${name}.conv2`, width, width, 3),
  ];
}

/** Batch norm and 1x1 convolution to another width; nothing where the width stays. */
function transition(name: string, from: number, to: number): WeightTable {
  return from === to ? [] : [...batchNormWeights(`${name}.0`, from), convWeight(`${name}.2`, to, from, 1)];
}

function logits(name: string, width: number): WeightTable {
  return [
    ...batchNormWeights(`${name}.0`, width),
    convWeight(`${name}.2`, 2, width, 1),
    { name: `${name}.2.bias`, shape: [2] },
  ];
}
