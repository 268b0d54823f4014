/** Agreement of binary masks, as the authors of HDS U-ResNet evaluate (angrypudding/hybrid-ds). Pure. */

/** Added to both parts of every quotient by the authors, so that two empty masks agree wholly. */
export const epsilon = 1e-6;

/** A binary mask, row by row: 0 is outside, everything else inside. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}

/** Numbers of pixels. */
export interface Overlap {
  readonly predicted: number;
  readonly truth: number;
  readonly both: number;
  readonly equal: number;
  readonly pixels: number;
}

/** Throws where the masks differ in size: a bug. */
export function overlapOf(predicted: Mask, truth: Mask): Overlap {
  const pixels = predicted.width * predicted.height;
  if (predicted.width !== truth.width || predicted.height !== truth.height) {
    throw new Error('masks of different sizes cannot be compared');
  }
  let [inPredicted, inTruth, both, equal] = [0, 0, 0, 0];
  for (let pixel = 0; pixel < pixels; pixel++) {
    const isPredicted = predicted.data[pixel] !== 0;
    const isTrue = truth.data[pixel] !== 0;
    if (isPredicted) inPredicted++;
    if (isTrue) inTruth++;
    if (isPredicted && isTrue) both++;
    if (isPredicted === isTrue) equal++;
  }
  return { predicted: inPredicted, truth: inTruth, both, equal, pixels };
}

/** Dice's coefficient, 0..1; 1 where both masks are empty. */
export function dice({ predicted, truth, both }: Overlap): number {
  return (2 * both + epsilon) / (predicted + truth + epsilon);
}

/** Share of the true pixels that are predicted, 0..1; 1 where there are none. */
export function pixelSensitivity({ truth, both }: Overlap): number {
  return (both + epsilon) / (truth + epsilon);
}

/** Share of pixels on which the masks agree, 0..1. */
export function pixelAccuracy({ equal, pixels }: Overlap): number {
  return equal / pixels;
}
