import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { WeightsCard } from '../../contract/card.ts';
import type { ImageAnalysis, StepTimings } from '../../contract/findings.ts';
import type { ImageHeader } from '../../contract/image.ts';
import { fail, ok, type Problem, type Result } from '../../contract/problem.ts';
import { readProblem } from '../files/problems.ts';
import { JobQueue, type JobProgress, type RunnerContext } from '../jobs/queue.ts';
import { cacheKey } from '../library/cache.ts';
import { imageHash } from '../library/hash.ts';
import { withStatedView } from '../library/imageStatement.ts';
import type { StatedView } from '../library/imageStatement.ts';
import { placeOfFrame } from '../library/readImage.ts';
import type { FramePlace, SliceLocation } from '../library/readImage.ts';
import { findCard } from '../library/weightsStore.ts';
import { storageProblem } from '../store/failures.ts';
import { findImage, saveImage, type ImageSource, type KnownImage } from '../store/images.ts';
import { unpack, type Packed } from '../store/packed.ts';
import { askForTraining, type TrainingJob } from '../training/askForTraining.ts';
import type { TrainingRequest, TrainingTicket } from '../training/askForTraining.ts';
import { forkTrainingHost, trainInChild, type TrainingHost } from '../training/trainInChild.ts';
import type { TrainingNews, TrainingOutcome } from '../training/trainingProtocol.ts';
import type { TrainWeightsListener } from '../training/trainWeights.ts';
import type { DeviceChoice } from './devices.ts';
import { forkHost, type ComputeHost } from './host.ts';
import { open } from './opened.ts';
import type { EngineStatus, Opened } from './opened.ts';
import type { ComputeStep, WeightsProblem } from './protocol.ts';
import { Supervisor } from './supervisor.ts';

export interface EngineOptions {
  readonly dataDir: string;
  readonly device: DeviceChoice;
  /** Starts compute children; forks Node by default. */
  readonly host?: ComputeHost;
  /** Starts training children; forks Node by default. */
  readonly trainingHost?: TrainingHost;
}

export interface AnalysisRequest {
  /** Path as the user named it. */
  readonly file: string;
  /** Name inside a ZIP file. */
  readonly entry?: string;
  /** Of a stack, all slices in their order; `file` and `entry` are the first one's. */
  readonly slices?: readonly SliceLocation[];
  /** From 0. */
  readonly frame?: number;
  /** Names of weights. */
  readonly weights: readonly string[];
  /** Side and view in place of what the header says. */
  readonly stated?: StatedView | null;
  /** Computes anew what is known already. */
  readonly force?: boolean;
  /** Higher runs first; 0 by default. */
  readonly priority?: number;
}

export interface AnalysedImage {
  /** With side and view as stated in the request. */
  readonly header: ImageHeader;
  /** SHA-256 of the decoded samples. */
  readonly pixelHash: string;
  /** SHA-256 of all that networks and display see of the image. */
  readonly imageHash: string;
  /** In the order of the request, without the weights that failed. */
  readonly analyses: readonly ImageAnalysis[];
  /** Per analysis: true where it was known already. */
  readonly fromCache: readonly boolean[];
  /** Weights that failed although others did not. */
  readonly problems: readonly WeightsProblem[];
  /** Why the results could not be kept for the next time; null where they were. */
  readonly notKept: Problem | null;
  /** Largest resident memory of the compute child so far, bytes; null where the image needed none. */
  readonly peakMemoryBytes: number | null;
  /** Steps that all networks share: `read`, `decode`, `hash` where they were needed, `lookUp`, `store`, `total`. */
  readonly timingsMs: StepTimings;
}

export interface AnalysisTicket {
  /** Resolves when the image is done, has failed, or its work is really over after `cancel`. */
  readonly done: Promise<Result<AnalysedImage>>;
  cancel(): void;
}

