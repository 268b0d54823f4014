import type { WeightsCard } from '../../contract/card.ts';
import type { Findings } from '../../contract/findings.ts';
import { ok, type Result } from '../../contract/problem.ts';
import { chooseDevice, type DeviceChoice } from '../compute/devices.ts';
import { forkHost, type ComputeHost } from '../compute/host.ts';
import type { Device } from '../compute/session.ts';
import { Supervisor } from '../compute/supervisor.ts';
import type { Example } from '../../training/data/example.ts';
import { meanOverFlip, mirrored, networkInput } from './networkInput.ts';

export interface NetworkRunner {
  readonly device: Device;
  /** What the user should be told of the device; null where nothing. */
  readonly notice: string | null;
  /**
   * Findings in pixels of the example. With `flip` the mean over the image and the image mirrored. Problems: `cancelled`
   * after the signal, else those of the compute child.
   */
  run(card: WeightsCard, example: Example, options: { readonly flip: boolean }): Promise<Result<Findings>>;
  /** Resolves when no process is left. */
  close(): Promise<void>;
}

export interface RunnerOptions {
  readonly dataDir: string;
  readonly device: DeviceChoice;
  readonly signal: AbortSignal;
  /** Starts compute children; forks Node by default. */
  readonly host?: ComputeHost;
}

/** Runs prepared images in a compute child. Problems: `no-device`, `cancelled`. */
export async function openNetworkRunner({
  dataDir,
  device: wanted,
  signal,
  host = forkHost(),
}: RunnerOptions): Promise<Result<NetworkRunner>> {
  const chosen = await chooseDevice(wanted, host, dataDir, signal);
  if (!chosen.ok) return chosen;
  const { device, notice } = chosen.value;
  const supervisor = new Supervisor(host);
  const once = async (card: WeightsCard, { size }: Example, image: Float32Array) => {
    const { name, sha256 } = card;
    const weights = { name, sha256 };
    const task = { type: 'run-prepared', dataDir, device, weights, size, image } as const;
    const outcome = await supervisor.run(task, { signal });
    return outcome.ok ? ok(outcome.value.findings) : outcome;
  };
  return ok({
    device,
    notice,
    run: async (card, example, { flip }) => {
      const image = networkInput(example, card);
      const upright = await once(card, example, image);
      if (!upright.ok || !flip) return upright;
      const flipped = await once(card, example, mirrored(image, example.size));
      return flipped.ok ? ok(meanOverFlip(upright.value, flipped.value)) : flipped;
    },
    close: () => supervisor.stop(),
  });
}
