/** What a recipe makes of data and of a network: which batches there are, and the step that learns from them. */
import type { Preparation } from '../../contract/card.ts';
import type { Recipe } from '../../contract/recipe.ts';
import type { LoadGraph } from '../../models/runtime.ts';
import { patchCount, patchSizeFor } from '../../models/gmic/patches.ts';
import { registry } from '../../models/registry.ts';
import { augmentationOf } from '../../training/augmentationOf.ts';
import { loadGmicStep } from '../../training/networks/gmicStep.ts';
import { loadHdsStep, type HdsLossWeights } from '../../training/networks/hdsStep.ts';
import type { TrainingStep } from '../../training/networks/step.ts';
import { hashOf } from '../../training/phantoms/random.ts';
import { exitWeightsAt } from '../../training/schedule.ts';
import type { CropSettings } from '../../training/data/crops.ts';
import type { BatchRequest } from './startBatches.ts';

/** How images are prepared for weights of this recipe. */
export function preparationOf(recipe: Recipe): Preparation {
  return { ...registry[recipe.architecture].preparation, size: recipe.size };
}

/** What is left of the images after whole batches is left out of this epoch. */
export function batchesPerEpoch({ batchSize }: Recipe, images: number): number {
  return Math.floor(images / batchSize);
}

/** The images to train on in the order of an epoch. */
export function epochOrder({ seed }: Recipe, train: readonly number[], epoch: number): readonly number[] {
  const keys = new Map(train.map((index) => [index, hashOf(seed, 'order', epoch, index)]));
  return train.toSorted((a, b) => keys.get(a)! - keys.get(b)! || a - b);
}

/** Batch `at` of an epoch: what is cut and how images are changed follows from the recipe's seed alone. */
export function batchRequest(
  recipe: Recipe,
  order: readonly number[],
  epoch: number,
  at: number,
): Exclude<BatchRequest, { readonly type: 'prepare' }> {
  const { batchSize, seed } = recipe;
  const indices = order.slice(at * batchSize, (at + 1) * batchSize);
  const settings = { augmentation: augmentationOf(recipe, epoch), keys: [seed, 'batch', epoch, at] };
  const preparation = preparationOf(recipe);
  if (recipe.architecture === 'gmic' || preparation.rule === 'gmic/1')
    return { type: 'gmic', indices, crops: cropsOf(recipe), settings };
  const crops = cropsOf(recipe);
  return { type: 'hds', indices, statistics: preparation, crops, settings };
}

function cropsOf(recipe: Recipe): CropSettings | null {
  if (recipe.crop === null) return null;
  const { width, height } = recipe.crop;
  const onLesion = 'centredOnMass' in recipe.crop ? recipe.crop.centredOnMass : recipe.crop.centredOnLesion;
  return { size: { width, height }, onLesion };
}

export interface LoadedStep {
  readonly step: TrainingStep;
  /** What changes from epoch to epoch; counted from 0. */
  setEpoch(epoch: number): void;
}

/** The recipe's network in training mode. */
export async function loadStep(recipe: Recipe, loadGraph: LoadGraph): Promise<LoadedStep> {
  const { batchSize: count } = recipe;
  switch (recipe.architecture) {
    case 'hds-uresnet': {
      const weightsAt = (epoch: number): HdsLossWeights => {
        return { ...exitWeightsAt(recipe, epoch), alpha: recipe.loss.classification };
      };
      let lossWeights = weightsAt(0);
      const { dropout, ablation, loss, crop, size } = recipe;
      const options = { count, size: crop ?? size, dropout, ablation, sparsity: loss.sparsity };
      const step = await loadHdsStep(loadGraph, options, () => lossWeights);
      return { step, setEpoch: (epoch) => (lossWeights = weightsAt(epoch)) };
    }
    case 'gmic': {
      const { percentT, ablation, loss } = recipe;
      const size = recipe.crop ?? recipe.size;
      // As large as in whole images, also in crops.
      const patches = { count: patchCount, side: patchSizeFor(recipe.size) };
      const step = await loadGmicStep(loadGraph, { count, size, patches, percentT, ablation, loss });
      return { step, setEpoch: () => undefined };
    }
  }
}
