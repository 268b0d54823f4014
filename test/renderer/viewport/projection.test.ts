import { describe, expect, it } from 'vitest';
import { type Camera, sourceToTile } from '../../../renderer/viewport/camera.ts';
import { type Surface, projectionOf, sourceToScreen } from '../../../renderer/viewport/projection.ts';

const surface: Surface = { pixels: { width: 801, height: 603 }, pixelRatio: 1.5 };
const tile = { width: 534, height: 402 };

/** Where a parallel projection puts a point of the scene, in pixels of the surface. */
function projected(camera: Camera, pixelAspect: number, point: { x: number; y: number }) {
  const { focalPoint, up, towards, halfHeight } = projectionOf(camera, surface, pixelAspect);
  // Right is the direction of projection times up; seen from behind it is turned round.
  const right = [-up[1] * towards, up[0] * towards];
  const [x, y] = [point.x - focalPoint[0], point.y * pixelAspect - focalPoint[1]];
  const scale = surface.pixels.height / 2 / halfHeight;
  return {
    x: surface.pixels.width / 2 + scale * (right[0] * x + right[1] * y),
    y: surface.pixels.height / 2 - scale * (up[0] * x + up[1] * y),
  };
}

describe('projection', () => {
  for (const mirrored of [false, true]) {
    for (const quarterTurns of [0, 1, 2, 3] as const) {
      it(`agrees with the tile's mapping, ${quarterTurns} turns${mirrored ? ', mirrored' : ''}`, () => {
        const camera: Camera = { centre: { x: 310.3, y: 77.9 }, scale: 0.731, quarterTurns, mirrored };
        for (const pixelAspect of [1, 1.7]) {
          const map = sourceToTile(camera, tile, pixelAspect);
          for (const point of [
            { x: 0, y: 0 },
            { x: 800, y: 50 },
            { x: 13, y: 400 },
          ]) {
            const seen = projected(camera, pixelAspect, point);
            expect(seen.x).toBeCloseTo((map.a * point.x + map.c * point.y + map.e) * 1.5, 6);
            expect(seen.y).toBeCloseTo((map.b * point.x + map.d * point.y + map.f) * 1.5, 6);
          }
        }
      });
    }
  }

  it('lays pixels on pixels where they are equally large, within half a pixel', () => {
    const camera: Camera = { centre: { x: 10.37, y: 20.81 }, scale: 2 / 3, quarterTurns: 1, mirrored: false };
    const { e, f } = sourceToScreen(camera, surface, 1);
    const exact = sourceToTile(camera, tile, 1);
    expect([e, f]).toEqual([Math.round(exact.e * 1.5), Math.round(exact.f * 1.5)]);
    const between = sourceToScreen({ ...camera, scale: 0.7 }, surface, 1);
    expect(Number.isInteger(between.e)).toBe(false);
  });
});
