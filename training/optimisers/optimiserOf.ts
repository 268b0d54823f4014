import type { OptimiserRecipe } from '../../contract/recipe.ts';
import { adam } from './adam.ts';
import type { Optimiser } from './optimiser.ts';
import { sgd } from './sgd.ts';

/** A new optimiser, which remembers nothing yet. */
export function optimiserOf(recipe: OptimiserRecipe): Optimiser {
  switch (recipe.kind) {
    case 'sgd':
      return sgd(recipe);
    case 'adam':
    case 'adamw':
      return adam(recipe);
  }
}
