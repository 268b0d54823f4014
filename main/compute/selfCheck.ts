import { fail, ok, type Result } from '../../contract/problem.ts';
import { GraphBuilder } from '../../models/graph/builder.ts';
import { toOnnx } from '../../models/graph/onnx.ts';
import type { Value } from '../../models/graph/operations.ts';
import type { LoadGraph } from '../../models/runtime.ts';
import type { SelfCheckOutcome, SelfCheckTask } from './protocol.ts';
import type { TaskContext } from './serve.ts';
import { openRuntime } from './session.ts';

const inputName = 'image';
const outputName = 'probability';
/** Runs that are timed, after one that is not (a device compiles its programs then). */
const timedRuns = 3;

interface Size {
  readonly side: number;
  readonly channels: number;
}
/** Shows whether a device computes rightly, also on one that takes seconds for it. */
const small: Size = { side: 64, channels: 8 };
/** Enough work that starting it does not count. */
const large: Size = { side: 256, channels: 32 };
/** A device that takes longer than this for the small network, in milliseconds, is made of software. */
const hopelessMs = 100;

/**
 * Runs the same small network on the CPU and on a device, and tells how far apart the results are and how long each
 * took. The network has the operators that the real ones are made of. Problem `no-device` where the device cannot be
 * opened.
 */
export async function selfCheck(
  { device }: SelfCheckTask,
  context: TaskContext,
): Promise<Result<SelfCheckOutcome>> {
  await context.step({ name: 'self-check', weights: null });
  const onCpu = await openRuntime('cpu');
  const onDevice = await openRuntime(device);
  try {
    const first = await compare(onCpu, onDevice, small);
    if (first.deviceMs > hopelessMs) return ok(first);
    await context.step({ name: 'self-check', weights: null });
    const second = await compare(onCpu, onDevice, large);
    const maximumDifference = Math.max(first.maximumDifference, second.maximumDifference);
    return ok({ ...second, maximumDifference });
  } catch (error) {
    return fail('no-device', error instanceof Error ? withoutSource(error.message) : String(error));
  }
}

/** ONNX Runtime begins its messages with where in its source they arose, and which condition failed. */
function withoutSource(message: string): string {
  return message.replace(/^\S+\.cc:\d+ .*? was false\. /s, '').trim();
}

async function compare(onCpu: LoadGraph, onDevice: LoadGraph, size: Size): Promise<SelfCheckOutcome> {
  const model = referenceModel(size);
  // The device first: one that is not there is told at once.
  const device = await measure(onDevice, model, size);
  const cpu = await measure(onCpu, model, size);
  return {
    maximumDifference: maximumDifference(cpu.output, device.output),
    cpuMs: cpu.medianMs,
    deviceMs: device.medianMs,
  };
}

async function measure(
  loadGraph: LoadGraph,
  model: Uint8Array,
  { side }: Size,
): Promise<{ readonly output: Float32Array; readonly medianMs: number }> {
  const graph = await loadGraph(model);
  const image = { dims: [1, 1, side, side], data: pseudoRandom(side * side, 1, 1) };
  const run = async () => (await graph.run({ [inputName]: image }, [outputName]))[outputName].data;
  const output = await run();
  const times: number[] = [];
  for (let i = 0; i < timedRuns; i++) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  await graph.release();
  times.sort((one, other) => one - other);
  return { output, medianMs: times[Math.floor(timedRuns / 2)] };
}

/** Convolutions at two scales, pooling, upsampling, concatenation and a sigmoid: a U-net of one step. */
function referenceModel({ side, channels }: Size): Uint8Array {
  const graph = new GraphBuilder();
  let seed = 2;
  const convRelu = (name: string, x: Value, outputs: number, stride = 1): Value => {
    const inputs = x.shape[1];
    // He's scale keeps the activations near 1 (He et al. 2015, equation 10).
    const scale = Math.sqrt(6 / (inputs * 9));
    const kernel = pseudoRandom(outputs * inputs * 9, scale, seed++);
    const weight = graph.parameter(`${name}.weight`, [outputs, inputs, 3, 3], kernel);
    const bias = graph.parameter(`${name}.bias`, [outputs], pseudoRandom(outputs, 0.1, seed++));
    return graph.relu(`${name}.relu`, graph.conv(name, x, weight, { bias, stride, padding: 1 }));
  };
  const image = graph.input(inputName, [1, 1, side, side]);
  const fine = convRelu('fine.1', convRelu('fine.0', image, channels), channels);
  const pooled = graph.maxPool('pool', fine, 2, { stride: 2 });
  const coarse = convRelu('coarse.1', convRelu('coarse.0', pooled, 2 * channels, 2), 2 * channels);
  const up = graph.doubleSize('up.1', graph.doubleSize('up.0', coarse));
  const joined = convRelu('joined', graph.concat('concat', [fine, up], 1), channels);
  const kernel = graph.parameter('last.weight', [1, channels, 1, 1], pseudoRandom(channels, 0.3, seed));
  return toOnnx(graph.graph('self-check', [graph.sigmoid(outputName, graph.conv('last', joined, kernel))]));
}

/** Evenly spread values in (-scale, scale), the same on every machine (Park and Miller's generator). */
function pseudoRandom(count: number, scale: number, seed: number): Float32Array {
  let state = seed * 7919;
  return Float32Array.from({ length: count }, () => {
    state = (state * 48271) % 2147483647;
    return ((2 * state) / 2147483647 - 1) * scale;
  });
}

function maximumDifference(one: Float32Array, other: Float32Array): number {
  if (one.length !== other.length) return Infinity;
  let most = 0;
  for (let i = 0; i < one.length; i++) {
    const difference = Math.abs(one[i] - other[i]);
    // NaN counts as any difference.
    if (!(difference <= most)) most = Number.isNaN(difference) ? Infinity : difference;
  }
  return most;
}
