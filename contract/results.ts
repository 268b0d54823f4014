/**
 * `results.json`: what one analysis found, for other programs to read. Its fields are described in
 * docs/results.md and checked by main/exports/results.schema.json; a change that a reader would notice
 * raises `resultsVersion`.
 */
import type { Architecture, Preparation } from './card.ts';
import type { BenignMalignant, GmicFindings, HdsFindings } from './findings.ts';
import type { BesideCount } from './beside.ts';
import type { PixelSpacing } from './image.ts';
import type { ProblemKind } from './problem.ts';
import type { ImageKind, Laterality, ViewModifier, ViewPosition } from './view.ts';

export const resultsVersion = 2;

/** x, y in source pixels; (0,0) is the outer corner of the top-left pixel. */
export type ResultsPoint = readonly [x: number, y: number];

/** x' = a x + c y + e, y' = b x + d y + f. */
export type ResultsAffine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** The views that a breast's score is the mean of. */
export type ScoredView = 'CC' | 'MLO';

export type HdsProbabilities = HdsFindings['probabilities'];
export type GmicProbabilities = GmicFindings['probabilities'];

export interface Results {
  readonly format: 'mammoscope-results';
  readonly version: typeof resultsVersion;
  readonly program: { readonly name: 'Mammoscope'; readonly version: string };
  readonly researchUseOnly: true;
  readonly notice: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly device: ResultsDevice;
  readonly weights: readonly ResultsWeights[];
  readonly images: readonly ResultsImage[];
  readonly exams: readonly NotedExam[];
  /** Images that were found and not analysed: by the rule, or because no side is stated. */
  readonly notAnalysed: readonly ResultsNotAnalysed[];
  readonly problems: readonly ResultsProblem[];
}

export interface ResultsDevice {
  /** What the user asked for, e.g. `auto`. */
  readonly requested: string;
  /** What ran, e.g. `cpu`. */
  readonly used: string;
  /** The device in words, e.g. a processor's name; null where unknown. */
  readonly description: string | null;
}

export interface ResultsWeights {
  readonly name: string;
  readonly architecture: Architecture;
  readonly sha256: string;
  readonly untrained: boolean;
  readonly trainingData: string | null;
  /** True where they have seen phantoms only; null where nobody says. */
  readonly phantomsOnly: boolean | null;
  readonly preparation: Preparation;
  readonly percentT: number | null;
}

export interface ResultsImage {
  /** Exam and image, e.g. `exam-1/R-CC`: also the start of its files' names. */
  readonly id: string;
  readonly exam: string;
  /** As the user named it. */
  readonly file: string;
  /** The frame that was analysed, counted from 0: of several, the middle one. */
  readonly frame: number;
  readonly frames: number;
  readonly sopInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly laterality: Laterality | null;
  readonly view: ViewPosition | null;
  readonly viewModifiers: readonly ViewModifier[];
  /** True where side or view are not the image's own, but were said by whoever had it analysed. */
  readonly statedByHand: boolean;
  readonly kind: ImageKind;
  /** Null where the image does not say. */
  readonly forProcessing: boolean | null;
  readonly rows: number;
  readonly columns: number;
  readonly spacing: PixelSpacing | null;
  /** What is odd about the image, one short sentence each. */
  readonly notices: readonly string[];
  /** True for the program's own synthetic images. */
  readonly phantom: boolean;
  readonly pixelSha256: string;
  /** Milliseconds per step that all networks share (read, decode, ...). */
  readonly timingsMs: Readonly<Record<string, number>>;
  readonly analyses: readonly ResultsAnalysis[];
  readonly ensembles: readonly ResultsEnsemble[];
  /** Paths relative to results.json. */
  readonly pictures: readonly string[];
}

export type ResultsAnalysis = ResultsHdsAnalysis | ResultsGmicAnalysis;

interface AnalysisOfWeights {
  readonly weights: string;
  readonly weightsSha256: string;
  readonly untrained: boolean;
  /** True where weights that have seen phantoms only were used on an image that is none. */
  readonly notValidatedOnPatients: boolean;
  readonly device: string;
  readonly input: {
    readonly preparation: string;
    readonly width: number;
    readonly height: number;
    readonly toSource: ResultsAffine;
  };
  /** True where the results were known from an earlier run, whose timings these then are. */
  readonly fromCache: boolean;
  readonly timingsMs: Readonly<Record<string, number>>;
}

export interface ResultsHdsAnalysis extends AnalysisOfWeights {
  readonly architecture: 'hds-uresnet';
  readonly probabilities: HdsProbabilities;
  readonly contours: readonly ResultsContour[];
  /** Mass probabilities, row by row. */
  readonly classificationMap: ResultsGrid & { readonly values: readonly number[] };
  readonly probabilityMap: ResultsGrid & { readonly files: readonly string[] };
}

