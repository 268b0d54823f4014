import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ShownExam, ShownImage } from '../../contract/imageAnalysis.ts';
import { fail, ok } from '../../contract/problem.ts';
import type { Problem, Result } from '../../contract/problem.ts';
import type { AnalysedImage, AnalysisTicket, Engine } from '../compute/engine.ts';
import { stepInWords } from '../compute/protocol.ts';
import { ensemblesOf } from '../exports/examScores.ts';
import { analysedFrame } from '../library/analysable.ts';
import { chooseWeights } from '../library/chooseWeights.ts';
import { findImagesOf, findStoredImage } from '../store/exams.ts';
import type { StoredImage } from '../store/exams.ts';
import { findOutcomes, listDoneImages, saveOutcome } from '../store/outcomes.ts';
import type { ImageOutcome } from '../store/outcomes.ts';
import { AnalysisQueue } from './analysisQueue.ts';
import type { QueuedImage } from './analysisQueue.ts';
import type { Events } from './events.ts';
import { candidatesOf, ExamResults, isAnalysable, isOf, requestOf } from './examResults.ts';
import type { LiveAnalysis } from './examRow.ts';
import type { ReadingDesk } from './readingDesk.ts';
import { read, write } from './roomLibrary.ts';
import type { RoomLibrary } from './roomLibrary.ts';
import { mapOf, shownAnalysis, shownScores, shownWeights, weightsKeyOf } from './shownAnalysis.ts';
import type { MapPlace } from './shownAnalysis.ts';
import type { Concealer } from './shownProblem.ts';
import { unknownExam } from './worklist.ts';

export interface ExamAnalysesParts {
  readonly dataDir: string;
  readonly room: RoomLibrary;
  readonly engine: Engine;
  readonly events: Events;
  readonly concealer: Concealer;
  readonly desk: Pick<ReadingDesk, 'withholds' | 'recordShowing'>;
  /** The rows of these exams are others now. */
  changed(examIds: readonly string[]): void;
}

/** Exams whose images are told of one by one, also while they wait. */
const mostWatched = 8;
/** Exams of a worklist that are put in the queue before other work has its turn. */
const examsPerTurn = 200;

const noSuchBytes = fail('not-found', 'There is no such map.');

/** What the networks find in the exams of the worklist: asked for, followed, remembered and shown. */
export class ExamAnalyses {
  readonly #parts: ExamAnalysesParts;
  readonly #results: ExamResults;
  readonly #queue: AnalysisQueue;
  /** Exams that were looked at last. */
  readonly #watched = new Set<string>();
  /** Exams whose scores are being put together. */
  readonly #scoring = new Set<string>();
  /** What is being looked up for the list. */
  readonly #following = new Set<Promise<void>>();
  #choosing: ReturnType<typeof chooseWeights> | null = null;
  #closing = false;

