// First, because the runtime reads it when it is loaded.
import './noTelemetry.ts';
import { InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node';
import type { LoadGraph, LoadedGraph } from '../../models/runtime.ts';

/** Where networks can run. */
export type Device = 'cpu' | 'webgpu' | 'cuda' | 'directml' | 'coreml';

export interface RuntimeOptions {
  /** Threads that share one operator on the CPU; by default the runtime takes one per physical core. */
  readonly threads?: number;
  /** Told the milliseconds that each run spent inside the runtime, so that a measurement can tell them apart. */
  readonly onRun?: (elapsedMs: number) => void;
  /** Each graph writes what its operators took to a file that begins like this, when it is released. */
  readonly profilePrefix?: string;
  /**
   * False: threads that wait for work sleep. That leaves processors to other work beside, and costs 3 % where there is none; the
   * runtime spins by default.
   */
  readonly spinning?: boolean;
}

/** ONNX Runtime's names of its execution providers. */
const providers: Readonly<Record<Device, string>> = {
  cpu: 'cpu',
  webgpu: 'webgpu',
  cuda: 'cuda',
  directml: 'dml',
  coreml: 'coreml',
};

/** Devices whose execution provider this build of ONNX Runtime brings along; whether one works shows in use. */
export function bundledDevices(): readonly Device[] {
  const bundled = listSupportedBackends().filter((backend) => backend.bundled);
  const found = new Set(bundled.map((backend) => backend.name));
  return (Object.keys(providers) as Device[]).filter((device) => found.has(providers[device]));
}

/**
 * Opens ONNX Runtime on a device. A device that is not there shows when the first graph is loaded: that promise
 * rejects with the runtime's error.
 *
 * One process should own one runtime: `run` blocks its thread and cannot be aborted, and several ONNX Runtime
 * worker threads in one process crash (microsoft/onnxruntime#20084, #24486).
 */
export async function openRuntime(
  device: Device,
  { threads, onRun, profilePrefix, spinning = true }: RuntimeOptions = {},
): Promise<LoadGraph> {
  const options: InferenceSession.SessionOptions = {
    executionProviders: [providers[device]],
    graphOptimizationLevel: 'all',
    // The planned memory pattern buys no time here and costs 400 MB for HDS at 1024 x 512; the arena halves the
    // time of a run.
    enableMemPattern: false,
    enableCpuMemArena: true,
    logSeverityLevel: 3,
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    ...(profilePrefix === undefined ? {} : { enableProfiling: true, profileFilePrefix: profilePrefix }),
    ...(spinning ? {} : { extra: { session: { intra_op: { allow_spinning: '0' } } } }),
  };
  return async (model) => loadedGraph(await InferenceSession.create(model, options), onRun);
}

function loadedGraph(session: InferenceSession, onRun: RuntimeOptions['onRun']): LoadedGraph {
  return {
    run: async (feeds, outputs) => {
      const tensors = Object.entries(feeds).map(
        ([name, { dims, data }]) => [name, new Tensor('float32', data, dims)] as const,
      );
      const start = performance.now();
      const results = await session.run(Object.fromEntries(tensors), outputs);
      onRun?.(performance.now() - start);
      return Object.fromEntries(
        outputs.map((name) => {
          const { dims, data } = results[name];
          return [name, { dims, data: data as Float32Array }];
        }),
      );
    },
    release: () => session.release(),
  };
}
