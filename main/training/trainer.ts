/** The run of a training: batches in, steps, validations, checkpoints, until it has learned or is told to stop. */
import { fail, ok, type Result } from '../../contract/problem.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { elementCount, type Weights } from '../../models/checkpoint/tensors.ts';
import type { LoadGraph } from '../../models/runtime.ts';
import type { ExampleSource } from '../../training/data/example.ts';
import { splitByShares, splitFolds, type Split } from '../../training/data/splits.ts';
import { updateRunningStatistics } from '../../training/networks/step.ts';
import type { Optimiser } from '../../training/optimisers/optimiser.ts';
import { randomStream } from '../../training/phantoms/random.ts';
import { stopping, timeLeft, type Mark, type Telling } from '../../training/progress.ts';
import type { EpochFigures, RunState } from '../../training/runState.ts';
import { learningRateAt } from '../../training/schedule.ts';
import { batchesPerEpoch, batchRequest, epochOrder, loadStep, type LoadedStep } from './batches.ts';
import { begin, copyOf, resumed, validationTime, type Begun, type TrainingRequest } from './begin.ts';
import { lockFolder } from '../store/folderLock.ts';
import { checkpointFolder, type Checkpoint } from './checkpoint.ts';
import { Pauses } from './pauses.ts';
import { metricName, validate, type Validation } from './validate.ts';

export interface TrainingListener {
  onNotice(sentence: string): void;
  /** After each step. */
  onProgress(telling: Telling): void;
  /** After each epoch. */
  onEpoch(figures: EpochFigures): void;
}

/** A training that has ended. */
export interface Trained {
  readonly state: RunState;
  /** Of the best validation. */
  readonly weights: Weights;
  readonly split: Split;
  /** A sentence. */
  readonly ended: string;
  /** Largest memory of the process, bytes. */
  readonly peakMemoryBytes: number;
}

/** What is left of a program that was killed ends after its step; the longest steps take seconds. */
const leftoverMs = 60_000;
/**
 * Trains until the recipe's epochs are over, patience is, or the minutes are. A training that was interrupted, whether by the
 * signal, a crash or a power cut, goes on from the last epoch that was finished, with the same numbers as if nothing had happened.
 *
 * Problems: `cancelled` after the signal (what was learned up to the last epoch is kept); `bad-input` where the folder holds
 * another training or the data are too few; `name-taken` while another process trains in the folder; those of writing and of
 * the data.
 */
export async function train(
  request: TrainingRequest,
  loadGraph: LoadGraph,
  listener: TrainingListener,
  signal: AbortSignal,
  pauses = new Pauses(signal),
): Promise<Result<Trained>> {
  const split = splitOf(request.source, request.recipe);
  if (!split.ok) return split;
  const lock = await lockFolder(
    request.folder,
    {
      limitMs: leftoverMs,
      onWait: () => listener.onNotice('Waits: another process is at this training.'),
      busy: 'This training is running already: wait until it has ended, or choose another name.',
    },
    signal,
  );
  if (!lock.ok) return lock;
  try {
    return await trainAlone(request, split.value, loadGraph, listener, signal, pauses);
  } finally {
    lock.value.release();
  }
}

async function trainAlone(
  request: TrainingRequest,
  split: Split,
  loadGraph: LoadGraph,
  listener: TrainingListener,
  signal: AbortSignal,
  pauses: Pauses,
): Promise<Result<Trained>> {
  const { recipe, folder } = request;
  const checkpoints = checkpointFolder(folder);
  const stored = await checkpoints.load();
  if (!stored.ok) return stored;
  const run = stored.value === null ? null : resumed(stored.value, request);
  if (run !== null && !run.ok) return run;
  const step = await loadStep(run === null ? recipe : run.value.state.recipe, loadGraph);
  try {
    const begun = run?.value ?? (await begin(request, split, step, pauses));
    if (run !== null) listener.onNotice(`Goes on after epoch ${begun.state.epoch}.`);
    const loop = new Loop(request, split, step, begun, listener, signal, pauses);
    return await loop.run((checkpoint) => checkpoints.save(checkpoint));
  } finally {
    await step.step.release();
  }
}

