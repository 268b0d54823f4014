import { expect, it } from 'vitest';
import { answerOf, gmicRecipe } from '../../../models/gmic/recipe.ts';
import { hdsRecipe } from '../../../models/hdsUresnet/recipe.ts';

it.each([
  ['fusion', gmicRecipe],
  ['fusion', { ...gmicRecipe, ablation: 'no-attention' }],
  ['global', { ...gmicRecipe, ablation: 'global-only' }],
  ['local', { ...gmicRecipe, ablation: 'mil-only' }],
  ['paperMean', { ...gmicRecipe, loss: { ...gmicRecipe.loss, fusion: 0 } }],
  ['fusion', hdsRecipe],
  ['fusion', undefined],
] as const)('weights answer by what their recipe taught: %s', (answer, recipe) => {
  expect(answerOf(recipe)).toBe(answer);
});
