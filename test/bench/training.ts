/**
 * `npm run bench -- training [--part NAME]... [--threads N] [--toy] [--json FILE]`: what a training step takes per architecture, where
 * its time goes, and its memory; and a stack of residual blocks trained here and by PyTorch in turns. Parts: the
 * architectures and `pytorch`. Each architecture has a process of its own, because memory is the process's largest.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Architecture } from '../../contract/card.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { openRuntime } from '../../main/compute/session.ts';
import { batchRequest, loadStep } from '../../main/training/batches.ts';
import { gmicRecipe } from '../../models/gmic/recipe.ts';
import { hdsRecipe } from '../../models/hdsUresnet/recipe.ts';
import { initialise } from '../../models/initialise.ts';
import { registry } from '../../models/registry.ts';
import { gmicBatch, hdsBatch, type Batch } from '../../training/data/crops.ts';
import { phantomExamples } from '../../training/data/phantomExamples.ts';
import type { Example } from '../../training/data/example.ts';
import { updateRunningStatistics } from '../../training/networks/step.ts';
import { optimiserOf } from '../../training/optimisers/optimiserOf.ts';
import { randomStream } from '../../training/phantoms/random.ts';
import { lacks } from '../needs.ts';
import { median, runSuite, type Bench } from './parts/bench.ts';
import { profileKinds, type ProfileEvent } from './parts/training/profile.ts';
import { pairedSteps } from './parts/training/stack.ts';

const toy = process.argv.includes('--toy');
const steps = toy ? 1 : 5;
/** The arena of the runtime grows in these. */
const warmUps = toy ? 1 : 2;
const profiledSteps = toy ? 1 : 2;
const pairedRounds = toy ? 1 : 7;

/** Half of the published sides, and batches that fit small machines. */
const recipes: Readonly<Record<Architecture, Recipe>> = {
  'hds-uresnet': {
    ...hdsRecipe,
    batchSize: 4,
    size: toy ? { width: 128, height: 256 } : { width: 256, height: 512 },
    crop: null,
    augmentation: { ...hdsRecipe.augmentation, strength: 1 },
  },
  gmic: {
    ...gmicRecipe,
    batchSize: 2,
    size: toy ? { width: 480, height: 736 } : { width: 960, height: 1472 },
    augmentation: { ...gmicRecipe.augmentation, strength: 1 },
  },
};

async function someExamples({ architecture, size, batchSize }: Recipe): Promise<readonly Example[]> {
  const source = phantomExamples(architecture, 1, {
    exams: Math.ceil(batchSize / 4),
    size,
    lesions: 'always',
  });
  const examples = [];
  for (let index = 0; index < batchSize; index++) examples.push(await source.example(index));
  return examples;
}

function makeBatch(recipe: Recipe, examples: readonly Example[], at: number): Batch {
  const request = batchRequest(recipe, [], at, 0);
  return request.type === 'hds'
    ? hdsBatch(examples, request.statistics, request.crops, request.settings)
    : gmicBatch(examples, request.crops, request.settings);
}

/** Milliseconds of the parts of one step. */
interface StepParts {
  readonly step: number;
  /** Inside ONNX Runtime. */
  readonly runtime: number;
  /** Masks, patches, and numbers into and out of the runtime. */
  readonly feeding: number;
  readonly optimiser: number;
  readonly runningStatistics: number;
  /** On a thread beside the step. */
  readonly batch: number;
}

