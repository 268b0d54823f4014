import type { Architecture } from '../../contract/card.ts';
import { fail, type Result } from '../../contract/problem.ts';
import { registry } from '../registry.ts';
import type { CheckpointTensors, Weights } from './tensors.ts';
import { compare, toWeights, type ToWeightsOptions } from './toWeights.ts';

/**
 * `toWeights` for an architecture. Where the tensors do not fit but fit another architecture better, the problem is
 * `wrong-architecture` and names it.
 */
export function toArchitectureWeights(
  tensors: CheckpointTensors,
  architecture: Architecture,
  options: ToWeightsOptions = {},
): Result<Weights> {
  const weights = toWeights(tensors, registry[architecture].weightTable, options);
  if (weights.ok) return weights;
  const best = bestFit(tensors);
  if (best === null || best === architecture) return weights;
  return fail(
    'wrong-architecture',
    `These are weights of ${best}, not of ${architecture}. Import them as ${best}.`,
  );
}

/** The architecture with the largest share of its weights in the checkpoint; null where that is less than half. */
function bestFit(tensors: CheckpointTensors): Architecture | null {
  let best: Architecture | null = null;
  let largestShare = 0.5;
  for (const { architecture, weightTable } of Object.values(registry)) {
    const { missing, misshapen } = compare(tensors, weightTable);
    const share = 1 - (missing.length + misshapen.length) / weightTable.length;
    if (share >= largestShare) {
      best = architecture;
      largestShare = share;
    }
  }
  return best;
}
