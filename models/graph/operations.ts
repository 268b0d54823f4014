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
  /** Inference: (x - mean) / sqrt(variance + epsilon) * scale + bias, per channel. */
  | { readonly op: 'BatchNormalization'; readonly epsilon: number }
  | { readonly op: 'Relu' }
  | { readonly op: 'Sigmoid' }
  | { readonly op: 'Tanh' }
  | { readonly op: 'Softmax'; readonly axis: number }
  | { readonly op: 'Add' }
  | { readonly op: 'Mul' }
  /** Padding never wins. */
  | { readonly op: 'MaxPool'; readonly kernel: Pair; readonly strides: Pair; readonly pads: Pads }
  | { readonly op: 'AveragePool'; readonly kernel: Pair; readonly strides: Pair }
  | { readonly op: 'GlobalAveragePool' }
  | { readonly op: 'GlobalMaxPool' }
  /** Mean over `axis`, which goes. */
  | { readonly op: 'ReduceMean'; readonly axis: number }
  /** Bilinear; the corners of input and output coincide. */
  | { readonly op: 'Resize'; readonly height: number; readonly width: number }
  | { readonly op: 'Concat'; readonly axis: number }
  | { readonly op: 'MatMul' }
  /** x (n, k) times the transpose of w (m, k), plus an optional bias (m). */
  | { readonly op: 'Gemm' }
  | { readonly op: 'Reshape'; readonly shape: readonly number[] }
  /** The `k` largest values along the last axis, in no particular order, and their indices. */
  | { readonly op: 'TopK'; readonly k: number };

export type OperatorName = Operation['op'];
export type OperationNamed<Name extends OperatorName> = Extract<Operation, { readonly op: Name }>;

/** Rows, columns. */
export type Pair = readonly [number, number];
/** Top, left, bottom, right. */
export type Pads = readonly [number, number, number, number];

export type ElementType = 'float32' | 'int64';

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