  constructor(parts: ExamAnalysesParts) {
    this.#parts = parts;
    this.#results = new ExamResults(parts);
    this.#queue = new AnalysisQueue({
      start: (queued, urgent, onStep) => this.#start(queued, urgent, onStep),
      onChange: (queued) => this.#onChange(queued),
      onEnd: (queued, result) => this.#onEnd(queued, result),
      onWithdrawn: (images) => this.#onWithdrawn(images),
    });
  }

  /** Names the weights that would be used now; null while that is not known. */
  get weightsKey(): string | null {
    return this.#results.weightsKey;
  }

  /** Looks which weights would be used now, for the list. */
  findWeights(): void {
    this.#follow(this.#results.weights());
  }

  /** An exam is not done before its scores are known. */
  live(examId: string): LiveAnalysis | null {
    return this.#queue.live(examId) ?? (this.#scoring.has(examId) ? { queued: 0, running: 1 } : null);
  }

  /** Puts the images of an exam before all others, without those whose results are there (all of them with `force`). */
  async analyseExam(examId: string, force: boolean): Promise<Result<null>> {
    this.#watch(examId);
    const found = this.#find(examId);
    if (!found.ok) return found;
    const { images, outcomes } = found.value;
    const cards = await this.#results.weights();
    const wanted: StoredImage[] = [];
    for (const image of images.filter(isAnalysable)) {
      const isDone = !force && outcomes.get(image.imageId)?.state === 'done';
      const known = isDone ? await this.#results.of(image, cards) : null;
      if (known === null || !isOf(known, cards)) wanted.push(image);
    }
    this.#queue.add(wanted, { urgent: true, force });
    this.#parts.changed([examId]);
    return ok(null);
  }

  /** Puts the images of exams that were not analysed yet with the present weights behind all others. */
  async analyseAll(examIds: readonly string[]): Promise<Result<null>> {
    const weightsKey = weightsKeyOf(await this.#results.weights());
    for (let at = 0; at < examIds.length; at += examsPerTurn) {
      // Those that are only being summed up are done.
      const some = examIds.slice(at, at + examsPerTurn).filter((examId) => !this.#scoring.has(examId));
      const found = read(this.#parts.room, (library) => ({
        images: findImagesOf(library, some),
        done: listDoneImages(library, some, weightsKey),
      }));
      if (!found.ok) return found;
      const { images, done } = found.value;
      const wanted = images.filter((image) => isAnalysable(image) && !done.has(image.imageId));
      this.#queue.add(wanted, { urgent: false, force: false });
      this.#parts.changed([...new Set(wanted.map(({ examId }) => examId))]);
      await nextTurn();
    }
    return ok(null);
  }

  /** Null: everything. */
  cancel(examId: string | null): void {
    this.#queue.cancel(examId);
  }

  /** What is known of an exam, from memory and the results cache; nothing of it while the reading mode withholds it. */
  async shown(examId: string): Promise<Result<ShownExam>> {
    const { desk } = this.#parts;
    this.#watch(examId);
    const found = this.#find(examId);
    if (!found.ok) return found;
    const { images, outcomes } = found.value;
    if (images.length === 0) return unknownExam;
    const cards = await this.#results.weights();
    const weights = cards.map(shownWeights);
    const analysed = desk.withholds(examId)
      ? new Map<string, never>()
      : await this.#results.ofExam(found.value, cards);
    // Asked again: the mode may have changed while results were read.
    if (desk.withholds(examId))
      return ok({ examId, withheld: true, images: [], scores: [], notScored: [], weights });
    if (analysed.size > 0) {
      const recorded = desk.recordShowing(examId);
      if (!recorded.ok) return recorded;
    }
    const { scores, notScored } = shownScores(examId, analysed, candidatesOf(found.value, analysed));
    if (analysed.size > 0) this.#results.keepScores(examId, images, scores, cards);
    return ok({
      examId,
      withheld: false,
      images: images.map((image) => {
        const { imageId } = image;
        const known = analysed.get(imageId) ?? null;
        const outcome = outcomes.get(imageId) ?? null;
        // Done, and not found again: it is as if it had not been.
        const isLost = outcome?.state === 'done' && known === null;
        return shownImage(image, this.#queue.get(imageId), isLost ? null : outcome, known);
      }),
      scores,
      notScored,
      weights,
    });
  }

  /** The values of a map: float32, little-endian, row by row. `not-found` while the reading mode withholds them. */
  async map(place: MapPlace): Promise<Result<Uint8Array>> {
    const { room, desk } = this.#parts;
    const image = read(room, (library) => findStoredImage(library, place.imageId));
    if (!image.ok) return image;
    if (image.value === null || desk.withholds(image.value.examId)) return noSuchBytes;
    const known = await this.#results.of(image.value, await this.#results.weights());
    const analysis = known?.analyses.find(({ weightsSha256 }) => weightsSha256 === place.weightsSha256);
    const map = analysis === undefined ? null : mapOf(analysis, place.map);
    // Asked again: the mode may have changed while results were read.
    if (map === null || !this.#mayShow(image.value.examId)) return noSuchBytes;
    return ok(new Uint8Array(map.data.buffer, map.data.byteOffset, map.data.byteLength));
  }

  /** What was found in images that are now said to be others is not theirs any more; what runs on them ends. */
  forget(examId: string, imageIds: readonly string[]): void {
    if (imageIds.length === 0) return;
    this.#queue.cancel(examId);
    for (const imageId of imageIds) this.#results.memory.forget(imageId);
  }

  /** Cancels everything; what was finished is remembered when this resolves. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#queue.cancel(null);
    await this.#queue.settled();
    await Promise.all(this.#following);
  }

  #find(examId: string) {
    return read(this.#parts.room, (library) => ({
      images: findImagesOf(library, [examId]),
      outcomes: findOutcomes(library, examId),
    }));
  }

  /** Each image of exams that are looked at is told of, also that it waits. */
  #watch(examId: string): void {
    this.#watched.delete(examId);
    this.#watched.add(examId);
    for (const oldest of this.#watched) {
      if (this.#watched.size <= mostWatched) return;
      this.#watched.delete(oldest);
    }
  }

  /** Brings the exam's scores in the list up to date with its results, then tells of its row. */
  #updateScores(examId: string): void {
    this.#scoring.add(examId);
    const update = async () => {
      const found = this.#find(examId);
      if (found.ok) {
        const cards = await this.#results.weights();
        const analysed = await this.#results.ofExam(found.value, cards);
        const { scores } = shownScores(examId, analysed, candidatesOf(found.value, analysed));
        if (analysed.size > 0) this.#results.keepScores(examId, found.value.images, scores, cards);
      }
      this.#scoring.delete(examId);
      this.#parts.changed([examId]);
    };
    this.#follow(update());
  }

  /** Nothing is read or written any more when the program has closed. */
  #follow(work: Promise<unknown>): void {
    const followed = work.then(() => void this.#following.delete(followed));
    this.#following.add(followed);
  }

  async #start(
    { image, force }: QueuedImage,
    urgent: boolean,
    onStep: (step: string) => void,
  ): Promise<Result<AnalysisTicket>> {
    const { engine, events, dataDir, concealer } = this.#parts;
    // Two that choose at once would both make the weights that are missing.
    this.#choosing ??= chooseWeights(dataDir, null).finally(() => (this.#choosing = null));
    const chosen = await this.#choosing;
    if (!chosen.ok) return chosen;
    for (const message of chosen.value.notices) events.notify({ level: 'warning', message });
    for (const { message } of chosen.value.problems) {
      events.notify({ level: 'warning', message: concealer.text(message) });
    }
    const names = chosen.value.cards.map(({ name }) => name);
    const request = { ...requestOf(image, names), force, priority: urgent ? 1 : 0 };
    return ok(
      engine.analyse(request, ({ state, step }) => {
        if (state === 'running' && step !== null) onStep(inWords(stepInWords(step)));
      }),
    );
  }

  #onChange(queued: QueuedImage): void {
    const { examId } = queued.image;
    if (queued.state === 'queued' && !this.#watched.has(examId)) return;
    const shown = shownImage(queued.image, queued, null, null);
    this.#parts.events.emit({ type: 'analysis', examId, image: shown });
    // Rows tell whether an exam waits or runs, not the steps; those that begin to wait are told together.
    if (
      queued.state === 'running' &&
      queued.step === inWords(stepInWords({ name: 'start', weights: null }))
    ) {
      this.#parts.changed([examId]);
    }
  }

  /** Images that were cancelled before anything was done are as they were. */
  #onWithdrawn(images: readonly StoredImage[]): void {
    if (this.#closing) return;
    const examIds = [...new Set(images.map(({ examId }) => examId))];
    for (const image of images) if (this.#watched.has(image.examId)) this.#tellAsBefore(image);
    this.#parts.changed(examIds);
  }

  /** Tells of an image as it was before the analysis that was cancelled. */
  #tellAsBefore(image: StoredImage): void {
    const { imageId, examId } = image;
    const { room, events } = this.#parts;
    const outcomes = read(room, (library) => findOutcomes(library, examId));
    const outcome = outcomes.ok ? (outcomes.value.get(imageId) ?? null) : null;
    const known = outcome?.state === 'done' ? this.#results.memory.get(imageId) : null;
    const analysed = known !== null && this.#mayShow(examId) ? known : null;
    events.emit({ type: 'analysis', examId, image: shownImage(image, null, outcome, analysed) });
  }

  #onEnd({ image, state }: QueuedImage, result: Result<AnalysedImage>): void {
    if (this.#closing && !result.ok) return;
    const { room, events, concealer, changed } = this.#parts;
    const { imageId, examId } = image;
    const isCancelled = !result.ok && result.problem.kind === 'cancelled';
    // It was asked for again meanwhile.
    if (isCancelled && this.#queue.get(imageId) !== null) return;
    if (result.ok && this.#isSaidToBeAnother(image)) return;
    if (isCancelled && state === 'queued') {
      this.#onWithdrawn([image]);
      return;
    }
    if (result.ok) {
      this.#results.memory.put(imageId, result.value);
      const { notKept } = result.value;
      if (notKept !== null && !room.readOnly) {
        events.notify({ level: 'warning', message: concealer.text(notKept.message) });
      }
    } else if (result.problem.kind === 'no-device') {
      events.notify({ level: 'error', message: concealer.text(result.problem.message) });
    }
    const outcome = outcomeOf(result, concealer);
    const kept = write(room, 'What the analysis came to', (library) => {
      // What was found before a cancelled second analysis is still there.
      const isDone = findOutcomes(library, examId).get(imageId)?.state === 'done';
      if (!isCancelled || !isDone) saveOutcome(library, imageId, outcome);
    });
    if (!kept.ok) events.notify({ level: 'warning', message: concealer.text(kept.problem.message) });
    if (isCancelled) {
      this.#tellAsBefore(image);
    } else {
      // Nothing goes on record as shown that nobody looks at.
      const isShown = result.ok && this.#watched.has(examId) && this.#mayShow(examId);
      const analysed = isShown ? result.value : null;
      events.emit({ type: 'analysis', examId, image: shownImage(image, null, outcome, analysed) });
    }
    if (this.#queue.live(examId) === null) this.#updateScores(examId);
    else changed([examId]);
  }

  /** Its side or view was stated by hand while it was in work. */
  #isSaidToBeAnother({ imageId, fields }: StoredImage): boolean {
    const now = read(this.#parts.room, (library) => findStoredImage(library, imageId));
    return now.ok && now.value !== null && now.value.fields.stated?.time !== fields.stated?.time;
  }

  #mayShow(examId: string): boolean {
    const { desk } = this.#parts;
    return !desk.withholds(examId) && desk.recordShowing(examId).ok;
  }
}

function inWords(step: string): string {
  return step.charAt(0).toUpperCase() + step.slice(1);
}

function outcomeOf(result: Result<AnalysedImage>, concealer: Concealer): ImageOutcome {
  if (!result.ok) {
    const state = result.problem.kind === 'cancelled' ? 'cancelled' : 'failed';
    return { state, problem: concealer.problem(result.problem) };
  }
  const { problems } = result.value;
  const first = problems.at(0);
  const problem: Problem | null =
    first === undefined
      ? null
      : concealer.problem({ ...first.problem, message: `${first.weights}: ${first.problem.message}` });
  return { state: 'done', problem };
}

const noResults = { analyses: [], ensembles: [] };

function shownResults(imageId: string, { header, analyses, fromCache }: AnalysedImage) {
  return {
    analyses: analyses.map((analysis, at) => shownAnalysis(imageId, header, analysis, fromCache[at])),
    ensembles: ensemblesOf(analyses, header),
  };
}

function shownImage(
  { imageId, fields }: StoredImage,
  queued: QueuedImage | null,
  outcome: ImageOutcome | null,
  analysed: AnalysedImage | null,
): ShownImage {
  const results = {
    imageId,
    frame: analysedFrame(fields),
    frames: fields.frames,
    ...(analysed === null ? noResults : shownResults(imageId, analysed)),
  };
  if (queued !== null) return { ...results, state: queued.state, step: queued.step, problem: null };
  return { ...results, state: outcome?.state ?? 'none', step: null, problem: outcome?.problem ?? null };
}
