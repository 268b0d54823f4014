import { describe, expect, it } from 'vitest';
import { openRuntime } from '../../../main/compute/session.ts';
import { GraphBuilder } from '../../../models/graph/builder.ts';
import { toOnnx } from '../../../models/graph/onnx.ts';
import type { Operation, Value } from '../../../models/graph/operations.ts';
import { elements } from '../../../models/graph/shapes.ts';
import { differentiate, gradientName } from '../../../training/autodiff/differentiate.ts';
import { randomStream } from '../../../training/phantoms/random.ts';

interface Case {
  readonly name: string;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** Values are drawn between these; 0.2 to 1.5 where nothing else is said. */
  readonly range?: readonly [number, number];
  readonly write: (graph: GraphBuilder, inputs: Readonly<Record<string, Value>>) => Value;
}

/** A case of one operator over inputs a, b, c in order. */
function single(operation: Operation, shapes: readonly (readonly number[])[], range?: Case['range']): Case {
  const names = ['a', 'b', 'c', 'd', 'e'].slice(0, shapes.length);
  return {
    name: operation.op,
    shapes: Object.fromEntries(names.map((name, at) => [name, shapes[at]])),
    ...(range === undefined ? {} : { range }),
    write: (graph, inputs) =>
      graph.add(
        'y',
        operation,
        names.map((name) => inputs[name]),
      )[0],
  };
}

const around0 = [-1.5, 1.5] as const;
const image = [2, 3, 5, 4];

const cases: readonly Case[] = [
  single({ op: 'Relu' }, [image], around0),
  single({ op: 'Sigmoid' }, [image], around0),
  single({ op: 'Tanh' }, [image], around0),
  single({ op: 'Softmax', axis: 1 }, [image], around0),
  single({ op: 'Softplus' }, [image], around0),
  single({ op: 'Exp' }, [image], around0),
  single({ op: 'Log' }, [image]),
  single({ op: 'Sqrt' }, [image]),
  single({ op: 'Neg' }, [image]),
  single({ op: 'Abs' }, [image], around0),
  single({ op: 'Clip', least: -0.6, most: 0.7 }, [image], around0),
  single({ op: 'Add' }, [image, [1, 3, 1, 1]]),
  single({ op: 'Sub' }, [image, [1, 3, 1, 1]]),
  single({ op: 'Mul' }, [[2, 1, 5, 1], image]),
  single({ op: 'Div' }, [image, [1, 3, 1, 4]]),
  {
    name: 'Pow',
    shapes: { a: image },
    write: (graph, { a }) => {
      const exponent = graph.parameter('exponent', [1, 1, 1, 1], Float32Array.of(1.7));
      return graph.add('y', { op: 'Pow' }, [a, exponent])[0];
    },
  },
  {
    name: 'Where',
    shapes: { a: image, b: image },
    write: (graph, { a, b }) => {
      const limit = graph.parameter('limit', [1, 1, 1, 1], Float32Array.of(0.8));
      return graph.add('y', { op: 'Where' }, [graph.add('c', { op: 'Greater' }, [a, limit])[0], a, b])[0];
    },
  },
  single({ op: 'BatchNormalization', epsilon: 0.1, statistics: 'running' }, [image, [3], [3], [3], [3]]),
  single({ op: 'AveragePool', kernel: [2, 3], strides: [2, 1] }, [[2, 3, 5, 7]]),
  single({ op: 'GlobalAveragePool' }, [image]),
  single({ op: 'GlobalMaxPool' }, [image]),
  single({ op: 'MaxPool', kernel: [3, 2], strides: [2, 1], pads: [1, 0, 0, 1], indices: false }, [image]),
  single({ op: 'ReduceMean', axes: [0, 2], keepAxes: false }, [image]),
  single({ op: 'ReduceSum', axes: [1], keepAxes: true }, [image]),
  single({ op: 'Resize', height: 9, width: 7, mode: 'linear' }, [image]),
  single({ op: 'Resize', height: 10, width: 12, mode: 'nearest' }, [image]),
  single({ op: 'Concat', axis: 1 }, [image, [2, 1, 5, 4]]),
  single({ op: 'Slice', parts: [{ axis: 2, start: 1, end: 4, step: 1 }] }, [image]),
  single({ op: 'Pad', before: [0, 1, 0, 2], after: [0, 0, 3, 1] }, [image]),
  single({ op: 'Transpose', permutation: [2, 0, 3, 1] }, [image]),
  single({ op: 'Reshape', shape: [6, 20] }, [image]),
  single({ op: 'Expand', shape: [2, 3, 5, 4] }, [[2, 1, 1, 4]]),
  single({ op: 'Gather', axis: 1, indices: [2, 0, 2] }, [image]),
  single({ op: 'Gather', axis: 3, indices: [1, 1] }, [image]),
  single({ op: 'TopK', k: 3 }, [image]),
  {
    name: 'GatherElements',
    shapes: { a: image },
    write: (graph, { a }) => {
      const largest = graph.add('largest', { op: 'ArgMax', axis: 2 }, [a])[0];
      return graph.add('y', { op: 'GatherElements', axis: 2 }, [a, largest])[0];
    },
  },
  single({ op: 'MatMul' }, [
    [2, 3, 4],
    [4, 5],
  ]),
  single({ op: 'MatMul' }, [
    [3, 4],
    [2, 4, 5],
  ]),
  single({ op: 'Gemm' }, [[4, 3], [5, 3], [5]]),
  // Kernels and maps of the sizes at which the kernel's gradient is written differently.
  single({ op: 'Conv', strides: [2, 1], pads: [1, 0, 0, 1], dilations: [1, 2], groups: 1 }, [
    [2, 9, 6, 7],
    [3, 9, 3, 2],
    [3],
  ]),
  single({ op: 'Conv', strides: [1, 1], pads: [1, 1, 1, 1], dilations: [1, 1], groups: 1 }, [
    [2, 9, 2, 3],
    [8, 9, 3, 3],
  ]),
  single({ op: 'Conv', strides: [1, 1], pads: [3, 3, 3, 3], dilations: [1, 1], groups: 1 }, [
    [1, 2, 4, 5],
    [3, 2, 3, 3],
  ]),
  single(
    { op: 'ConvTranspose', strides: [2, 2], pads: [1, 0, 1, 0], dilations: [1, 1], outputPadding: [1, 0] },
    [
      [2, 3, 3, 4],
      [3, 2, 3, 3],
    ],
  ),
  {
    name: 'an input used twice',
    shapes: { a: image },
    write: (graph, { a }) => graph.product('y', a, graph.sum('twice', a, a)),
  },
];

