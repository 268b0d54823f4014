/** What thresholds mean, and which threshold is wanted. Pure. */
import type { OperatingPoint } from '../contract/card.ts';
import type { FrocPoint, MarkedImage } from './froc.ts';
import type { RocPoint } from './roc.ts';

/** The highest threshold that finds at least this share of the lesions or cases; null where none does. */
export function thresholdForSensitivity(
  curve: readonly (FrocPoint | RocPoint)[],
  sensitivity: number,
): number | null {
  const first = curve.find((point) => point.sensitivity >= sensitivity);
  return first?.threshold ?? null;
}

/**
 * The lowest threshold with at most so many false positives per image; infinite where already the highest mark is one too
 * many.
 */
export function thresholdForFalsePositives(curve: readonly FrocPoint[], perImage: number): number {
  return curve.findLast((point) => point.falsePositivesPerImage <= perImage)?.threshold ?? Infinity;
}

/** In steps of one twentieth, finer where trained networks have most of their scores. */
export const usualThresholds: readonly number[] = [
  ...Array.from({ length: 19 }, (_, index) => (index + 1) / 20),
  0.97,
  0.98,
  0.99,
];

/**
 * Each threshold with what was found at or above it, counted anew and not interpolated, by rising threshold: the table of a
 * weights' card. Empty where no image has a lesion.
 */
export function operatingPoints(
  images: readonly MarkedImage[],
  thresholds: readonly number[] = usualThresholds,
): readonly OperatingPoint[] {
  const lesions = images.reduce((sum, image) => sum + image.lesions, 0);
  if (lesions === 0) return [];
  return thresholds
    .toSorted((one, other) => one - other)
    .map((threshold) => {
      let [found, falsePositives] = [0, 0];
      for (const { marks } of images) {
        const shown = marks.filter(({ score }) => score >= threshold);
        const hits = shown.map(({ lesion }) => lesion).filter((lesion) => lesion !== null);
        found += new Set(hits).size;
        falsePositives += shown.length - hits.length;
      }
      return {
        threshold,
        sensitivity: found / lesions,
        falsePositivesPerImage: falsePositives / images.length,
      };
    });
}
