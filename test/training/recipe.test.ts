import { describe, expect, test } from 'vitest';
import type { Architecture } from '../../contract/card.ts';
import type { GmicRecipe, HdsRecipe } from '../../contract/recipe.ts';
import { gmicRecipe } from '../../models/gmic/recipe.ts';
import { hdsRecipe } from '../../models/hdsUresnet/recipe.ts';
import { parseRecipe, publishedRecipes, recipeProblem } from '../../training/recipe.ts';

const architectures = Object.keys(publishedRecipes) as Architecture[];

function problemOf(changes: unknown, architecture: Architecture = 'hds-uresnet'): string {
  const parsed = parseRecipe(JSON.stringify(changes), architecture, 'mine.json');
  if (parsed.ok) throw new Error('it was taken');
  expect(parsed.problem).toMatchObject({ kind: 'bad-input', file: 'mine.json' });
  return parsed.problem.message;
}

describe('published recipes', () => {
  test.each(architectures)('%s is a recipe of itself, and of no other', (architecture) => {
    for (const other of architectures) {
      const problem = recipeProblem(publishedRecipes[architecture], other);
      if (other === architecture) expect(problem).toBeNull();
      else expect(problem).toContain('"');
    }
  });

  test.each(architectures)('%s comes back from its file', (architecture) => {
    const recipe = publishedRecipes[architecture];
    expect(parseRecipe(JSON.stringify(recipe), architecture)).toEqual({ ok: true, value: recipe });
    expect(parseRecipe('{}', architecture)).toEqual({ ok: true, value: recipe });
  });

  test("GMIC's published model lies in the ranges that were searched", () => {
    const { learningRate, loss, percentT, search } = gmicRecipe;
    expect(search.learningRate.low).toBeLessThan(learningRate.start);
    expect(search.learningRate.high).toBeGreaterThan(learningRate.start);
    expect(search.saliency.low).toBeLessThan(loss.saliency);
    expect(search.saliency.high).toBeGreaterThan(loss.saliency);
    expect(search.percentT).toContain(percentT);
  });
});

describe('a recipe file', () => {
  test('changes what it names, within groups field by field', () => {
    const changes = {
      epochs: 30,
      ablation: 'multi-task',
      crop: null,
      optimiser: { momentum: 0.5 },
      loss: { classificationFinalShare: 0.005 },
    };
    const parsed = parseRecipe(JSON.stringify(changes), 'hds-uresnet');
    const expected: HdsRecipe = {
      ...hdsRecipe,
      epochs: 30,
      ablation: 'multi-task',
      crop: null,
      optimiser: { kind: 'sgd', momentum: 0.5, weightDecay: 5e-4 },
      loss: { ...hdsRecipe.loss, classificationFinalShare: 0.005 },
    };
    expect(parsed).toEqual({ ok: true, value: expected });
  });

  test('brings an optimiser of another kind whole', () => {
    const optimiser = { kind: 'adamw', beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1 };
    const parsed = parseRecipe(JSON.stringify({ optimiser }), 'hds-uresnet');
    expect(parsed.ok && parsed.value.optimiser).toEqual(optimiser);
    expect(problemOf({ optimiser: { ...optimiser, beta1: undefined } })).toContain(
      '"optimiser.beta1" is missing',
    );
  });

  test('has its list of epochs taken whole', () => {
    const parsed = parseRecipe('{"learningRate":{"epochs":[5]}}', 'hds-uresnet');
    expect(parsed.ok && parsed.value.learningRate).toEqual({ start: 0.01, factor: 0.3, epochs: [5] });
  });

  test.each([
    [{ batchSize: 0 }, '"batchSize"'],
    [{ batchSize: 2.5 }, '"batchSize"'],
    [{ epochs: '30' }, '"epochs" is wrong (expected number, received string)'],
    [{ seed: -1 }, '"seed"'],
    [{ learningRate: { start: 0 } }, '"learningRate.start"'],
    [{ learningRate: { epochs: [10, 5] } }, '"learningRate.epochs"'],
    [{ learningRate: { epochs: [10, 'x'] } }, '"learningRate.epochs[1]"'],
    [{ lerningRate: { start: 1 } }, 'has no "lerningRate"'],
    [{ loss: { alpha: 1 } }, 'has no "loss.alpha"'],
    [{ loss: { exits: [1, 2] } }, '"loss.exits"'],
    [{ optimiser: { kind: 'rmsprop' } }, '"optimiser.kind" is wrong (there is no such kind)'],
    [{ ablation: 'full' }, '"ablation"'],
    [{ crop: { height: 500 } }, '"crop.height"'],
    [{ split: { validation: 0.5, test: 0.5 } }, '"split" is wrong (nothing is left to train on)'],
    [{ augmentation: { strength: 2 } }, '"augmentation.strength"'],
    [{ version: 2 }, '"version"'],
    [{ dropout: null }, '"dropout"'],
    [{ architecture: 'gmic' }, 'is for "gmic"'],
    [[], 'a record'],
    [JSON.parse('{"__proto__":{"seed":1}}') as unknown, 'has no "__proto__"'],
  ])('%j is refused: %s', (changes, expected) => {
    const message = problemOf(changes).toLowerCase();
    expect(message).toContain(expected.toLowerCase());
    expect(message).toMatch(/(try again|leave it out|or network)\.$/);
  });

  test.each([
    [{ size: { width: 1000 } }, 'multiples of 64'],
    [{ size: { width: '640' } }, '"size.width"'],
    [{ percentT: 0 }, '"percentT"'],
    [{ search: { keep: 31 } }, '"search.keep"'],
    [{ search: { saliency: { low: 1, high: 0.1 } } }, '"search.saliency"'],
    [{ dropout: { outer: 0.2 } }, 'has no "dropout"'],
  ])('of GMIC, %j is refused: %s', (changes, expected) => {
    expect(problemOf(changes, 'gmic')).toContain(expected);
  });

  test('that is not JSON is refused', () => {
    const parsed = parseRecipe('epochs: 3', 'gmic');
    expect(!parsed.ok && parsed.problem.message).toBe('The recipe is not JSON: correct it and try again.');
  });

  test('is typed as its network says', () => {
    const parsed = parseRecipe('{"loss":{"saliency":0.001}}', 'gmic');
    expect(parsed.ok && (parsed.value as GmicRecipe).loss).toEqual({ ...gmicRecipe.loss, saliency: 0.001 });
  });
});