/** The loss: a sum of the outputs with weights of its own, so that no two gradients are alike by chance. */
function lossOf(graph: GraphBuilder, y: Value): void {
  const random = randomStream(7);
  const weights = Float32Array.from({ length: elements(y.shape) }, () => random.between(0.5, 1.5));
  const weighted = graph.product('weighted', y, graph.parameter('weights', y.shape, weights));
  const axes = y.shape.map((_, axis) => axis);
  const sum = graph.add('sum', { op: 'ReduceSum', axes, keepAxes: true }, [weighted])[0];
  graph.reshape('loss', sum, [1]);
}

describe('gradients against finite differences', () => {
  it.each(cases.map((each) => [`${each.name} ${JSON.stringify(each.shapes)}`, each] as const))(
    '%s',
    async (_, { shapes, range: [low, high] = [0.2, 1.5], write }) => {
      const graph = new GraphBuilder();
      const inputs = Object.fromEntries(
        Object.entries(shapes).map(([name, shape]) => [name, graph.input(name, shape)]),
      );
      const y = write(graph, inputs);
      lossOf(graph, y);
      const forward = graph.graph('case', [{ name: 'loss', type: 'float32', shape: [1] }]);
      const names = Object.keys(shapes);
      const whole = differentiate(forward, 'loss', names);
      const load = await openRuntime('cpu', { threads: 1 });
      const session = await load(toOnnx(whole));
      const random = randomStream(3);
      const feeds = Object.fromEntries(
        names.map((name) => {
          const data = Float32Array.from({ length: elements(shapes[name]) }, () => random.between(low, high));
          return [name, { dims: shapes[name], data }];
        }),
      );
      const outputs = whole.outputs.map(({ name }) => name);
      const results = await session.run(feeds, outputs);
      const loss = async (): Promise<number> => (await session.run(feeds, ['loss'])).loss.data[0];
      // The mean and the variance that batch normalisation is given do not learn.
      const learning = names.filter((name) => outputs.includes(gradientName(name)));
      expect(learning.length).toBeGreaterThan(0);
      const step = 2 ** -9;
      for (const name of learning) {
        const gradient = results[gradientName(name)].data;
        const largest = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        expect(largest).toBeGreaterThan(0);
        const { data } = feeds[name];
        for (let sample = 0; sample < Math.min(8, data.length); sample++) {
          const at = Math.floor((sample * data.length) / Math.min(8, data.length));
          const value = data[at];
          data[at] = value + step;
          const above = await loss();
          data[at] = value - step;
          const below = await loss();
          data[at] = value;
          const difference = (above - below) / (2 * step);
          expect(Math.abs(difference - gradient[at]), `${name}[${at}]`).toBeLessThan(0.02 * largest);
        }
      }
      await session.release();
    },
  );

  it('names an operator that has no rule', () => {
    const graph = new GraphBuilder();
    const a = graph.input('a', [2]);
    const zeros = graph.parameter('zeros', [2], new Float32Array(2));
    const order = graph.add('order', { op: 'ArgMax', axis: 0 }, [a])[0];
    const first = { ...order, shape: [1] };
    const part = graph.add('part', { op: 'Slice', parts: [{ axis: 0, start: 0, end: 1, step: 1 }] }, [a])[0];
    const y = graph.add('y', { op: 'ScatterElements', axis: 0, reduction: 'none' }, [zeros, first, part])[0];
    graph.reshape('loss', graph.add('s', { op: 'ReduceSum', axes: [0], keepAxes: true }, [y])[0], [1]);
    const forward = graph.graph('case', [{ name: 'loss', type: 'float32', shape: [1] }]);
    expect(() => differentiate(forward, 'loss', ['a'])).toThrow('ScatterElements has no gradient rule (y)');
  });

  it('names grouped convolutions', () => {
    const graph = new GraphBuilder();
    const [x, w] = [graph.input('x', [1, 2, 1, 1]), graph.input('w', [2, 1, 1, 1])];
    const y = graph.add(
      'y',
      { op: 'Conv', strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1], groups: 2 },
      [x, w],
    )[0];
    graph.reshape('loss', graph.mean('m', y, [1]), [1]);
    const forward = graph.graph('case', [{ name: 'loss', type: 'float32', shape: [1] }]);
    expect(() => differentiate(forward, 'loss', ['x'])).toThrow('groups');
  });
});
