import { describe, expect, test } from 'vitest';
import { gmicRecipe } from '../../models/gmic/recipe.ts';
import { hdsRecipe } from '../../models/hdsUresnet/recipe.ts';
import { augmentationOf } from '../../training/augmentationOf.ts';
import {
  flatSteepness,
  gmicAugmentation,
  hdsAugmentation,
  noAugmentation,
  reducedScale,
} from '../../training/data/augmentation.ts';

describe('augmentation of a recipe', () => {
  test('as published: flips alone for HDS, none for GMIC', () => {
    const flips = { ...noAugmentation.geometry, flipHorizontal: 0.5, flipVertical: 0.5 };
    expect(augmentationOf(hdsRecipe, 0)).toEqual({ geometry: flips, looks: [] });
    expect(augmentationOf(gmicRecipe, 0)).toEqual(noAugmentation);
  });

  test('of full strength is all there is', () => {
    const augmentation = { ...hdsRecipe.augmentation, strength: 1 };
    expect(augmentationOf({ ...hdsRecipe, augmentation }, 0)).toEqual(hdsAugmentation);
  });

  test('of GMIC has small scans by their own share, whatever the strength', () => {
    for (const strength of [0, 0.5]) {
      const augmentation = { ...gmicRecipe.augmentation, strength };
      const { geometry } = augmentationOf({ ...gmicRecipe, augmentation, reducedScans: 0.3 }, 0);
      expect(geometry.reduced).toEqual({ share: 0.3, scale: reducedScale });
    }
  });

  test('of GMIC has flat curves for their share of the looks, the other looks as they are', () => {
    const augmentation = { ...gmicRecipe.augmentation, strength: 0.8 };
    const { looks } = augmentationOf({ ...gmicRecipe, augmentation, flatCurves: 0.25 }, 0);
    const flat = looks.filter(({ look }) => look.tone.steepness === flatSteepness);
    const share = (of: typeof looks) => of.reduce((sum, each) => sum + each.share, 0);
    expect(share(looks)).toBeCloseTo(0.8, 9);
    expect(share(flat)).toBeCloseTo(0.2, 9);
    expect(looks.filter((look) => !flat.includes(look)).map(({ look }) => look)).toEqual(
      gmicAugmentation.looks.map(({ look }) => look),
    );
  });

  test('of half the strength moves half as far, and changes half of the looks', () => {
    const augmentation = { flipHorizontally: true, flipVertically: false, strength: 0.5, growEpochs: 0 };
    const { geometry, looks } = augmentationOf({ ...hdsRecipe, augmentation }, 0);
    expect(geometry).toEqual({
      ...hdsAugmentation.geometry,
      flipHorizontal: 0.5,
      flipVertical: 0,
      scale: hdsAugmentation.geometry.scale.map(Math.sqrt),
      aspect: hdsAugmentation.geometry.aspect.map(Math.sqrt),
      rotationDegrees: hdsAugmentation.geometry.rotationDegrees / 2,
      shearDegrees: hdsAugmentation.geometry.shearDegrees / 2,
      shift: hdsAugmentation.geometry.shift / 2,
    });
    expect(looks.reduce((sum, { share }) => sum + share, 0)).toBe(0.5);
  });

  test('grows to its strength over the epochs that the recipe gives it', () => {
    const augmentation = { ...hdsRecipe.augmentation, strength: 0.8, growEpochs: 4 };
    const shareOfLooks = (epoch: number) =>
      augmentationOf({ ...hdsRecipe, augmentation }, epoch).looks.reduce((sum, { share }) => sum + share, 0);
    expect([0, 1, 2, 4, 9].map(shareOfLooks)).toEqual(
      [0, 0.2, 0.4, 0.8, 0.8].map((share) => expect.closeTo(share, 9)),
    );
  });
});
