import { describe, expect, it } from 'vitest';
import { openRuntime } from '../../../main/compute/session.ts';
import { gatedAttention, topShareMean } from '../../../models/gmic/pooling.ts';
import { GraphBuilder } from '../../../models/graph/builder.ts';
import { toOnnx } from '../../../models/graph/onnx.ts';
import type { Operation, Pads, Value } from '../../../models/graph/operations.ts';
import { differentiate, gradientName } from '../../../training/autodiff/differentiate.ts';
import { binaryCrossEntropy, saliencySize } from '../../../training/losses/gmicLoss.ts';
import { pixelCrossEntropy, sparseMil } from '../../../training/losses/hdsLoss.ts';
import { batchStatisticsNames, TrainingLayers } from '../../../training/networks/trainingLayers.ts';
import { lacks, needing } from '../../needs.ts';
import { expectWithin, fixtureJson } from '../../models/parity.ts';

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
  readonly grad_y?: Tensor;
  readonly grads?: Readonly<Record<string, Tensor>>;
}

/** Writes a case's operator; gives its output `y`. */
type Writer = (graph: GraphBuilder, input: (name: string) => Value, theCase: Case) => Value;

function samePads(lengths: readonly number[], kernel: number, stride: number): Pads {
  const [high, wide] = lengths.map((length) =>
    Math.max((Math.ceil(length / stride) - 1) * stride + kernel - length, 0),
  );
  const [top, left] = [Math.floor(high / 2), Math.floor(wide / 2)];
  return [top, left, high - top, wide - left];
}

const square = (n: number) => [n, n] as const;

function convolution(stride: number, pads: Pads, dilation = 1): Operation {
  return { op: 'Conv', strides: square(stride), pads, dilations: square(dilation), groups: 1 };
}

/** Kernel (rows, columns, a, b) as (b, a, rows, columns). */
function channelsFirst(graph: GraphBuilder, kernel: Value): Value {
  return graph.add('kernel', { op: 'Transpose', permutation: [3, 2, 0, 1] }, [kernel])[0];
}

const writers: Readonly<Record<string, Writer>> = {
  conv2d: (graph, input, { attrs: { stride, padding, dilation } }) => {
    const operation = convolution(stride, [padding, padding, padding, padding], dilation);
    return graph.add('out', operation, [input('x'), input('w'), input('b')])[0];
  },
  conv2d_tf_same: (graph, input, { attrs: { stride } }) => {
    const [x, w] = [input('x'), channelsFirst(graph, input('w'))];
    const pads = samePads(x.shape.slice(2), w.shape[2], stride);
    return graph.add('out', convolution(stride, pads), [x, w])[0];
  },
  conv2d_transpose_tf_same: (graph, input, { attrs: { stride } }) => {
    const [x, w] = [input('x'), channelsFirst(graph, input('w'))];
    const pads = samePads(
      x.shape.slice(2).map((length) => length * stride),
      w.shape[2],
      stride,
    );
    const operation: Operation = {
      op: 'ConvTranspose',
      strides: square(stride),
      pads,
      dilations: [1, 1],
      outputPadding: [0, 0],
    };
    return graph.add('out', operation, [x, w])[0];
  },
  batch_norm_eval: (graph, input, { attrs: { eps } }) =>
    graph.batchNormalization('out', input('x'), ['gamma', 'beta', 'mean', 'var'].map(input), eps),
  relu: (graph, input) => graph.relu('out', input('x')),
  max_pool2d: (graph, input, { attrs: { kernel, stride, padding } }) =>
    graph.maxPool('out', input('x'), kernel, { stride, padding }),
  max_pool2d_tf_same: (graph, input, { attrs: { kernel, stride } }) => {
    const x = input('x');
    const pads = samePads(x.shape.slice(2), kernel, stride);
    const operation: Operation = {
      op: 'MaxPool',
      kernel: square(kernel),
      strides: square(stride),
      pads,
      indices: false,
    };
    return graph.add('out', operation, [x])[0];
  },
  avg_pool2d: (graph, input, { attrs: { kernel, stride } }) =>
    graph.averagePool('out', input('x'), kernel, stride),
  upsample_bilinear: (graph, input, { attrs: { times = 1 } }) =>
    Array.from({ length: times }).reduce<Value>(
      (x, _, time) => graph.doubleSize(`doubled${time}`, x),
      input('x'),
    ),
  upsample_nearest: (graph, input, { attrs: { scale } }) => {
    const x = input('x');
    const [height, width] = x.shape.slice(2).map((length) => length * scale);
    return graph.add('out', { op: 'Resize', height, width, mode: 'nearest' }, [x])[0];
  },
  linear: (graph, input) => graph.linear('out', input('x'), input('w'), input('b')),
  global_max: (graph, input) => {
    const x = input('x');
    return graph.reshape('out', graph.globalMaxPool('max', x), x.shape.slice(0, 2));
  },
  global_mean: (graph, input) => {
    const x = input('x');
    return graph.reshape('out', graph.globalAveragePool('mean', x), x.shape.slice(0, 2));
  },
  top_t_mean: (graph, input, { attrs }) => topShareMean(graph, 'out', input('x'), attrs.percent_t),
  bce_on_probability: (graph, input) =>
    binaryCrossEntropy(graph, 'out', graph.sigmoid('p', input('z')), input('y')),
  softmax_cross_entropy_2d: (graph, input, { inputs }) => {
    const signs = Float32Array.from(inputs.target.values, (target) => (target > 0 ? -1 : 1));
    const [images, , rows, columns] = inputs.x.shape;
    return pixelCrossEntropy(
      graph,
      'out',
      input('x'),
      graph.parameter('signs', [images, 1, rows, columns], signs),
    );
  },
  sparse_mil_loss: (graph, input, { inputs, attrs }) => {
    const signs = Float32Array.from(inputs.target.values, (target) => (target > 0 ? -1 : 1));
    const imageSigns = graph.parameter('signs', [signs.length, 1], signs);
    return sparseMil(graph, 'out', input('x'), imageSigns, attrs.sparse_factor);
  },
  gated_attention: (graph, input) => {
    const weights = { u: input('U'), v: input('V'), w: input('w') };
    const { attended } = gatedAttention(graph, input('h'), 1, weights);
    return graph.sigmoid('out', graph.linear('logits', attended, input('cls')));
  },
  sum_abs_pow: (graph, input, { attrs: { beta } }) => saliencySize(graph, 'out', input('a'), beta),
};

