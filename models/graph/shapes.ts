import type { OperationNamed, OperatorName, Operation, Pads, Pair, Value } from './operations.ts';

type Shape = readonly number[];
/** An output: its shape, and its element type where that is not float32. */
interface Inferred {
  readonly shape: Shape;
  readonly type?: Value['type'];
}
type ShapeRule<Name extends OperatorName> = (
  operation: OperationNamed<Name>,
  inputs: readonly Shape[],
) => readonly Inferred[];

const same = (_operation: Operation, inputs: readonly Shape[]): readonly Inferred[] => [{ shape: inputs[0] }];

const elementwise = (_operation: Operation, [a, b]: readonly Shape[]): readonly Inferred[] => [
  { shape: broadcast(a, b) },
];

const comparison = (_operation: Operation, [a, b]: readonly Shape[]): readonly Inferred[] => [
  { shape: broadcast(a, b), type: 'bool' },
];

const rules: { readonly [Name in OperatorName]: ShapeRule<Name> } = {
  Conv: ({ strides, pads, dilations, groups }, [x, w, bias]) => {
    requireRank(x, 4);
    requireRank(w, 4);
    require(x[1] === w[1] * groups && w[0] % groups === 0, 'channels and kernel agree');
    if (bias !== undefined) require(bias.length === 1 && bias[0] === w[0], 'one bias per output channel');
    const extent: Pair = [(w[2] - 1) * dilations[0] + 1, (w[3] - 1) * dilations[1] + 1];
    return [{ shape: [x[0], w[0], ...slidingWindow(x, extent, strides, pads)] }];
  },
  ConvTranspose: ({ strides, pads, dilations, outputPadding }, [x, w]) => {
    requireRank(x, 4);
    requireRank(w, 4);
    require(x[1] === w[0], 'channels and kernel agree');
    const along = (axis: 0 | 1) =>
      (x[2 + axis] - 1) * strides[axis] -
      pads[axis] -
      pads[axis + 2] +
      (w[2 + axis] - 1) * dilations[axis] +
      1 +
      outputPadding[axis];
    return [{ shape: [x[0], w[1], along(0), along(1)] }];
  },
  BatchNormalization: (_, [x, ...parameters]) => {
    require(parameters.length === 4 &&
      parameters.every(([channels]) => channels === x[1]), 'scale, bias, mean and variance per channel');
    return [{ shape: x }];
  },
  Relu: same,
  Sigmoid: same,
  Tanh: same,
  Softmax: same,
  Softplus: same,
  Exp: same,
  Log: same,
  Sqrt: same,
  Neg: same,
  Abs: same,
  Sign: same,
  Clip: ({ least, most }, [x]) => {
    require(least < most, 'least below most');
    return [{ shape: x }];
  },
  Add: elementwise,
  Sub: elementwise,
  Mul: elementwise,
  Div: elementwise,
  Pow: elementwise,
  Equal: comparison,
  Greater: comparison,
  Where: (_, [condition, a, b]) => [{ shape: broadcast(condition, broadcast(a, b)) }],
  MaxPool: ({ kernel, strides, pads, indices }, [x]) => {
    const shape = [x[0], x[1], ...slidingWindow(x, kernel, strides, pads)];
    return indices ? [{ shape }, { shape, type: 'int64' }] : [{ shape }];
  },
  AveragePool: ({ kernel, strides }, [x]) => [
    { shape: [x[0], x[1], ...slidingWindow(x, kernel, strides, [0, 0, 0, 0])] },
  ],
  GlobalAveragePool: (_, [x]) => [{ shape: [x[0], x[1], 1, 1] }],
  GlobalMaxPool: (_, [x]) => [{ shape: [x[0], x[1], 1, 1] }],
  ReduceMean: ({ axes, keepAxes }, [x]) => [{ shape: reduced(x, axes, keepAxes) }],
  ReduceSum: ({ axes, keepAxes }, [x]) => [{ shape: reduced(x, axes, keepAxes) }],
  ArgMax: ({ axis }, [x]) => [{ shape: reduced(x, [axis], true), type: 'int64' }],
  Resize: ({ height, width }, [x]) => {
    requireRank(x, 4);
    return [{ shape: [x[0], x[1], height, width] }];
  },
  Concat: ({ axis }, inputs) => {
    const others = (shape: Shape) => shape.filter((_, index) => index !== axis).join();
    require(inputs.every(
      (shape) => others(shape) === others(inputs[0]),
    ), 'axes other than the joined one agree');
    const joined = inputs.reduce((sum, shape) => sum + shape[axis], 0);
    return [{ shape: inputs[0].map((length, index) => (index === axis ? joined : length)) }];
  },
  Slice: ({ parts }, [x]) => {
    const shape = [...x];
    for (const { axis, start, end, step } of parts) {
      require(step !== 0 && start >= 0 && start < x[axis] && (end ?? 0) <= x[axis], 'a part of the axis');
      shape[axis] = Math.ceil(((end ?? -1) - start) / step);
    }
    return [{ shape }];
  },
  Pad: ({ before, after }, [x]) => {
    require(before.length === x.length && after.length === x.length, 'padding for every axis');
    return [{ shape: x.map((length, axis) => length + before[axis] + after[axis]) }];
  },
  Transpose: ({ permutation }, [x]) => {
    require([...permutation].sort((a, b) => a - b).every((axis, index) => axis === index), 'each axis once');
    require(permutation.length === x.length, 'every axis');
    return [{ shape: permutation.map((axis) => x[axis]) }];
  },
  Gather: ({ axis, indices }, [x]) => {
    require(indices.every((index) => index >= 0 && index < x[axis]), 'indices on the axis');
    return [{ shape: x.map((length, index) => (index === axis ? indices.length : length)) }];
  },
  GatherElements: (_, [x, indices]) => {
    requireRank(indices, x.length);
    return [{ shape: indices }];
  },
  ScatterElements: (_, [x, indices, updates]) => {
    require(indices.join() === updates.join() && indices.length === x.length, 'an index for each update');
    return [{ shape: x }];
  },
  Expand: ({ shape }, [x]) => {
    require(broadcast(x, shape).join() === shape.join(), 'only axes of length 1 grow');
    return [{ shape }];
  },
  MatMul: (_, [a, b]) => {
    require(a.length >= 2 && b.length >= 2, 'two axes');
    require(a[a.length - 1] === b[b.length - 2], 'inner lengths agree');
    const rank = Math.max(a.length, b.length);
    const batch = (shape: Shape) => [...Array<number>(rank - shape.length).fill(1), ...shape.slice(0, -2)];
    return [{ shape: [...broadcast(batch(a), batch(b)), a[a.length - 2], b[b.length - 1]] }];
  },
  Gemm: (_, [x, w, bias]) => {
    requireRank(x, 2);
    require(x[1] === w[1], 'features and weights agree');
    if (bias !== undefined) require(bias.length === 1 && bias[0] === w[0], 'one bias per output');
    return [{ shape: [x[0], w[0]] }];
  },
  Reshape: ({ shape }, [x]) => {
    require(elements(shape) === elements(x), 'as many elements after as before');
    return [{ shape }];
  },
  TopK: ({ k }, [x]) => {
    require(k >= 1 && k <= x[x.length - 1], 'between one and all of the last axis');
    const shape = [...x.slice(0, -1), k];
    return [{ shape }, { shape, type: 'int64' }];
  },
};

