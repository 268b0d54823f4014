import { describe, expect, test } from 'vitest';
import { hdsRecipe } from '../../models/hdsUresnet/recipe.ts';
import { decayedWeights, exitWeightsAt, inEpochs, learningRateAt } from '../../training/schedule.ts';

describe('learning rate', () => {
  const recipe = { start: 0.01, factor: 0.3, epochs: [1000, 1800, 2400, 2410] };

  test.each([
    [0, 0.01],
    [999, 0.01],
    [1000, 0.003],
    [1800, 0.0009],
    [2400, 0.00027],
    [2409, 0.00027],
    [2410, 0.000081],
    [2800, 0.000081],
  ])('after %i epochs %f', (epoch, expected) => {
    expect(learningRateAt(recipe, epoch)).toBeCloseTo(expected, 12);
  });

  test('an epoch named twice counts twice', () => {
    expect(learningRateAt({ start: 1, factor: 0.5, epochs: [2, 2] }, 2)).toBe(0.25);
  });
});

describe('weights of the exits', () => {
  test('all but the last fall to their final share, by the same factor each epoch', () => {
    const weights = Array.from({ length: 5 }, (_, epoch) => decayedWeights([4, 2, 1], 1 / 16, 4, epoch));
    expect(weights).toEqual([
      [4, 2, 1],
      [2, 1, 1],
      [1, 0.5, 1],
      [0.5, 0.25, 1],
      [0.25, 0.125, 1],
    ]);
    expect(decayedWeights([4, 2, 1], 1 / 16, 4, 9)).toEqual([0.25, 0.125, 1]);
  });

  test('is what multiplying after each epoch gives', () => {
    const factor = 0.05 ** (1 / 2800);
    let weight = 3.5;
    for (let epoch = 0; epoch < 700; epoch++) weight *= factor;
    expect(exitWeightsAt(hdsRecipe, 700).classification[0]).toBeCloseTo(weight, 10);
  });

  test('segmentation and classification fall to shares of their own', () => {
    const { segmentation, classification } = exitWeightsAt(hdsRecipe, 2800);
    expect(segmentation[0]).toBeCloseTo(3.5 * 0.005, 12);
    expect(classification[0]).toBeCloseTo(3.5 * 0.05, 12);
    expect([segmentation[5], classification[5]]).toEqual([1, 1]);
  });

  const start = [3.5, 3, 2.5, 2, 1.5, 1];
  const none = [0, 0, 0, 0, 0, 0];
  const last = [0, 0, 0, 0, 0, 1];
  test.each([
    ['hybrid', start, start],
    ['segmentation', start, none],
    ['classification', none, start],
    ['multi-task', last, last],
  ] as const)('%s', (ablation, segmentation, classification) => {
    expect(exitWeightsAt({ ...hdsRecipe, ablation }, 0)).toEqual({ segmentation, classification });
  });
});

describe('a recipe in fewer epochs', () => {
  test('steps at the same share of the run, and ends at the same learning rate', () => {
    const short = inEpochs(hdsRecipe, 28);
    expect(short.epochs).toBe(28);
    expect(short.learningRate.epochs).toEqual([10, 18, 24, 24]);
    expect(short.validateEvery).toBe(1);
    expect(learningRateAt(short.learningRate, 28)).toBe(learningRateAt(hdsRecipe.learningRate, 2800));
  });

  test('the same number of epochs changes nothing', () => {
    expect(inEpochs(hdsRecipe, hdsRecipe.epochs)).toEqual(hdsRecipe);
  });
});
