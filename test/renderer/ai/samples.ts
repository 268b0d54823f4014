import { publishedAnswers } from '../../../contract/answers.ts';
import type { ExamImage } from '../../../contract/exam.ts';
import type { Contour } from '../../../contract/findings.ts';
import type { Rect } from '../../../contract/geometry.ts';
import type {
  ShownExam,
  ShownGmic,
  ShownHds,
  ShownImage,
  ShownWeights,
} from '../../../contract/imageAnalysis.ts';
import type { ResultsExamScores } from '../../../contract/results.ts';
import type { Laterality, ViewPosition } from '../../../contract/view.ts';

const identity = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };

export function shownWeights(name: string, changes: Partial<ShownWeights> = {}): ShownWeights {
  return {
    name,
    architecture: 'hds-uresnet',
    sha256: `${name}-sha256`,
    untrained: false,
    answers: publishedAnswers,
    trainingData: 'Phantoms',
    phantomsOnly: null,
    created: '2026-03-02T10:00:00Z',
    licence: null,
    operatingPoints: [],
    ...changes,
  };
}

export const gmicWeights = (name: string, changes: Partial<ShownWeights> = {}): ShownWeights =>
  shownWeights(name, { architecture: 'gmic', ...changes });

export function contour(probability: number, { x, y, width, height }: Rect): Contour {
  return {
    points: [
      { x, y },
      { x: x + width, y },
      { x: x + width, y: y + height },
      { x, y: y + height },
    ],
    holes: [],
    probability,
    areaPixels: width * height,
    areaMm2: null,
  };
}

const map = (path: string) => ({ width: 2, height: 2, toSource: identity, path });

export function hds(weights: ShownWeights, contours: readonly Contour[], fromCache = false): ShownHds {
  return {
    architecture: 'hds-uresnet',
    weightsName: weights.name,
    weightsSha256: weights.sha256,
    untrained: weights.untrained,
    notValidatedOnPatients: false,
    device: 'cpu',
    fromCache,
    elapsedMs: 400,
    probabilities: { imageOfficial: 0.5, imageMax: 0.5, segmentationMax: 0.5 },
    contours,
    classificationMap: map(`bytes/map/${weights.name}-cells`),
  };
}

export function gmic(weights: ShownWeights, attentions: readonly number[]): ShownGmic {
  const pair = { benign: 0.2, malignant: 0.3 };
  return {
    architecture: 'gmic',
    weightsName: weights.name,
    weightsSha256: weights.sha256,
    untrained: weights.untrained,
    notValidatedOnPatients: false,
    device: 'cpu',
    fromCache: false,
    elapsedMs: 600,
    probabilities: { global: pair, local: pair, fusion: pair, paperMean: pair },
    saliency: {
      benign: map(`bytes/map/${weights.name}-benign`),
      malignant: map(`bytes/map/${weights.name}-malignant`),
    },
    patches: attentions.map((attention, index) => ({
      rank: index + 1,
      retrieval: index,
      attention,
      rect: { x: 100 * index, y: 0, width: 256, height: 256 },
      saliency: { benign: 0.1, malignant: 0.4 },
    })),
  };
}

export function shownImage(
  imageId: string,
  analyses: ShownImage['analyses'],
  changes: Partial<ShownImage> = {},
): ShownImage {
  const done = { state: 'done', step: null, problem: null } as const;
  return { imageId, frame: 0, frames: 1, ...done, analyses, ensembles: [], ...changes };
}

export function shownExam(
  weights: readonly ShownWeights[],
  images: readonly ShownImage[],
  scores: readonly ResultsExamScores[] = [],
): ShownExam {
  return { examId: 'exam', withheld: false, images, scores, notScored: [], weights };
}

export function examImage(
  imageId: string,
  laterality: Laterality | null,
  view: ViewPosition | null,
  notAnalysed: string | null = null,
): ExamImage {
  return {
    imageId,
    laterality,
    view,
    modifiers: [],
    sopInstanceUid: `1.2.${imageId.length}`,
    modality: 'MG',
    presentationIntent: null,
    kind: 'conventional',
    isMammogram: true,
    acquired: '',
    instanceNumber: null,
    patientOrientation: null,
    rows: 4096,
    columns: 3328,
    frames: 1,
    spacingMm: null,
    problem: null,
    notAnalysed,
    analyseAnyway: 'impossible',
    stated: null,
    notices: [],
  };
}
