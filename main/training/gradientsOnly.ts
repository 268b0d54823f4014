/** One forward and backward run on a batch from files, for comparison with other implementations. */
import { basename, join } from 'node:path';
import type { Architecture } from '../../contract/architecture.ts';
import type { Size } from '../../contract/geometry.ts';
import { fail, ok, type Result } from '../../contract/problem.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { decodeNpy, encodeNpy, type NpyArray } from '../../imaging/npy.ts';
import { toArchitectureWeights } from '../../models/checkpoint/architectureWeights.ts';
import { readCheckpoint } from '../../models/checkpoint/readCheckpoint.ts';
import type { Weights } from '../../models/checkpoint/tensors.ts';
import { defaultPercentT } from '../../models/gmic/model.ts';
import { registry } from '../../models/registry.ts';
import type { Batch } from '../../training/data/crops.ts';
import type { StepResult } from '../../training/networks/step.ts';
import { randomStream } from '../../training/phantoms/random.ts';
import { publishedRecipes } from '../../training/recipe.ts';
import { openRuntime, type Device } from '../compute/session.ts';
import { readWhole } from '../files/read.ts';
import { makeFolder, writeWhole } from '../files/write.ts';
import { readWeights } from '../library/weightsStore.ts';
import { loadStep } from './batches.ts';

export interface GradientsRequest {
  readonly dataDir: string;
  readonly architecture: Architecture;
  /** Name of stored weights, or a checkpoint's file. */
  readonly weights: string;
  /**
   * Folder with `input.npy` (N, 1, H, W) float32, `mask.npy` (N, H, W) uint8 (HDS U-ResNet) and `labels.npy` int32: (N),
   * or (N, 2) for GMIC.
   */
  readonly batchDir: string;
  readonly outDir: string;
  readonly device: Device;
}

/** A batch of more numbers than this is a mistake, bytes. */
const largestFile = 2 ** 30;

/** The saliency term of GMIC's loss, which published weights do not tell: that of the parity fixtures. */
const gmicLoss = { fusion: 1, saliency: 1e-4, saliencyExponent: 1.5, outlines: 0, patches: 0 };
const gmicPercentT = 0.1;

/**
 * Training mode with dropout off: batch statistics, the loss of the first epoch, one backward run. Writes `<parameter>.npy`
 * for each parameter that the loss depends on and `losses.json`; gives the number of files. Problems name the file.
 */
export async function gradientsOnly(request: GradientsRequest): Promise<Result<number>> {
  const { architecture, batchDir, outDir, device } = request;
  const weights = await findWeights(request);
  if (!weights.ok) return weights;
  const batch = await readBatch(batchDir, architecture);
  if (!batch.ok) return batch;
  const recipe = recipeFor(architecture, batch.value, weights.value.percentT);
  const { step } = await loadStep(recipe, await openRuntime(device));
  let result: StepResult;
  try {
    result = await step.run(weights.value.weights, batch.value, randomStream(recipe.seed));
  } finally {
    await step.release();
  }
  if (!Number.isFinite(result.total)) {
    return fail('compute-failed', 'The loss is not finite: the weights or the batch are out of range.');
  }
  const files = [
    ['losses.json', `${JSON.stringify(namedLosses(result), null, 2)}\n`] as const,
    ...[...result.gradients].map(([name, data]) => {
      const shape = weights.value.weights.get(name)?.shape ?? [data.length];
      return [`${name}.npy`, encodeNpy({ shape, data })] as const;
    }),
  ];
  const made = await makeFolder(outDir, { remedy: 'choose another folder with --out' });
  if (!made.ok) return made;
  for (const [name, content] of files) {
    const written = await writeWhole(join(outDir, name), content);
    if (!written.ok) return written;
  }
  return ok(files.length);
}

interface Found {
  readonly weights: Weights;
  /** Null where nothing tells. */
  readonly percentT: number | null;
}

