/** What the networks found in one image and one exam, as the reading room shows it. */
import type { Architecture, OperatingPoint } from './card.ts';
import type { Answers, BenignMalignant, Contour, GmicFindings, HdsFindings, RoiPatch } from './findings.ts';
import type { Affine } from './geometry.ts';
import type { Problem } from './problem.ts';
import type { NotScoredReason, ResultsEnsemble, ResultsExamScores } from './results.ts';

/** A map whose values are fetched from `path`: width x height float32, little-endian, row by row, 0..1. */
export interface MapReference {
  readonly width: number;
  readonly height: number;
  readonly toSource: Affine;
  /** Relative to the page. */
  readonly path: string;
}

interface FindingsOfWeights {
  readonly weightsName: string;
  readonly weightsSha256: string;
  readonly untrained: boolean;
  /** True where weights that have seen phantoms only are shown on an image that is none. */
  readonly notValidatedOnPatients: boolean;
  readonly device: string;
  readonly fromCache: boolean;
  /** Milliseconds for this image: as they were when it was computed. */
  readonly elapsedMs: number;
}

export interface ShownHds extends FindingsOfWeights {
  readonly architecture: 'hds-uresnet';
  readonly probabilities: HdsFindings['probabilities'];
  readonly contours: readonly Contour[];
  readonly classificationMap: MapReference;
}

export interface ShownGmic extends FindingsOfWeights {
  readonly architecture: 'gmic';
  readonly probabilities: GmicFindings['probabilities'];
  readonly saliency: { readonly benign: MapReference; readonly malignant: MapReference };
  readonly patches: readonly RoiPatch[];
}

export type ShownAnalysis = ShownHds | ShownGmic;

export interface ShownImage {
  readonly imageId: string;
  /** The frame that is analysed, from 0: of several, the middle one. */
  readonly frame: number;
  readonly frames: number;
  readonly state: 'none' | 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  /** What is being done, in words; null where nothing is. */
  readonly step: string | null;
  readonly problem: Problem | null;
  readonly analyses: readonly ShownAnalysis[];
  readonly ensembles: readonly ResultsEnsemble[];
}

/** What the card of the weights says, beside what they found. */
export interface ShownWeights {
  readonly name: string;
  readonly architecture: Architecture;
  readonly sha256: string;
  readonly untrained: boolean;
  readonly answers: Answers;
  readonly trainingData: string | null;
  /** True where they have seen phantoms only; null where nobody says. */
  readonly phantomsOnly: boolean | null;
  readonly created: string;
  readonly licence: string | null;
  /** On the validation data, by rising threshold; empty where nothing was measured. */
  readonly operatingPoints: readonly OperatingPoint[];
}

export interface ShownExam {
  readonly examId: string;
  /** True where the reading mode keeps results from the reader: then images and scores are empty. */
  readonly withheld: boolean;
  readonly images: readonly ShownImage[];
  /** Per set of weights and ensemble: probabilities per breast and exam. */
  readonly scores: readonly ResultsExamScores[];
  /** Images that no score is made of, with the reason: for each view one image answers. */
  readonly notScored: readonly { readonly image: string; readonly reason: NotScoredReason }[];
  readonly weights: readonly ShownWeights[];
}

export type { BenignMalignant, OperatingPoint };
