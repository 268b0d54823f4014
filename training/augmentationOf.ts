import type { Recipe } from '../contract/recipe.ts';
import {
  gmicAugmentation,
  hdsAugmentation,
  noAugmentation,
  type AugmentationSettings,
} from './data/augmentation.ts';

/**
 * In an epoch, counted from 0: of the recipe's strength so much of each change of place, and another look for so many of the
 * pictures.
 */
export function augmentationOf({ architecture, augmentation }: Recipe, epoch: number): AugmentationSettings {
  const { geometry, looks } = architecture === 'gmic' ? gmicAugmentation : hdsAugmentation;
  const { growEpochs, flipHorizontally, flipVertically } = augmentation;
  const strength = augmentation.strength * (growEpochs === 0 ? 1 : Math.min(1, epoch / growEpochs));
  const flips = { flipHorizontal: flipHorizontally ? 0.5 : 0, flipVertical: flipVertically ? 0.5 : 0 };
  if (strength === 0) return { geometry: { ...noAugmentation.geometry, ...flips }, looks: [] };
  const towardsOne = ([low, high]: readonly [number, number]) => [low ** strength, high ** strength] as const;
  return {
    geometry: {
      ...geometry,
      ...flips,
      scale: towardsOne(geometry.scale),
      aspect: towardsOne(geometry.aspect),
      rotationDegrees: strength * geometry.rotationDegrees,
      shearDegrees: strength * geometry.shearDegrees,
      shift: strength * geometry.shift,
    },
    looks: looks.map(({ share, look }) => ({ share: strength * share, look })),
  };
}
