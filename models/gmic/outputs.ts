import type { Size } from '../../contract/geometry.ts';

/** Benign, malignant; 0..1 each. */
export type ClassPair = readonly [benign: number, malignant: number];

/** What GMIC says of one prepared image. */
export interface GmicOutputs {
  /** Size of the input, pixels. */
  readonly size: Size;
  /** Size of the saliency maps, cells. */
  readonly mapSize: Size;
  /** Side of a patch, pixels. */
  readonly patchSize: number;
  /** (2, map height, map width), 0..1, C order: benign, malignant. */
  readonly saliency: Float32Array;
  /** Upper-left pixel of each patch in the input, in order of retrieval. */
  readonly patchLocations: readonly (readonly [row: number, column: number])[];
  /** Attention per patch, 0..1, in order of retrieval; they sum to 1. */
  readonly patchAttentions: readonly number[];
  /** Mean of the top t% of the saliency values. */
  readonly yGlobal: ClassPair;
  /** Multiple-instance prediction from the patches. */
  readonly yLocal: ClassPair;
  /** The published model's output, from global and local features. */
  readonly yFusion: ClassPair;
  /** The paper's output: mean of local and global. */
  readonly paperMean: ClassPair;
  readonly msPerStep: { readonly global: number; readonly patches: number; readonly local: number };
}
