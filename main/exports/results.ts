import type { WeightsCard } from '../../contract/card.ts';
import type { Problem } from '../../contract/problem.ts';
import { resultsVersion } from '../../contract/results.ts';
import type {
  ExamNotes,
  Results,
  ResultsDevice,
  ResultsImage,
  ResultsNotAnalysed,
} from '../../contract/results.ts';
import { researchNotice } from '../../contract/researchUse.ts';
import { examScores } from './examScores.ts';
import type { ScoreCandidate } from './scoredImages.ts';

/** What results.json says of the whole run. */
export interface RunForExport {
  readonly programVersion: string;
  readonly created: Date;
  readonly device: ResultsDevice;
  /** Cards of every set of weights that was used. */
  readonly cards: readonly WeightsCard[];
  readonly notAnalysed: readonly ResultsNotAnalysed[];
  readonly problems: readonly Problem[];
}

const noNotes: ExamNotes = { notices: [], beside: [] };

/** Puts results.json together: the images in the given order, and the scores of each exam, chosen by `candidates`, with its notes (by id). */
export function assembleResults(
  run: RunForExport,
  images: readonly ResultsImage[],
  candidates: readonly ScoreCandidate[],
  notes: ReadonlyMap<string, ExamNotes>,
): Results {
  const candidateById = new Map(candidates.map((candidate) => [candidate.id, candidate]));
  const candidatesOf = (ofExam: readonly ResultsImage[]) =>
    ofExam.map(({ id }) => candidateById.get(id)).filter((candidate) => candidate !== undefined);
  return {
    format: 'mammoscope-results',
    version: resultsVersion,
    program: { name: 'Mammoscope', version: run.programVersion },
    researchUseOnly: true,
    notice: researchNotice,
    created: run.created.toISOString(),
    device: run.device,
    weights: run.cards.map((card) => ({
      name: card.name,
      architecture: card.architecture,
      sha256: card.sha256,
      untrained: card.untrained,
      trainingData: card.trainingData,
      phantomsOnly: card.phantomsOnly ?? null,
      preparation: card.preparation,
      percentT: card.percentT,
    })),
    images,
    exams: [...Map.groupBy(images, (image) => image.exam)].map(([id, ofExam]) => ({
      ...examScores(id, ofExam, candidatesOf(ofExam)),
      ...(notes.get(id) ?? noNotes),
    })),
    notAnalysed: run.notAnalysed,
    problems: run.problems.map(({ file, kind, message }) => ({ file: file ?? null, kind, message })),
  };
}
