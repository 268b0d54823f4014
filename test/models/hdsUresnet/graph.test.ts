import { describe, expect, it } from 'vitest';
import { openRuntime } from '../../../main/compute/session.ts';
import { initialise } from '../../../models/initialise.ts';
import { hdsGraph } from '../../../models/hdsUresnet/graph.ts';
import { loadHds, massProbability, officialImageProbability } from '../../../models/hdsUresnet/run.ts';
import { weightTable } from '../../../models/hdsUresnet/weights.ts';

const weights = initialise(weightTable, 7);
const size = { width: 128, height: 256 };

describe('HDS U-ResNet graph', () => {
  const whole = hdsGraph(weights, size, { innerExits: true });
  const serving = hdsGraph(weights, size, { innerExits: false });

  it('has 45 3x3 convolutions in the main stream', () => {
    const kernels = serving.nodes
      .filter(({ operation, name }) => operation.op === 'Conv' && name.startsWith('trunk.'))
      .map(({ inputs }) => inputs[1].shape);
    expect(kernels.filter(([, , rows, columns]) => rows === 3 && columns === 3)).toHaveLength(45);
  });

  it('has six exits, deepest first, and leaves five out for serving', () => {
    const shapes = Object.fromEntries(whole.outputs.map(({ name, shape }) => [name, shape]));
    for (let exit = 0; exit < 6; exit++) {
      expect(shapes[`seg${exit}`]).toEqual([1, 2, 256, 128]);
      expect(shapes[`cls${exit}`]).toEqual([1, 2, 2, 1]);
    }
    const exitNodes = serving.nodes.filter(({ name }) => /^exit_(seg|cls)\./.test(name));
    expect(exitNodes.every(({ name }) => /^exit_(seg|cls)\.5\./.test(name))).toBe(true);
    expect(exitNodes.length).toBeGreaterThan(10);
    const numbers = serving.parameters.reduce((sum, { data }) => sum + data.length, 0);
    expect(numbers).toBeLessThan(0.6 * whole.parameters.reduce((sum, { data }) => sum + data.length, 0));
  });

  it('gives the last exit of the whole graph when serving', async () => {
    const loadGraph = await openRuntime('cpu');
    const input = Float32Array.from({ length: 256 * 128 }, (_, i) => Math.sin(i * 0.37));
    const [all, last] = await Promise.all(
      [true, false].map(async (innerExits) => {
        const network = await loadHds(weights, loadGraph, size, { innerExits });
        const outputs = await network.run(input);
        await network.release();
        return outputs;
      }),
    );
    expect(last.exits).toEqual([]);
    expect(all.exits).toHaveLength(6);
    const fromLogits = massProbability(all.exits[5].segmentation);
    last.segmentationProbability.forEach((value, pixel) => expect(value).toBeCloseTo(fromLogits[pixel], 5));
    expect(last.segmentationProbabilityMax).toBe(Math.max(...last.segmentationProbability));
    expect(last.imageProbabilityOfficial).toBeCloseTo(all.imageProbabilityOfficial, 6);
    expect(last.imageProbabilityOfficial).toBeCloseTo(
      officialImageProbability(all.exits[5].classification),
      6,
    );
  });

  it('refuses sizes that the network cannot halve', () => {
    expect(() => hdsGraph(weights, { width: 192, height: 256 }, { innerExits: false })).toThrow('192 x 256');
  });
});

describe('image probability', () => {
  it('takes the first of cells with equal background logits', () => {
    const logits = Float32Array.of(1, -2, -2, 5, 0.5, 3);
    expect(officialImageProbability(logits)).toBeCloseTo(1 / (1 + Math.exp(-2.5)), 6);
  });

  it('stays a probability for extreme logits', () => {
    expect([...massProbability(Float32Array.of(-200, 200, 200, -200))]).toEqual([1, 0]);
  });
});
