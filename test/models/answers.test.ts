import { describe, expect, it } from 'vitest';
import { publishedAnswers, sharedAnswers } from '../../contract/answers.ts';
import { answersOf } from '../../models/answers.ts';
import { gmicRecipe } from '../../models/gmic/recipe.ts';
import { hdsRecipe } from '../../models/hdsUresnet/recipe.ts';

const local = answersOf({ ...gmicRecipe, ablation: 'mil-only' });

describe('what weights answer by', () => {
  it.each([
    ['fusion', gmicRecipe],
    ['fusion', { ...gmicRecipe, ablation: 'no-attention' }],
    ['global', { ...gmicRecipe, ablation: 'global-only' }],
    ['local', { ...gmicRecipe, ablation: 'mil-only' }],
    ['paperMean', { ...gmicRecipe, loss: { ...gmicRecipe.loss, fusion: 0 } }],
    ['fusion', undefined],
  ] as const)('of GMIC is what its recipe taught: %s', (answer, recipe) => {
    expect(answersOf(recipe).gmic).toBe(answer);
  });

  it.each([
    ['imageOfficial', hdsRecipe],
    ['imageOfficial', { ...hdsRecipe, ablation: 'classification' }],
    ['segmentationMax', { ...hdsRecipe, ablation: 'segmentation' }],
    ['imageOfficial', undefined],
  ] as const)('of HDS U-ResNet is what its recipe taught: %s', (answer, recipe) => {
    expect(answersOf(recipe)['hds-uresnet']).toBe(answer);
  });

  it('together is what they have in common, else what is published', () => {
    expect(sharedAnswers([local, local])).toEqual({ ...publishedAnswers, gmic: 'local' });
    expect(sharedAnswers([local, publishedAnswers])).toEqual(publishedAnswers);
    expect(sharedAnswers([])).toEqual(publishedAnswers);
  });
});
