/** The ablation of HDS U-ResNet's paper, repeated on phantoms: what `npm run ablation` does. */
import { readFile, rm } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { fail, ok, type Problem, type Result } from '../../contract/problem.ts';
import type { HdsAblation, HdsRecipe } from '../../contract/recipe.ts';
import type { HdsCase } from '../../evaluation/hdsCase.ts';
import { writeSafetensors } from '../../models/checkpoint/safetensors.ts';
import { initialise } from '../../models/initialise.ts';
import { registry } from '../../models/registry.ts';
import type { LoadGraph } from '../../models/runtime.ts';
import type { ExampleSource } from '../../training/data/example.ts';
import type { VendorName } from '../../training/phantoms/plan.ts';
import { randomStream } from '../../training/phantoms/random.ts';
import type { Telling } from '../../training/progress.ts';
import { parseRecipe } from '../../training/recipe.ts';
import type { EpochFigures } from '../../training/runState.ts';
import { inEpochs } from '../../training/schedule.ts';
import { chooseDevice, type DeviceChoice } from '../compute/devices.ts';
import { forkHost } from '../compute/host.ts';
import { openRuntime, type Device } from '../compute/session.ts';
import { makeFolder, writeWhole } from '../files/write.ts';
import { sha256 } from '../library/hash.ts';
import {
  ablations,
  readMeasuredVariant,
  readPlan,
  type AblationBudget,
  type AblationRecord,
  type MeasuredVariant,
} from './ablationRecord.ts';
import { batchesPerEpoch, batchRequest, epochOrder, loadStep } from './batches.ts';
import { startBatches, type BatchThreads } from './startBatches.ts';
import { train, type Trained } from './trainer.ts';
import { openTrainingData, type TrainingData } from './trainingData.ts';
import { casesOf } from './validate.ts';

export interface AblationRequest {
  readonly dataDir: string;
  /** Of phantoms, starting weights, batches and dropout; the images measured on have the next one. */
  readonly seed: number;
  /** Phantom exams to train on; half as many of each vendor are measured on. */
  readonly exams: number;
  readonly budget: AblationBudget;
  /** Of the prepared images, pixels: a multiple of 256. Their width and both sides of the crops are half of it. */
  readonly height: number;
  readonly device: DeviceChoice;
  /** Name and version. */
  readonly program: string;
}

export interface AblationListener {
  onNotice(sentence: string): void;
  onProblem(problem: Problem): void;
  onProgress(variant: HdsAblation, telling: Telling): void;
  onEpoch(variant: HdsAblation, figures: EpochFigures): void;
  onMeasured(variant: MeasuredVariant, known: boolean): void;
}

const trainingVendor: VendorName = 'Aurelia';
const testVendors: readonly VendorName[] = [trainingVendor, 'Northlight'];

/** The fastest of so many steps tells how long one takes. */
const timedSteps = 5;

/**
 * Smaller than the paper's in what a processor needs time for; the epochs are a scale on which the learning rate falls. No
 * image is kept from training to choose weights by: the last weights are measured.
 */
export function ablationRecipe(seed: number, height: number): HdsRecipe {
  const side = height / 2;
  const changes = {
    seed,
    epochs: 100,
    batchSize: 4,
    optimiser: { kind: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 1e-3 },
    learningRate: { start: 1e-3, factor: 0.3, epochs: [55, 75, 90] },
    validateEvery: 100,
    split: { validation: 0, test: 0 },
    size: { width: side, height },
    crop: { width: side, height: side, centredOnMass: 0.5 },
    dropout: { outer: 0.05, inner: 0.1 },
  };
  // As a recipe file's, so that it is the same when it is read back from a checkpoint.
  const recipe = parseRecipe(JSON.stringify(changes), 'hds-uresnet');
  if (!recipe.ok) throw new Error(recipe.problem.message);
  if (recipe.value.architecture !== 'hds-uresnet') throw new Error('the recipe is for another network');
  return recipe.value;
}

/**
 * Trains the four variants for the same number of steps on the same phantoms, one after the other, and measures each on
 * phantoms of another seed and both vendors. Interrupted, the same request goes on after the last epoch that was finished;
 * variants that were measured are not trained again.
 *
 * Problems: `cancelled` after the signal, those of training and of the disk. What was learned is kept.
 */
