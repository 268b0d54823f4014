import type { Recipe } from '../contract/recipe.ts';
import {
  flatSteepness,
  gmicAugmentation,
  hdsAugmentation,
  noAugmentation,
  reducedScale,
  type AugmentationSettings,
  type LookSettings,
} from './data/augmentation.ts';

/**
 * In an epoch, counted from 0: of the recipe's strength so much of each change of place, and another look for so many of the
 * pictures.
 */
export function augmentationOf(recipe: Recipe, epoch: number): AugmentationSettings {
  const { architecture, augmentation } = recipe;
  const { geometry, looks } = architecture === 'gmic' ? gmicAugmentation : hdsAugmentation;
  const flatShare = recipe.architecture === 'gmic' ? recipe.flatCurves : 0;
  const reducedShare = recipe.architecture === 'gmic' ? recipe.reducedScans : 0;
  const reduced = reducedShare === 0 ? null : { share: reducedShare, scale: reducedScale };
  const { growEpochs, flipHorizontally, flipVertically } = augmentation;
  const strength = augmentation.strength * (growEpochs === 0 ? 1 : Math.min(1, epoch / growEpochs));
  const flips = { flipHorizontal: flipHorizontally ? 0.5 : 0, flipVertical: flipVertically ? 0.5 : 0 };
  if (strength === 0) return { geometry: { ...noAugmentation.geometry, ...flips, reduced }, looks: [] };
  const towardsOne = ([low, high]: readonly [number, number]) => [low ** strength, high ** strength] as const;
  return {
    geometry: {
      ...geometry,
      ...flips,
      scale: towardsOne(geometry.scale),
      reduced,
      aspect: towardsOne(geometry.aspect),
      rotationDegrees: strength * geometry.rotationDegrees,
      shearDegrees: strength * geometry.shearDegrees,
      shift: strength * geometry.shift,
    },
    looks: looks.flatMap(({ share, look }) => [
      { share: strength * share * (1 - flatShare), look },
      ...(flatShare === 0 ? [] : [{ share: strength * share * flatShare, look: flattened(look) }]),
    ]),
  };
}

function flattened(look: LookSettings): LookSettings {
  return { ...look, tone: { ...look.tone, steepness: flatSteepness } };
}
