import type { OperatorName, Value } from '../../models/graph/operations.ts';
import type { Backward, RuleTable } from './rule.ts';

/** Smallest normal float32: below it, 1 / x is infinite, and 0 times that is no number. */
const smallestNormal = 2 ** -126;
const largest = 3.4028234663852886e38;

/** One input, one output of its shape. */
function unary<Name extends OperatorName>(derive: (backward: Backward<Name>) => Value) {
  return (backward: Backward<Name>): readonly Value[] => [derive(backward)];
}

/** Gradients for two inputs that were repeated to a common shape. */
function binary<Name extends OperatorName>(
  left: (backward: Backward<Name>) => Value,
  right: (backward: Backward<Name>) => Value,
) {
  return (backward: Backward<Name>): readonly (Value | null)[] => {
    const { inputs, needed, write } = backward;
    return [left, right].map((derive, at) =>
      needed[at] ? write.unbroadcast(derive(backward), inputs[at].shape) : null,
    );
  };
}

/** Nothing changes with the input but at jumps. */
const flat = ({ inputs }: { readonly inputs: readonly Value[] }): readonly null[] => inputs.map(() => null);

/** y = f(x), number by number. The derivatives are those of torch where a function has a kink. */
export const elementwiseRules: RuleTable = {
  /** 0 at exactly 0. */
  Relu: unary(({ gradient, outputs: [y], write }) =>
    write.where(write.op({ op: 'Greater' }, y, write.constant(0, y.shape.length)), gradient),
  ),
  Sigmoid: unary(({ gradient, outputs: [y], write }) =>
    write.multiply(gradient, write.multiply(y, write.subtract(write.constant(1, y.shape.length), y))),
  ),
  Tanh: unary(({ gradient, outputs: [y], write }) =>
    write.multiply(gradient, write.subtract(write.constant(1, y.shape.length), write.multiply(y, y))),
  ),
  Softmax: ({ operation: { axis }, gradient, outputs: [y], write }) => {
    const weighted = write.multiply(gradient, y);
    const sum = write.op({ op: 'ReduceSum', axes: [axis], keepAxes: true }, weighted);
    return [write.subtract(weighted, write.multiply(y, sum))];
  },
  Softplus: unary(({ gradient, inputs: [x], write }) =>
    write.multiply(gradient, write.op({ op: 'Sigmoid' }, x)),
  ),
  Exp: unary(({ gradient, outputs: [y], write }) => write.multiply(gradient, y)),
  Log: unary(({ gradient, inputs: [x], write }) =>
    write.divide(gradient, write.op({ op: 'Clip', least: smallestNormal, most: largest }, x)),
  ),
  Sqrt: unary(({ gradient, outputs: [y], write }) => write.divide(write.scale(gradient, 0.5), y)),
  Neg: unary(({ gradient, write }) => write.op({ op: 'Neg' }, gradient)),
  Abs: unary(({ gradient, inputs: [x], write }) => write.multiply(gradient, write.op({ op: 'Sign' }, x))),
  Sign: flat,
  /** Whole at the limits themselves. */
  Clip: unary(({ gradient, inputs: [x], outputs: [y], write }) =>
    write.where(write.op({ op: 'Equal' }, x, y), gradient),
  ),
  Add: binary(
    ({ gradient }) => gradient,
    ({ gradient }) => gradient,
  ),
  Sub: binary(
    ({ gradient }) => gradient,
    ({ gradient, write }) => write.op({ op: 'Neg' }, gradient),
  ),
  Mul: binary(
    ({ gradient, inputs: [, b], write }) => write.multiply(gradient, b),
    ({ gradient, inputs: [a], write }) => write.multiply(gradient, a),
  ),
  Div: binary(
    ({ gradient, inputs: [, b], write }) => write.divide(gradient, b),
    ({ gradient, inputs: [, b], outputs: [y], write }) =>
      write.op({ op: 'Neg' }, write.divide(write.multiply(gradient, y), b)),
  ),
  /** By the base; the exponent is a constant of the graph. */
  Pow: ({ gradient, inputs: [x, exponent], needed, write }) => {
    if (needed[1]) throw new Error('Pow has no rule for its exponent');
    const one = write.constant(1, exponent.shape.length);
    const power = write.op({ op: 'Pow' }, x, write.subtract(exponent, one));
    return [write.unbroadcast(write.multiply(gradient, write.multiply(exponent, power)), x.shape), null];
  },
  Equal: flat,
  Greater: flat,
  Where: ({ gradient, inputs: [condition, a, b], needed, write }) => {
    const zero = write.constant(0, gradient.shape.length);
    const ofA = () => write.op({ op: 'Where' }, condition, gradient, zero);
    const ofB = () => write.op({ op: 'Where' }, condition, zero, gradient);
    return [
      null,
      needed[1] ? write.unbroadcast(ofA(), a.shape) : null,
      needed[2] ? write.unbroadcast(ofB(), b.shape) : null,
    ];
  },
};