async function measured(architecture: Architecture, threads: number, folder: string) {
  const recipe = recipes[architecture];
  const examples = await someExamples(recipe);
  const weights = initialise(registry[architecture].weightTable, 1);
  let runtime = 0;
  const loadGraph = await openRuntime('cpu', { threads, onRun: (elapsedMs) => (runtime += elapsedMs) });
  const { step } = await loadStep(recipe, loadGraph);
  const optimiser = optimiserOf(recipe.optimiser);
  const parameters = new Map(step.parameters.map((name) => [name, weights.get(name)!.data]));
  const parts: StepParts[] = [];
  for (let at = 0; at < warmUps + steps; at++) {
    const marks = [performance.now()];
    const mark = () => marks.push(performance.now());
    const batch = makeBatch(recipe, examples, at);
    mark();
    runtime = 0;
    const { gradients, statistics } = await step.run(weights, batch, randomStream(at));
    mark();
    optimiser.step(parameters, gradients, recipe.learningRate.start);
    mark();
    updateRunningStatistics(weights, statistics);
    mark();
    const [made, ran, optimised, updated] = marks.slice(1).map((time, index) => time - marks[index]);
    parts.push({
      step: ran + optimised + updated,
      runtime,
      feeding: ran - runtime,
      optimiser: optimised,
      runningStatistics: updated,
      batch: made,
    });
  }
  await step.release();
  const peakMemoryMiB = process.resourceUsage().maxRSS / 1024;
  const counted = parts.slice(warmUps);
  const of = (part: keyof StepParts) => median(counted.map((each) => each[part]));
  const share = (part: keyof StepParts) => median(counted.map((each) => each[part] / each.step));
  const { batchSize, size } = recipe;
  return {
    batch: `${batchSize} x ${size.height} x ${size.width}`,
    stepMs: of('step'),
    batchMakingMs: of('batch'),
    sharesOfStep: {
      runtime: share('runtime'),
      feeding: share('feeding'),
      optimiser: share('optimiser'),
      runningStatistics: share('runningStatistics'),
    },
    sharesOfRuntime: await profiled(recipe, makeBatch(recipe, examples, 0), threads, folder),
    peakMemoryMiB,
  };
}

/** Of separate steps, because writing the profile takes time. */
async function profiled(recipe: Recipe, batch: Batch, threads: number, folder: string) {
  const loadGraph = await openRuntime('cpu', { threads, profilePrefix: join(folder, 'profile') });
  const { step } = await loadStep(recipe, loadGraph);
  const weights = initialise(registry[recipe.architecture].weightTable, 1);
  for (let at = 0; at < warmUps + profiledSteps; at++) await step.run(weights, batch, randomStream(at));
  await step.release();
  const events = readdirSync(folder).flatMap((name) => {
    const all = JSON.parse(readFileSync(join(folder, name), 'utf8')) as readonly ProfileEvent[];
    const starts = all.filter((event) => event.name === 'model_run').map(({ ts }) => ts);
    const settled = starts.toSorted((one, other) => one - other)[warmUps];
    return all.filter(({ ts }) => ts >= settled);
  });
  return profileKinds(events);
}

async function againstPyTorch(threads: number, folder: string) {
  if (lacks('python3-torch')) return { skipped: 'python3-torch is not installed' };
  const pairs = await pairedSteps(folder, threads, pairedRounds);
  const over = (of: 'ms' | 'cpuMs') => {
    const ratios = pairs.map(({ ours, torch }) => ours[of] / torch[of]);
    return { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) };
  };
  return {
    oursMs: median(pairs.map(({ ours }) => ours.ms)),
    torchMs: median(pairs.map(({ torch }) => torch.ms)),
    oursOverTorch: over('ms'),
    // On a machine that is busy with other work this says more.
    oursOverTorchProcessorTime: over('cpuMs'),
    lossesAtTheEnd: { ours: pairs.at(-1)?.ours.loss, torch: pairs.at(-1)?.torch.loss },
  };
}

const partNames = ['hds-uresnet', 'gmic', 'pytorch'] as const;
type Part = (typeof partNames)[number];

async function part(name: Part, threads: number): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'mammoscope-bench-'));
  try {
    return name === 'pytorch' ? await againstPyTorch(threads, folder) : await measured(name, threads, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function inOwnProcess(name: Part, threads: number, atEnd: Bench['atEnd']): Promise<unknown> {
  const args = [import.meta.filename, '--alone', name, '--threads', `${threads}`, ...(toy ? ['--toy'] : [])];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  atEnd(() => child.kill());
  let told = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (told += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(told));
      else reject(new Error(`${name} failed`));
    });
  });
}

const alone = partNames.find((name) => process.argv[process.argv.indexOf('--alone') + 1] === name);
if (process.argv.includes('--alone') && alone !== undefined) {
  const threads = process.argv[process.argv.indexOf('--threads') + 1];
  console.log(JSON.stringify(await part(alone, Number(threads))));
} else {
  await runSuite({
    name: 'training',
    parts: partNames,
    run: async ({ parts, threads, put, atEnd }) => {
      put('threads', threads);
      for (const name of partNames.filter((known) => parts.includes(known))) {
        console.error(`${name}...`);
        put(name, await inOwnProcess(name, threads, atEnd));
      }
    },
  });
}
