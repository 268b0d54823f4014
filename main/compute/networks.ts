import { totalmem } from 'node:os';
import type { WeightsCard } from '../../contract/card.ts';
import type { Findings, StepTimings } from '../../contract/findings.ts';
import type { ImageHeader } from '../../contract/image.ts';
import { fail, ok, type Result } from '../../contract/problem.ts';
import type { Prepared } from '../../imaging/prepare/prepare.ts';
import type { Weights } from '../../models/checkpoint/tensors.ts';
import { gmicFindings } from '../../models/gmic/findings.ts';
import { finiteOutputs } from '../../models/finite.ts';
import { defaultPercentT } from '../../models/gmic/model.ts';
import { loadGmic } from '../../models/gmic/run.ts';
import { hdsFindings } from '../../models/hdsUresnet/findings.ts';
import { loadHds } from '../../models/hdsUresnet/run.ts';
import { readWeights } from '../library/weightsStore.ts';
import type { WeightsReference } from './protocol.ts';
import { openRuntime, type Device } from './session.ts';

/** A network with its weights, ready for images of one size. */
export interface OpenedNetwork {
  /** Runs the network. Problem `compute-failed` for outputs that are not finite. Rejects with the runtime's error. */
  run(prepared: RunInput): Promise<Result<NetworkRun>>;
  release(): Promise<void>;
}

export interface LoadedNetwork extends OpenedNetwork {
  readonly card: WeightsCard;
}

/** A prepared image as far as a network looks at it. */
export type RunInput = Pick<Prepared, 'data' | 'toSource'>;

export interface NetworkRun {
  /** Reads the findings off the outputs, in source pixels. */
  findings(header: Pick<ImageHeader, 'spacing'>): Findings;
  /** `runtime`: all that was spent inside ONNX Runtime; the others are the network's own steps. */
  readonly timingsMs: StepTimings;
}

/** What of a card decides how its weights are run. */
export type NetworkCard = Pick<WeightsCard, 'architecture' | 'percentT'>;

/** What is needed to load a network. */
export interface NetworkRequest {
  readonly dataDir: string;
  readonly weights: WeightsReference;
  /** The card's: the same weights may be imported again with another. */
  readonly percentT: number | null;
  readonly device: Device;
  readonly size: { readonly width: number; readonly height: number };
}

/** However small they are, no more networks than this are kept: a device's own memory is not seen from here. */
const mostKept = 8;

/** Loaded networks, the least recently used first, so that each is loaded once for many images. */
export class LoadedNetworks {
  readonly #networks = new Map<string, LoadedNetwork>();
  readonly #memoryLimit: number;

  /** `memoryLimit`: bytes of this process from which on networks are given up; half of the machine's by default. */
  constructor(memoryLimit = availableMemory() / 2) {
    this.#memoryLimit = memoryLimit;
  }

  /** Problems: those of `readWeights`; `no-device` where the device cannot be opened. */
  async get(request: NetworkRequest): Promise<Result<LoadedNetwork>> {
    const { weights, percentT, device, size } = request;
    const key = JSON.stringify([weights.sha256, weights.name, percentT, device, size.width, size.height]);
    const kept = this.#networks.get(key);
    if (kept !== undefined) {
      this.#networks.delete(key);
      this.#networks.set(key, kept);
      return ok(kept);
    }
    await this.#makeRoom();
    const loaded = await load(request);
    if (loaded.ok) this.#networks.set(key, loaded.value);
    return loaded;
  }

  async #makeRoom(): Promise<void> {
    const full = this.#networks.size >= mostKept || process.memoryUsage.rss() > this.#memoryLimit;
    const [oldest] = this.#networks;
    if (!full || oldest === undefined) return;
    // One at a time: what a release gives back does not show at once.
    const [key, network] = oldest;
    this.#networks.delete(key);
    await network.release();
  }
}

/** Memory that this process may have, bytes: a container's share where it is smaller than the machine's. */
function availableMemory(): number {
  return Math.min(totalmem(), process.constrainedMemory() || Infinity);
}

async function load(request: NetworkRequest): Promise<Result<LoadedNetwork>> {
  const stored = await readWeights(request.dataDir, request.weights.name);
  if (!stored.ok) return stored;
  const { card, weights } = stored.value;
  if (card.sha256 !== request.weights.sha256) {
    return fail(
      'unknown-weights',
      `The weights ${card.name} were replaced meanwhile; start the analysis again.`,
    );
  }
  try {
    return ok({ ...(await openNetwork(request, card, weights)), card });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `The network could not be loaded on ${request.device} (${reason}); choose another device with --device.`;
    return fail(request.device === 'cpu' ? 'compute-failed' : 'no-device', message);
  }
}

/** Loads a network for images of `size`. Rejects with the runtime's error. */
export async function openNetwork(
  { device, size }: Pick<NetworkRequest, 'device' | 'size'>,
  card: NetworkCard,
  weights: Weights,
): Promise<OpenedNetwork> {
  let runtimeMs = 0;
  const loadGraph = await openRuntime(device, { onRun: (elapsedMs) => (runtimeMs += elapsedMs) });
  const ready = <Outputs extends { readonly msPerStep: StepTimings }>(
    network: { run(input: Float32Array): Promise<Outputs>; release(): Promise<void> },
    findings: (outputs: Outputs, prepared: RunInput, header: Pick<ImageHeader, 'spacing'>) => Findings,
  ): OpenedNetwork => ({
    release: () => network.release(),
    run: async (prepared) => {
      runtimeMs = 0;
      const outputs = await network.run(prepared.data);
      const finite = finiteOutputs(outputs);
      if (!finite.ok) return finite;
      return ok({
        findings: (header) => findings(outputs, prepared, header),
        timingsMs: { ...outputs.msPerStep, runtime: runtimeMs },
      });
    },
  });
  switch (card.architecture) {
    case 'hds-uresnet':
      return ready(await loadHds(weights, loadGraph, size, { innerExits: false }), hdsFindings);
    case 'gmic': {
      const percentT = card.percentT ?? defaultPercentT;
      return ready(await loadGmic(weights, loadGraph, { percentT, size }), gmicFindings);
    }
  }
}