function splitOf(source: ExampleSource, { split, seed, batchSize }: Recipe): Result<Split> {
  try {
    const parts =
      split.fold === null
        ? splitByShares(source, split, seed)
        : splitFolds(source, split.fold.of, split.validation, seed)[split.fold.number - 1];
    if (parts.train.length >= batchSize) return ok(parts);
    return fail(
      'bad-input',
      `There are ${parts.train.length} images to train on, fewer than one batch of ${batchSize}: give more data or a smaller "batchSize" in the recipe.`,
    );
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return fail('bad-input', `${error.message}: give more data.`);
  }
}

/** The mean of `weights`, which are the `count`th, and those before them, whose mean `mean` is. */
function meanWith(mean: Weights | null, weights: Weights, count: number): Weights {
  if (mean === null) return copyOf(weights);
  for (const [name, { data }] of mean) {
    const added = tensor(weights, name);
    for (let at = 0; at < data.length; at++) data[at] += (added[at] - data[at]) / count;
  }
  return mean;
}

/** The epochs of one sitting. */
class Loop {
  readonly #request: TrainingRequest;
  readonly #split: Split;
  readonly #loaded: LoadedStep;
  readonly #listener: TrainingListener;
  readonly #signal: AbortSignal;
  readonly #pauses: Pauses;
  readonly #weights: Weights;
  readonly #optimiser: Optimiser;
  readonly #parameters: ReadonlyMap<string, Float32Array>;
  readonly #marks: Mark[] = [];
  readonly #startMs: number;
  readonly #before: number;
  #state: RunState;
  #best: Weights | null;
  #mean: Weights | null;
  #validation: Validation | null = null;
  /** The time was over in the middle of an epoch, which counts all the same. */
  #cut = false;

