import type { GmicProbabilities, HdsProbabilities } from '../../contract/results.ts';

export type Fold = (values: readonly number[]) => number;

/** Folds lists of probabilities value by value. */
export type Combine<Probabilities> = (values: readonly Probabilities[], fold: Fold) => Probabilities;

/** Of one value: that value, rounded. */
export const mean: Fold = (values) =>
  roundedProbability(values.reduce((sum, value) => sum + value, 0) / values.length);

export const maximum: Fold = (values) => Math.max(...values);

export const combineHds: Combine<HdsProbabilities> = (values, fold) => ({
  imageOfficial: fold(values.map((value) => value.imageOfficial)),
  imageMax: fold(values.map((value) => value.imageMax)),
  segmentationMax: fold(values.map((value) => value.segmentationMax)),
});

export const combineGmic: Combine<GmicProbabilities> = (values, fold) => {
  const pair = (name: keyof GmicProbabilities) => ({
    benign: fold(values.map((value) => value[name].benign)),
    malignant: fold(values.map((value) => value[name].malignant)),
  });
  return {
    global: pair('global'),
    local: pair('local'),
    fusion: pair('fusion'),
    paperMean: pair('paperMean'),
  };
};

/** To seven decimals: the networks' float32 carries no more. */
export function roundedProbability(value: number): number {
  return Math.round(value * 1e7) / 1e7;
}