export interface Engine {
  /** Opens the library and chooses the device. A problem here is the result of every analysis, too. */
  readonly ready: Promise<Result<EngineStatus>>;
  analyse(
    request: AnalysisRequest,
    onProgress?: (progress: JobProgress<ComputeStep>) => void,
  ): AnalysisTicket;
  /**
   * What is known of an image without computing anything, of as many of the weights as it is known for; null where that is
   * none, where its file has changed, and where library or device could not be opened.
   */
  lookUp(request: AnalysisRequest): Promise<AnalysedImage | null>;
  /**
   * Asks for a training, or joins it where it waits or runs. Analyses come first: while one waits or runs, a training is held
   * between two steps. Problem `name-taken` where another training of this name waits or runs.
   */
  train(request: TrainingRequest, listener: TrainWeightsListener): TrainingTicket;
  /** Cancels what waits and runs; resolves when no process of the engine is left. */
  close(): Promise<void>;
}

type Job = { readonly type: 'analysis'; readonly request: AnalysisRequest } | TrainingJob;
type Outcome = AnalysedImage | TrainingOutcome;
type Step = ComputeStep | TrainingNews;

/**
 * The engine of one data folder: queue, compute child, training child, library and cache behind one function. It opens nothing
 * and starts no process before it is asked for something.
 */
export function createEngine({
  dataDir,
  device,
  host = forkHost(),
  trainingHost = forkTrainingHost(),
}: EngineOptions): Engine {
  const supervisor = new Supervisor(host);
  const closing = new AbortController();
  let opening: Promise<Result<Opened>> | null = null;
  const opened = () => (opening ??= open(dataDir, device, host, closing.signal));
  const queue = new JobQueue<Job, Outcome, Step>(async (job, context): Promise<Result<Outcome>> => {
    switch (job.type) {
      case 'training':
        return trainInChild(trainingHost, job.task, context);
      case 'analysis': {
        const parts = await Promise.race([opened(), cancelledBy(context.signal)]);
        return parts.ok ? analyse({ ...parts.value, dataDir, supervisor }, job.request, context) : parts;
      }
    }
  });
  return {
    get ready() {
      return opened().then((parts) => (parts.ok ? ok(parts.value.status) : parts));
    },
    analyse: (request, onProgress) => {
      // Devices are tried while jobs before this one still run.
      void opened();
      return ticketOf(queue, request, onProgress);
    },
    lookUp: async (request) => {
      const parts = await opened();
      return parts.ok ? lookUp({ ...parts.value, dataDir, supervisor }, request) : null;
    },
    train: ({ search = false, ...request }, listener) => {
      const type = search ? 'search' : 'train';
      return askForTraining(queue, { type, request: { ...request, dataDir, device } }, listener);
    },
    close: async () => {
      closing.abort();
      queue.cancelAll();
      await queue.drained();
      await supervisor.stop();
      const parts = await opening;
      if (parts?.ok === true) parts.value.library.close();
    },
  };
}

function ticketOf(
  queue: JobQueue<Job, Outcome, Step>,
  request: AnalysisRequest,
  onProgress?: (progress: JobProgress<ComputeStep>) => void,
): AnalysisTicket {
  const { weights, stated, force, priority = 0 } = request;
  const { file, entry, frame } = placeOf(request);
  const frames = request.slices?.length ?? 0;
  const what = [resolve(file), entry, frame, frames, weights, stated ?? null, force ?? false];
  const key = JSON.stringify(['analysis', ...what]);
  // A job's steps and outcome are of its type.
  const listener = onProgress as ((progress: JobProgress<Step>) => void) | undefined;
  return queue.add({ key, priority, request: { type: 'analysis', request } }, listener) as AnalysisTicket;
}

function placeOf({ file, entry = '', slices = [], frame = 0 }: AnalysisRequest): FramePlace {
  return placeOfFrame({ file, entry, slices }, frame);
}

