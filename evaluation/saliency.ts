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
  return agreement(inMask, all, pixels);
}

/** A grid of values, row by row. */
interface Grid {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}

/** The same with a coarse map, enlarged to the mask's size by nearest neighbours, as the paper does. */
export function enlargedAgreement(saliency: Grid, mask: Grid): ContinuousAgreement {
  const inside = new Float64Array(saliency.data.length);
  const outside = new Float64Array(saliency.data.length);
  for (let y = 0; y < mask.height; y++) {
    const row = Math.floor(((y + 0.5) * saliency.height) / mask.height) * saliency.width;
    for (let x = 0; x < mask.width; x++) {
      const cell = row + Math.floor(((x + 0.5) * saliency.width) / mask.width);
      if (mask.data[y * mask.width + x] === 0) outside[cell]++;
      else inside[cell]++;
    }
  }
  let [inMask, all, pixels] = [0, 0, 0];
  for (let cell = 0; cell < inside.length; cell++) {
    inMask += inside[cell] * saliency.data[cell];
    all += (inside[cell] + outside[cell]) * saliency.data[cell];
    pixels += inside[cell];
  }
  return agreement(inMask, all, pixels);
}

function agreement(inMask: number, all: number, pixels: number): ContinuousAgreement {
  const precision = all === 0 ? null : inMask / all;
  const recall = pixels === 0 ? null : inMask / pixels;
  if (precision === null || recall === null) return { precision, recall, f1: null };
  const sum = precision + recall;
  return { precision, recall, f1: sum === 0 ? 0 : (2 * precision * recall) / sum };
}
