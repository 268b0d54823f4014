import { z } from 'zod';
import type { HdsRecipe } from '../../contract/recipe.ts';
import { count, proportion, recipeFields, weight } from '../recipeFields.ts';
import { cellSize } from './graph.ts';
import { exits } from './weights.ts';

/**
 * As published (Zhang, Zhang and Chung 2018, "A unified mammogram analysis method via hybrid deep supervision", 2.2 to 3, and the
 * authors' angrypudding/hybrid-ds), except for what they do not have: the patience, and a split by shares (they list the images).
 * The paper takes both losses' exit weights to 0.005 of their start, their code the classification loss's to 0.05: the code's are here.
 */
export const hdsRecipe: HdsRecipe = {
  version: 1,
  architecture: 'hds-uresnet',
  seed: 1,
  epochs: 2800,
  batchSize: 8,
  optimiser: { kind: 'sgd', momentum: 0.9, weightDecay: 5e-4 },
  learningRate: { start: 0.01, factor: 0.3, epochs: [1000, 1800, 2400, 2410] },
  patience: null,
  validateEvery: 10,
  averaged: false,
  augmentation: { flipHorizontally: true, flipVertically: true, strength: 0, growEpochs: 0 },
  split: { validation: 0.1, test: 0.2, fold: null },
  ablation: 'hybrid',
  size: { width: 512, height: 1024 },
  crop: { height: 512, width: 384, centredOnMass: 0.5 },
  dropout: { outer: 0.2, inner: 0.5 },
  loss: {
    exits: [3.5, 3, 2.5, 2, 1.5, 1],
    classification: 0.03,
    sparsity: 1e-6,
    segmentationFinalShare: 0.005,
    classificationFinalShare: 0.05,
  },
};

const side = count.max(4096).multipleOf(cellSize);

export const hdsRecipeSchema: z.ZodType<HdsRecipe> = z.strictObject({
  ...recipeFields,
  architecture: z.literal('hds-uresnet'),
  ablation: z.enum(['multi-task', 'classification', 'segmentation', 'hybrid']),
  size: z.strictObject({ height: side, width: side }),
  crop: z.strictObject({ height: side, width: side, centredOnMass: proportion }).nullable(),
  dropout: z.strictObject({ outer: proportion.lt(1), inner: proportion.lt(1) }),
  loss: z.strictObject({
    exits: z.array(weight).length(exits),
    classification: weight,
    sparsity: weight,
    segmentationFinalShare: proportion.gt(0),
    classificationFinalShare: proportion.gt(0),
  }),
});
