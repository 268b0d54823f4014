import type { Size } from '../../contract/geometry.ts';
import type { GraphBuilder } from '../../models/graph/builder.ts';
import type { Value } from '../../models/graph/operations.ts';

/** Names of the loss graph's inputs. */
export const hdsTargetNames = {
  /** (N, 1, H, W): -1 in a mass, 1 outside. */
  pixelSigns: 'pixelSigns',
  /** (N, 1): -1 where the image shows a mass, else 1. */
  imageSigns: 'imageSigns',
  /** (exits): weights of the segmentation losses, deepest exit first. */
  segmentationWeights: 'segmentationWeights',
  /** (exits): weights of the classification losses, alpha included. */
  classificationWeights: 'classificationWeights',
} as const;

/** Names of its outputs, (exits) each but the total, (1). */
export const hdsLossNames = {
  segmentation: 'segmentationLosses',
  classification: 'classificationLosses',
  total: 'totalLoss',
} as const;

/** The exits that have a loss. */
export interface SupervisedLogits {
  /** (N, 2, H, W) each. */
  readonly segmentations: readonly Value[];
  /** (N, 2, h, w) each. */
  readonly classifications: readonly Value[];
}

/**
 * The hybrid loss (HDS paper, equations 1 to 5): weighted sum over the exits of the pixels' cross-entropy and of the sparse
 * multiple-instance loss. Either may be absent.
 *
 * With two classes the cross-entropy of logits (z0, z1) is softplus(+-(z0 - z1)), plus for class 1.
 */
export function hdsLoss(
  graph: GraphBuilder,
  { segmentations, classifications }: SupervisedLogits,
  { count, size, sparsity }: { readonly count: number; readonly size: Size; readonly sparsity: number },
): { readonly total: Value; readonly outputs: readonly Value[] } {
  const sums: Value[] = [];
  const parts: Value[] = [];
  const part = (name: string, weightsName: string, losses: readonly Value[]): void => {
    const all = graph.concat(name, losses, 0);
    const weighted = graph.product(`${name}.weighted`, all, graph.input(weightsName, [losses.length]));
    parts.push(all);
    sums.push(graph.add(`${name}.sum`, { op: 'ReduceSum', axes: [0], keepAxes: true }, [weighted])[0]);
  };
  if (segmentations.length > 0) {
    const signs = graph.input(hdsTargetNames.pixelSigns, [count, 1, size.height, size.width]);
    part(
      hdsLossNames.segmentation,
      hdsTargetNames.segmentationWeights,
      segmentations.map((logits, at) => pixelCrossEntropy(graph, `segmentationLoss${at}`, logits, signs)),
    );
  }
  if (classifications.length > 0) {
    const signs = graph.input(hdsTargetNames.imageSigns, [count, 1]);
    part(
      hdsLossNames.classification,
      hdsTargetNames.classificationWeights,
      classifications.map((logits, at) =>
        sparseMil(graph, `classificationLoss${at}`, logits, signs, sparsity),
      ),
    );
  }
  const joined = sums.length === 1 ? sums[0] : graph.sum('bothLosses', sums[0], sums[1]);
  const total = graph.reshape(hdsLossNames.total, joined, [1]);
  return { total, outputs: [...parts, total] };
}

/** Cross-entropy of logits (N, 2, H, W) by pixel, mean over all pixels of the batch (paper, equation 2); (1). */
export function pixelCrossEntropy(graph: GraphBuilder, name: string, logits: Value, signs: Value): Value {
  const massOverBackground = graph.parameter(`${name}.weights`, [1, 2, 1, 1], Float32Array.of(-1, 1));
  const difference = graph.conv(`${name}.difference`, logits, massOverBackground);
  const wrong = softplus(graph, name, graph.product(`${name}.signed`, difference, signs));
  return graph.channelMean(name, wrong);
}

/**
 * Multiple-instance cross-entropy with sparsity (paper, equation 4, as the authors' code has it): the cross-entropy at the
 * cell with the smallest background logit (the first of equals; the choice has no gradient), mean over images, plus
 * `sparsity` times the mass probabilities of all cells, summed and divided by the number of images. (1).
 */
export function sparseMil(
  graph: GraphBuilder,
  name: string,
  logits: Value,
  imageSigns: Value,
  sparsity: number,
): Value {
  const [images, , rows, columns] = logits.shape;
  const cells = rows * columns;
  const flat = graph.reshape(`${name}.flat`, logits, [images, 2, cells]);
  const channel = (at: number): Value => {
    const parts = [{ axis: 1, start: at, end: at + 1, step: 1 }];
    const part = graph.add(`${name}.channel${at}`, { op: 'Slice', parts }, [flat])[0];
    return graph.reshape(`${name}.cells${at}`, part, [images, cells]);
  };
  const background = channel(0);
  const difference = graph.add(`${name}.difference`, { op: 'Sub' }, [channel(1), background])[0];
  const negative = graph.add(`${name}.negative`, { op: 'Neg' }, [background])[0];
  const chosen = graph.add(`${name}.chosen`, { op: 'ArgMax', axis: 1 }, [negative])[0];
  const picked = graph.add(`${name}.picked`, { op: 'GatherElements', axis: 1 }, [difference, chosen])[0];
  const wrong = softplus(graph, name, graph.product(`${name}.signed`, picked, imageSigns));
  const entropy = graph.mean(`${name}.entropy`, wrong, [0]);
  const probability = graph.sigmoid(`${name}.probability`, difference);
  const factor = graph.parameter(`${name}.sparsity`, [1, 1], Float32Array.of(sparsity * cells));
  // The mean over cells and images, times all of them, divided by the images.
  const mean = graph.add(`${name}.meanProbability`, { op: 'ReduceMean', axes: [0, 1], keepAxes: true }, [
    probability,
  ])[0];
  const sparse = graph.reshape(`${name}.sparse1`, graph.product(`${name}.sparse`, mean, factor), [1]);
  return graph.sum(`${name}.sum`, entropy, sparse);
}

function softplus(graph: GraphBuilder, name: string, x: Value): Value {
  return graph.add(`${name}.softplus`, { op: 'Softplus' }, [x])[0];
}
