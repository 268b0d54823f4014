import type { PixelSpacing } from '../../contract/image.ts';
import { functionalGroup } from './functionalGroups.ts';
import { Tag } from './tags.ts';
import { number, numbers, text } from './values.ts';
import type { DataSet } from './values.ts';

/** Values that are meant to be equal differ by less: decimal strings are rounded. */
const tolerance = 1e-3;

/**
 * Spacing of frame `frame`, from 0, at the breast (PS3.3 10.7.1.1, 10.7.1.3, C.8.11.7.1): Pixel Spacing where there is one
 * and it is not just that of the detector; else the detector's, divided by the magnification: the factor, else the ratio
 * of the source's distances. Where neither is known, the detector's.
 */
export function readSpacing(dataSet: DataSet, frame: number): PixelSpacing | null {
  const measures = functionalGroup(dataSet, Tag.PixelMeasuresSequence, frame);
  const spacing = (measures && readPair(measures, Tag.PixelSpacing)) ?? readPair(dataSet, Tag.PixelSpacing);
  const imager = readPair(dataSet, Tag.ImagerPixelSpacing);
  if (spacing !== null && !(imager !== null && isUncorrected(dataSet, spacing, imager))) {
    return { rowMm: spacing[0], columnMm: spacing[1], source: 'PixelSpacing' };
  }
  return imager === null ? null : atBreast(dataSet, imager);
}

type Pair = readonly [row: number, column: number];

/** Equal values mean that nothing was corrected, unless a calibration is told (PS3.3 10.7.1.1). */
function isUncorrected(dataSet: DataSet, spacing: Pair, imager: Pair): boolean {
  if (text(dataSet, Tag.PixelSpacingCalibrationType) !== '') return false;
  return spacing.every((value, at) => Math.abs(value / imager[at] - 1) < tolerance);
}

function atBreast(dataSet: DataSet, [rowMm, columnMm]: Pair): PixelSpacing {
  const factor = number(dataSet, Tag.EstimatedRadiographicMagnificationFactor, 'DS');
  if (factor !== null && factor > 0) {
    return {
      rowMm: rowMm / factor,
      columnMm: columnMm / factor,
      source: 'ImagerPixelSpacing / EstimatedRadiographicMagnificationFactor',
    };
  }
  const ratio = distanceRatio(dataSet);
  if (ratio === null) return { rowMm, columnMm, source: 'ImagerPixelSpacing' };
  return {
    rowMm: rowMm / ratio,
    columnMm: columnMm / ratio,
    source: 'ImagerPixelSpacing / (DistanceSourceToDetector / DistanceSourceToPatient)',
  };
}

/** Distance Source to Detector / Distance Source to Patient; null where they are not told or cannot be. */
function distanceRatio(dataSet: DataSet): number | null {
  const toDetector = number(dataSet, Tag.DistanceSourceToDetector, 'DS');
  const toPatient = number(dataSet, Tag.DistanceSourceToPatient, 'DS');
  if (toDetector === null || toPatient === null || toPatient <= 0) return null;
  // The breast is between the source and the detector.
  return toDetector >= toPatient ? toDetector / toPatient : null;
}

function readPair(dataSet: DataSet, tag: number): Pair | null {
  const [row, column] = numbers(dataSet, tag, 'DS');
  return row > 0 && column > 0 ? [row, column] : null;
}
