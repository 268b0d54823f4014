import type { WeightsCard } from '../../contract/card.ts';
import type { Problem } from '../../contract/problem.ts';
import { resultsVersion } from '../../contract/results.ts';
import type { Results, ResultsDevice, ResultsImage } from '../../contract/results.ts';
import { examScores } from './examScores.ts';

export const researchNotice =
  'For research use only. Not a medical device: do not use for diagnosis or treatment.';

/** What results.json says of the whole run. */
export interface RunForExport {
  readonly programVersion: string;
  readonly created: Date;
  readonly device: ResultsDevice;
  /** Cards of every set of weights that was used. */
  readonly cards: readonly WeightsCard[];
  readonly problems: readonly Problem[];
}

/** Puts results.json together: the images in the given order, and the scores of each exam. */
export function assembleResults(run: RunForExport, images: readonly ResultsImage[]): Results {
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
    exams: [...Map.groupBy(images, (image) => image.exam)].map(([id, ofExam]) => examScores(id, ofExam)),
    problems: run.problems.map(({ file, kind, message }) => ({ file: file ?? null, kind, message })),
  };
}
