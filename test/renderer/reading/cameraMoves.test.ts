import { describe, expect, test } from 'vitest';
import type { Point } from '../../../contract/geometry.ts';
import { apply, inverse } from '../../../imaging/geometry/affine.ts';
import { mappedBounds } from '../../../imaging/geometry/rect.ts';
import {
  centredOn,
  extentOf,
  fitted,
  wholeOf,
  imageBox,
  keptInSight,
  mirroredAsSeen,
  panBy,
  turned,
  zoomAt,
  type ImageExtent,
} from '../../../renderer/reading/cameraMoves.ts';
import { sourceToTile, type Camera } from '../../../renderer/viewport/camera.ts';
import { testImage } from './tiles.ts';

const tile = { width: 600, height: 800 };
const extent: ImageExtent = { columns: 1000, rows: 2000, pixelAspect: 1.25 };

const cameras: Camera[] = ([0, 1, 2, 3] as const).flatMap((quarterTurns) =>
  [false, true].map((mirrored) => ({ centre: { x: 420, y: 900 }, scale: 0.4, quarterTurns, mirrored })),
);

const onScreen = (camera: Camera, source: Point) =>
  apply(sourceToTile(camera, tile, extent.pixelAspect), source);
const sourceUnder = (camera: Camera, at: Point) =>
  apply(inverse(sourceToTile(camera, tile, extent.pixelAspect)), at);

describe.each(cameras)('camera turned $quarterTurns, mirrored $mirrored', (camera) => {
  test('panning moves every point by the distance of the pointer', () => {
    const before = onScreen(camera, { x: 100, y: 1500 });
    const after = onScreen(panBy(camera, tile, extent, { x: 37, y: -12 }), { x: 100, y: 1500 });
    expect(after.x - before.x).toBeCloseTo(37, 9);
    expect(after.y - before.y).toBeCloseTo(-12, 9);
  });

  test('zooming keeps the source point under the pointer where it is', () => {
    const at = { x: 150, y: 620 };
    const zoomed = zoomAt(camera, tile, extent, at, 3);
    expect(zoomed.scale).toBeCloseTo(1.2, 12);
    expect(sourceUnder(zoomed, at).x).toBeCloseTo(sourceUnder(camera, at).x, 9);
    expect(sourceUnder(zoomed, at).y).toBeCloseTo(sourceUnder(camera, at).y, 9);
  });

  test('the fitted image touches two edges, leaves none, and is centred', () => {
    const box = imageBox(fitted(camera, tile, extent, wholeOf(extent)), tile, extent);
    expect(Math.min(tile.width - box.width, tile.height - box.height)).toBeCloseTo(0, 9);
    expect(box.width).toBeLessThanOrEqual(tile.width + 1e-9);
    expect(box.height).toBeLessThanOrEqual(tile.height + 1e-9);
    expect(box.x + box.width / 2).toBeCloseTo(tile.width / 2, 9);
    expect(box.y + box.height / 2).toBeCloseTo(tile.height / 2, 9);
  });

  test('turning brings what was above the middle to the right of it', () => {
    const above = sourceUnder(camera, { x: 300, y: 300 });
    expect(onScreen(turned(camera), above).y).toBeCloseTo(400, 9);
    expect(onScreen(turned(camera), above).x).toBeGreaterThan(300);
  });

  test('mirroring exchanges left and right of what is seen, and nothing else', () => {
    const source = sourceUnder(camera, { x: 140, y: 250 });
    const seen = onScreen(mirroredAsSeen(camera), source);
    expect(seen.x).toBeCloseTo(tile.width - 140, 9);
    expect(seen.y).toBeCloseTo(250, 9);
    expect(mirroredAsSeen(mirroredAsSeen(camera))).toEqual(camera);
  });

  test.each([
    { x: 5000, y: 0 },
    { x: -5000, y: 0 },
    { x: 0, y: 5000 },
    { x: 0, y: -5000 },
  ])('panning far by $x, $y leaves half of the image or half of the tile in sight', (delta) => {
    const kept = keptInSight(panBy(camera, tile, extent, delta), tile, extent);
    const box = imageBox(kept, tile, extent);
    const across = Math.min(box.x + box.width, tile.width) - Math.max(box.x, 0);
    const down = Math.min(box.y + box.height, tile.height) - Math.max(box.y, 0);
    expect(across).toBeGreaterThanOrEqual(0.5 * Math.min(box.width, tile.width) - 1e-6);
    expect(down).toBeGreaterThanOrEqual(0.5 * Math.min(box.height, tile.height) - 1e-6);
  });

  test('a rectangle that is shown lies in the middle, whole, with room around it', () => {
    const rect = { x: 200, y: 1200, width: 180, height: 150 };
    const shown = centredOn(camera, tile, extent, rect, 0);
    const box = mappedBounds(rect, sourceToTile(shown, tile, extent.pixelAspect));
    expect(box.x + box.width / 2).toBeCloseTo(300, 6);
    expect(box.y + box.height / 2).toBeCloseTo(400, 6);
    expect(Math.max(box.width / tile.width, box.height / tile.height)).toBeCloseTo(0.4, 6);
    // What is as large as that already is not made smaller than it hangs.
    const { scale } = shown;
    expect(centredOn(camera, tile, extent, rect, 1.5 * scale)).toEqual({ ...shown, scale: 1.5 * scale });
  });
});

test('a camera that shows enough is left as it is', () => {
  expect(keptInSight(cameras[0], tile, extent)).toBe(cameras[0]);
});

test('zooming ends where nothing more is to be seen, and where the image would be lost', () => {
  const fit = fitted(cameras[0], tile, extent, wholeOf(extent));
  expect(zoomAt(fit, tile, extent, { x: 0, y: 0 }, 1e9).scale).toBe(24);
  expect(zoomAt(fit, tile, extent, { x: 0, y: 0 }, 1e-9).scale).toBeCloseTo(fit.scale * 0.4, 12);
});

test('an image without spacing has square pixels', () => {
  expect(extentOf(testImage('a', { spacingMm: null })).pixelAspect).toBe(1);
  expect(extentOf(testImage('a', { spacingMm: { row: 0.2, column: 0.1 } })).pixelAspect).toBe(2);
});
