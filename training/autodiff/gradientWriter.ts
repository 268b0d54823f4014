import type { GraphBuilder } from '../../models/graph/builder.ts';
import type { Operation, Value } from '../../models/graph/operations.ts';
import { elements } from '../../models/graph/shapes.ts';

/**
 * Writes the backward half of a graph: what rules have in common, and operators whose names say what they are the gradient of,
 * `gradient/<operator>/<its name>/<number>.<written operator>`, so that a profile can tell where time goes.
 */
export class GradientWriter {
  readonly #builder: GraphBuilder;
  readonly #constants = new Map<string, Value>();
  #written = 0;
  #of = '';

  constructor(builder: GraphBuilder) {
    this.#builder = builder;
  }

  /** What is written from here on belongs to the gradient of this operator. */
  begin(operator: string, name: string): void {
    this.#of = `${operator}/${name}`;
  }

  /** The operator's first output. */
  op(operation: Operation, ...inputs: readonly Value[]): Value {
    return this.#builder.add(`gradient/${this.#of}/${this.#written++}.${operation.op}`, operation, inputs)[0];
  }

  /** One number, in a tensor of `rank` axes of length 1. */
  constant(value: number, rank: number): Value {
    return this.table(`${value}`, Array<number>(rank).fill(1), () => Float32Array.of(value));
  }

  /** Numbers that are part of the graph, written once for the same `key` and shape. */
  table(key: string, shape: readonly number[], make: () => Float32Array): Value {
    const name = `gradientConstant/${key}/${shape.join('x')}`;
    const known = this.#constants.get(name);
    if (known !== undefined) return known;
    const made = this.#builder.parameter(name, shape, make());
    this.#constants.set(name, made);
    return made;
  }

  add(a: Value, b: Value): Value {
    return this.op({ op: 'Add' }, a, b);
  }

  subtract(a: Value, b: Value): Value {
    return this.op({ op: 'Sub' }, a, b);
  }

  multiply(a: Value, b: Value): Value {
    return this.op({ op: 'Mul' }, a, b);
  }

  divide(a: Value, b: Value): Value {
    return this.op({ op: 'Div' }, a, b);
  }

  scale(x: Value, factor: number): Value {
    return factor === 1 ? x : this.multiply(x, this.constant(factor, x.shape.length));
  }

  reshape(x: Value, shape: readonly number[]): Value {
    return x.shape.join() === shape.join() ? x : this.op({ op: 'Reshape', shape }, x);
  }

  transpose(x: Value, permutation: readonly number[]): Value {
    return this.op({ op: 'Transpose', permutation }, x);
  }

  expand(x: Value, shape: readonly number[]): Value {
    return x.shape.join() === shape.join() ? x : this.op({ op: 'Expand', shape }, x);
  }

  zeros(shape: readonly number[]): Value {
    return this.expand(this.constant(0, shape.length), shape);
  }

  /** Sum over `axes`, which go. */
  sum(x: Value, axes: readonly number[]): Value {
    return this.op({ op: 'ReduceSum', axes, keepAxes: false }, x);
  }

  /** Sum over images, rows and columns of (N, C, H, W); (C). Row by row first, as in `GraphBuilder.channelMean`. */
  channelSum(x: Value): Value {
    return this.sum(this.sum(x, [3]), [0, 2]);
  }

  /** `gradient` where `condition` holds, else 0. */
  where(condition: Value, gradient: Value): Value {
    return this.op({ op: 'Where' }, condition, gradient, this.constant(0, gradient.shape.length));
  }

  /** The gradient of a tensor of shape `shape` that was repeated to the shape of `gradient`. */
  unbroadcast(gradient: Value, shape: readonly number[]): Value {
    const added = gradient.shape.length - shape.length;
    const axes = gradient.shape.flatMap((length, axis) =>
      axis < added || (shape[axis - added] === 1 && length > 1) ? [axis] : [],
    );
    return axes.length === 0 ? gradient : this.reshape(this.sum(gradient, axes), shape);
  }

  /** A tensor per channel, (C), beside (N, C, H, W). */
  perChannel(x: Value): Value {
    return this.reshape(x, [1, elements(x.shape), 1, 1]);
  }
}