/** Not graphs: their own tests have them. `batch_norm_train` is below. */
const elsewhere = ['optimizer', 'image_probability', 'batch_norm_train'];

async function compute(graph: GraphBuilder, y: Value, { inputs, grad_y, grads }: Case) {
  if (grad_y === undefined || grads === undefined) throw new Error('the case has no gradients');
  const weights = graph.parameter('grad_y', y.shape, Float32Array.from(grad_y.values));
  const axes = y.shape.map((_, axis) => axis);
  graph.add('loss', { op: 'ReduceSum', axes, keepAxes: true }, [graph.product('weighted', y, weights)]);
  const forward = graph.graph('case', [
    y,
    graph.reshape('loss1', { ...y, name: 'loss', shape: y.shape.map(() => 1) }, [1]),
  ]);
  const names = Object.keys(grads);
  const whole = differentiate(forward, 'loss1', names);
  const session = await (await openRuntime('cpu'))(toOnnx(whole));
  const feeds = Object.fromEntries(
    whole.inputs.map(({ name }) => [
      name,
      { dims: inputs[name].shape, data: Float32Array.from(inputs[name].values) },
    ]),
  );
  const results = await session.run(
    feeds,
    whole.outputs.map(({ name }) => name),
  );
  await session.release();
  return results;
}

function expectClose(actual: Float32Array, expected: Tensor): void {
  const largest = Math.max(...expected.values.map(Math.abs));
  expectWithin(actual, expected.values, () => 1e-5 * largest);
}

describe.skipIf(lacks('shared'))(needing('gradients of single operators', 'shared'), () => {
  const cases = lacks('shared') ? [] : fixtureJson<{ readonly cases: readonly Case[] }>('ops/ops.json').cases;
  const written = cases.filter(({ op }) => !elsewhere.includes(op));

  it('has every case', () => {
    expect(written.map(({ op }) => op).filter((op) => !(op in writers))).toEqual([]);
    expect(cases).toHaveLength(38);
  });

  it.each(written.map((each) => [each.case, each] as const))('%s', async (_, theCase) => {
    const graph = new GraphBuilder();
    const inputs = new Map<string, Value>();
    const input = (name: string): Value => {
      const value = inputs.get(name) ?? graph.input(name, theCase.inputs[name].shape);
      inputs.set(name, value);
      return value;
    };
    const y = writers[theCase.op](graph, input, theCase);
    const results = await compute(graph, y, theCase);
    expectClose(results[y.name].data, theCase.outputs.y);
    for (const [name, expected] of Object.entries(theCase.grads ?? {})) {
      expectClose(results[gradientName(name)].data, expected);
    }
  });

  it('bn_train', async () => {
    const theCase = cases.find(({ op }) => op === 'batch_norm_train');
    if (theCase === undefined) throw new Error('no such case');
    const { x, gamma, beta } = theCase.inputs;
    const channels = x.shape[1];
    const graph = new GraphBuilder();
    const layers = new TrainingLayers(graph, [
      { name: 'bn.weight', shape: [channels] },
      { name: 'bn.bias', shape: [channels] },
      { name: 'identity.weight', shape: [channels, channels, 1, 1] },
    ]);
    const y = layers.convNorm('identity', 'bn', graph.input('x', x.shape));
    const identity = Array.from({ length: channels ** 2 }, (_, at) => (at % (channels + 1) === 0 ? 1 : 0));
    const results = await compute(graph, y, {
      ...theCase,
      inputs: {
        x,
        'bn.weight': gamma,
        'bn.bias': beta,
        'identity.weight': { shape: [channels, channels, 1, 1], values: identity },
      },
      grads: { x, 'bn.weight': gamma, 'bn.bias': beta },
    });
    expectClose(results.bn.data, theCase.outputs.y);
    expectClose(results[gradientName('x')].data, theCase.grads?.x as Tensor);
    expectClose(results[gradientName('bn.weight')].data, theCase.grads?.gamma as Tensor);
    expectClose(results[gradientName('bn.bias')].data, theCase.grads?.beta as Tensor);
    expect(batchStatisticsNames('bn').mean).toBe('bn.batch_mean');
  });
});
