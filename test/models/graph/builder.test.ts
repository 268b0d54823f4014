import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../../../models/graph/builder.ts';

function ramp(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => i);
}

describe('graph builder', () => {
  it('infers the shape of every value', () => {
    const builder = new GraphBuilder();
    const x = builder.input('x', [2, 3, 9, 8]);
    const w = builder.parameter('w', [4, 3, 3, 3], ramp(108));
    const y = builder.conv('y', x, w, { stride: 2, padding: 1 });
    expect(y.shape).toEqual([2, 4, 5, 4]);
    expect(builder.maxPool('pool', y, 3, { stride: 2 }).shape).toEqual([2, 4, 2, 1]);
    const doubled = builder.doubleSize('doubled', y);
    expect(doubled.shape).toEqual([2, 4, 10, 8]);
    expect(builder.concat('joined', [doubled, doubled], 1).shape).toEqual([2, 8, 10, 8]);
    expect(builder.mean('mean', y, [2]).shape).toEqual([2, 4, 4]);
  });

  it('names what does not fit, with the shapes given', () => {
    const builder = new GraphBuilder();
    const x = builder.input('x', [1, 3, 8, 8]);
    const w = builder.parameter('w', [4, 2, 3, 3], ramp(72));
    expect(() => builder.conv('y', x, w)).toThrow(
      'Conv of (1, 3, 8, 8) (4, 2, 3, 3): expected channels and kernel agree',
    );
    expect(() => builder.reshape('z', x, [1, 3])).toThrow('as many elements');
    expect(() => builder.largest('k', x, 9)).toThrow('all of the last axis');
    expect(() => builder.averagePool('small', x, 16, 16)).toThrow('no empty axis');
    expect(() => builder.parameter('p', [2], ramp(3))).toThrow('3 numbers do not make (2)');
  });

  it('refuses a second tensor of the same name', () => {
    const builder = new GraphBuilder();
    const x = builder.input('x', [1, 1]);
    builder.relu('y', x);
    expect(() => builder.relu('y', x)).toThrow('two tensors of the graph are called y');
  });

  it('keeps only what the outputs need', () => {
    const builder = new GraphBuilder();
    const x = builder.input('x', [1, 2]);
    const unused = builder.input('unused', [1, 2]);
    const w = builder.parameter('w', [3, 2], ramp(6));
    const v = builder.parameter('v', [3, 2], ramp(6));
    const needed = builder.linear('needed', x, w);
    builder.linear('other', builder.relu('rectified', unused), v);
    const y = builder.sigmoid('y', needed);
    const graph = builder.graph('g', [y]);
    expect(graph.nodes.map((node) => node.name)).toEqual(['needed', 'y']);
    expect(graph.parameters.map((parameter) => parameter.name)).toEqual(['w']);
    expect(graph.inputs.map((input) => input.name)).toEqual(['x']);
  });
});