export interface ResultsGmicAnalysis extends AnalysisOfWeights {
  readonly architecture: 'gmic';
  readonly probabilities: GmicProbabilities;
  readonly saliency: { readonly benign: ResultsSaliency; readonly malignant: ResultsSaliency };
  readonly patches: readonly ResultsPatch[];
}

export interface ResultsGrid {
  readonly width: number;
  readonly height: number;
  /** Grid coordinates (cells) to source pixels. */
  readonly toSource: ResultsAffine;
}

export interface ResultsContour {
  readonly probability: number;
  readonly areaPixels: number;
  readonly areaMm2: number | null;
  /** Between the two points of the outline that are farthest apart; null where the image has no spacing. */
  readonly longestDiameterMm: number | null;
  readonly points: readonly ResultsPoint[];
  readonly holes: readonly (readonly ResultsPoint[])[];
}

export interface ResultsSaliency extends ResultsGrid {
  readonly maximum: number;
  readonly mean: number;
  /** Share of the cells above 0.5. */
  readonly shareAboveHalf: number;
  /** Centroid, weighted by value, of the cells around the largest one that reach half of it; null where all are 0. */
  readonly peak: ResultsPoint | null;
  readonly files: readonly string[];
}

export interface ResultsPatch {
  readonly rank: number;
  readonly retrieval: number;
  readonly attention: number;
  readonly rect: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly saliency: BenignMalignant;
}

/** Mean over all weights of one architecture that analysed an image. */
export type ResultsEnsemble =
  | {
      readonly architecture: 'hds-uresnet';
      readonly members: readonly string[];
      readonly untrained: boolean;
      readonly notValidatedOnPatients: boolean;
      readonly probabilities: HdsProbabilities;
    }
  | {
      readonly architecture: 'gmic';
      readonly members: readonly string[];
      readonly untrained: boolean;
      readonly notValidatedOnPatients: boolean;
      readonly probabilities: GmicProbabilities;
    };

export interface ResultsExam {
  readonly id: string;
  readonly studyInstanceUid: string;
  readonly images: readonly string[];
  /** Images that no breast's score uses, and why. */
  readonly imagesNotScored: readonly { readonly image: string; readonly reason: NotScoredReason }[];
  /** One per set of weights, then one per ensemble. */
  readonly scores: readonly ResultsExamScores[];
}

/** An exam with what was found with its images. */
export interface NotedExam extends ResultsExam, ExamNotes {}

export interface ExamNotes {
  /** What is odd about the images together (two patients suspected, one UID for several), a sentence each. */
  readonly notices: readonly string[];
  /** Documents of the study that were found and are not read, by kind ("mammography CAD report"). */
  readonly beside: readonly BesideCount[];
}

/**
 * - `other-view`: neither CC nor MLO. `partial-view`: a part of the breast (spot, magnification, axillary tail, ...), or both.
 * - `other-kind`: recombined, a projection, a mask, ... (`ImageKind`): no score is made of it.
 * - The others stand beside the image that answers for the view: `copy` of it; `raw-beside-processed`; `modified-beside-plain`
 *   (implant displaced, rolled); `other-kind-beside` (synthetic beside conventional, tomosynthesis beside 2D);
 *   `another-exposure` of the same view, taken earlier.
 */
export type NotScoredReason =
  | 'no-laterality'
  | 'no-view'
  | 'other-view'
  | 'partial-view'
  | 'other-kind'
  | 'copy'
  | 'raw-beside-processed'
  | 'modified-beside-plain'
  | 'other-kind-beside'
  | 'another-exposure';

export type ResultsExamScores =
  ScoresOf<'hds-uresnet', HdsProbabilities> | ScoresOf<'gmic', GmicProbabilities>;

interface ScoresOf<Name extends Architecture, Probabilities> {
  readonly architecture: Name;
  readonly ensemble: boolean;
  /** One name, or the ensemble's members. */
  readonly weights: readonly string[];
  readonly untrained: boolean;
  /** True where that of one of the images is not. */
  readonly notValidatedOnPatients: boolean;
  readonly breasts: readonly BreastScores<Probabilities>[];
  /** Breasts without a scored view. */
  readonly missingBreasts: readonly Laterality[];
  /** Largest over the breasts, value by value; null where there is none. */
  readonly probabilities: Probabilities | null;
}

export interface BreastScores<Probabilities> {
  readonly laterality: Laterality;
  readonly views: readonly {
    readonly view: ScoredView;
    /** The one image that answers for the view. */
    readonly image: string;
    readonly probabilities: Probabilities;
  }[];
  readonly missingViews: readonly ScoredView[];
  /** Mean over the views. */
  readonly probabilities: Probabilities;
}

export interface ResultsNotAnalysed {
  /** As the user named it. */
  readonly file: string;
  /** Modality (0008,0060), '' where it is absent. */
  readonly modality: string;
  readonly kind: ImageKind;
  /** As it follows "Not analysed:". */
  readonly reason: string;
}

export interface ResultsProblem {
  readonly file: string | null;
  readonly kind: ProblemKind;
  readonly message: string;
}
