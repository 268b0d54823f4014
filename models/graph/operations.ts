/**
 * The operators that graphs are made of: each a record of its attributes, told apart by `op`. What is an
 * attribute here may be a constant input in ONNX; `onnx.ts` knows. The meaning is that of ONNX, operator set 17,
 * restricted to images in N, C, H, W.
 *
 * To add an operator: its record here, its rule in `shapes.ts`, its ONNX form in `onnx.ts`, and a method of the
 * builder.
 */
export type Operation =
  | {
      readonly op: 'Conv';
      readonly strides: Pair;
      readonly pads: Pads;
      readonly dilations: Pair;
      readonly groups: number;
    }
  /** The gradient of `Conv` by its input: kernel (input channels, output channels, rows, columns). */
  | {
      readonly op: 'ConvTranspose';
      readonly strides: Pair;
      readonly pads: Pads;
      readonly dilations: Pair;
      /** Rows and columns at the end that no window reached. */
      readonly outputPadding: Pair;
    }
  /**
   * (x - mean) / sqrt(variance + epsilon) * scale + bias, per channel. `batch`: mean and variance are those of x itself,
   * as in training, so that x moves the result through them too.
   */
  | {
      readonly op: 'BatchNormalization';
      readonly epsilon: number;
      readonly statistics: 'running' | 'batch';
    }
  | { readonly op: 'Relu' }
  | { readonly op: 'Sigmoid' }
  | { readonly op: 'Tanh' }
  | { readonly op: 'Softmax'; readonly axis: number }
  /** log(1 + exp(x)). */
  | { readonly op: 'Softplus' }
  | { readonly op: 'Exp' }
  | { readonly op: 'Log' }
  | { readonly op: 'Sqrt' }
  | { readonly op: 'Neg' }
  | { readonly op: 'Abs' }
  | { readonly op: 'Sign' }
  /** Not below `least` and not above `most`. */
  | { readonly op: 'Clip'; readonly least: number; readonly most: number }
  | { readonly op: 'Add' }
  | { readonly op: 'Sub' }
  | { readonly op: 'Mul' }
  | { readonly op: 'Div' }
  | { readonly op: 'Pow' }
  | { readonly op: 'Equal' }
  | { readonly op: 'Greater' }
  /** Where the condition holds the second input, else the third. */
  | { readonly op: 'Where' }
  /** Padding never wins. With `indices` also where in the flattened input each maximum lies, the first of equals. */
  | {
      readonly op: 'MaxPool';
      readonly kernel: Pair;
      readonly strides: Pair;
      readonly pads: Pads;
      readonly indices: boolean;
    }
  | { readonly op: 'AveragePool'; readonly kernel: Pair; readonly strides: Pair }
  | { readonly op: 'GlobalAveragePool' }
  | { readonly op: 'GlobalMaxPool' }
  | { readonly op: 'ReduceMean'; readonly axes: readonly number[]; readonly keepAxes: boolean }
  | { readonly op: 'ReduceSum'; readonly axes: readonly number[]; readonly keepAxes: boolean }
  /** Index of the largest along `axis`, which stays with length 1; the first of equals. */
  | { readonly op: 'ArgMax'; readonly axis: number }
  /** Bilinear; the corners of input and output coincide. Or the nearest, for whole factors. */
  | {
      readonly op: 'Resize';
      readonly height: number;
      readonly width: number;
      readonly mode: 'linear' | 'nearest';
    }
  | { readonly op: 'Concat'; readonly axis: number }
  | { readonly op: 'Slice'; readonly parts: readonly SlicePart[] }
  /** Zeros around: before each axis, then after each axis. Negative numbers cut off. */
  | { readonly op: 'Pad'; readonly before: readonly number[]; readonly after: readonly number[] }
  | { readonly op: 'Transpose'; readonly permutation: readonly number[] }
  /** Along `axis` the rows of these indices. */
  | { readonly op: 'Gather'; readonly axis: number; readonly indices: readonly number[] }
  /** Along `axis` the elements that the indices (as many axes as x) name. */
  | { readonly op: 'GatherElements'; readonly axis: number }
  /** x with `updates` put (or added) where the indices say, along `axis`. */
  | { readonly op: 'ScatterElements'; readonly axis: number; readonly reduction: 'none' | 'add' }
  /** Axes of length 1 repeated. */
  | { readonly op: 'Expand'; readonly shape: readonly number[] }
  /** Of the last two axes; axes before them are repeated where they are 1 or missing. */
  | { readonly op: 'MatMul' }
  /** x (n, k) times the transpose of w (m, k), plus an optional bias (m). */
  | { readonly op: 'Gemm' }
  | { readonly op: 'Reshape'; readonly shape: readonly number[] }
  /** The `k` largest values along the last axis, in no particular order, and their indices. */
  | { readonly op: 'TopK'; readonly k: number };

/** Rows `start` to `end` (not included) in steps of `step`; backwards where it is negative, `end` null for the very start. */
export interface SlicePart {
  readonly axis: number;
  readonly start: number;
  readonly end: number | null;
  readonly step: number;
}

export type OperatorName = Operation['op'];
export type OperationNamed<Name extends OperatorName> = Extract<Operation, { readonly op: Name }>;

/** Rows, columns. */
export type Pair = readonly [number, number];
/** Top, left, bottom, right. */
export type Pads = readonly [number, number, number, number];

export type ElementType = 'float32' | 'int64' | 'bool';

/** A tensor in a graph: what is known of it before it is computed. */
export interface Value {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
}

/** A tensor whose numbers are part of the graph. */
export interface Parameter extends Value {
  readonly type: 'float32';
  readonly data: Float32Array;
}

/** One application of an operator. */
export interface Node {
  readonly name: string;
  readonly operation: Operation;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
}

/** A network as data: nodes in an order in which they can be computed. */
export interface Graph {
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly parameters: readonly Parameter[];
  readonly nodes: readonly Node[];
  readonly outputs: readonly Value[];
}