function cancelledBy(signal: AbortSignal): Promise<Result<never>> {
  return new Promise((resolve) => {
    const tell = () => resolve(fail('cancelled', 'Cancelled.'));
    if (signal.aborted) tell();
    else signal.addEventListener('abort', tell, { once: true });
  });
}

interface Parts extends Opened {
  readonly dataDir: string;
  readonly supervisor: Supervisor;
}

async function analyse(
  parts: Parts,
  request: AnalysisRequest,
  context: RunnerContext<ComputeStep>,
): Promise<Result<AnalysedImage>> {
  const place = placeOf(request);
  const { entry } = place;
  const label = entry === '' ? place.file : `${place.file}/${entry}`;
  const named = (problem: Problem): Result<never> => ({ ok: false, problem: { ...problem, file: label } });
  const start = performance.now();
  const cards = await findCards(parts.dataDir, request.weights);
  if (!cards.ok) return cards;
  const source = await locate(place);
  if (!source.ok) return named(source.problem);
  const stated = request.stated ?? null;
  const analysis = new Analysis(parts, cards.value, request);

  const image = analysis.known(source.value);
  if (image !== null) await analysis.lookUp(image);
  const lookUpEnd = performance.now();
  if (image !== null && analysis.missing().length === 0) {
    return ok(analysis.result(image, null, { lookUp: lookUpEnd - start, total: lookUpEnd - start }));
  }

  const { file, frame } = source.value;
  const outcome = await parts.supervisor.run(
    {
      type: 'analyse',
      file,
      entry,
      frame,
      dataDir: parts.dataDir,
      device: parts.status.device,
      weights: analysis.missing().map(({ name, sha256 }) => ({ name, sha256 })),
      stated,
    },
    {
      signal: context.signal,
      onStep: context.onStep,
      onDecoded: async (decoded) => {
        // The same image may be known from another file.
        await analysis.lookUp(decoded);
        return analysis.missing().map(({ name }) => name);
      },
    },
  );
  if (!outcome.ok) return named(outcome.problem);
  // The child can begin the next image while this one's results are stored.
  context.freeSlot();
  const { analyses, problems, timingsMs } = outcome.value;
  const storeStart = performance.now();
  await analysis.keep(source.value, outcome.value, analyses);
  // A problem of the weights' own file names that one.
  for (const { weights, problem } of problems) {
    analysis.problems.push({ weights, problem: { file: label, ...problem } });
  }
  if (analysis.isEmpty() && problems.length > 0) return { ok: false, problem: analysis.problems[0].problem };
  const end = performance.now();
  return ok(
    analysis.result(outcome.value, outcome.value.peakMemoryBytes, {
      lookUp: lookUpEnd - start,
      ...timingsMs,
      store: end - storeStart,
      total: end - start,
    }),
  );
}

async function lookUp(parts: Parts, request: AnalysisRequest): Promise<AnalysedImage | null> {
  const start = performance.now();
  const cards = await findCards(parts.dataDir, request.weights);
  const source = await locate(placeOf(request));
  if (!cards.ok || !source.ok) return null;
  const analysis = new Analysis(parts, cards.value, { ...request, force: false });
  const image = analysis.known(source.value);
  if (image === null) return null;
  await analysis.lookUp(image);
  const elapsed = performance.now() - start;
  return analysis.isEmpty() ? null : analysis.result(image, null, { lookUp: elapsed, total: elapsed });
}

async function findCards(dataDir: string, names: readonly string[]): Promise<Result<WeightsCard[]>> {
  const cards: WeightsCard[] = [];
  for (const name of new Set(names)) {
    const stored = await findCard(dataDir, name);
    if (!stored.ok) return stored;
    cards.push(stored.value.card);
  }
  return ok(cards);
}

