import { describe, expect, test } from 'vitest';
import { gmicRecipe } from '../../models/gmic/recipe.ts';
import { recipeProblem } from '../../training/recipe.ts';
import { bestOf, drawnRecipe } from '../../training/search.ts';

const draws = Array.from({ length: 400 }, (_, draw) => drawnRecipe(gmicRecipe, draw));

describe('drawn hyper-parameters', () => {
  test('are recipes, each another, the same for the same seed', () => {
    expect(
      draws.map((recipe) => recipeProblem(recipe, 'gmic')).filter((problem) => problem !== null),
    ).toEqual([]);
    expect(new Set(draws.map(({ learningRate }) => learningRate.start)).size).toBe(draws.length);
    expect(new Set(draws.map(({ seed }) => seed)).size).toBe(draws.length);
    expect(drawnRecipe(gmicRecipe, 7)).toEqual(draws[7]);
    expect(drawnRecipe({ ...gmicRecipe, seed: 2 }, 7)).not.toEqual({ ...draws[7] });
  });

  test.each([
    ['learningRate', (recipe: (typeof draws)[0]) => recipe.learningRate.start],
    ['saliency', (recipe: (typeof draws)[0]) => recipe.loss.saliency],
    ['saliencyExponent', (recipe: (typeof draws)[0]) => recipe.loss.saliencyExponent],
  ] as const)('%s is spread evenly over the logarithm of its range', (name, valueOf) => {
    const { low, high } = gmicRecipe.search[name];
    const places = draws.map((recipe) => Math.log(valueOf(recipe) / low) / Math.log(high / low));
    const quarters = [0, 1, 2, 3].map(
      (quarter) => places.filter((place) => Math.min(3, Math.floor(4 * place)) === quarter).length,
    );
    // 100 each are expected; a standard deviation is 8.7.
    for (const count of quarters) expect(Math.abs(count - 100)).toBeLessThan(35);
  });

  test('every top-t share is drawn', () => {
    expect(new Set(draws.map(({ percentT }) => percentT))).toEqual(new Set(gmicRecipe.search.percentT));
  });

  test('a range of one value gives this value', () => {
    const value = 10 ** -5.5;
    const search = { ...gmicRecipe.search, learningRate: { low: value, high: value } };
    expect(drawnRecipe({ ...gmicRecipe, search }, 3).learningRate.start).toBe(value);
  });
});

test('the best are kept, best first, the earlier of equals', () => {
  const trainings = [0.7, 0.9, 0.8, 0.9, 0.6].map((validationAuc, draw) => ({ draw, validationAuc }));
  expect(bestOf(trainings, 3).map(({ draw }) => draw)).toEqual([1, 3, 2]);
});
