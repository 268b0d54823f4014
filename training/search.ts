/** GMIC's search of hyper-parameters: drawn at random, trained each, the best kept as an ensemble. Pure. */
import type { GmicRecipe, LogarithmicRange } from '../contract/recipe.ts';
import { randomStream, type Random } from './phantoms/random.ts';

/** The recipe of one of `recipe.search.draws` trainings, from 0; the same for the same seed. */
export function drawnRecipe(recipe: GmicRecipe, draw: number): GmicRecipe {
  const { search } = recipe;
  const random = randomStream(recipe.seed, 'search', draw);
  return {
    ...recipe,
    seed: random.below(2 ** 32),
    learningRate: { ...recipe.learningRate, start: drawn(search.learningRate, random) },
    percentT: random.pick(search.percentT),
    loss: {
      ...recipe.loss,
      saliency: drawn(search.saliency, random),
      saliencyExponent: drawn(search.saliencyExponent, random),
    },
  };
}

function drawn({ low, high }: LogarithmicRange, random: Random): number {
  const value = Math.exp(random.between(Math.log(low), Math.log(high)));
  // Logarithm and exponential round; the ends are what the recipe says.
  return Math.min(Math.max(value, low), high);
}

/** The `keep` trainings with the highest validation AUC, best first; the earlier of equals. */
export function bestOf<T extends { readonly validationAuc: number }>(
  trainings: readonly T[],
  keep: number,
): readonly T[] {
  return trainings.toSorted((one, other) => other.validationAuc - one.validationAuc).slice(0, keep);
}
