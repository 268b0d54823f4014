import protobuf from 'protobufjs/light.js';
import { attributeType, dataType, onnxSchema } from './onnxSchema.ts';
import type { Graph, Node, Operation, OperationNamed, OperatorName, Parameter, Value } from './operations.ts';

const irVersion = 8;
const operatorSet = 17;

/** An attribute: a whole number, a list of them, a text, or `{ float }`. */
type Attribute = number | readonly number[] | string | { readonly float: number };

/** How ONNX writes an operator. */
interface OnnxForm {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** What ONNX takes as further inputs: whole numbers, or one `{ float }`; null leaves an optional input out. */
  readonly constants?: readonly (readonly number[] | { readonly float: number } | null)[];
}

const forms: {
  readonly [Name in OperatorName]: (operation: OperationNamed<Name>, output: Value) => OnnxForm;
} = {
  Conv: ({ strides, pads, dilations, groups }) => ({
    attributes: { strides, pads, dilations, group: groups },
  }),
  ConvTranspose: ({ strides, pads, dilations, outputPadding }) => ({
    attributes: { strides, pads, dilations, output_padding: outputPadding },
  }),
  BatchNormalization: ({ epsilon }) => ({ attributes: { epsilon: { float: epsilon } } }),
  Relu: () => ({}),
  Sigmoid: () => ({}),
  Tanh: () => ({}),
  Softmax: ({ axis }) => ({ attributes: { axis } }),
  Softplus: () => ({}),
  Exp: () => ({}),
  Log: () => ({}),
  Sqrt: () => ({}),
  Neg: () => ({}),
  Abs: () => ({}),
  Sign: () => ({}),
  Clip: ({ least, most }) => ({ constants: [{ float: least }, { float: most }] }),
  Add: () => ({}),
  Sub: () => ({}),
  Mul: () => ({}),
  Div: () => ({}),
  Pow: () => ({}),
  Equal: () => ({}),
  Greater: () => ({}),
  Where: () => ({}),
  MaxPool: ({ kernel, strides, pads }) => ({ attributes: { kernel_shape: kernel, strides, pads } }),
  AveragePool: ({ kernel, strides }) => ({ attributes: { kernel_shape: kernel, strides } }),
  GlobalAveragePool: () => ({}),
  GlobalMaxPool: () => ({}),
  ReduceMean: ({ axes, keepAxes }) => ({ attributes: { axes, keepdims: keepAxes ? 1 : 0 } }),
  ReduceSum: ({ axes, keepAxes }) => ({ attributes: { keepdims: keepAxes ? 1 : 0 }, constants: [axes] }),
  ArgMax: ({ axis }) => ({ attributes: { axis, keepdims: 1, select_last_index: 0 } }),
  Resize: ({ mode }, output) => ({
    attributes:
      mode === 'linear'
        ? { mode, coordinate_transformation_mode: 'align_corners' }
        : { mode, coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' },
    constants: [null, null, output.shape],
  }),
  Concat: ({ axis }) => ({ attributes: { axis } }),
  Slice: ({ parts }) => ({
    constants: [
      parts.map(({ start }) => start),
      // ONNX counts a negative end from the back: one far below stands for "through the very first".
      parts.map(({ end }) => end ?? -(2 ** 31)),
      parts.map(({ axis }) => axis),
      parts.map(({ step }) => step),
    ],
  }),
  Pad: ({ before, after }) => ({ constants: [[...before, ...after]] }),
  Transpose: ({ permutation }) => ({ attributes: { perm: permutation } }),
  Gather: ({ axis, indices }) => ({ attributes: { axis }, constants: [indices] }),
  GatherElements: ({ axis }) => ({ attributes: { axis } }),
  ScatterElements: ({ axis, reduction }) => ({ attributes: { axis, reduction } }),
  Expand: ({ shape }) => ({ constants: [shape] }),
  MatMul: () => ({}),
  Gemm: () => ({ attributes: { transB: 1 } }),
  Reshape: ({ shape }) => ({ constants: [shape] }),
  TopK: ({ k }) => ({ attributes: { axis: -1, sorted: 0 }, constants: [[k]] }),
};

const modelType = protobuf.Root.fromJSON(onnxSchema).lookupType('onnx.ModelProto');

/**
 * The graph as an ONNX model (`ModelProto` bytes; ONNX IR version 8, operator set 17, of which every operator is
 * standard). Every value's type and shape is written down, so that a reader can compare its own inference.
 */
export function toOnnx(graph: Graph): Uint8Array {
  const constants: object[] = [];
  const node = graph.nodes.map((each) => {
    const form = formOf(each);
    const extra = (form.constants ?? []).map((numbers, index) => {
      if (numbers === null) return '';
      const name = `${each.name}/constant${index}`;
      constants.push('float' in numbers ? floatScalar(name, numbers.float) : int64Tensor(name, numbers));
      return name;
    });
    return {
      input: [...each.inputs.map((input) => input.name), ...extra],
      output: each.outputs.map((output) => output.name),
      name: each.name,
      opType: each.operation.op,
      attribute: Object.entries(form.attributes ?? {}).map(attribute),
    };
  });
  const outputNames = new Set(graph.outputs.map((output) => output.name));
  const inner = graph.nodes.flatMap((each) => each.outputs).filter(({ name }) => !outputNames.has(name));
  const message = {
    irVersion,
    producerName: 'mammoscope',
    opsetImport: [{ domain: '', version: operatorSet }],
    graph: {
      name: graph.name,
      node,
      initializer: [...graph.parameters.map(floatTensor), ...constants],
      input: graph.inputs.map(valueInfo),
      output: graph.outputs.map(valueInfo),
      valueInfo: inner.map(valueInfo),
    },
  };
  return modelType.encode(message).finish();
}

function formOf({ operation, outputs }: Node): OnnxForm {
  return (forms[operation.op] as (operation: Operation, output: Value) => OnnxForm)(operation, outputs[0]);
}

function attribute([name, value]: [string, Attribute]): object {
  if (typeof value === 'number') return { name, i: value, type: attributeType.int };
  if (typeof value === 'string') {
    return { name, s: new TextEncoder().encode(value), type: attributeType.string };
  }
  if ('float' in value) return { name, f: value.float, type: attributeType.float };
  return { name, ints: value, type: attributeType.ints };
}

function valueInfo({ name, type, shape }: Value): object {
  const dim = shape.map((length) => ({ dimValue: length }));
  return { name, type: { tensorType: { elemType: dataType[type], shape: { dim } } } };
}

function floatTensor({ name, shape, data }: Parameter): object {
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { name, dims: shape, dataType: dataType.float32, rawData };
}

function floatScalar(name: string, value: number): object {
  return {
    name,
    dims: [],
    dataType: dataType.float32,
    rawData: new Uint8Array(Float32Array.of(value).buffer),
  };
}

function int64Tensor(name: string, numbers: readonly number[]): object {
  const rawData = new Uint8Array(BigInt64Array.from(numbers, BigInt).buffer);
  return { name, dims: [numbers.length], dataType: dataType.int64, rawData };
}
