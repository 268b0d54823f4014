/** The application without a window: what its hosts ask of it. */
import packageJson from '../package.json' with { type: 'json' };
import { noSideReason } from '../contract/exam.ts';
import { fail, ok } from '../contract/problem.ts';
import type { Problem, Result } from '../contract/problem.ts';
import type { Results, ResultsImage, ResultsNotAnalysed } from '../contract/results.ts';
import type { DeviceChoice } from './compute/devices.ts';
import { createEngine } from './compute/engine.ts';
import type { AnalysedImage, AnalysisTicket, Engine } from './compute/engine.ts';
import type { EngineStatus } from './compute/opened.ts';
import type { ComputeStep } from './compute/protocol.ts';
import type { MapFormat } from './exports/maps.ts';
import type { WrittenResults } from './exports/exporter.ts';
import { startExporter } from './exports/startExporter.ts';
import type { ExporterThread, FolderExport } from './exports/startExporter.ts';
import { makeFolder } from './files/write.ts';
import { analysedFrame, whyNotAnalysable } from './library/analysable.ts';
import { chooseWeights, untrainedBesideTrained } from './library/chooseWeights.ts';
import { gather } from './library/gather.ts';
import type { GatheredExam, GatheredImage } from './library/gather.ts';
import { placeOfFrame } from './library/readImage.ts';
import { sayingsOf, unusedSaying } from './library/statedFiles.ts';
import type { StatedFile } from './library/statedFiles.ts';
import type { TrainingRequest } from './training/askForTraining.ts';
import type { TrainingOutcome } from './training/trainingProtocol.ts';
import type { TrainWeightsListener } from './training/trainWeights.ts';

export const programVersion: string = packageJson.version;

/** Analyse files and folders, and write what was found into a folder. */
export interface FolderAnalysis {
  /** Files, folders and ZIP archives. */
  readonly paths: readonly string[];
  readonly outDir: string;
  /** Names of weights, or of architectures; null for all that are there. */
  readonly models: readonly string[] | null;
  /** Computes anew what is known already. */
  readonly force: boolean;
  /** Analyses also what is no mammogram by the rule. */
  readonly anyImage: boolean;
  /** Sides and views in place of what files say. */
  readonly stated: readonly StatedFile[];
  readonly mapFormats: readonly MapFormat[];
}

/** What the user is told while it runs. */
export interface AnalysisListener {
  onNotice(sentence: string): void;
  /** Before the first image. */
  onImages(count: number): void;
  onStep(file: string, step: ComputeStep): void;
  onImage(image: ResultsImage, analysed: AnalysedImage): void;
  onProblem(problem: Problem): void;
  /** An image that is left out: by the rule, or because no side is stated. */
  onNotAnalysed(image: ResultsNotAnalysed): void;
  /** After each image, analysed or not. */
  onImageEnd(): void;
}

export interface AnalysisReport extends WrittenResults {
  /** Of each image that was found, analysed or not, the file as the user named it. */
  readonly found: readonly string[];
}

/** Images that are asked for ahead of the one whose results are awaited. */
const lookahead = 3;

/** The application behind one data folder. It starts no process before there is work. */
export interface App {
  /**
   * Finds the images, analyses each with each of the weights, and writes pictures, maps and `results.json`. A file
   * that fails is one problem in the results; the rest goes on. After the signal, what is done is still written.
   * Problems of the whole: unknown weights, untrained ones together with trained ones of their architecture, no device, a
   * library or an output folder that cannot be written.
   */
  analyseToFolder(
    request: FolderAnalysis,
    listener: AnalysisListener,
    signal: AbortSignal,
  ): Promise<Result<AnalysisReport>>;
  /**
   * Trains a network and stores its weights with card and report. Interrupted by the signal, a crash or a power cut, the same
   * request goes on from the last epoch.
   */
  train(
    request: Omit<TrainingRequest, 'program'>,
    listener: TrainWeightsListener,
    signal: AbortSignal,
  ): Promise<Result<TrainingOutcome>>;
  /** Cancels what runs; resolves when no process of the application is left. */
  close(): Promise<void>;
}