/** Shapes and types of what `operation` makes of inputs of these shapes. Throws where they do not fit: a bug. */
export function inferOutputs(operation: Operation, inputs: readonly Shape[]): readonly Inferred[] {
  try {
    const outputs = (rules[operation.op] as ShapeRule<OperatorName>)(operation, inputs);
    for (const { shape } of outputs) {
      require(shape.every((length) => Number.isInteger(length) && length > 0), 'no empty axis');
    }
    return outputs;
  } catch (error) {
    const given = inputs.map((shape) => `(${shape.join(', ')})`).join(' ');
    throw new Error(`${operation.op} of ${given}: ${(error as Error).message}`, { cause: error });
  }
}

export function elements(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}

function slidingWindow(x: Shape, extent: Pair, strides: Pair, pads: Pads): Pair {
  const along = (axis: 0 | 1) =>
    Math.floor((x[2 + axis] + pads[axis] + pads[axis + 2] - extent[axis]) / strides[axis]) + 1;
  return [along(0), along(1)];
}

function reduced(x: Shape, axes: readonly number[], keepAxes: boolean): Shape {
  require(axes.every((axis) => axis >= 0 && axis < x.length), 'axes that are there');
  return keepAxes
    ? x.map((length, axis) => (axes.includes(axis) ? 1 : length))
    : x.filter((_, axis) => !axes.includes(axis));
}

/** NumPy's rule, for shapes of equal rank. */
function broadcast(a: Shape, b: Shape): Shape {
  require(a.length === b.length, 'equal ranks');
  return a.map((length, axis) => {
    require(length === b[axis] || length === 1 || b[axis] === 1, `axis ${axis} agrees or is 1`);
    return Math.max(length, b[axis]);
  });
}

function requireRank(shape: Shape, rank: number): void {
  require(shape.length === rank, `${rank} axes`);
}

function require(condition: boolean, expectation: string): void {
  if (!condition) throw new Error(`expected ${expectation}`);
}
