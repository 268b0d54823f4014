/** Agreement of a saliency map with a mask without a threshold (Shen et al. 2021, GMIC, section 3.1). Pure. */

export interface ContinuousAgreement {
  /** Share of the saliency that lies in the mask, 0..1; null where there is no saliency. */
  readonly precision: number | null;
  /** Mean saliency in the mask, 0..1; null where the mask is empty. */
  readonly recall: number | null;
  /** Their harmonic mean; null where either is. */
  readonly f1: number | null;
}

/** `saliency` 0..1 and `mask` (0 outside, everything else inside), of the same length. */
export function continuousAgreement(
  saliency: ArrayLike<number>,
  mask: ArrayLike<number>,
): ContinuousAgreement {
  let [inMask, all, pixels] = [0, 0, 0];
  for (let pixel = 0; pixel < saliency.length; pixel++) {
    all += saliency[pixel];
    if (mask[pixel] === 0) continue;
    inMask += saliency[pixel];
    pixels++;
  }
  const precision = all === 0 ? null : inMask / all;
  const recall = pixels === 0 ? null : inMask / pixels;
  const f1 =
    precision === null || recall === null
      ? null
      : precision + recall === 0
        ? 0
        : (2 * precision * recall) / (precision + recall);
  return { precision, recall, f1 };
}
