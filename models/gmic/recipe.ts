import { z } from 'zod';
import type { Size } from '../../contract/geometry.ts';
import type { GmicRecipe, LogarithmicRange } from '../../contract/recipe.ts';
import { count, proportion, recipeFields, weight } from '../recipeFields.ts';
import { gmic } from './model.ts';

/**
 * The first published model: learning rate, top-t and lambda as its authors gave them (nyukat/GMIC, issue 4), which lie in the ranges
 * that they searched (Shen et al. 2019 and 2021). From the paper: Adam, images of 2944 x 1920.
 *
 * Chosen here, because no published training code or text at hand tells: batch size, epochs, patience, split, how many
 * sets of hyper-parameters are tried, and the exponent beta with its range. The first published model's list names no
 * exponent; 1 is the sum of the saliency itself. No flips, because the window has the chest wall at its left.
 */
export const gmicRecipe: GmicRecipe = {
  version: 1,
  architecture: 'gmic',
  seed: 1,
  epochs: 50,
  batchSize: 6,
  optimiser: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
  learningRate: { start: 4.134478662168656e-6, factor: 1, epochs: [] },
  patience: 10,
  validateEvery: 1,
  averaged: false,
  augmentation: { flipHorizontally: false, flipVertically: false, strength: 0, growEpochs: 0 },
  split: { validation: 0.1, test: 0.1, fold: null },
  ablation: 'full',
  size: { width: 1920, height: 2944 },
  crop: null,
  reducedScans: 0,
  flatCurves: 0,
  percentT: 0.02,
  loss: { fusion: 1, saliency: 3.259162430057801e-6, saliencyExponent: 1, outlines: 0, patches: 0 },
  search: {
    draws: 30,
    keep: 5,
    learningRate: { low: 10 ** -5.5, high: 1e-4 },
    saliency: { low: 10 ** -5.5, high: 10 ** -3.5 },
    saliencyExponent: { low: 0.5, high: 2 },
    percentT: [0.01, 0.02, 0.03, 0.05, 0.1],
  },
};

const exponent = z.number().gt(0).max(10);
const topShare = proportion.gt(0);

const range = (value: z.ZodNumber): z.ZodType<LogarithmicRange> =>
  z
    .strictObject({ low: value.gt(0), high: value.gt(0) })
    .refine(({ low, high }) => low <= high, { error: 'its low end is above its high end' });

const fits = (value: Size, context: z.RefinementCtx): void => {
  const problem = gmic.sizeProblem(value);
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
};
const sides = { width: count, height: count };
const size = z.strictObject(sides).superRefine(fits);
const crop = z.strictObject({ ...sides, centredOnLesion: proportion }).superRefine(fits);

export const gmicRecipeSchema: z.ZodType<GmicRecipe> = z.strictObject({
  ...recipeFields,
  architecture: z.literal('gmic'),
  ablation: z.enum(['full', 'global-only', 'mil-only', 'no-attention', 'random-patches']),
  size,
  // Where there is a default: recipes of before have none.
  crop: crop.nullable().default(null),
  reducedScans: proportion.default(0),
  flatCurves: proportion.default(0),
  percentT: topShare,
  loss: z.strictObject({
    fusion: weight,
    saliency: weight,
    saliencyExponent: exponent,
    outlines: weight,
    patches: weight.default(0),
  }),
  search: z
    .strictObject({
      draws: count.max(1000),
      keep: count.max(100),
      learningRate: range(z.number().max(10)),
      saliency: range(z.number().max(1e6)),
      saliencyExponent: range(exponent),
      percentT: z.array(topShare).min(1).max(100),
    })
    .refine(({ draws, keep }) => keep <= draws, { error: 'more are kept than drawn', path: ['keep'] }),
});
