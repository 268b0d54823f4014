import { fail, ok, type Result } from '../../contract/problem.ts';
import { identity } from '../../imaging/geometry/affine.ts';
import { registry } from '../../models/registry.ts';
import { findCard } from '../library/weightsStore.ts';
import type { LoadedNetworks, NetworkRun } from './networks.ts';
import type { RunPreparedOutcome, RunPreparedTask } from './protocol.ts';
import type { TaskContext } from './serve.ts';

/**
 * Runs a prepared image through a network. Problems: those of the weights, `bad-input` for a size that the network does not
 * take, `no-device`, `compute-failed`.
 */
export async function runPrepared(
  { dataDir, device, weights, size, image }: RunPreparedTask,
  context: TaskContext,
  networks: LoadedNetworks,
): Promise<Result<RunPreparedOutcome>> {
  const stored = await findCard(dataDir, weights.name);
  if (!stored.ok) return stored;
  const { card } = stored.value;
  const misfit = registry[card.architecture].sizeProblem(size);
  if (misfit !== null) {
    return fail(
      'bad-input',
      `The image is prepared at ${size.height} x ${size.width}; for ${card.name} ${misfit}.`,
    );
  }
  await context.step({ name: 'load', weights: weights.name });
  const network = await networks.get({ dataDir, device, weights, percentT: card.percentT, size });
  if (!network.ok) return network;
  await context.step({ name: 'network', weights: weights.name });
  let run: Result<NetworkRun>;
  try {
    run = await network.value.run({ data: image, toSource: identity });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fail('compute-failed', `The network could not be run on ${device} (${reason}); try --device cpu.`);
  }
  if (!run.ok) return run;
  await context.step({ name: 'findings', weights: weights.name });
  return ok({
    findings: run.value.findings({ spacing: null }),
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  });
}