export async function runAblation(
  request: AblationRequest,
  listener: AblationListener,
  signal: AbortSignal,
): Promise<Result<AblationRecord>> {
  const { dataDir, seed, exams, height } = request;
  const base = ablationRecipe(seed, height);
  const chosen = await chooseDevice(request.device, forkHost(), dataDir, signal);
  if (!chosen.ok) return chosen;
  if (chosen.value.notice !== null) listener.onNotice(chosen.value.notice);
  const data = phantoms(seed, exams, trainingVendor, 'always', base);
  const opened = await open(data, dataDir, listener);
  if (!opened.ok) return opened;
  const tests: TestSet[] = [];
  for (const vendor of testVendors) {
    const own = phantoms(seed + 1, Math.ceil(exams / 2), vendor, 'mixed', base);
    const source = await open(own, dataDir, listener);
    if (!source.ok) return source;
    tests.push({ vendor, source: source.value });
  }
  const { device } = chosen.value;
  const about = {
    program: request.program,
    command: commandOf(request),
    device,
    training: { description: opened.value.description, images: opened.value.count },
    tests: tests.map(({ vendor, source }) => ({ vendor, description: source.description })),
  };
  const id = sha256(JSON.stringify([about, base])).slice(0, 12);
  const folder = join(dataDir, 'training', 'ablation', id);
  const made = await makeFolder(folder, { mode: 0o700 });
  if (!made.ok) return made;
  const threads = startBatches(data, dataDir, 1);
  try {
    const run: Run = { folder, source: opened.value, tests, threads, device, listener, signal };
    const measured = await all(run, base, request.budget);
    if (!measured.ok) return measured;
    return ok({ id, ...about, ...measured.value });
  } finally {
    await threads.close();
  }
}

interface TestSet {
  readonly vendor: VendorName;
  readonly source: ExampleSource;
}

/** What the variants have in common. */
interface Run {
  readonly folder: string;
  readonly source: ExampleSource;
  readonly tests: readonly TestSet[];
  readonly threads: BatchThreads;
  readonly device: Device;
  readonly listener: AblationListener;
  readonly signal: AbortSignal;
}

function phantoms(
  seed: number,
  exams: number,
  vendor: VendorName,
  lesions: 'always' | 'mixed',
  { architecture, size }: HdsRecipe,
): TrainingData {
  return { type: 'phantoms', architecture, seed, options: { exams, vendor, lesions, size } };
}

async function open(
  data: TrainingData,
  dataDir: string,
  { onProblem }: AblationListener,
): Promise<Result<ExampleSource>> {
  const opened = await openTrainingData(data, dataDir, { onProblem });
  return opened.ok ? ok(opened.value.source) : opened;
}

function commandOf({ seed, exams, budget, height, device }: AblationRequest): string {
  const cost =
    budget.kind === 'steps' ? `--steps ${budget.steps}` : `--minutes-per-variant ${budget.minutes}`;
  return `--seed ${seed} --exams ${exams} ${cost} --height ${height} --device ${device}`;
}

async function all(
  run: Run,
  base: HdsRecipe,
  budget: AblationBudget,
): Promise<Result<Pick<AblationRecord, 'recipe' | 'variants'>>> {
  const { folder, device, listener } = run;
  const loadGraph = await openRuntime(device, { spinning: false });
  const epochs = await plannedEpochs(run, base, budget, loadGraph);
  if (!epochs.ok) return epochs;
  const recipe = inEpochs(base, epochs.value);
  const variants: MeasuredVariant[] = [];
  for (const variant of ablations) {
    const known = await readText(join(folder, `${variant}.json`));
    const before = known === null ? null : readMeasuredVariant(known);
    const done =
      before === null ? await measured({ ...recipe, ablation: variant }, run, loadGraph) : ok(before);
    if (!done.ok) return done;
    // Also those of a program that was killed before it had.
    await rm(join(folder, variant), { recursive: true, force: true });
    listener.onMeasured(done.value, before !== null);
    variants.push(done.value);
  }
  return ok({ recipe, variants });
}

/** Null where there is none. */
async function readText(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch(() => null);
}

