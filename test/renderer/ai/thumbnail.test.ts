import { describe, expect, it } from 'vitest';
import { readFloats } from '../../../renderer/ai/mapValues.ts';
import { thumbnailPicture } from '../../../renderer/ai/thumbnail.ts';
import { imageHeader } from '../../fixtures/imageHeader.ts';

const header = imageHeader({
  rows: 4,
  columns: 4,
  voiTransforms: [{ type: 'window', function: 'LINEAR_EXACT', center: 50, width: 100, explanation: null }],
});
const frame = {
  rows: 4,
  columns: 4,
  samplesPerPixel: 1,
  samples: Uint16Array.from({ length: 16 }, (_, index) => (index % 4 < 2 ? 0 : 100)),
};
const display = { voi: { type: 'image', index: 0 }, inverted: false } as const;
const greys = (rect: { x: number; y: number; width: number; height: number }, side: number) => {
  const { data, width, height } = thumbnailPicture(header, frame, display, rect, side);
  return { width, height, grey: Array.from({ length: width * height }, (_, index) => data[4 * index]) };
};

describe('thumbnailPicture', () => {
  it('shows the piece at the window, each pixel the mean of its source pixels', () => {
    expect(greys({ x: 0, y: 0, width: 4, height: 4 }, 2)).toEqual({
      width: 2,
      height: 2,
      grey: [0, 255, 0, 255],
    });
    expect(greys({ x: 1, y: 0, width: 2, height: 2 }, 1).grey).toEqual([128]);
  });
  it('is black outside the image', () => {
    expect(greys({ x: 2, y: 2, width: 4, height: 4 }, 4).grey).toEqual([
      255, 255, 0, 0, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ]);
    expect(greys({ x: 90, y: 90, width: 4, height: 4 }, 1).grey).toEqual([0]);
  });
  it('keeps the sides’ ratio', () => {
    expect(greys({ x: 0, y: 0, width: 4, height: 2 }, 96)).toMatchObject({ width: 96, height: 48 });
  });
});

describe('readFloats', () => {
  it('reads little-endian floats, and only as many as there should be', () => {
    const bytes = new Uint8Array([0, 0, 128, 63, 0, 0, 0, 63]).buffer;
    expect(readFloats(bytes, 2)).toEqual(Float32Array.of(1, 0.5));
    expect(readFloats(bytes, 3)).toBeNull();
  });
});
