import { describe, expect, test } from 'vitest';
import { hungCamera, placedView } from '../../../renderer/hanging/placement.ts';
import { extentOf, mirroredAsSeen, panBy, turned, zoomAt } from '../../../renderer/reading/cameraMoves.ts';
import { coveredCorners } from '../../../renderer/reading/coveredCorners.ts';
import type { Camera } from '../../../renderer/viewport/camera.ts';
import { testPair } from './tiles.ts';

const [right] = testPair('CC', 'pair');
const extent = extentOf(right.image!);
const tile = { width: 800, height: 900 };
const view = placedView(right, tile)!;
const camera = hungCamera(view, [view]);
const hung = { camera, side: 'left' } as const;
const covered = (now: Camera, side: 'left' | 'right' = 'left') =>
  coveredCorners(hung, { camera: now, side }, tile, extent);

describe('corners with texts', () => {
  test('are free in a view as it was hung', () => {
    expect(covered(camera)).toEqual({ top: false, bottom: false });
  });

  test('are covered once the picture is zoomed over them', () => {
    expect(covered(zoomAt(camera, tile, extent, { x: 400, y: 450 }, 6))).toEqual({ top: true, bottom: true });
  });

  test('are covered one by one', () => {
    // The hung image is 450 wide at the right edge; it is brought below the upper text alone.
    const moved = panBy(zoomAt(camera, tile, extent, { x: 800, y: 0 }, 1.5), tile, extent, {
      x: -100,
      y: -600,
    });
    expect(covered(moved)).toEqual({ top: true, bottom: false });
  });

  test('are free where the picture went away from them', () => {
    expect(covered(panBy(camera, tile, extent, { x: 300, y: 0 }))).toEqual({ top: false, bottom: false });
  });

  test('are free on the other side where the view was mirrored', () => {
    const mirrored = { ...mirroredAsSeen(camera), centre: { x: camera.centre.x, y: camera.centre.y } };
    expect(covered(mirrored, 'right')).toEqual({ top: false, bottom: false });
    expect(covered(mirrored, 'left').top).toBe(true);
  });

  test('are covered by a turned view only where it reaches them', () => {
    const lying = { ...turned(camera), centre: { x: 500, y: 1000 } };
    // 900 x 450 pixels in the middle of the tile reach no corner.
    expect(covered(lying)).toEqual({ top: false, bottom: false });
    expect(covered({ ...lying, scale: 1 })).toEqual({ top: true, bottom: true });
  });
});
