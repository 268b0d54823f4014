/** What a network gets of an example, and the same image mirrored. Pure. */
import type { WeightsCard } from '../../contract/card.ts';
import type { Findings, GmicFindings, HdsFindings, ValueMap } from '../../contract/findings.ts';
import type { Size } from '../../contract/geometry.ts';
import { standardise } from '../../imaging/prepare/gmic/window.ts';
import type { Example } from '../../training/data/example.ts';

/** The example's pixels normalised as the weights' preparation does: (height, width) float32. */
export function networkInput(
  { pixels }: Pick<Example, 'pixels'>,
  { preparation }: Pick<WeightsCard, 'preparation'>,
): Float32Array {
  switch (preparation.rule) {
    case 'hds-uresnet/1': {
      const { mean, std } = preparation;
      return Float32Array.from(pixels, (value) => (value - mean) / std);
    }
    case 'gmic/1':
      return standardise(pixels instanceof Uint16Array ? pixels : Uint16Array.from(pixels));
  }
}

/** Left and right swapped: a new array. */
export function mirrored(data: Float32Array, { width }: Pick<Size, 'width'>): Float32Array {
  const copy = data.slice();
  for (let start = 0; start < copy.length; start += width) copy.subarray(start, start + width).reverse();
  return copy;
}

/**
 * The mean of what a network says of an image and of the image mirrored: probabilities, and maps turned back. Outlines and
 * patches are those of the image as it is.
 */
export function meanOverFlip(upright: Findings, flipped: Findings): Findings {
  if (upright.architecture === 'hds-uresnet' && flipped.architecture === 'hds-uresnet') {
    return meanOfHds(upright, flipped);
  }
  if (upright.architecture === 'gmic' && flipped.architecture === 'gmic') return meanOfGmic(upright, flipped);
  throw new Error('findings of different networks have no mean');
}

function meanOfHds(upright: HdsFindings, flipped: HdsFindings): HdsFindings {
  return {
    ...upright,
    probabilities: meanOfNumbers(upright.probabilities, flipped.probabilities),
    probabilityMap: meanOfMaps(upright.probabilityMap, flipped.probabilityMap),
    classificationMap: meanOfMaps(upright.classificationMap, flipped.classificationMap),
  };
}

function meanOfGmic(upright: GmicFindings, flipped: GmicFindings): GmicFindings {
  const [one, other] = [upright.probabilities, flipped.probabilities];
  return {
    ...upright,
    probabilities: {
      global: meanOfNumbers(one.global, other.global),
      local: meanOfNumbers(one.local, other.local),
      fusion: meanOfNumbers(one.fusion, other.fusion),
      paperMean: meanOfNumbers(one.paperMean, other.paperMean),
    },
    saliency: {
      benign: meanOfMaps(upright.saliency.benign, flipped.saliency.benign),
      malignant: meanOfMaps(upright.saliency.malignant, flipped.saliency.malignant),
    },
  };
}

function meanOfNumbers<T extends { readonly [Key in keyof T]: number }>(one: T, other: T): T {
  const keys = Object.keys(one) as (keyof T)[];
  return Object.fromEntries(keys.map((key) => [key, (one[key] + other[key]) / 2])) as T;
}

function meanOfMaps(upright: ValueMap, flipped: ValueMap): ValueMap {
  const back = mirrored(flipped.data, flipped);
  return { ...upright, data: upright.data.map((value, index) => (value + back[index]) / 2) };
}