export interface AppOptions {
  readonly dataDir: string;
  readonly device: DeviceChoice;
}

export function openApp(options: AppOptions): App {
  const engine = createEngine(options);
  let exporter: ExporterThread | null = null;
  return {
    analyseToFolder: (request, listener, signal) => {
      exporter ??= startExporter();
      return analyseToFolder({ ...options, engine, exporter }, request, listener, signal);
    },
    train: async (request, listener, signal) => {
      const ticket = engine.train({ ...request, program: `mammoscope ${programVersion}` }, listener);
      signal.addEventListener('abort', ticket.cancel, { once: true });
      if (signal.aborted) ticket.cancel();
      const done = await ticket.done;
      signal.removeEventListener('abort', ticket.cancel);
      return done;
    },
    close: async () => {
      await engine.close();
      await exporter?.close();
    },
  };
}

interface Wiring extends AppOptions {
  readonly engine: Engine;
  readonly exporter: ExporterThread;
}

async function analyseToFolder(
  { dataDir, device, engine, exporter }: Wiring,
  request: FolderAnalysis,
  listener: AnalysisListener,
  signal: AbortSignal,
): Promise<Result<AnalysisReport>> {
  const { outDir, mapFormats, force } = request;
  const chosen = await chooseWeights(dataDir, request.models);
  if (!chosen.ok) return chosen;
  const mixed = untrainedBesideTrained(chosen.value.cards);
  if (mixed !== null) return { ok: false, problem: mixed };
  const { notices, leftOut } = chosen.value;
  for (const notice of notices) listener.onNotice(notice);
  if (leftOut.length > 0) {
    listener.onNotice(`Left out: untrained weights beside trained ones (${leftOut.join(', ')}).`);
  }
  // Devices are tried while images are looked for.
  const opening = engine.ready;
  // Before hours of work whose results have nowhere to go.
  const made = await makeFolder(outDir);
  if (!made.ok) return made;
  const problems: Problem[] = [];
  const report = (problem: Problem) => {
    problems.push(problem);
    listener.onProblem(problem);
  };
  chosen.value.problems.forEach(report);
  const { exams, images, notAnalysed } = await findImages(request, report, signal);
  notAnalysed.forEach((image) => listener.onNotAnalysed(image));
  listener.onImages(images.length);

  const ready = await Promise.race([opening, cancelledBy(signal)]);
  if (!ready.ok) return ready;
  for (const notice of ready.value.notices) listener.onNotice(notice);
  const folder = exporter.begin({ dataDir, outDir, programVersion, mapFormats, drawAnew: force });
  const weights = chosen.value.cards.map((card) => card.name);
  await analyseImages({ request, images, weights, engine, folder, listener, report, signal });
  const written = await folder.finish({
    notes: new Map(exams.map(({ key, notices, beside }) => [key, { notices, beside }])),
    created: new Date(),
    device: deviceOf(device, ready.value),
    cards: chosen.value.cards,
    notAnalysed,
    problems,
  });
  const found = exams.flatMap((exam) => exam.images.map(({ file }) => file));
  return written.ok ? ok({ ...written.value, found }) : written;
}

function cancelledBy(signal: AbortSignal): Promise<Result<never>> {
  const cancelled = fail('cancelled', 'Cancelled before the first image.');
  if (signal.aborted) return Promise.resolve(cancelled);
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(cancelled), { once: true });
  });
}

interface FoundForAnalysis {
  readonly exams: readonly GatheredExam[];
  readonly images: readonly ImageOfExam[];
  readonly notAnalysed: readonly ResultsNotAnalysed[];
}

