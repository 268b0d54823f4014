import type { Architecture } from './card.ts';
import type { Affine, Point, Rect } from './geometry.ts';

/** A closed outline in source pixels, in either sense of rotation; the last point joins the first. */
export interface Contour {
  readonly points: readonly Point[];
  /** Outlines of holes inside it. */
  readonly holes: readonly (readonly Point[])[];
  /** Highest mass probability inside, 0..1. */
  readonly probability: number;
  readonly areaPixels: number;
  /** Null where the image has no spacing. */
  readonly areaMm2: number | null;
}

/** A grid of values over the image: `width` x `height` cells, row by row. */
export interface ValueMap {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
  /** Map coordinates (cells; (0,0) the outer corner of the first cell) -> source pixels. */
  readonly toSource: Affine;
}

/** What HDS U-ResNet found in one image: a mass probability per image, cell and pixel, 0..1. */
export interface HdsFindings {
  readonly architecture: 'hds-uresnet';
  readonly probabilities: {
    /** The authors' code: softmax at the cell with the smallest background logit. */
    readonly imageOfficial: number;
    /** The paper: largest cell probability. */
    readonly imageMax: number;
    /** Largest pixel probability of the segmentation. */
    readonly segmentationMax: number;
  };
  /** Most probable first. Regions smaller than `minimumContourPixels` prepared pixels are left out. */
  readonly contours: readonly Contour[];
  /** Mass probability per cell of the classification exit, 0..1. */
  readonly classificationMap: ValueMap;
  /** Mass probability per pixel of the prepared image, 0..1. */
  readonly probabilityMap: ValueMap;
}

/** Benign and malignant value, 0..1 each (not exclusive). */
export interface BenignMalignant {
  readonly benign: number;
  readonly malignant: number;
}

/** One of the patches that GMIC looks at closely. */
export interface RoiPatch {
  /** 1 = highest attention. */
  readonly rank: number;
  /** Order of retrieval by Algorithm 1, from 0. */
  readonly retrieval: number;
  /** Attention, 0..1; the six sum to 1. */
  readonly attention: number;
  /** The patch's bounding rectangle in source pixels (may reach outside the image where the window was padded). */
  readonly rect: Rect;
  /** Largest saliency of the cells that the patch covers. */
  readonly saliency: BenignMalignant;
}

/** What GMIC found in one image: benign and malignant probabilities, where they come from, and the six patches it looked at. */
export interface GmicFindings {
  readonly architecture: 'gmic';
  readonly probabilities: {
    readonly global: BenignMalignant;
    readonly local: BenignMalignant;
    readonly fusion: BenignMalignant;
    /** The paper's output: mean of local and global. */
    readonly paperMean: BenignMalignant;
  };
  readonly saliency: { readonly benign: ValueMap; readonly malignant: ValueMap };
  readonly patches: readonly RoiPatch[];
}

/** Which of its probabilities a network answers by: the one that is shown first and measured. */
export interface Answers {
  readonly 'hds-uresnet': keyof HdsFindings['probabilities'];
  readonly gmic: keyof GmicFindings['probabilities'];
}

export type Findings = HdsFindings | GmicFindings;

/** Milliseconds per step of analysing one image with one set of weights. */
export type StepTimings = Readonly<Record<string, number>>;

/** What one set of weights found in one image. */
export interface ImageAnalysis {
  readonly architecture: Architecture;
  readonly weightsName: string;
  readonly weightsSha256: string;
  readonly untrained: boolean;
  /** True where the weights have seen phantoms only; null where nobody says. */
  readonly phantomsOnly: boolean | null;
  readonly answers: Answers;
  /** The device that ran it, e.g. `cpu`. */
  readonly device: string;
  readonly preparationVersion: string;
  /** Prepared-input pixel coordinates -> source pixels. */
  readonly inputToSource: Affine;
  readonly inputSize: { readonly width: number; readonly height: number };
  readonly findings: Findings;
  readonly timingsMs: StepTimings;
}
