import { describe, expect, it } from 'vitest';
import { openRuntime } from '../../../main/compute/session.ts';
import { gatedAttention, topCount, topShareMean } from '../../../models/gmic/pooling.ts';
import { GraphBuilder } from '../../../models/graph/builder.ts';
import { toOnnx } from '../../../models/graph/onnx.ts';
import type { Pads, Parameter, Value } from '../../../models/graph/operations.ts';
import { massProbability, officialImageProbability } from '../../../models/hdsUresnet/run.ts';
import { lacks, needing } from '../../needs.ts';
import { expectWithin, fixtureJson } from '../parity.ts';

interface Tensor {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}
interface Case {
  readonly case: string;
  readonly op: string;
  readonly attrs: Readonly<Record<string, number>>;
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly outputs: Readonly<Record<string, Tensor>>;
}

/** Writes a case's operator; gives the values that its outputs are compared with. */
type Writer = (
  graph: GraphBuilder,
  x: Value,
  parameter: (name: string) => Parameter,
  attrs: Case['attrs'],
) => Readonly<Record<string, Value>>;

/** TensorFlow's SAME: as many outputs as strides fit, the odd row or column of padding below and to the right. */
function samePads(x: Value, kernel: number, stride: number): Pads {
  const [high, wide] = [x.shape[2], x.shape[3]].map((length) =>
    Math.max((Math.ceil(length / stride) - 1) * stride + kernel - length, 0),
  );
  const [top, left] = [Math.floor(high / 2), Math.floor(wide / 2)];
  return [top, left, high - top, wide - left];
}

/** Kernel (rows, columns, inputs, outputs) as (outputs, inputs, rows, columns). */
function fromHwio(graph: GraphBuilder, kernel: Parameter): Parameter {
  const [rows, columns, inputs, outputs] = kernel.shape;
  const data = new Float32Array(kernel.data.length);
  kernel.data.forEach((value, index) => {
    const output = index % outputs;
    const input = Math.floor(index / outputs) % inputs;
    const position = Math.floor(index / outputs / inputs);
    data[(output * inputs + input) * rows * columns + position] = value;
  });
  return graph.parameter('kernel', [outputs, inputs, rows, columns], data);
}

const writers: Readonly<Record<string, Writer>> = {
  conv2d: (graph, x, parameter, { stride, padding, dilation }) => {
    const operation = {
      op: 'Conv',
      strides: [stride, stride],
      pads: [padding, padding, padding, padding],
      dilations: [dilation, dilation],
      groups: 1,
    } as const;
    return { y: graph.add('y', operation, [x, parameter('w'), parameter('b')])[0] };
  },
  conv2d_tf_same: (graph, x, parameter, { stride }) => {
    const w = fromHwio(graph, parameter('w'));
    const pads = samePads(x, w.shape[2], stride);
    const operation = { op: 'Conv', strides: [stride, stride], pads, dilations: [1, 1], groups: 1 } as const;
    return { y: graph.add('y', operation, [x, w])[0] };
  },
  batch_norm_eval: (graph, x, parameter, { eps }) => ({
    y: graph.batchNormalization('y', x, ['gamma', 'beta', 'mean', 'var'].map(parameter), eps),
  }),
  relu: (graph, x) => ({ y: graph.relu('y', x) }),
  max_pool2d: (graph, x, _, { kernel, stride, padding }) => ({
    y: graph.maxPool('y', x, kernel, { stride, padding }),
  }),
  max_pool2d_tf_same: (graph, x, _, { kernel, stride }) => {
    const pads = samePads(x, kernel, stride);
    const operation = {
      op: 'MaxPool',
      kernel: [kernel, kernel],
      strides: [stride, stride],
      pads,
      indices: false,
    } as const;
    return { y: graph.add('y', operation, [x])[0] };
  },
  avg_pool2d: (graph, x, _, { kernel, stride }) => ({ y: graph.averagePool('y', x, kernel, stride) }),
  upsample_bilinear: (graph, x, _, { times = 1 }) => {
    let y = x;
    for (let time = 0; time < times; time++) y = graph.doubleSize(`y${time}`, y);
    return { y };
  },
  linear: (graph, x, parameter) => ({ y: graph.linear('y', x, parameter('w'), parameter('b')) }),
  global_max: (graph, x) => ({ y: graph.globalMaxPool('y', x) }),
  global_mean: (graph, x) => ({ y: graph.globalAveragePool('y', x) }),
  top_t_mean: (graph, x, _, attrs) => ({ y: topShareMean(graph, 'y', x, attrs.percent_t) }),
  gated_attention: (graph, x, parameter) => {
    const { attention, attended } = gatedAttention(graph, x, 1, {
      u: parameter('U'),
      v: parameter('V'),
      w: parameter('w'),
    });
    const y = graph.sigmoid('y', graph.linear('logits', attended, parameter('cls')));
    return { attention, z: attended, y };
  },
};

/** Needed for training only, or by other networks; `image_probability` has a test of its own. */
const unused = [
  'conv2d_transpose_tf_same',
  'batch_norm_train',
  'upsample_nearest',
  'bce_on_probability',
  'softmax_cross_entropy_2d',
  'sparse_mil_loss',
  'sum_abs_pow',
  'image_probability',
  'optimizer',
];

describe.skipIf(lacks('shared'))(needing('single operators', 'shared'), () => {
  const cases = lacks('shared') ? [] : fixtureJson<{ readonly cases: readonly Case[] }>('ops/ops.json').cases;
  const written = cases.filter(({ op }) => !unused.includes(op));

  it('covers every operator that a network here uses', () => {
    expect(written.map(({ op }) => op).filter((op) => !(op in writers))).toEqual([]);
    expect(written.length).toBeGreaterThan(25);
  });

  it.each(written.map((each) => [each.case, each] as const))(
    '%s',
    async (_, { op, attrs, inputs, outputs }) => {
      const graph = new GraphBuilder();
      const [name, input] = Object.entries(inputs)[0];
      const x = graph.input(name, input.shape);
      const parameter = (key: string) =>
        graph.parameter(key, inputs[key].shape, Float32Array.from(inputs[key].values));
      const values = writers[op](graph, x, parameter, attrs);
      const loaded = await (await openRuntime('cpu'))(toOnnx(graph.graph(op, Object.values(values))));
      const feed = { dims: input.shape, data: Float32Array.from(input.values) };
      const results = await loaded.run(
        { [name]: feed },
        Object.values(values).map((value) => value.name),
      );
      await loaded.release();
      for (const [key, expected] of Object.entries(outputs)) {
        const largest = Math.max(...expected.values.map(Math.abs));
        expectWithin(results[values[key].name].data, expected.values, () => 1e-5 * largest);
      }
    },
  );

  it.each(
    cases
      .filter(({ op }) => op === 'image_probability')
      .map(({ case: name, inputs, outputs }) => [name, inputs.x, outputs] as const),
  )('%s', (_, x, { prob, max_rule }) => {
    const logits = Float32Array.from(x.values);
    expect(officialImageProbability(logits)).toBeCloseTo(prob.values[0], 5);
    expect(Math.max(...massProbability(logits))).toBeCloseTo(max_rule.values[0], 5);
  });

  it.each(
    cases
      .filter(({ attrs }) => 'top_t' in attrs && Number.isInteger(attrs.top_t))
      .map(({ case: name, inputs, attrs }) => [name, inputs.x.shape, attrs] as const),
  )('%s: number of values', (_, shape, { percent_t, top_t }) => {
    expect(topCount(shape[2] * shape[3], percent_t)).toBe(top_t);
  });
});