async function findWeights({ dataDir, architecture, weights }: GradientsRequest): Promise<Result<Found>> {
  const stored = await readWeights(dataDir, weights);
  if (stored.ok) {
    const { card } = stored.value;
    if (card.architecture !== architecture) {
      const message = `The weights ${weights} are for ${card.architecture}, not for ${architecture}.`;
      return fail('wrong-architecture', message);
    }
    // The default is what a card has where nobody knew.
    const percentT = card.percentT === defaultPercentT ? null : card.percentT;
    return ok({ weights: stored.value.weights, percentT });
  }
  const bytes = await readWhole(weights);
  // Neither: the name is what the user most likely meant.
  if (!bytes.ok) return stored;
  const tensors = readCheckpoint(bytes.value, basename(weights));
  if (!tensors.ok) return tensors;
  const read = toArchitectureWeights(tensors.value, architecture);
  return read.ok
    ? ok({ weights: read.value, percentT: null })
    : { ok: false, problem: { ...read.problem, file: weights } };
}

async function readBatch(folder: string, architecture: Architecture): Promise<Result<Batch>> {
  const input = await readArray(join(folder, 'input.npy'));
  if (!input.ok) return input;
  const { shape, data: image } = input.value;
  const [count, channels, height, width] = shape;
  if (!(image instanceof Float32Array) || shape.length !== 4 || channels !== 1) {
    return fail('bad-input', `input.npy must be (N, 1, H, W) float32, not (${shape.join(', ')}).`);
  }
  const size: Size = { width, height };
  const misfit = registry[architecture].sizeProblem(size);
  if (misfit !== null) return fail('bad-input', `input.npy is ${height} x ${width}; ${misfit}.`);
  const classes = architecture === 'gmic' ? 2 : 1;
  const labels = await readArray(join(folder, 'labels.npy'));
  if (!labels.ok) return labels;
  if (!(labels.value.data instanceof Int32Array) || labels.value.data.length !== count * classes) {
    const wanted = classes === 1 ? '(N)' : '(N, 2)';
    return fail('bad-input', `labels.npy must be ${wanted} int32 for ${count} images.`);
  }
  if (architecture === 'gmic') {
    return ok({ size, image, mask: new Uint8Array(count * height * width), labels: labels.value.data });
  }
  const mask = await readArray(join(folder, 'mask.npy'));
  if (!mask.ok) return mask;
  if (!(mask.value.data instanceof Uint8Array) || mask.value.data.length !== count * height * width) {
    return fail('bad-input', `mask.npy must be (N, H, W) uint8 for ${count} images of ${height} x ${width}.`);
  }
  return ok({ size, image, mask: mask.value.data, labels: labels.value.data });
}

async function readArray(file: string): Promise<Result<NpyArray>> {
  const bytes = await readWhole(file, largestFile);
  if (!bytes.ok) return bytes;
  const array = decodeNpy(bytes.value);
  return array.ok ? array : { ok: false, problem: { ...array.problem, file } };
}

function recipeFor(architecture: Architecture, batch: Batch, percentT: number | null): Recipe {
  const { size } = batch;
  const batchSize = batch.image.length / (size.width * size.height);
  switch (architecture) {
    case 'hds-uresnet': {
      const recipe = publishedRecipes['hds-uresnet'];
      return { ...recipe, batchSize, size, crop: null, dropout: { outer: 0, inner: 0 } };
    }
    case 'gmic': {
      const recipe = publishedRecipes.gmic;
      return { ...recipe, batchSize, size, percentT: percentT ?? gmicPercentT, loss: gmicLoss };
    }
  }
}

/** Under the names of the parity fixtures. */
function namedLosses({ losses, total }: StepResult): StepResult['losses'] {
  if (!('bce_global' in losses)) return losses;
  const { bce_global, bce_local, bce_fusion, reg } = losses as Record<string, number>;
  return {
    bce_global,
    bce_local,
    bce_fusion,
    reg,
    total_seed004: bce_global + bce_local + gmicLoss.saliency * reg,
    total_with_fusion: total,
  };
}
