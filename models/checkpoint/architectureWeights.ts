import type { Architecture } from '../../contract/card.ts';
import { fail, type Result } from '../../contract/problem.ts';
import type { WeightTable } from '../graph/weightTable.ts';
import { weightTable as gmic } from '../gmic/weights.ts';
import { weightTable as hdsUresnet } from '../hdsUresnet/weights.ts';
import type { CheckpointTensors, Weights } from './tensors.ts';
import { compare, toWeights, type ToWeightsOptions } from './toWeights.ts';

export const weightTables: Readonly<Record<Architecture, WeightTable>> = { gmic, 'hds-uresnet': hdsUresnet };

/**
 * `toWeights` for an architecture. Where the tensors do not fit but fit another architecture better, the problem is
 * `wrong-architecture` and names it.
 */
export function toArchitectureWeights(
  tensors: CheckpointTensors,
  architecture: Architecture,
  options: ToWeightsOptions = {},
): Result<Weights> {
  const weights = toWeights(tensors, weightTables[architecture], options);
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
  for (const [architecture, table] of Object.entries(weightTables) as [Architecture, WeightTable][]) {
    const { missing, misshapen } = compare(tensors, table);
    const share = 1 - (missing.length + misshapen.length) / table.length;
    if (share >= largestShare) {
      best = architecture;
      largestShare = share;
    }
  }
  return best;
}
