import { describe, expect, it } from 'vitest';
import type { Contour } from '../../../contract/findings.ts';
import { diameterText, placeText, type BreastLandmarks } from '../../../renderer/ai/findingText.ts';
import { contour, examImage } from './samples.ts';

const spacingMm = { row: 0.1, column: 0.1 };
const rightCc = { ...examImage('R-CC', 'R', 'CC'), spacingMm, patientOrientation: ['P', 'L'] as const };
const leftMlo = { ...examImage('L-MLO', 'L', 'MLO'), spacingMm, patientOrientation: ['A', 'FR'] as const };
/** 30 x 40 pixels, 3 x 4 mm, its middle at (x, y). */
const at = (x: number, y: number): Contour => ({
  ...contour(0.9, { x: x - 15, y: y - 20, width: 30, height: 40 }),
  areaMm2: 12,
});
const bounds = { x: 500, y: 0, width: 1000, height: 2000 };
const nipple = { x: 500, y: 1200 };
const told: BreastLandmarks = { bounds, nipple };
const untold: BreastLandmarks = { bounds, nipple: null };

describe('diameterText', () => {
  it('is the longest diameter in millimetres, by the spacing of rows and columns', () => {
    expect(diameterText(at(0, 0), rightCc)).toBe('5.0 mm');
    expect(diameterText(at(0, 0), { ...rightCc, spacingMm: { row: 0.1, column: 1 } })).toBe('30 mm');
    expect(diameterText(at(0, 0), { ...rightCc, spacingMm: null })).toBeNull();
  });
});

describe('placeText', () => {
  it('says area, half and distance to the nipple', () => {
    expect(placeText(at(800, 800), rightCc, told)).toBe('12 mm² · outer (CC) · about 50 mm from nipple');
    expect(placeText(at(800, 1600), rightCc, told)).toBe('12 mm² · inner (CC) · about 50 mm from nipple');
    expect(placeText(at(800, 800), leftMlo, told)).toBe('12 mm² · upper (MLO) · about 50 mm from nipple');
    expect(placeText(at(800, 1240), leftMlo, told)).toBe('12 mm² · central (MLO) · about 30 mm from nipple');
  });
  it('turns with the orientation of the stored image', () => {
    const lying = { ...rightCc, patientOrientation: ['R', 'P'] as const };
    expect(placeText(at(800, 800), lying, told)).toContain('outer (CC)');
    const down = { ...leftMlo, patientOrientation: ['A', 'HL'] as const };
    expect(placeText(at(800, 800), down, told)).toContain('lower (MLO)');
    const leftCc = { ...rightCc, laterality: 'L' as const };
    expect(placeText(at(800, 800), leftCc, told)).toContain('inner (CC)');
  });
  it('goes by the middle of the breast where the nipple cannot be told, and then only clearly off it', () => {
    expect(placeText(at(800, 700), rightCc, untold)).toBe('12 mm² · outer (CC)');
    expect(placeText(at(800, 900), rightCc, untold)).toBe('12 mm²');
  });
  it('says on what it hangs where the image states no orientation, and nothing where nothing is known', () => {
    const film = { ...rightCc, patientOrientation: null };
    expect(placeText(at(800, 700), film, untold)).toBe('12 mm² · outer (CC, if upright)');
    expect(placeText(at(800, 700), { ...film, laterality: null }, untold)).toBe('12 mm²');
    expect(placeText({ ...at(800, 700), areaMm2: null }, { ...film, spacingMm: null }, null)).toBe(
      'no spacing: size not known',
    );
  });
});
