/** What the recipes of all networks have in common, as they are checked. */
import { z } from 'zod';

/** 0..1. */
export const proportion = z.number().min(0).max(1);
/** Of a term among others. */
export const weight = z.number().min(0).max(1e6);
export const count = z.int().min(1);

const decay = z.number().min(0).max(1);
const moment = proportion.lt(1);

const adamFields = { beta1: moment, beta2: moment, epsilon: z.number().gt(0).max(1), weightDecay: decay };

const optimiser = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sgd'), momentum: moment, weightDecay: decay }),
  z.strictObject({ kind: z.literal('adam'), ...adamFields }),
  z.strictObject({ kind: z.literal('adamw'), ...adamFields }),
]);

const mostEpochs = 100_000;
const epochs = count.max(mostEpochs);

const augmentation = z.strictObject({
  flipHorizontally: z.boolean(),
  flipVertically: z.boolean(),
  strength: proportion,
  growEpochs: z.int().min(0).max(mostEpochs),
});

const learningRate = z.strictObject({
  start: z.number().gt(0).max(10),
  factor: z.number().gt(0).max(10),
  epochs: z
    .array(epochs)
    .max(100)
    .refine((list) => list.every((epoch, at) => at === 0 || epoch >= list[at - 1]), {
      error: 'an epoch is before the one that it follows',
    }),
});

export const recipeFields = {
  version: z.literal(1),
  seed: z.int().min(0).max(0xffffffff),
  epochs,
  batchSize: count.max(1024),
  optimiser,
  learningRate,
  patience: epochs.nullable(),
  validateEvery: epochs,
  // Recipes of before have none.
  averaged: z.boolean().default(false),
  augmentation,
  split: z
    .strictObject({
      validation: proportion,
      test: proportion,
      fold: z
        .strictObject({ number: count, of: z.int().min(2).max(1000) })
        .refine(({ number, of }) => number <= of, { error: 'there are fewer folds' })
        .nullable(),
    })
    .refine(({ validation, test, fold }) => validation + (fold === null ? test : 0) < 1, {
      error: 'nothing is left to train on',
    }),
};
