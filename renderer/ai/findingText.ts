/** What a line says of a finding: how large it is and where in the breast. Pure. */
import type { ExamImage } from '../../contract/exam.ts';
import type { Contour } from '../../contract/findings.ts';
import type { Point, Rect } from '../../contract/geometry.ts';
import { centroidOf, distance, longestDiameter } from '../../imaging/geometry/outline.ts';
import { areaText } from './scores.ts';

/** What the picture tells of the breast, in source pixels. */
export interface BreastLandmarks {
  readonly bounds: Rect;
  /** Null where it cannot be told. */
  readonly nipple: Point | null;
}

export type PlacedImage = Pick<ExamImage, 'laterality' | 'view' | 'patientOrientation' | 'spacingMm'>;

/** "14 mm": the longest diameter; null where the image has no spacing. */
export function diameterText({ points }: Contour, { spacingMm }: PlacedImage): string | null {
  if (spacingMm === null) return null;
  const diameter = longestDiameter(points, { width: spacingMm.column, height: spacingMm.row });
  return diameter && `${diameter.length.toFixed(diameter.length < 9.95 ? 1 : 0)} mm`;
}

/** "154 mm² · outer (CC) · about 38 mm from nipple": what of it is known. */
export function placeText(contour: Contour, image: PlacedImage, landmarks: BreastLandmarks | null): string {
  const middle = centroidOf(contour.points);
  return [
    contour.areaMm2 === null ? 'no spacing: size not known' : areaText(contour.areaMm2),
    landmarks && halfText(middle, image, landmarks),
    landmarks && nippleText(middle, image, landmarks),
  ]
    .filter((text) => text !== null)
    .join(' · ');
}

function nippleText(middle: Point, { spacingMm }: PlacedImage, { nipple }: BreastLandmarks): string | null {
  if (nipple === null || spacingMm === null) return null;
  const away = distance(middle, nipple, { width: spacingMm.column, height: spacingMm.row });
  return `about ${Math.round(away)} mm from nipple`;
}

/** Millimetres to either side of the nipple's level that belong to no half. */
const central = 5;
/** Share of the breast's extent around its middle in which no half is said, where the nipple cannot be told. */
const undecided = 0.2;

/**
 * Which half of the breast, as one view tells it: "outer (CC)", "upper (MLO)", by the level of the nipple or, where it
 * cannot be told, clearly off the middle of the breast. Without Patient Orientation that holds if the image is stored
 * upright, and says so.
 */
function halfText(middle: Point, image: PlacedImage, { bounds, nipple }: BreastLandmarks): string | null {
  const axis = axisAcross(image);
  if (axis === null) return null;
  const { along, stated } = axis;
  const [spacing, extent] =
    along === 'x'
      ? [image.spacingMm?.column ?? null, bounds.width]
      : [image.spacingMm?.row ?? null, bounds.height];
  const level = nipple?.[along] ?? bounds[along] + extent / 2;
  const off = middle[along] - level;
  const note = stated ? image.view : `${image.view}, if upright`;
  if (nipple === null) {
    if (Math.abs(off) < (undecided * extent) / 2) return null;
  } else if (spacing !== null && Math.abs(off) * spacing < central) return `central (${note})`;
  return `${off > 0 ? axis.beyond : axis.before} (${note})`;
}

interface Axis {
  readonly along: 'x' | 'y';
  /** Halves before and beyond the level, in rising source pixels. */
  readonly before: string;
  readonly beyond: string;
  /** The image states its orientation. */
  readonly stated: boolean;
}

/** The axis along which a view tells halves apart; null where it is not known, or the view tells none. */
function axisAcross({ laterality, view, patientOrientation }: PlacedImage): Axis | null {
  if (laterality === null || view === null || view === 'SPECIMEN') return null;
  if (patientOrientation === null) {
    // As mammograms are stored: outer side or head up.
    if (view === 'CC') return { along: 'y', before: 'outer', beyond: 'inner', stated: false };
    return view === 'MLO' ? { along: 'y', before: 'upper', beyond: 'lower', stated: false } : null;
  }
  const letters = patientOrientation.map((direction) => direction.trim().charAt(0).toUpperCase());
  const index = letters.findIndex((letter) => letter !== 'A' && letter !== 'P');
  const halves = halvesOf(letters[index] ?? '', laterality);
  return halves && { along: index === 0 ? 'x' : 'y', ...halves, stated: true };
}

/** By where the axis leads to (DICOM PS3.3 C.7.6.1.1.1). */
function halvesOf(letter: string, laterality: string): Pick<Axis, 'before' | 'beyond'> | null {
  switch (letter) {
    case 'F':
      return { before: 'upper', beyond: 'lower' };
    case 'H':
      return { before: 'lower', beyond: 'upper' };
    case 'L':
    case 'R':
      return letter === laterality
        ? { before: 'inner', beyond: 'outer' }
        : { before: 'outer', beyond: 'inner' };
    default:
      return null;
  }
}