/** The epochs that come closest to the steps, or that fit into the minutes by the time of a few steps; the same ever after. */
async function plannedEpochs(
  run: Run,
  base: HdsRecipe,
  budget: AblationBudget,
  loadGraph: LoadGraph,
): Promise<Result<number>> {
  const batches = batchesPerEpoch(base, run.source.count);
  if (budget.kind === 'steps') return ok(Math.max(1, Math.round(budget.steps / batches)));
  const file = join(run.folder, 'plan.json');
  const text = await readText(file);
  const plan = text === null ? null : readPlan(text);
  if (plan !== null) return ok(plan.epochs);
  const stepMs = await stepTime({ ...base, ablation: 'hybrid' }, run, loadGraph);
  const epochs = Math.max(1, Math.floor((budget.minutes * 60_000) / (batches * stepMs)));
  const written = await writeWhole(file, JSON.stringify({ epochs }));
  return written.ok ? ok(epochs) : written;
}

/** Milliseconds of a step; those that are timed teach nothing. */
async function stepTime(recipe: HdsRecipe, { source, threads }: Run, loadGraph: LoadGraph): Promise<number> {
  const order = epochOrder(
    recipe,
    Array.from({ length: source.count }, (_, index) => index),
    0,
  );
  const batch = await threads.batch(batchRequest(recipe, order, 0, 0));
  const weights = initialise(registry[recipe.architecture].weightTable, recipe.seed);
  const { step } = await loadStep(recipe, loadGraph);
  let fastest = Infinity;
  for (let at = 0; at < timedSteps; at++) {
    const startMs = performance.now();
    await step.run(weights, batch, randomStream(0));
    // The first ones allocate, and other programs come between.
    fastest = Math.min(fastest, performance.now() - startMs);
  }
  await step.release();
  return fastest;
}

/** Trains a variant, or goes on with it, measures it, and keeps figures and weights. */
async function measured(recipe: HdsRecipe, run: Run, loadGraph: LoadGraph): Promise<Result<MeasuredVariant>> {
  const { folder, source, tests, threads, device, listener, signal } = run;
  const { ablation: variant } = recipe;
  const checkpoints = join(folder, variant);
  const made = await makeFolder(checkpoints, { mode: 0o700 });
  if (!made.ok) return made;
  const trained = await train(
    {
      folder: checkpoints,
      source,
      threads,
      // Phantoms are what their description says, on every machine.
      dataSha256: sha256(source.description),
      recipe,
      from: null,
      minutes: null,
      device,
    },
    loadGraph,
    {
      onNotice: (sentence) => listener.onNotice(`${variant}: ${sentence}`),
      onProgress: (telling) => listener.onProgress(variant, telling),
      onEpoch: (figures) => listener.onEpoch(variant, figures),
    },
    signal,
  );
  if (!trained.ok) return trained;
  const sets: MeasuredVariant['sets'][number][] = [];
  for (const { vendor, source: images } of tests) {
    const cases = await hdsCases(recipe, trained.value, images, device, signal);
    if (signal.aborted) return fail('cancelled', 'Stopped. The same command goes on where it was.');
    sets.push({ vendor, cases });
  }
  const { state } = trained.value;
  const result: MeasuredVariant = {
    variant,
    finished: new Date().toISOString(),
    machine: machineClass(),
    steps: state.step,
    elapsedMs: Math.round(state.elapsedMs),
    loss: state.curves.at(-1)?.figures.loss ?? null,
    sets,
  };
  return keep(result, trained.value, folder);
}

async function keep(
  result: MeasuredVariant,
  { weights }: Trained,
  folder: string,
): Promise<Result<MeasuredVariant>> {
  const files = { safetensors: writeSafetensors(weights), json: `${JSON.stringify(result)}\n` };
  for (const [ending, content] of Object.entries(files)) {
    const written = await writeWhole(join(folder, `${result.variant}.${ending}`), content, { mode: 0o600 });
    if (!written.ok) return written;
  }
  return ok(result);
}

async function hdsCases(
  recipe: HdsRecipe,
  { weights }: Trained,
  source: ExampleSource,
  device: Device,
  signal: AbortSignal,
): Promise<readonly HdsCase[]> {
  const indices = Array.from({ length: source.count }, (_, index) => index);
  const model = await casesOf(recipe, weights, source, indices, device, signal, () => undefined);
  if (model.architecture !== 'hds-uresnet') throw new Error('another network was measured');
  return model.cases;
}

function machineClass(): string {
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  return `${availableParallelism()} processor cores, ${gibibytes} GiB, ${process.platform} ${process.arch}`;
}
