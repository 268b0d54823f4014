import { describe, expect, it } from 'vitest';
import { bundledDevices, openRuntime } from '../../../main/compute/session.ts';
import { GraphBuilder } from '../../../models/graph/builder.ts';
import { toOnnx } from '../../../models/graph/onnx.ts';

function twoOutputs(): Uint8Array {
  const builder = new GraphBuilder();
  const x = builder.input('x', [1, 3]);
  return toOnnx(builder.graph('g', [builder.relu('rectified', x), builder.tanh('squashed', x)]));
}

const feeds = { x: { dims: [1, 3], data: Float32Array.of(-1, 0, 2) } };

describe('runtime session', () => {
  it('computes the outputs that are asked for and tells the time it took', async () => {
    const times: number[] = [];
    const loadGraph = await openRuntime('cpu', { threads: 1, onRun: (elapsedMs) => times.push(elapsedMs) });
    const loaded = await loadGraph(twoOutputs());
    const results = await loaded.run(feeds, ['rectified']);
    expect(Object.keys(results)).toEqual(['rectified']);
    expect(results.rectified.dims).toEqual([1, 3]);
    expect([...results.rectified.data]).toEqual([0, 0, 2]);
    await loaded.run(feeds, ['squashed']);
    expect(times).toHaveLength(2);
    expect(times.every((elapsed) => elapsed > 0)).toBe(true);
    await loaded.release();
  });

  it('gives each run numbers of its own', async () => {
    const loaded = await (await openRuntime('cpu'))(twoOutputs());
    const first = await loaded.run(feeds, ['rectified']);
    await loaded.run({ x: { dims: [1, 3], data: Float32Array.of(7, 7, 7) } }, ['rectified']);
    expect([...first.rectified.data]).toEqual([0, 0, 2]);
    await loaded.release();
  });

  it('rejects what it cannot load, run or find', async () => {
    const loadGraph = await openRuntime('cpu');
    await expect(loadGraph(Uint8Array.of(1, 2, 3))).rejects.toThrow();
    const loaded = await loadGraph(twoOutputs());
    await expect(loaded.run({}, ['rectified'])).rejects.toThrow();
    await expect(loaded.run(feeds, ['unknown'])).rejects.toThrow();
    await loaded.release();
  });

  it('rejects a device that is not there when a graph is loaded', async () => {
    const absent = (['directml', 'coreml', 'cuda'] as const).find((each) => !bundledDevices().includes(each));
    if (absent === undefined) return;
    await expect((await openRuntime(absent))(twoOutputs())).rejects.toThrow();
  });

  it('always has the CPU', () => {
    expect(bundledDevices()).toContain('cpu');
  });
});
