import { describe, expect, it } from 'vitest';
import type { PixelSpacing } from '../../../contract/image.ts';
import type { Shape } from '../../../renderer/measure/geometry.ts';
import { markInWords, measurementOf } from '../../../renderer/measure/measurement.ts';

const spacing = (source: PixelSpacing['source']): PixelSpacing => ({ rowMm: 0.2, columnMm: 0.1, source });
const length = { type: 'length', from: { x: 0, y: 0 }, to: { x: 30, y: 20 } } as const;

describe('measurements in words', () => {
  it('say which attribute the millimetres rest on', () => {
    const basisOf = (source: PixelSpacing['source']) => measurementOf(length, spacing(source)).basis;
    expect(basisOf('PixelSpacing')).toBe('Pixel Spacing');
    expect(basisOf('ImagerPixelSpacing')).toBe('Imager Pixel Spacing, magnification not known');
    expect(basisOf('ImagerPixelSpacing / EstimatedRadiographicMagnificationFactor')).toBe(
      'Imager Pixel Spacing / ERMF',
    );
    expect(basisOf('ImagerPixelSpacing / (DistanceSourceToDetector / DistanceSourceToPatient)')).toBe(
      'Imager Pixel Spacing / (SID / SOD)',
    );
  });

  it('are millimetres with a tenth, areas from 100 mm² without', () => {
    expect(measurementOf(length, spacing('PixelSpacing')).value).toBe('5.0 mm');
    const ellipse = { type: 'ellipse', from: { x: 50, y: 40 }, to: { x: 10, y: 20 } } as const;
    expect(measurementOf(ellipse, spacing('PixelSpacing'))).toMatchObject({
      value: '12.6 mm²',
      sizes: '4.0 × 4.0 mm',
    });
    const points = [
      { x: 0, y: 0 },
      { x: 400, y: 0 },
      { x: 0, y: 300 },
    ];
    expect(measurementOf({ type: 'freehand', points }, spacing('PixelSpacing')).value).toBe('1200 mm²');
  });

  it('say beside the number that a size is at the detector', () => {
    const atDetector = (shape: Shape) => measurementOf(shape, spacing('ImagerPixelSpacing')).value;
    expect(atDetector(length)).toBe('5.0 mm at detector');
    expect(atDetector({ type: 'ellipse', from: { x: 50, y: 40 }, to: { x: 10, y: 20 } })).toBe(
      '12.6 mm² at detector',
    );
    const corners = [
      { x: 0, y: 0 },
      { x: 400, y: 0 },
      { x: 0, y: 300 },
    ];
    expect(atDetector({ type: 'freehand', points: corners })).toBe('1200 mm² at detector');
  });

  it('are pixels, and say so, where the image has no spacing', () => {
    expect(measurementOf(length, null)).toEqual({
      value: '36 px',
      sizes: null,
      basis: 'Pixels: the image has no spacing',
    });
  });

  it('tell a mark to those who do not see it', () => {
    expect(markInWords(length, measurementOf(length, spacing('PixelSpacing')))).toBe(
      'Length, 5.0 mm, Pixel Spacing',
    );
    const arrow = { type: 'arrow', from: { x: 0, y: 0 }, to: { x: 1, y: 1 }, text: 'clip' } as const;
    expect(markInWords(arrow, measurementOf(arrow, null))).toBe('Arrow, clip');
  });
});
