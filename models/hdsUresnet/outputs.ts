import type { Size } from '../../contract/geometry.ts';

/** The logits of one exit, C order. */
export interface HdsExit {
  /** (2, H, W): background, mass. */
  readonly segmentation: Float32Array;
  /** (2, H/128, W/128): background, mass. */
  readonly classification: Float32Array;
}

/** What the hybrid deep supervision U-ResNet says of one prepared image. */
export interface HdsOutputs {
  /** Size of the input and of the segmentation, pixels. */
  readonly size: Size;
  /** Size of the classification map, cells of 128 x 128 pixels. */
  readonly mapSize: Size;
  /** Mass probability per pixel of the last exit, 0..1, (H, W). */
  readonly segmentationProbability: Float32Array;
  /** Mass probability per cell of the last exit, 0..1, (H/128, W/128). */
  readonly classificationProbability: Float32Array;
  /** The authors' code: softmax at the cell with the smallest background logit. */
  readonly imageProbabilityOfficial: number;
  /** The paper: largest cell probability. */
  readonly imageProbabilityMax: number;
  /** Largest pixel probability. */
  readonly segmentationProbabilityMax: number;
  /** All six exits, deepest first, where the network was loaded with `innerExits`; else empty. */
  readonly exits: readonly HdsExit[];
  /** Milliseconds: `network` inside the runtime, `readOut` for the probabilities above. */
  readonly msPerStep: { readonly network: number; readonly readOut: number };
}
