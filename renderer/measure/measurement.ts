/** What a shape measures, in words, and which attribute the millimetres rest on. Pure. */
import type { PixelSpacing } from '../../contract/image.ts';
import { ellipseArea, hasText, lengthBetween, polygonArea, type Shape, type UnitSize } from './geometry.ts';

/** Beside a mark. */
export interface Measurement {
  /** "12.3 mm", "84.1 mm² at detector"; null for what measures nothing. */
  readonly value: string | null;
  /** Further sizes: "10.4 × 10.3 mm"; null where there are none. */
  readonly sizes: string | null;
  /** What it rests on: "Imager Pixel Spacing / ERMF"; null where nothing is measured. */
  readonly basis: string | null;
}

/** Attribute names of DICOM PS3.3 10.7.1.3, C.8.11.7 (Estimated Radiographic Magnification Factor). */
const bases: Readonly<Record<PixelSpacing['source'], string>> = {
  PixelSpacing: 'Pixel Spacing',
  ImagerPixelSpacing: 'Imager Pixel Spacing, magnification not known',
  'ImagerPixelSpacing / EstimatedRadiographicMagnificationFactor': 'Imager Pixel Spacing / ERMF',
  'ImagerPixelSpacing / (DistanceSourceToDetector / DistanceSourceToPatient)':
    'Imager Pixel Spacing / (SID / SOD)',
};

const nothing: Measurement = { value: null, sizes: null, basis: null };

/** Millimetres at the breast, or said to be at the detector, where the image has a spacing; else pixels. */
export function measurementOf(shape: Shape, spacing: PixelSpacing | null): Measurement {
  const unit = spacing === null ? 'px' : 'mm';
  const size: UnitSize =
    spacing === null
      ? { columnSize: 1, rowSize: 1 }
      : { columnSize: spacing.columnMm, rowSize: spacing.rowMm };
  // The one thing that must be read beside the number: a magnified lesion is smaller in the breast.
  const where = spacing?.source === 'ImagerPixelSpacing' ? ' at detector' : '';
  const basis = spacing === null ? 'Pixels: the image has no spacing' : bases[spacing.source];
  switch (shape.type) {
    case 'length': {
      const length = lengthBetween(shape.from, shape.to, size);
      return { value: `${lengthNumber(length, unit)} ${unit}${where}`, sizes: null, basis };
    }
    case 'ellipse': {
      const { from, to } = shape;
      const width = lengthNumber(Math.abs(to.x - from.x) * size.columnSize, unit);
      const height = lengthNumber(Math.abs(to.y - from.y) * size.rowSize, unit);
      const area = areaText(ellipseArea(from, to, size), unit);
      return { value: `${area}${where}`, sizes: `${width} × ${height} ${unit}`, basis };
    }
    case 'freehand':
      return { value: `${areaText(polygonArea(shape.points, size), unit)}${where}`, sizes: null, basis };
    case 'arrow':
    case 'text':
      return nothing;
  }
}

/** A tenth of a millimetre is about one detector pixel. */
const lengthNumber = (length: number, unit: 'mm' | 'px'): string => length.toFixed(unit === 'mm' ? 1 : 0);

function areaText(area: number, unit: 'mm' | 'px'): string {
  return `${area.toFixed(unit === 'mm' && area < 100 ? 1 : 0)} ${unit}²`;
}

const names: Readonly<Record<Shape['type'], string>> = {
  length: 'Length',
  ellipse: 'Ellipse',
  freehand: 'Freehand area',
  arrow: 'Arrow',
  text: 'Text',
};

/** The mark in one sentence, for those who do not see it. */
export function markInWords(shape: Shape, { value, sizes, basis }: Measurement): string {
  const text = hasText(shape) ? shape.text : null;
  return [names[shape.type], value, sizes, basis, text].filter(Boolean).join(', ');
}

/** What is written beside the mark. */
export function linesOf(
  shape: Shape,
  { value, sizes, basis }: Measurement,
  detailed: boolean,
  kept: boolean,
): readonly string[] {
  const text = hasText(shape) ? shape.text : null;
  const unkept = kept ? null : 'not kept yet';
  return [text, value, detailed ? sizes : null, detailed ? basis : null, unkept].filter(
    (line) => line !== null && line !== '',
  ) as string[];
}
