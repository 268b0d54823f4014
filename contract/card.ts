import type { Architecture } from './architecture.ts';
import type { Size } from './geometry.ts';
import type { Recipe } from './recipe.ts';

export type { Architecture } from './architecture.ts';

/** What is known of one set of weights; kept as `card.json` beside its `weights.safetensors`. */
export interface WeightsCard {
  readonly version: 1;
  readonly name: string;
  readonly architecture: Architecture;
  /** SHA-256 of `weights.safetensors`, hexadecimal. */
  readonly sha256: string;
  /** Name (no folder) and SHA-256 of the file it was imported from; null where the program made the weights. */
  readonly source: { readonly file: string; readonly sha256: string } | null;
  readonly licence: string | null;
  /** ISO 8601 date and time of import or creation. */
  readonly created: string;
  readonly trainingData: string | null;
  /** True where they were trained and measured on synthetic phantoms only, and on no patient; absent where nobody says. */
  readonly phantomsOnly?: boolean;
  /** Measured figures by name; empty where nothing was measured. */
  readonly metrics: Readonly<Record<string, number>>;
  /** True where the numbers are random: anything shown from them says so. */
  readonly untrained: boolean;
  /** Seed of `models init`; null otherwise. */
  readonly seed: number | null;
  readonly preparation: Preparation;
  /** GMIC only: share of saliency values that top-t% pooling averages, 0..1. */
  readonly percentT: number | null;
  /** Measured on images kept from training for it, by rising threshold; absent where nothing was measured. */
  readonly operatingPoints?: readonly OperatingPoint[];
  /** How this program trained them; absent for weights from elsewhere. */
  readonly training?: TrainingRecord;
}

/** How weights came to be. */
export interface TrainingRecord {
  /** Name of the weights that training began with; null for random numbers. */
  readonly parent: string | null;
  readonly recipe: Recipe;
  readonly data: {
    readonly description: string;
    /** Of all that is in it, hexadecimal. */
    readonly sha256: string;
    readonly patients: PartCounts;
    readonly images: PartCounts;
  };
  /** Figures by epoch, from 1; null where one was not finite. */
  readonly curves: readonly {
    readonly epoch: number;
    readonly figures: Readonly<Record<string, number | null>>;
  }[];
  readonly epochs: number;
  readonly steps: number;
  readonly elapsedMs: number;
}

export interface PartCounts {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** What a threshold meant on the validation data of the weights. */
export interface OperatingPoint {
  /** 0..1. */
  readonly threshold: number;
  /** 0..1. */
  readonly sensitivity: number;
  readonly falsePositivesPerImage: number;
}

/** How an image becomes the network's input; part of the card because weights are only right with it. */
export type Preparation =
  | {
      readonly rule: 'gmic/1';
      /** Of the window, pixels; the published 2944 x 1920 where absent. */
      readonly size?: Size;
    }
  | {
      readonly rule: 'hds-uresnet/1';
      /** Statistics of the training images on the 0..255 scale. */
      readonly mean: number;
      readonly std: number;
      /** What the breast is resized to, pixels; the published 1024 x 512 where absent. */
      readonly size?: Size;
    };