  constructor(
    request: TrainingRequest,
    split: Split,
    loaded: LoadedStep,
    begun: Begun,
    listener: TrainingListener,
    signal: AbortSignal,
    pauses: Pauses,
  ) {
    this.#request = request;
    this.#split = split;
    this.#loaded = loaded;
    this.#listener = listener;
    this.#signal = signal;
    this.#pauses = pauses;
    this.#startMs = pauses.now();
    this.#state = begun.state;
    this.#before = begun.state.elapsedMs;
    this.#weights = begun.weights;
    this.#best = begun.best;
    this.#mean = begun.mean;
    this.#optimiser = begun.optimiser;
    this.#parameters = new Map(
      loaded.step.parameters.map((name) => [name, tensor(begun.weights, name)] as const),
    );
  }

  async run(save: (checkpoint: Checkpoint) => Promise<Result<void>>): Promise<Result<Trained>> {
    const { epochs } = this.#state.recipe;
    let ended = this.#endedEarly();
    while (ended === null && this.#state.epoch < epochs) {
      const loss = await this.#epoch();
      if (loss !== null && !Number.isFinite(loss)) return diverged(this.#state.epoch + 1);
      if (loss === null || !(await this.#finishEpoch(loss))) {
        return fail('cancelled', `Stopped. The same command goes on after epoch ${this.#state.epoch}.`);
      }
      const saved = await save({
        state: this.#state,
        weights: this.#weights,
        best: this.#best,
        mean: this.#mean,
        optimiser: this.#optimiser.state(),
      });
      if (!saved.ok) return saved;
      ended = this.#endedEarly();
    }
    return ok({
      state: this.#state,
      weights: this.#best ?? this.#learned,
      split: this.#split,
      ended: ended ?? 'All epochs are over.',
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    });
  }

  /** Mean loss of one epoch; null where it was cut off by the signal. */
  async #epoch(): Promise<number | null> {
    const { recipe, epoch, step: before } = this.#state;
    const { step, setEpoch } = this.#loaded;
    setEpoch(epoch);
    const rate = learningRateAt(recipe.learningRate, epoch);
    const batches = batchesPerEpoch(recipe, this.#split.train.length);
    const order = epochOrder(recipe, this.#split.train, epoch);
    const request = (at: number) =>
      at < batches ? this.#request.threads.batch(batchRequest(recipe, order, epoch, at)) : null;
    const startMs = this.#pauses.now();
    let next = request(0);
    let sum = 0;
    let done = 0;
    while (done < batches && !this.#cut) {
      const at = done;
      const batch = await next;
      if (!(await this.#pauses.next()) || batch === null) return null;
      // The threads make one while this thread computes.
      next = request(at + 1);
      const random = randomStream(recipe.seed, 'dropout', epoch, at);
      const { total, gradients, statistics } = await step.run(this.#weights, batch, random);
      sum += total;
      if (!Number.isFinite(total)) return NaN;
      updateRunningStatistics(this.#weights, statistics);
      this.#optimiser.step(this.#parameters, gradients, rate);
      done++;
      this.#tell(epoch + done / batches, sum / done);
      this.#cut = this.#isTimeToValidate((this.#pauses.now() - startMs) / done);
    }
    this.#state = { ...this.#state, step: before + done };
    return sum / done;
  }

  /** Whether what is left of the minutes is just enough for a validation, at so many milliseconds a step. */
  #isTimeToValidate(stepMs: number): boolean {
    const { minutes } = this.#request;
    if (minutes === null) return false;
    const validationMs = validationTime(stepMs, this.#state.recipe, this.#split);
    return this.#elapsedMs() + Math.min(validationMs, minutes * 30_000) >= minutes * 60_000;
  }

  #elapsedMs(): number {
    return this.#before + this.#pauses.now() - this.#startMs;
  }

  /** False where the signal cut the validation off: the epoch does not count then, because a part of the images would decide. */
  async #finishEpoch(loss: number): Promise<boolean> {
    const { recipe } = this.#state;
    const epoch = this.#state.epoch + 1;
    const rate = learningRateAt(recipe.learningRate, epoch - 1);
    if (recipe.averaged) this.#mean = meanWith(this.#mean, this.#weights, epoch);
    const due = epoch % recipe.validateEvery === 0 || epoch === recipe.epochs || this.#timeIsUp();
    if (due && !(await this.#validate(epoch))) return false;
    const figures: EpochFigures = {
      epoch,
      figures: { loss, 'learning rate': rate, ...(due ? this.#validation?.figures : {}) },
    };
    const elapsedMs = this.#elapsedMs();
    this.#state = { ...this.#state, epoch, elapsedMs, curves: [...this.#state.curves, figures] };
    this.#listener.onEpoch(figures);
    return true;
  }

  get #learned(): Weights {
    return this.#mean ?? this.#weights;
  }

  async #validate(epoch: number): Promise<boolean> {
    const { recipe } = this.#state;
    const { device, source } = this.#request;
    const { validation } = this.#split;
    const [signal, pauses] = [this.#signal, this.#pauses];
    this.#validation = await validate(recipe, this.#learned, source, validation, device, signal, pauses);
    if (signal.aborted) return false;
    const { metric } = this.#validation;
    if (metric !== null && metric > (this.#state.best?.metric ?? -Infinity)) {
      this.#best = copyOf(this.#learned);
      this.#state = { ...this.#state, best: { epoch, metric } };
    }
    return true;
  }

  /** Why no further epoch is trained, a sentence; null where one is. */
  #endedEarly(): string | null {
    const { recipe, curves } = this.#state;
    const metrics = curves.flatMap(({ figures }) =>
      metricName in figures ? [figures[metricName] ?? NaN] : [],
    );
    const { stop, without } = stopping(metrics, recipe.patience);
    if (stop) return `The last ${without} validations were no better.`;
    return this.#timeIsUp() ? 'The time was over.' : null;
  }

  #timeIsUp(): boolean {
    const { minutes } = this.#request;
    return this.#cut || (minutes !== null && this.#elapsedMs() >= minutes * 60_000);
  }

  #tell(epochs: number, loss: number): void {
    const { recipe, epoch } = this.#state;
    const { minutes } = this.#request;
    const atMs = this.#pauses.now();
    this.#marks.push({ atMs, share: epochs / recipe.epochs });
    const limit = minutes === null ? null : { leftMs: Math.max(0, minutes * 60_000 - this.#elapsedMs()) };
    this.#listener.onProgress({
      epoch: epoch + 1,
      epochs: recipe.epochs,
      loss,
      validation: this.#validation?.told ?? [],
      leftMs: timeLeft(this.#marks, limit),
    });
  }
}

function diverged(epoch: number): Result<never> {
  return fail(
    'compute-failed',
    `The loss is not finite any more in epoch ${epoch}: the learning rate of the recipe is too high for these data.`,
  );
}

function tensor(weights: Weights, name: string): Float32Array {
  const found = weights.get(name);
  if (found === undefined || elementCount(found.shape) !== found.data.length) {
    throw new Error(`no weight is called ${name}`);
  }
  return found.data;
}
