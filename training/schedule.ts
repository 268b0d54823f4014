/** What changes from epoch to epoch. Epochs are counted from 0; `epoch` is how many are over. Pure. */
import type { HdsRecipe, LearningRateRecipe, Recipe } from '../contract/recipe.ts';

export function learningRateAt({ start, factor, epochs }: LearningRateRecipe, epoch: number): number {
  return start * factor ** epochs.filter((end) => epoch >= end).length;
}

/**
 * Exit weights in the `epoch`: after each of `epochs` all but the last are multiplied by finalShare^(1/epochs), so that this
 * share is left of them after all. Later they stay.
 */
export function decayedWeights(
  start: readonly number[],
  finalShare: number,
  epochs: number,
  epoch: number,
): readonly number[] {
  const share = finalShare ** (Math.min(epoch, epochs) / epochs);
  return start.map((weight, exit) => (exit === start.length - 1 ? weight : weight * share));
}

/** eta of each exit, deepest first; 0 where the exit does not learn. Alpha is not in them. */
export interface ExitWeights {
  readonly segmentation: readonly number[];
  readonly classification: readonly number[];
}

/** The exits' weights in the `epoch`, where the recipe's ablation lets them learn. */
export function exitWeightsAt({ ablation, loss, epochs }: HdsRecipe, epoch: number): ExitWeights {
  const none = loss.exits.map(() => 0);
  const segmentation = decayedWeights(loss.exits, loss.segmentationFinalShare, epochs, epoch);
  const classification = decayedWeights(loss.exits, loss.classificationFinalShare, epochs, epoch);
  switch (ablation) {
    case 'hybrid':
      return { segmentation, classification };
    case 'segmentation':
      return { segmentation, classification: none };
    case 'classification':
      return { segmentation: none, classification };
    case 'multi-task':
      return { segmentation: lastAlone(segmentation), classification: lastAlone(classification) };
  }
}

function lastAlone(weights: readonly number[]): readonly number[] {
  return weights.map((weight, exit) => (exit === weights.length - 1 ? weight : 0));
}

/**
 * The same recipe in another number of epochs: what happens at stated epochs happens at the same share of the run. Steps of the
 * learning rate that fall together in a short run all count.
 */
export function inEpochs<R extends Recipe>(recipe: R, epochs: number): R {
  const moved = (epoch: number) => Math.max(1, Math.round((epoch * epochs) / recipe.epochs));
  const learningRate = { ...recipe.learningRate, epochs: recipe.learningRate.epochs.map(moved) };
  const { growEpochs } = recipe.augmentation;
  const augmentation = { ...recipe.augmentation, growEpochs: growEpochs === 0 ? 0 : moved(growEpochs) };
  return { ...recipe, epochs, learningRate, augmentation, validateEvery: moved(recipe.validateEvery) };
}