async function findImages(
  { paths, stated, anyImage }: FolderAnalysis,
  report: (problem: Problem) => void,
  signal: AbortSignal,
): Promise<FoundForAnalysis> {
  const images: ImageOfExam[] = [];
  const notAnalysed: ResultsNotAnalysed[] = [];
  const sayings = sayingsOf(stated);
  const { exams } = await gather(paths, { sayings, onProblem: report, signal });
  for (const exam of exams) {
    for (const image of exam.images) {
      const { header, file } = image;
      const { modality, kind } = header;
      const refused = whyNotAnalysable(header);
      const isRefused = refused !== null && !(anyImage && refused.canBeForced);
      // Pixels that cannot be read were told of when they were found.
      if (image.pixelProblem !== null) continue;
      if (isRefused) notAnalysed.push({ file, modality, kind, reason: refused.reason });
      else if (header.laterality === null && !anyImage)
        notAnalysed.push({ file, modality, kind, reason: noSideReason });
      else images.push({ exam, image });
    }
  }
  if (!signal.aborted) sayings.unused().forEach((file) => report(unusedSaying(file)));
  return { exams, images, notAnalysed };
}

/** An image with the exam that it is of. */
interface ImageOfExam {
  readonly exam: GatheredExam;
  readonly image: GatheredImage;
}

interface Run {
  readonly request: FolderAnalysis;
  readonly images: readonly ImageOfExam[];
  readonly weights: readonly string[];
  readonly engine: Engine;
  readonly folder: FolderExport;
  readonly listener: AnalysisListener;
  readonly report: (problem: Problem) => void;
  readonly signal: AbortSignal;
}

/** Analyses in order, asking a few images ahead, while the pictures of those before are drawn on their own thread. */
async function analyseImages(run: Run): Promise<void> {
  const { images, signal, report } = run;
  const tickets = new Map<ImageOfExam, AnalysisTicket>();
  const cancel = () => tickets.forEach((ticket) => ticket.cancel());
  signal.addEventListener('abort', cancel, { once: true });
  const drawing: Promise<void>[] = [];
  let toldNotKept = false;
  for (const [index, found] of images.entries()) {
    for (const ahead of images.slice(index, index + lookahead)) {
      if (!tickets.has(ahead) && !signal.aborted) tickets.set(ahead, ask(run, ahead.image));
    }
    const { image } = found;
    const ticket = tickets.get(found);
    if (ticket === undefined) {
      report(fail('cancelled', 'Not analysed: cancelled.', image.file).problem);
      continue;
    }
    const done = await ticket.done;
    tickets.delete(found);
    if (!done.ok) {
      report({ ...done.problem, file: image.file });
      run.listener.onImageEnd();
      continue;
    }
    const { value } = done;
    value.problems.forEach(({ weights, problem }) => {
      report({ ...problem, message: `${weights}: ${problem.message}`, file: image.file });
    });
    if (value.notKept !== null && !toldNotKept) run.listener.onNotice(value.notKept.message);
    toldNotKept ||= value.notKept !== null;
    drawing.push(draw(run, found, value));
    // Pictures of a few images wait in memory, not of all.
    if (drawing.length >= lookahead) await drawing.shift();
  }
  await Promise.all(drawing);
  signal.removeEventListener('abort', cancel);
}

function ask({ request, weights, engine, listener }: Run, image: GatheredImage): AnalysisTicket {
  const frame = analysedFrame(image.header);
  return engine.analyse(
    { ...image.location, frame, weights, stated: image.stated, force: request.force },
    ({ state, step }) => {
      if (state === 'running' && step !== null) listener.onStep(image.file, step);
    },
  );
}

async function draw(run: Run, { exam, image }: ImageOfExam, analysed: AnalysedImage): Promise<void> {
  const { header, pixelHash, imageHash, analyses, fromCache, timingsMs } = analysed;
  const frame = analysedFrame(header);
  const written = await run.folder.addImage({
    examKey: exam.key,
    // Of a stack, the slice that was analysed.
    file: (image.slices.at(frame) ?? image).file,
    place: placeOfFrame(image.location, frame),
    // Decoding may have something to say, and so may the other images of the exam.
    header: { ...header, notices: [...new Set([...header.notices, ...image.notices])] },
    frame,
    statedByHand: image.stated !== null,
    pixelSha256: pixelHash,
    imageHash,
    analyses,
    fromCache,
    timingsMs,
  });
  if (written.ok) run.listener.onImage(written.value, analysed);
  else run.listener.onProblem(written.problem);
  run.listener.onImageEnd();
}

function deviceOf(requested: DeviceChoice, { device, description }: EngineStatus): Results['device'] {
  return { requested, used: device, description };
}
