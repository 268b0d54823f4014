import type { Contour, HdsFindings } from '../../contract/findings.ts';
import type { Affine } from '../../contract/geometry.ts';
import type { ImageHeader } from '../../contract/image.ts';
import { apply, compose, scaling } from '../../imaging/geometry/affine.ts';
import { polygonArea, regionsAbove } from './contours.ts';
import type { Region } from './contours.ts';
import type { HdsOutputs } from './outputs.ts';

/** A pixel belongs to a mass where its probability is above this (the published evaluation). */
const maskLevel = 0.5;

/**
 * Regions of fewer prepared pixels are left out: 4 x 4 of them are about 1 mm across on a full-field
 * mammogram at 1024x512, well below the smallest mass.
 */
export const minimumContourPixels = 16;

/**
 * The network's outputs for one image in source pixels.
 *
 * Contours outline the 8-connected regions of the mass mask, the most probable first (then the largest).
 * Their areas are those of the outlines less their holes, in source pixels, and in mm² where the image
 * has a spacing. The maps keep the prepared grid and carry the way back to the source.
 */
export function hdsFindings(
  outputs: HdsOutputs,
  prepared: { readonly toSource: Affine },
  header: Pick<ImageHeader, 'spacing'>,
): HdsFindings {
  const { size, mapSize } = outputs;
  const grid = { ...size, data: outputs.segmentationProbability };
  const contours = regionsAbove(grid, maskLevel, minimumContourPixels)
    .map((region) => contourInSource(region, prepared.toSource, header))
    .sort((one, other) => other.probability - one.probability || other.areaPixels - one.areaPixels);
  return {
    architecture: 'hds-uresnet',
    probabilities: {
      imageOfficial: outputs.imageProbabilityOfficial,
      imageMax: outputs.imageProbabilityMax,
      segmentationMax: outputs.segmentationProbabilityMax,
    },
    contours,
    classificationMap: {
      ...mapSize,
      data: outputs.classificationProbability,
      toSource: compose(scaling(size.width / mapSize.width, size.height / mapSize.height), prepared.toSource),
    },
    probabilityMap: { ...grid, toSource: prepared.toSource },
  };
}

function contourInSource(
  region: Region,
  toSource: Affine,
  { spacing }: Pick<ImageHeader, 'spacing'>,
): Contour {
  const points = region.outline.map((point) => apply(toSource, point));
  const holes = region.holes.map((hole) => hole.map((point) => apply(toSource, point)));
  const areaPixels = holes.reduce((area, hole) => area - polygonArea(hole), polygonArea(points));
  return {
    points,
    holes,
    probability: region.maximum,
    areaPixels,
    areaMm2: spacing === null ? null : areaPixels * spacing.rowMm * spacing.columnMm,
  };
}
