import { basename } from 'node:path';
import type { Architecture, WeightsCard } from '../../contract/card.ts';
import type { Result } from '../../contract/problem.ts';
import { toArchitectureWeights } from '../../models/checkpoint/architectureWeights.ts';
import { readCheckpoint } from '../../models/checkpoint/readCheckpoint.ts';
import { initialise } from '../../models/initialise.ts';
import { registry } from '../../models/registry.ts';
import { readWhole } from '../files/read.ts';
import { sha256 } from './hash.ts';
import { checkNameFree, saveWeights } from './weightsStore.ts';

export interface ImportRequest {
  readonly architecture: Architecture;
  readonly file: string;
  readonly name: string;
  /** Only for architectures that have it; the registry's by default. 0..1. */
  readonly percentT?: number | undefined;
  readonly licence?: string | undefined;
  readonly trainingData?: string | undefined;
  readonly allowUnexpected?: boolean | undefined;
}

/** Reads a checkpoint, checks it against the architecture and stores it. Problems name the file. */
export async function importWeights(dataDir: string, request: ImportRequest): Promise<Result<WeightsCard>> {
  const { architecture, file, name } = request;
  const free = await checkNameFree(dataDir, name);
  if (!free.ok) return free;
  const bytes = await readWhole(file);
  if (!bytes.ok) return bytes;
  const tensors = readCheckpoint(bytes.value, file);
  if (!tensors.ok) return tensors;
  const weights = toArchitectureWeights(tensors.value, architecture, {
    allowUnexpected: request.allowUnexpected ?? false,
  });
  if (!weights.ok) return { ok: false, problem: { ...weights.problem, file } };
  return saveWeights(
    dataDir,
    {
      ...cardStart(architecture, name, request.percentT),
      source: { file: basename(file), sha256: sha256(bytes.value) },
      licence: request.licence ?? null,
      trainingData: request.trainingData ?? null,
      untrained: false,
      seed: null,
    },
    weights.value,
  );
}

/** Stores random weights, marked untrained, named `<architecture>-untrained-<seed>` unless `name` says otherwise. */
export async function createUntrainedWeights(
  dataDir: string,
  { architecture, seed, name }: { architecture: Architecture; seed: number; name?: string | undefined },
): Promise<Result<WeightsCard>> {
  return saveWeights(
    dataDir,
    {
      ...cardStart(architecture, name ?? `${architecture}-untrained-${seed}`, undefined),
      source: null,
      licence: null,
      trainingData: null,
      untrained: true,
      seed,
    },
    initialise(registry[architecture].weightTable, seed),
  );
}

function cardStart(architecture: Architecture, name: string, percentT: number | undefined) {
  const model = registry[architecture];
  return {
    name,
    architecture,
    created: new Date().toISOString(),
    metrics: {},
    preparation: model.preparation,
    percentT: percentT ?? model.percentT,
  };
}
