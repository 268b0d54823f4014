import { existsSync } from 'node:fs';
import type { WeightsCard } from '../../contract/card.ts';
import type { ResultsExamScores } from '../../contract/results.ts';
import { whyNotAnalysed } from '../../contract/exam.ts';
import { leadingScores } from '../../contract/scores.ts';
import type { AnalysedImage, AnalysisRequest, Engine } from '../compute/engine.ts';
import type { ScoreCandidate } from '../exports/scoredImages.ts';
import { analysedFrame } from '../library/analysable.ts';
import type { StatedView } from '../library/imageStatement.ts';
import { availableWeights } from '../library/chooseWeights.ts';
import { placeOfFrame } from '../library/readImage.ts';
import type { StoredImage } from '../store/exams.ts';
import { listScoredExams, saveExamScores } from '../store/examScores.ts';
import { saveOutcome } from '../store/outcomes.ts';
import type { ImageOutcome } from '../store/outcomes.ts';
import { ResultsMemory } from './resultsMemory.ts';
import { read, write } from './roomLibrary.ts';
import type { RoomLibrary } from './roomLibrary.ts';
import { shownWeights, weightsKeyOf } from './shownAnalysis.ts';

export interface ExamResultsParts {
  readonly dataDir: string;
  readonly room: RoomLibrary;
  readonly engine: Engine;
  /** The rows of these exams are others now. */
  changed(examIds: readonly string[]): void;
}

/** Images of an exam, and what their analyses have come to. */
export interface ExamState {
  readonly images: readonly StoredImage[];
  readonly outcomes: ReadonlyMap<string, ImageOutcome>;
}

/** What is known of images that were analysed, from memory and the results cache, and of which weights. */
export class ExamResults {
  readonly memory = new ResultsMemory();
  readonly #parts: ExamResultsParts;
  #weightsKey: string | null = null;

  constructor(parts: ExamResultsParts) {
    this.#parts = parts;
  }

  /** Names the weights that would be used now; null while that is not known. */
  get weightsKey(): string | null {
    return this.#weightsKey;
  }

  /** The weights that would be used now. Where they are others than before, the rows of all scored exams are others, too. */
  async weights(): Promise<readonly WeightsCard[]> {
    const cards = await availableWeights(this.#parts.dataDir);
    const key = weightsKeyOf(cards);
    if (key !== this.#weightsKey) {
      this.#weightsKey = key;
      const scored = read(this.#parts.room, listScoredExams);
      if (scored.ok) this.#parts.changed(scored.value);
    }
    return cards;
  }

  /** What is known of an image, of all of these weights where it can be; null where nothing. */
  async of(image: StoredImage, cards: readonly WeightsCard[]): Promise<AnalysedImage | null> {
    const remembered = this.memory.get(image.imageId);
    if (remembered !== null && isOf(remembered, cards)) return remembered;
    if (cards.length === 0) return remembered;
    const names = cards.map(({ name }) => name);
    const found = await this.#parts.engine.lookUp(requestOf(image, names));
    if (found === null) return remembered;
    this.memory.put(image.imageId, found);
    return found;
  }

  /** What is known of the images that are done, by image id. */
  async ofExam(
    { images, outcomes }: ExamState,
    cards: readonly WeightsCard[],
  ): Promise<ReadonlyMap<string, AnalysedImage>> {
    const analysed = new Map<string, AnalysedImage>();
    for (const image of images) {
      if (outcomes.get(image.imageId)?.state !== 'done') continue;
      const known = await this.of(image, cards);
      if (known !== null) analysed.set(image.imageId, known);
      else await this.#forgetLost(image);
    }
    return analysed;
  }

  /** The list shows what the panel shows, to the last digit. */
  keepScores(
    examId: string,
    images: readonly StoredImage[],
    scores: readonly ResultsExamScores[],
    cards: readonly WeightsCard[],
  ): void {
    const { room, changed } = this.#parts;
    const stacks = new Set(images.filter(({ fields }) => fields.frames > 1).map(({ imageId }) => imageId));
    const leading = leadingScores(scores, cards.map(shownWeights), stacks);
    const kept = { scores: leading, weightsKey: weightsKeyOf(cards) };
    const saved = write(room, 'The change', (library) => saveExamScores(library, examId, kept));
    if (saved.ok && saved.value) changed([examId]);
  }

  /** Results that should be there and are not (the cache was emptied, say) are computed again when they are asked for. */
  async #forgetLost(image: StoredImage): Promise<void> {
    const { room, engine, changed } = this.#parts;
    const { file } = placeOfFrame(image, analysedFrame(image.fields));
    if (!(await engine.ready).ok || !existsSync(file)) return;
    const forgotten = write(room, 'The change', (library) => saveOutcome(library, image.imageId, null));
    if (forgotten.ok) changed([image.examId]);
  }
}

/** True where all that was asked of these weights is known, also that some failed. */
export function isOf({ analyses, problems }: AnalysedImage, cards: readonly WeightsCard[]): boolean {
  return cards.every(
    ({ name, sha256 }) =>
      analyses.some((analysis) => analysis.weightsSha256 === sha256) ||
      problems.some(({ weights }) => weights === name),
  );
}

export function requestOf(image: StoredImage, weights: readonly string[]): AnalysisRequest {
  const { file, entry, slices, fields } = image;
  return { file, entry, slices, frame: analysedFrame(fields), weights, stated: statedView(fields) };
}

function statedView({ stated }: StoredImage['fields']): StatedView | null {
  return stated === null ? null : { laterality: stated.laterality, viewPosition: stated.view };
}

export function isAnalysable({ fields }: StoredImage): boolean {
  return whyNotAnalysed(fields) === null;
}

/** Images that are or will be analysed: one that waits still answers for its view before a lesser one that is done. */
export function candidatesOf(
  { images, outcomes }: ExamState,
  analysed: ReadonlyMap<string, AnalysedImage>,
): readonly ScoreCandidate[] {
  return images
    .filter((image) => isAnalysable(image) && outcomes.get(image.imageId)?.state !== 'failed')
    .map(({ imageId, fields }) => ({
      ...fields,
      id: imageId,
      pixelSha256: analysed.get(imageId)?.pixelHash ?? null,
    }));
}
