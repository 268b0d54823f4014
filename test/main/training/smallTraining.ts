/** A training of a few numbers that needs no network: made gradients, a real optimiser, real checkpoints. */
import { gmicRecipe } from '../../../models/gmic/recipe.ts';
import { checkpointFolder, type Checkpoint } from '../../../main/training/checkpoint.ts';
import { optimiserOf } from '../../../training/optimisers/optimiserOf.ts';
import { randomStream } from '../../../training/phantoms/random.ts';

const sizes = { 'conv.weight': [64, 64, 3, 3], 'bn.running_mean': [64], 'fc.weight': [1000, 300] } as const;

export function emptyCheckpoint(): Checkpoint {
  const weights = Object.entries(sizes).map(([name, shape]) => {
    const length = shape.reduce((product: number, side) => product * side, 1);
    return [name, { shape, data: new Float32Array(length).fill(0.5) }] as const;
  });
  const parts = { train: 3, validation: 1, test: 1 };
  return {
    state: {
      version: 1,
      recipe: gmicRecipe,
      data: { description: 'made', sha256: '0'.repeat(64), patients: parts, images: parts },
      epoch: 0,
      step: 0,
      random: [1],
      best: null,
      curves: [],
      elapsedMs: 0,
    },
    weights: new Map(weights),
    best: null,
    mean: null,
    optimiser: new Map(),
  };
}

/**
 * Trains from `start` to `lastStep` and gives every step's checkpoint to `save`. An epoch has five steps; one random number
 * decides each step's gradients.
 */
export async function train(
  start: Checkpoint,
  lastStep: number,
  save: (checkpoint: Checkpoint) => Promise<unknown>,
): Promise<Checkpoint> {
  const optimiser = optimiserOf(gmicRecipe.optimiser);
  optimiser.restore(start.optimiser);
  const weights = new Map(
    [...start.weights].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]),
  );
  let checkpoint = start;
  while (checkpoint.state.step < lastStep) {
    const { state } = checkpoint;
    const random = randomStream('small training', ...state.random);
    const gradients = [...weights]
      .filter(([name]) => !name.includes('running'))
      .map(([name, { data }]) => [name, data.map((value) => value * (random.next() - 0.3))] as const);
    const values = new Map([...weights].map(([name, { data }]) => [name, data]));
    optimiser.step(values, new Map(gradients), 1e-2);
    weights.get('bn.running_mean')!.data.fill(random.next());
    const step = state.step + 1;
    const epoch = Math.floor(step / 5);
    const metric = random.next();
    const better = metric > (state.best?.metric ?? -1);
    checkpoint = {
      state: {
        ...state,
        step,
        epoch,
        random: [random.below(2 ** 32)],
        best: better ? { epoch, metric } : state.best,
        curves: [...state.curves, { epoch, figures: { loss: random.normal(), metric } }],
      },
      weights,
      best: better ? copied(weights) : checkpoint.best,
      mean: copied(weights),
      optimiser: optimiser.state(),
    };
    await save(checkpoint);
  }
  return checkpoint;
}

function copied(weights: Checkpoint['weights']): Checkpoint['weights'] {
  return new Map([...weights].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]));
}

/** node smallTraining.ts FOLDER STEPS: goes on from the last checkpoint, and prints each step that is on the disk. */
if (process.argv[1] === import.meta.filename) {
  const [folder, steps] = process.argv.slice(2);
  const checkpoints = checkpointFolder(folder);
  const loaded = await checkpoints.load();
  if (!loaded.ok) throw new Error(loaded.problem.message);
  await train(loaded.value ?? emptyCheckpoint(), Number(steps), async (checkpoint) => {
    const saved = await checkpoints.save(checkpoint);
    if (!saved.ok) throw new Error(saved.problem.message);
    process.stdout.write(`${checkpoint.state.step}\n`);
  });
}
