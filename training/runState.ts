/** How far a training has come. Pure. */
import type { Recipe } from '../contract/recipe.ts';

/** What was measured when an epoch was over, by name, e.g. `loss` or `validation Dice`; null where it was not finite. */
export interface EpochFigures {
  /** Finished epochs, from 1. */
  readonly epoch: number;
  readonly figures: Readonly<Record<string, number | null>>;
}

/** What a training learns from, so that weights and resumed runs can say so. */
export interface DataManifest {
  readonly description: string;
  /** Of all that is in it, hexadecimal: other data, another hash. */
  readonly sha256: string;
  /** Patients in each part. */
  readonly patients: { readonly train: number; readonly validation: number; readonly test: number };
  /** Images in each part. */
  readonly images: { readonly train: number; readonly validation: number; readonly test: number };
}

export interface RunState {
  readonly version: 1;
  readonly recipe: Recipe;
  readonly data: DataManifest;
  /** Finished epochs. */
  readonly epoch: number;
  /** Finished optimiser steps. */
  readonly step: number;
  /** Where the random streams are, as the training understands it. */
  readonly random: readonly number[];
  /** The validation that the best weights come from; higher is better. Null before the first. */
  readonly best: { readonly epoch: number; readonly metric: number } | null;
  readonly curves: readonly EpochFigures[];
  /** Time that was trained, all sittings together. */
  readonly elapsedMs: number;
}
