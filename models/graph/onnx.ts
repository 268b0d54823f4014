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
  /** Whole numbers that ONNX takes as further inputs; null leaves an optional input out. */
  readonly constants?: readonly (readonly number[] | null)[];
}

const forms: {
  readonly [Name in OperatorName]: (operation: OperationNamed<Name>, output: Value) => OnnxForm;
} = {
  Conv: ({ strides, pads, dilations, groups }) => ({
    attributes: { strides, pads, dilations, group: groups },
  }),
  BatchNormalization: ({ epsilon }) => ({ attributes: { epsilon: { float: epsilon } } }),
  Relu: () => ({}),
  Sigmoid: () => ({}),
  Tanh: () => ({}),
  Softmax: ({ axis }) => ({ attributes: { axis } }),
  Add: () => ({}),
  Mul: () => ({}),
  MaxPool: ({ kernel, strides, pads }) => ({ attributes: { kernel_shape: kernel, strides, pads } }),
  AveragePool: ({ kernel, strides }) => ({ attributes: { kernel_shape: kernel, strides } }),
  GlobalAveragePool: () => ({}),
  GlobalMaxPool: () => ({}),
  ReduceMean: ({ axis }) => ({ attributes: { axes: [axis], keepdims: 0 } }),
  Resize: (_, output) => ({
    attributes: { mode: 'linear', coordinate_transformation_mode: 'align_corners' },
    constants: [null, null, output.shape],
  }),
  Concat: ({ axis }) => ({ attributes: { axis } }),
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
      constants.push(int64Tensor(name, numbers));
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

function int64Tensor(name: string, numbers: readonly number[]): object {
  const rawData = new Uint8Array(BigInt64Array.from(numbers, BigInt).buffer);
  return { name, dims: [numbers.length], dataType: dataType.int64, rawData };
}
