/** The weights that come with the program: trained on phantoms, measured on phantoms never seen, stored in half precision. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Architecture } from '../../contract/architecture.ts';
import type { WeightsCard } from '../../contract/card.ts';
import { fail, ok, type Result } from '../../contract/problem.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { readSafetensors, writeSafetensors } from '../../models/checkpoint/safetensors.ts';
import type { Weights } from '../../models/checkpoint/tensors.ts';
import { toArchitectureWeights } from '../../models/checkpoint/architectureWeights.ts';
import { phantomExamples } from '../../training/data/phantomExamples.ts';
import type { VendorName } from '../../training/phantoms/plan.ts';
import { sha256 } from '../library/hash.ts';
import { writeCard } from '../library/weightsCard.ts';
import { removeFolder, writeFolder } from '../library/weightsFiles.ts';
import { findCard, readWeights } from '../library/weightsStore.ts';
import { allFigures } from './allFigures.ts';
import { trainWeights, type TrainWeightsListener } from './trainWeights.ts';
import { casesOf } from './validate.ts';

/** What each network is trained on. Masses and calcifications in every exam: half of the breasts have none all the same. */
const trainingPhantoms: Readonly<
  Record<Architecture, { readonly data: string; readonly vendor: VendorName; readonly lesions: 'always' }>
> = {
  'hds-uresnet': { data: 'phantom:20261:400', vendor: 'Aurelia', lesions: 'always' },
  gmic: { data: 'phantom:20262:600', vendor: 'Aurelia', lesions: 'always' },
};

/** Phantoms of seeds that training never saw; the second vendor's are of a look that it never saw either. */
const unseen = { seed: 90_001, exams: 100, vendors: ['Aurelia', 'Northlight'] } as const;

const modelsFolder = join(import.meta.dirname, '../../models');
/**
 * The trainings, each from the weights of the one before. Both networks learn lesions in crops first: in whole images they
 * are too few of the pixels to begin with. Halves of images, or whole ones, then teach what is no lesion, and images' probabilities.
 * GMIC's global network learns first alone: the local one learns from the patches that it chooses. Both then go on, and the fusion
 * branch, which has had whole images alone, on crops too, with grey scales that are also flatter than the training's vendor's.
 */
const recipeFiles: Readonly<Record<Architecture, readonly string[]>> = {
  'hds-uresnet': ['hdsUresnet/default.crops.recipe.json', 'hdsUresnet/default.halves.recipe.json'],
  gmic: [
    'gmic/default.global.recipe.json',
    'gmic/default.crops.recipe.json',
    'gmic/default.images.recipe.json',
    'gmic/default.flatCrops.recipe.json',
    'gmic/default.flatImages.recipe.json',
  ],
};

export function shippedName(architecture: Architecture): string {
  return `${architecture}-phantoms`;
}

export interface DefaultWeightsRequest {
  readonly architecture: Architecture;
  /** Where the training keeps its checkpoints, so that it goes on after an interruption. */
  readonly dataDir: string;
  /** Folder of the program's weights; `models/weights` where absent. */
  readonly into?: string;
  readonly program: string;
}

/**
 * Trains the default weights of a network by the recipes beside it, unless the data folder has them already; measures
 * the half-precision weights on unseen phantoms of both vendors; puts them with their card into the program's folder. Problems: those
 * of training.
 */
export async function makeDefaultWeights(
  { architecture, dataDir, into = join(modelsFolder, 'weights'), program }: DefaultWeightsRequest,
  listener: TrainWeightsListener,
  signal: AbortSignal,
): Promise<Result<WeightsCard>> {
  const trained = await trainAll(architecture, dataDir, program, listener, signal);
  if (!trained.ok) return trained;
  const stored = await readWeights(dataDir, trained.value);
  if (!stored.ok) return stored;
  const bytes = writeSafetensors(stored.value.weights, 'float16');
  const metrics = await measureUnseen(stored.value.card, halved(bytes, architecture), signal);
  if (signal.aborted) return fail('cancelled', 'Stopped. The same command goes on where it was.');
  const card: WeightsCard = {
    ...stored.value.card,
    name: shippedName(architecture),
    sha256: sha256(bytes),
    licence: 'Apache-2.0',
    trainingData: `Trained on synthetic phantoms, not validated on patients. ${stored.value.card.trainingData ?? ''}`,
    metrics,
  };
  if (existsSync(join(into, card.name))) await removeFolder(into, card.name);
  await writeFolder(into, card.name, {
    'weights.safetensors': bytes,
    'card.json': new TextEncoder().encode(writeCard(card)),
  });
  return ok(card);
}

/** The name of the weights of the last of the trainings. */
async function trainAll(
  architecture: Architecture,
  dataDir: string,
  program: string,
  listener: TrainWeightsListener,
  signal: AbortSignal,
): Promise<Result<string>> {
  const { data, ...phantoms } = trainingPhantoms[architecture];
  let from: string | null = null;
  for (const [index, file] of recipeFiles[architecture].entries()) {
    const name = `${shippedName(architecture)}-training-${index + 1}`;
    const request = {
      dataDir,
      architecture,
      data,
      phantoms,
      from,
      name,
      program,
      minutes: null,
      epochs: null,
    };
    const recipeFile = join(modelsFolder, file);
    if (!(await findCard(dataDir, name)).ok) {
      listener.onNotice(`Training ${index + 1} of ${recipeFiles[architecture].length}.`);
      const trained = await trainWeights({ ...request, recipeFile, device: 'cpu' }, listener, signal);
      if (!trained.ok) return trained;
    }
    from = name;
  }
  return ok(from!);
}

/** The weights as they will be read: rounded to half precision. */
function halved(bytes: Uint8Array, architecture: Architecture): Weights {
  const tensors = readSafetensors(bytes);
  const weights = tensors.ok ? toArchitectureWeights(tensors.value, architecture) : tensors;
  if (!weights.ok) throw new Error(weights.problem.message);
  return weights.value;
}

async function measureUnseen(
  { architecture, training }: WeightsCard,
  weights: Weights,
  signal: AbortSignal,
): Promise<Record<string, number>> {
  if (training === undefined) throw new Error('the weights were not trained by this program');
  const recipe: Recipe = training.recipe;
  const metrics: Record<string, number> = {};
  for (const vendor of unseen.vendors) {
    const { seed, exams } = unseen;
    const source = phantomExamples(architecture, seed, { exams, vendor, size: recipe.size });
    const indices = Array.from({ length: source.count }, (_, index) => index);
    const cases = await casesOf(recipe, weights, source, indices, 'cpu', signal, () => undefined);
    for (const [figure, value] of allFigures(cases)) {
      if (value !== null) metrics[`${figure}, unseen phantoms of ${vendor}`] = value;
    }
  }
  return metrics;
}
