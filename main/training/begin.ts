/** Where a training begins: anew, or from its last checkpoint. */
import { isDeepStrictEqual } from 'node:util';
import { fail, ok, type Result } from '../../contract/problem.ts';
import type { Recipe } from '../../contract/recipe.ts';
import type { Weights } from '../../models/checkpoint/tensors.ts';
import { initialise } from '../../models/initialise.ts';
import { registry } from '../../models/registry.ts';
import type { ExampleSource } from '../../training/data/example.ts';
import type { Split } from '../../training/data/splits.ts';
import { optimiserOf } from '../../training/optimisers/optimiserOf.ts';
import type { Optimiser } from '../../training/optimisers/optimiser.ts';
import { randomStream } from '../../training/phantoms/random.ts';
import type { DataManifest, RunState } from '../../training/runState.ts';
import { inEpochs } from '../../training/schedule.ts';
import type { Device } from '../compute/session.ts';
import { batchesPerEpoch, batchRequest, epochOrder, type LoadedStep } from './batches.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Pauses } from './pauses.ts';
import type { BatchThreads } from './startBatches.ts';

export interface TrainingRequest {
  /** Folder of this training alone: its checkpoints. */
  readonly folder: string;
  readonly source: ExampleSource;
  /** Make batches of the same data. */
  readonly threads: BatchThreads;
  /** SHA-256 of what the data are. */
  readonly dataSha256: string;
  readonly recipe: Recipe;
  /** What training begins with; random numbers of the recipe's seed where null. */
  readonly from: Weights | null;
  /** The recipe's epochs are fitted into so many minutes, and it ends after them; null: all epochs. */
  readonly minutes: number | null;
  readonly device: Device;
}

/** The fastest of so many steps tells how long one takes. */
const timedSteps = 5;

/** What is being trained, between two epochs. */
export interface Begun {
  readonly state: RunState;
  readonly weights: Weights;
  readonly best: Weights | null;
  readonly mean: Weights | null;
  readonly optimiser: Optimiser;
}

export function resumed(
  { state, weights, best, mean, optimiser: remembered }: Checkpoint,
  { recipe, dataSha256, minutes }: TrainingRequest,
): Result<Begun> {
  // Minutes fit the epochs of the recipe to the machine when training begins.
  const same = minutes === null ? recipe : inEpochs(recipe, state.recipe.epochs);
  if (!isDeepStrictEqual(same, state.recipe) || state.data.sha256 !== dataSha256) {
    return fail(
      'bad-input',
      'A training of this name with another recipe or other data is unfinished: use its recipe and data to go on with it, or choose another name.',
    );
  }
  const optimiser = optimiserOf(recipe.optimiser);
  optimiser.restore(remembered);
  return ok({ state, weights: copyOf(weights), best, mean: mean && copyOf(mean), optimiser });
}

export async function begin(
  request: TrainingRequest,
  split: Split,
  loaded: LoadedStep,
  pauses: Pauses,
): Promise<Begun> {
  const { recipe, from, source, dataSha256, minutes } = request;
  const weights = copyOf(from ?? initialise(registry[recipe.architecture].weightTable, recipe.seed));
  const epochs =
    minutes === null ? recipe.epochs : await epochsIn(minutes, request, split, loaded, weights, pauses);
  const patientsOf = (indices: readonly number[]) => new Set(indices.map((at) => source.patientOf(at))).size;
  const each = <T>(count: (indices: readonly number[]) => T) => ({
    train: count(split.train),
    validation: count(split.validation),
    test: count(split.test),
  });
  const data: DataManifest = {
    description: source.description,
    sha256: dataSha256,
    patients: each(patientsOf),
    images: each((indices) => indices.length),
  };
  const state: RunState = {
    version: 1,
    recipe: inEpochs(recipe, epochs),
    data,
    epoch: 0,
    step: 0,
    random: [],
    best: null,
    curves: [],
    elapsedMs: 0,
  };
  return { state, weights, best: null, mean: null, optimiser: optimiserOf(recipe.optimiser) };
}

/** How many epochs these minutes are enough for, by the time of a few steps that teach nothing; at least one. */
async function epochsIn(
  minutes: number,
  { recipe, threads }: TrainingRequest,
  split: Split,
  { step }: LoadedStep,
  weights: Weights,
  pauses: Pauses,
): Promise<number> {
  let stepMs = Infinity;
  const order = epochOrder(recipe, split.train, 0);
  for (let at = 0; at < timedSteps && (await pauses.next()); at++) {
    const batch = await threads.batch(
      batchRequest(recipe, order, 0, at % batchesPerEpoch(recipe, order.length)),
    );
    const startMs = performance.now();
    await step.run(weights, batch, randomStream(0));
    // The first ones allocate, and other programs come between.
    stepMs = Math.min(stepMs, performance.now() - startMs);
  }
  const perEpoch = batchesPerEpoch(recipe, split.train.length) * stepMs;
  return Math.max(1, Math.floor((minutes * 60_000) / (perEpoch + validationTime(stepMs, recipe, split))));
}

/** About how long a validation takes, milliseconds: a whole image forward about as long as a crop forward and backward. */
export function validationTime(stepMs: number, { batchSize }: Recipe, { validation }: Split): number {
  return validation.length * (stepMs / batchSize);
}

export function copyOf(weights: Weights): Weights {
  return new Map([...weights].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]));
}
