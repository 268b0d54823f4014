/** How a network is trained: everything that decides what comes out, apart from the data. Kept in a recipe file and in checkpoints. */
import type { Architecture } from './architecture.ts';
import type { Size } from './geometry.ts';

export type Recipe = HdsRecipe | GmicRecipe;

/** Which of the published comparisons is trained. `hybrid` is the method itself: both losses at all six exits. */
export type HdsAblation =
  /** Both losses, at the last exit alone. */
  | 'multi-task'
  /** The classification loss at all exits. */
  | 'classification'
  /** The segmentation loss at all exits. */
  | 'segmentation'
  | 'hybrid';

/** `full` is the method itself. */
export type GmicAblation =
  | 'full'
  /** The global network learns and answers by its saliency alone. */
  | 'global-only'
  /** The patches' network with attention learns and answers alone; the global network only chooses patches. */
  | 'mil-only'
  /** All patches count alike. */
  | 'no-attention'
  /** Patches are cut anywhere in the image. */
  | 'random-patches';

export interface SgdRecipe {
  readonly kind: 'sgd';
  /** 0..1; 0 is none. */
  readonly momentum: number;
  /** Added to the gradient, times the parameter. */
  readonly weightDecay: number;
}

export interface AdamRecipe {
  /** Weight decay is added to the gradient by `adam`, and taken from the parameter directly by `adamw`. */
  readonly kind: 'adam' | 'adamw';
  /** How much of the mean of gradients stays in each step, 0..1. */
  readonly beta1: number;
  /** How much of the mean of squared gradients stays in each step, 0..1. */
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

export type OptimiserRecipe = SgdRecipe | AdamRecipe;

/** `start`, times `factor` once for every one of `epochs` that is over. */
export interface LearningRateRecipe {
  readonly start: number;
  readonly factor: number;
  /** Numbers of finished epochs, never falling; one named twice counts twice. */
  readonly epochs: readonly number[];
}

export interface AugmentationRecipe {
  /** Images are mirrored left to right, half of them. */
  readonly flipHorizontally: boolean;
  /** Images are turned upside down, half of them. */
  readonly flipVertically: boolean;
  /**
   * Of changes of scale, place, look-up curves, contrast, blur and noise, 0..1. 0: none, as published; 1: all that a real image may
   * need; between them so much of each change of place, and another look for so many of the pictures.
   */
  readonly strength: number;
  /** Epochs in which the strength grows from 0, so that a network sees plain images first; 0: it is whole at once. */
  readonly growEpochs: number;
}

/** Shares of the patients, 0..1; what is left, trains. */
export interface SplitRecipe {
  readonly validation: number;
  readonly test: number;
  /** Instead of the share: the patients to test are those of one of `of` folds, counted from 1. */
  readonly fold: { readonly number: number; readonly of: number } | null;
}

interface RecipeOf<A extends Architecture> {
  readonly version: 1;
  readonly architecture: A;
  /** Of every random number of the run: 0 .. 2^32 - 1. */
  readonly seed: number;
  /** Also what schedules are planned for. */
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimiser: OptimiserRecipe;
  readonly learningRate: LearningRateRecipe;
  /** Validations without a better figure before training stops; null: never. */
  readonly patience: number | null;
  /** Epochs from one validation to the next. */
  readonly validateEvery: number;
  /**
   * What is validated and kept are the means of the weights, running statistics too, at the ends of this epoch and of all before
   * it (Izmailov et al. 2018, who compute the statistics anew), not those at the end of this one, from which training goes on.
   */
  readonly averaged: boolean;
  readonly augmentation: AugmentationRecipe;
  readonly split: SplitRecipe;
}

export interface HdsRecipe extends RecipeOf<'hds-uresnet'> {
  readonly ablation: HdsAblation;
  /** What the breast is resized to, pixels. */
  readonly size: Size;
  /** What is cut from the prepared image; null: all of it. */
  readonly crop: HdsCrop | null;
  readonly dropout: {
    /** Of channels in the first and last three groups of blocks, 0..1. */
    readonly outer: number;
    /** Of channels in the five groups between them, 0..1. */
    readonly inner: number;
  };
  readonly loss: HdsLossRecipe;
}

export interface HdsCrop extends Size {
  /**
   * Share of crops that have a random pixel of a mass at their centre, where there is one; the others have a random pixel of
   * the background. As near as the image's borders allow.
   */
  readonly centredOnMass: number;
}

export interface HdsLossRecipe {
  /** eta: weight of each exit at the start, deepest exit first. */
  readonly exits: readonly number[];
  /** alpha: weight of the classification loss against the segmentation loss. */
  readonly classification: number;
  /** mu: weight of the sparsity term in the classification loss. */
  readonly sparsity: number;
  /** What is left of the deeper exits' weights after all epochs, segmentation loss; 0..1. */
  readonly segmentationFinalShare: number;
  /** The same for the classification loss. */
  readonly classificationFinalShare: number;
}

export interface GmicRecipe extends RecipeOf<'gmic'> {
  readonly ablation: GmicAblation;
  /** What the network reads; patches are as large as at this size in the program (`models/gmic/patches.ts`). */
  readonly size: Size;
  /** What is cut from the prepared image, labelled by what it shows of lesions; null, as published: all of it. */
  readonly crop: GmicCrop | null;
  /**
   * Share of images, 0..1, that are shown as scans of low resolution appear in the window that is made for full ones: small, with
   * nothing around them. 0, as published: none.
   */
  readonly reducedScans: number;
  /**
   * Share of the pictures that look another way, 0..1, whose grey scale is flattened instead of made steeper: makers differ in both
   * directions. 0, as published: none.
   */
  readonly flatCurves: number;
  /** Share of saliency values that top-t% pooling averages, 0..1. */
  readonly percentT: number;
  readonly loss: {
    /** Weight of the fusion branch's cross-entropy: 0 is the paper's loss, in which that branch learns nothing. */
    readonly fusion: number;
    /** lambda: weight of the sum of saliency^beta. */
    readonly saliency: number;
    /** beta. */
    readonly saliencyExponent: number;
    /**
     * Weight of the cross-entropy of the saliency maps with the lesions' outlines, where those are known: 0 is the published
     * loss, which knows images' labels alone. With it the network needs far fewer images.
     */
    readonly outlines: number;
    /**
     * Weight of what the patches' own places teach, where outlines are known: the cross-entropy of each patch's prediction with the
     * lesions that reach into it, and of the attention with which patches those are. 0 is the published loss.
     */
    readonly patches: number;
  };
  readonly search: GmicSearch;
}

export interface GmicCrop extends Size {
  /** Share of crops that have a random pixel of a lesion at their centre, where there is one, as near as the borders allow. */
  readonly centredOnLesion: number;
}

/** Hyper-parameters drawn at random, trained each, and the best kept. */
export interface GmicSearch {
  /** How many are trained. */
  readonly draws: number;
  /** How many are kept as an ensemble, by validation AUC. */
  readonly keep: number;
  readonly learningRate: LogarithmicRange;
  /** lambda. */
  readonly saliency: LogarithmicRange;
  /** beta. */
  readonly saliencyExponent: LogarithmicRange;
  readonly percentT: readonly number[];
}

/** The logarithm is uniform between those of `low` and `high`. */
export interface LogarithmicRange {
  readonly low: number;
  readonly high: number;
}
