import type { AdamRecipe } from '../../contract/recipe.ts';
import { checkKinds, entry, joinState, stateOf, withGradients, type Optimiser } from './optimiser.ts';

const { fround } = Math;

/**
 * Adam (Kingma and Ba 2015, algorithm 1) as torch.optim.Adam, and AdamW (Loshchilov and Hutter 2019, algorithm 2) as
 * torch.optim.AdamW. Steps are counted per parameter: one that gets its first gradient late is corrected for its own bias.
 *
 * Rounded to float32 where torch rounds: its processors' code joins the product that ends `square` with the sum, without
 * rounding between them.
 */
export function adam(recipe: AdamRecipe): Optimiser {
  let first = new Map<string, Float32Array>();
  let second = new Map<string, Float32Array>();
  let steps = new Map<string, Float32Array>();
  return {
    step(parameters, gradients, learningRate) {
      for (const [name, parameter, gradient] of withGradients(parameters, gradients)) {
        const moments = {
          first: entry(first, name, gradient.length),
          second: entry(second, name, gradient.length),
        };
        const count = ++entry(steps, name, 1)[0];
        adamStep(parameter, gradient, moments, constantsOf(recipe, learningRate, count));
      }
    },
    state: () => joinState({ first, second, steps }),
    restore(state) {
      checkKinds(state, ['first', 'second', 'steps']);
      first = stateOf(state, 'first');
      second = stateOf(state, 'second');
      steps = stateOf(state, 'steps');
    },
  };
}

type Constants = ReturnType<typeof constantsOf>;

/** What is the same for every value of one parameter's step; double arithmetic, rounded to float32 where it meets the values. */
function constantsOf(recipe: AdamRecipe, learningRate: number, step: number) {
  const { kind, beta1, beta2, epsilon, weightDecay } = recipe;
  return {
    /** Added to the gradient, times the value. */
    decay: fround(kind === 'adam' ? weightDecay : 0),
    /** What the value keeps before its step. */
    kept: fround(kind === 'adamw' ? 1 - learningRate * weightDecay : 1),
    beta1: fround(beta1),
    beta2: fround(beta2),
    fresh1: fround(1 - beta1),
    fresh2: fround(1 - beta2),
    size: fround(learningRate / (1 - beta1 ** step)),
    correction: fround(Math.sqrt(1 - beta2 ** step)),
    epsilon: fround(epsilon),
  };
}

function adamStep(
  parameter: Float32Array,
  gradients: Float32Array,
  { first, second }: { readonly first: Float32Array; readonly second: Float32Array },
  { decay, kept, beta1, beta2, fresh1, fresh2, size, correction, epsilon }: Constants,
): void {
  for (let at = 0; at < parameter.length; at++) {
    const before = parameter[at];
    const gradient = fround(gradients[at] + decay * before);
    const mean = fround(fround(beta1 * first[at]) + fresh1 * gradient);
    const square = fround(fround(beta2 * second[at]) + fround(fresh2 * gradient) * gradient);
    first[at] = mean;
    second[at] = square;
    const spread = fround(fround(fround(Math.sqrt(square)) / correction) + epsilon);
    parameter[at] = fround(kept * before) - fround(fround(size * mean) / spread);
  }
}
