import { describe, expect, test } from 'vitest';
import { isAtAnotherScale } from '../../../renderer/reading/scales.ts';
import type { Camera } from '../../../renderer/viewport/camera.ts';
import { testImage, testTile } from './tiles.ts';

const camera = (scale: number): Camera => ({
  centre: { x: 0, y: 0 },
  scale,
  quarterTurns: 0,
  mirrored: false,
});
const hung = {
  window: 'first',
  box: { x: 0, y: 0, width: 100, height: 100 },
  pixelRatio: 1,
  large: false,
  breast: null,
  fromPicture: null,
} as const;
/** Tiles with these spacings (mm) and scales (CSS pixels per source pixel); gives those that are at another scale. */
function another(...views: readonly (readonly [spacing: number | null, scale: number])[]) {
  const tiles = views.map(([mm], index) => {
    const spacingMm = mm === null ? null : { row: mm, column: mm };
    return { ...testTile(`${index}`, { image: testImage(`${index}`, { spacingMm }) }), ...hung };
  });
  const cameras = Object.fromEntries(views.map(([, scale], index) => [`${index}`, camera(scale)]));
  return tiles.filter(({ tileId }) => isAtAnotherScale(tiles, cameras, tileId)).map(({ tileId }) => tileId);
}

describe('views at another scale', () => {
  test('are none where a millimetre is as large in all', () => {
    expect(another([0.1, 1], [0.1, 1], [0.07, 0.7])).toEqual([]);
  });

  test('are those that differ from most; of two, the second', () => {
    expect(another([0.1, 2], [0.1, 1], [0.1, 1], [0.1, 1])).toEqual(['0']);
    expect(another([0.1, 1], [0.1, 2])).toEqual(['1']);
    // At 1:1, detectors of other pixels are of another scale.
    expect(another([0.1, 1], [0.1, 1], [0.07, 1])).toEqual(['2']);
  });

  test('are not those of which the size is not known', () => {
    expect(another([0.1, 1], [null, 3])).toEqual([]);
  });
});
