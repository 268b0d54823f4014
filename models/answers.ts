import { publishedAnswers } from '../contract/answers.ts';
import type { Answers } from '../contract/findings.ts';
import type { Recipe } from '../contract/recipe.ts';

/**
 * What weights of this recipe answer by: where a variant does not teach what the published code answers by, what it does
 * teach. Weights that were not trained here are taken for the authors'.
 */
export function answersOf(recipe: Recipe | undefined): Answers {
  return { ...publishedAnswers, ...(recipe === undefined ? {} : taught(recipe)) };
}

function taught(recipe: Recipe): Partial<Answers> {
  switch (recipe.architecture) {
    case 'hds-uresnet':
      return recipe.ablation === 'segmentation' ? { 'hds-uresnet': 'segmentationMax' } : {};
    case 'gmic':
      if (recipe.ablation === 'global-only') return { gmic: 'global' };
      if (recipe.ablation === 'mil-only') return { gmic: 'local' };
      return recipe.loss.fusion === 0 ? { gmic: 'paperMean' } : {};
  }
}