async function locate({ file, entry, frame }: FramePlace): Promise<Result<ImageSource>> {
  const path = resolve(file);
  try {
    const { size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return ok({ file: path, entry, frame, sizeBytes: size, modifiedNs: mtimeNs, changedNs: ctimeNs });
  } catch (error) {
    return { ok: false, problem: readProblem(error, file) };
  }
}

/** The results of one image while they come together, from the cache and from the child. */
class Analysis {
  readonly problems: WeightsProblem[] = [];
  readonly #parts: Parts;
  readonly #cards: readonly WeightsCard[];
  readonly #stated: StatedView | null;
  readonly #force: boolean;
  /** Of a stack; 0 for an image that is a file of its own. */
  readonly #slices: number;
  readonly #found = new Map<string, { readonly analysis: ImageAnalysis; readonly fromCache: boolean }>();
  #notKept: Problem | null = null;

  constructor(
    parts: Parts,
    cards: readonly WeightsCard[],
    { stated = null, force = false, slices = [] }: AnalysisRequest,
  ) {
    this.#parts = parts;
    this.#cards = cards;
    this.#stated = stated;
    this.#force = force;
    this.#slices = slices.length;
  }

  /** The image as it was read before, if its file has not changed. */
  known(source: ImageSource): KnownImage | null {
    if (this.#force) return null;
    return this.#stored(() => findImage(this.#parts.library, source));
  }

  async lookUp(image: KnownImage): Promise<void> {
    if (this.#force) return;
    for (const card of this.missing()) {
      const analysis = await this.#parts.cache.get(this.#key(image, card), card);
      if (analysis !== null) this.#found.set(card.name, { analysis, fromCache: true });
    }
  }

  missing(): WeightsCard[] {
    return this.#cards.filter(({ name }) => !this.#found.has(name));
  }

  isEmpty(): boolean {
    return this.#found.size === 0;
  }

  /** Takes the child's results, and stores them and the image for the next time. */
  async keep(source: ImageSource, image: KnownImage, results: readonly Packed[]): Promise<void> {
    const { library, cache } = this.#parts;
    const analyses = results.map((packed) => unpack(packed) as ImageAnalysis);
    for (const analysis of analyses) this.#found.set(analysis.weightsName, { analysis, fromCache: false });
    if (!library.readOnly) this.#stored(() => (saveImage(library, source, image), null));
    for (const [index, analysis] of analyses.entries()) {
      const card = this.#cards.find(({ name }) => name === analysis.weightsName)!;
      const seen = this.#asStated(image).imageHash;
      this.#notKept ??= await cache.put(this.#key(image, card), seen, analysis, results[index]);
    }
  }

  result(image: KnownImage, peakMemoryBytes: number | null, timingsMs: StepTimings): AnalysedImage {
    const found = this.#cards.map(({ name }) => this.#found.get(name)).filter((one) => one !== undefined);
    const seen = this.#asStated(image);
    return {
      ...seen,
      header: this.#slices === 0 ? seen.header : { ...seen.header, frames: this.#slices, slice: null },
      analyses: found.map(({ analysis }) => analysis),
      fromCache: found.map(({ fromCache }) => fromCache),
      problems: this.problems,
      notKept: this.#notKept,
      peakMemoryBytes,
      timingsMs,
    };
  }

  /** The image as the networks see it: with what is stated by hand, and the hash that follows. */
  #asStated({ header, pixelHash, imageHash: ownHash }: KnownImage): KnownImage {
    if (this.#stated === null) return { header, pixelHash, imageHash: ownHash };
    const seen = withStatedView(header, this.#stated);
    return { header: seen, pixelHash, imageHash: imageHash(pixelHash, seen) };
  }

  #key(image: KnownImage, card: WeightsCard): string {
    return cacheKey({ imageHash: this.#asStated(image).imageHash, card, device: this.#parts.status.device });
  }

  /** Does something with the library; its failure costs only that something is not kept. */
  #stored<T>(work: () => T): T | null {
    const { library } = this.#parts;
    try {
      return work();
    } catch (error) {
      this.#notKept = storageProblem(error, library.path);
      return null;
    }
  }
}
