import { describe, expect, it } from 'vitest';
import type { Frame, ImageHeader, Samples, VoiTransform } from '../../../contract/image.ts';
import { displayFunction, displayValues } from '../../../imaging/pixels/display.ts';
import { imageHeader } from '../../fixtures/imageHeader.ts';

function frameOf(samples: Samples, samplesPerPixel = 1): Frame {
  return { rows: 1, columns: samples.length / samplesPerPixel, samplesPerPixel, samples };
}

function shown(changes: Partial<ImageHeader>, samples: Samples, voiIndex = 0): number[] {
  return [...displayValues(imageHeader(changes), frameOf(samples, changes.samplesPerPixel), voiIndex)];
}

function exact(changes: Partial<ImageHeader>, stored: number): number {
  const header = imageHeader(changes);
  return displayFunction(header, header.voiTransforms[0], false)(stored);
}

function window(
  voiFunction: 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID',
  center: number,
  width: number,
): Partial<ImageHeader> {
  const transform: VoiTransform = { type: 'window', function: voiFunction, center, width, explanation: null };
  return { voiTransforms: [transform] };
}

describe('windows', () => {
  // PS3.3 C.11.2.1.2.1, note 3: centre 2048, width 4096 is 0 at 0 and 255 at 4095; centre 2048, width 1 a threshold.
  it('LINEAR has the half and the one of the standard', () => {
    const full = window('LINEAR', 2048, 4096);
    expect(exact(full, 0)).toBe(0);
    expect(exact(full, 4095)).toBe(255);
    expect(exact(full, 2048)).toBeCloseTo((255 * 2048) / 4095, 4);
    expect(shown(window('LINEAR', 2048, 1), Uint16Array.of(2047, 2048))).toEqual([0, 255]);
    expect(shown(window('LINEAR', 0, 100), Int16Array.of(-51, -50, 49, 50))).toEqual([0, 0, 255, 255]);
    expect(shown(window('LINEAR', 0, 100), Int16Array.of(-49, 0))).toEqual([3, 129]);
  });

  it('LINEAR_EXACT has neither', () => {
    const half = window('LINEAR_EXACT', 2048, 4096);
    expect(exact(half, 0)).toBe(0);
    expect(exact(half, 2048)).toBe(127.5);
    expect(exact(half, 4095)).toBeCloseTo((255 * 4095) / 4096, 4);
    expect(exact(half, 4097)).toBe(255);
  });

  it('SIGMOID follows its formula', () => {
    const sigmoid = window('SIGMOID', 100, 40);
    expect(exact(sigmoid, 100)).toBe(127.5);
    expect(exact(sigmoid, 110)).toBeCloseTo(255 / (1 + Math.exp(-1)), 3);
    expect(exact(sigmoid, 60000)).toBe(255);
  });

  it('apply to modality values', () => {
    const changes = {
      ...window('LINEAR_EXACT', 0, 200),
      modalityTransform: { type: 'rescale', slope: 2, intercept: -100 } as const,
    };
    expect(exact(changes, 50)).toBe(127.5);
    expect(exact(changes, 0)).toBe(0);
    expect(exact(changes, 100)).toBe(255);
  });

  it('the alternative asked for is used', () => {
    const [first] = window('LINEAR', 2048, 4096).voiTransforms ?? [];
    const [second] = window('LINEAR', 5, 1).voiTransforms ?? [];
    expect(shown({ voiTransforms: [first, second] }, Uint16Array.of(4, 6), 1)).toEqual([0, 255]);
  });
});

describe('tables', () => {
  it('a VOI table maps from its first value on and holds its ends', () => {
    const table: VoiTransform = {
      ...{ type: 'lut', firstMapped: 10, bits: 10, explanation: null },
      data: Uint16Array.of(0, 511, 1023),
    };
    expect(shown({ voiTransforms: [table] }, Uint16Array.of(0, 10, 11, 12, 500))).toEqual([
      0, 0, 127, 255, 255,
    ]);
  });

  it('a modality table comes before the window', () => {
    const changes = {
      ...window('LINEAR', 50.5, 101),
      modalityTransform: {
        type: 'lut',
        firstMapped: -1,
        bits: 16,
        data: Uint16Array.of(0, 100, 50),
      } as const,
    };
    expect(shown(changes, Int16Array.of(-5, -1, 0, 1, 9))).toEqual([0, 0, 255, 128, 128]);
  });
});

describe('images without a VOI transform', () => {
  it('span the range of what is not padding', () => {
    const padding = { low: 0, high: 5 };
    expect(shown({ padding }, Uint16Array.of(0, 5, 100, 150, 200))).toEqual([0, 0, 0, 128, 255]);
    expect(shown({}, Int16Array.of(-100, 0, 100))).toEqual([0, 128, 255]);
  });

  it('are black where all values are the same, padding or not', () => {
    expect(shown({}, Uint16Array.of(7, 7))).toEqual([0, 0]);
    expect(shown({ padding: { low: 7, high: 7 } }, Uint16Array.of(7, 7))).toEqual([0, 0]);
  });

  it('may have a falling rescale and 32 bits', () => {
    const falling = { modalityTransform: { type: 'rescale', slope: -1, intercept: 0 } as const };
    expect(shown(falling, Uint8Array.of(0, 1, 2))).toEqual([255, 128, 0]);
    const wide = { bitsAllocated: 32, bitsStored: 32, highBit: 31 };
    expect(shown(wide, Uint32Array.of(0, 2 ** 31, 2 ** 32 - 1))).toEqual([0, 128, 255]);
  });
});

describe('photometric interpretation', () => {
  it('MONOCHROME1 is inverted and its padding stays black', () => {
    const changes = {
      ...window('LINEAR', 128, 256),
      photometricInterpretation: 'MONOCHROME1',
      padding: { low: 255, high: 255 },
    };
    expect(shown(changes, Uint8Array.of(0, 100, 254, 255))).toEqual([255, 155, 1, 0]);
  });

  it('colour becomes luminance', () => {
    const eight = { bitsAllocated: 8, bitsStored: 8, highBit: 7, samplesPerPixel: 3 };
    const pixels = Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 255, 0);
    expect(shown({ ...eight, photometricInterpretation: 'RGB' }, pixels)).toEqual([255, 76, 150]);
    expect(shown({ ...eight, photometricInterpretation: 'YBR_FULL' }, pixels)).toEqual([255, 255, 0]);
    const jpeg = { ...eight, photometricInterpretation: 'YBR_FULL_422' };
    expect(shown({ ...jpeg, transferSyntaxUid: '1.2.840.10008.1.2.4.50' }, pixels)).toEqual([255, 76, 150]);
  });
});
