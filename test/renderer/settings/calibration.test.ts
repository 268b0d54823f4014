import { describe, expect, it } from 'vitest';
import {
  assumedPixelsPerMm,
  calibrationInWords,
  pixelsPerMmOfCard,
  pixelsPerMmOfRuler,
} from '../../../renderer/settings/calibration.ts';

describe('calibrating the screen', () => {
  it('knows a card to be 85.60 mm wide', () => {
    expect(pixelsPerMmOfCard(428)).toBe(5);
    expect(pixelsPerMmOfCard(assumedPixelsPerMm * 85.6)).toBeCloseTo(3.779527559, 9);
  });

  it('holds the bar to sizes that screens have', () => {
    expect(pixelsPerMmOfCard(1)).toBe(pixelsPerMmOfCard(120));
    expect(pixelsPerMmOfCard(10_000)).toBe(pixelsPerMmOfCard(640));
  });

  it('takes a ruler’s word, but not any', () => {
    expect(pixelsPerMmOfRuler(400, 80)).toBe(5);
    for (const measured of [0, -80, NaN, 1, 4000]) expect(pixelsPerMmOfRuler(400, measured)).toBeNull();
  });

  it('says what that means for the screen’s own pixels', () => {
    expect(calibrationInWords(assumedPixelsPerMm, 1)).toBe(
      '3.78 px per mm: a pixel of this screen is 0.265 mm, 96 per inch.',
    );
    expect(calibrationInWords(4, 2)).toBe(
      '4.00 px per mm: a pixel of this screen is 0.125 mm, 203 per inch.',
    );
  });
});
