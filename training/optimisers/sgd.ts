import type { SgdRecipe } from '../../contract/recipe.ts';
import { checkKinds, entry, joinState, stateOf, withGradients, type Optimiser } from './optimiser.ts';

const { fround } = Math;

/**
 * Stochastic gradient descent with momentum, as torch.optim.SGD without dampening and Nesterov: g += decay p; buffer = momentum
 * buffer + g, the first time g itself; p -= rate buffer. The decay is that of the gradient, so it enters the momentum.
 *
 * Constants and the result of every operation are rounded to float32 as torch's are.
 */
export function sgd(recipe: Omit<SgdRecipe, 'kind'>): Optimiser {
  const momentum = fround(recipe.momentum);
  const decay = fround(recipe.weightDecay);
  let buffers = new Map<string, Float32Array>();
  return {
    step(parameters, gradients, learningRate) {
      for (const [name, parameter, gradient] of withGradients(parameters, gradients)) {
        const rate = fround(learningRate);
        if (momentum === 0) plainStep(parameter, gradient, decay, rate);
        else {
          const buffer = entry(buffers, name, gradient.length);
          momentumStep(parameter, gradient, buffer, { momentum, decay, rate });
        }
      }
    },
    state: () => joinState({ momentum: buffers }),
    restore(state) {
      checkKinds(state, ['momentum']);
      buffers = stateOf(state, 'momentum');
    },
  };
}

function plainStep(parameter: Float32Array, gradient: Float32Array, decay: number, rate: number): void {
  for (let at = 0; at < parameter.length; at++) {
    const value = parameter[at];
    parameter[at] = value - rate * fround(gradient[at] + decay * value);
  }
}

interface Constants {
  readonly momentum: number;
  readonly decay: number;
  readonly rate: number;
}

function momentumStep(
  parameter: Float32Array,
  gradient: Float32Array,
  buffer: Float32Array,
  { momentum, decay, rate }: Constants,
): void {
  for (let at = 0; at < parameter.length; at++) {
    const value = parameter[at];
    const moved = fround(fround(momentum * buffer[at]) + fround(gradient[at] + decay * value));
    buffer[at] = moved;
    parameter[at] = value - rate * moved;
  }
}
