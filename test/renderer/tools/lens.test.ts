import { describe, expect, test } from 'vitest';
import { apply, inverse } from '../../../imaging/geometry/affine.ts';
import { lensAt } from '../../../renderer/tools/lens.ts';
import { sourceToTile, type Camera } from '../../../renderer/viewport/camera.ts';

const tile = { width: 500, height: 700 };
const aspect = 1.2;
const camera: Camera = { centre: { x: 800, y: 1200 }, scale: 0.6, quarterTurns: 1, mirrored: true };
const pointers = [
  { x: 250, y: 350 },
  { x: 3, y: 2 },
  { x: 499, y: 699 },
  { x: 0, y: 400 },
];

describe.each(pointers)('with the pointer at $x, $y', (pointer) => {
  const { box, camera: inLens } = lensAt(camera, tile, aspect, pointer, 1);

  test('the source point under the pointer is under it in the lens, too', () => {
    const source = apply(inverse(sourceToTile(camera, tile, aspect)), pointer);
    const seen = apply(sourceToTile(inLens, box, aspect), source);
    expect(seen.x + box.x).toBeCloseTo(pointer.x, 9);
    expect(seen.y + box.y).toBeCloseTo(pointer.y, 9);
  });

  test('the lens is whole, in the tile and around the pointer', () => {
    expect(box.width).toBe(225);
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.y).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(tile.width);
    expect(box.y + box.height).toBeLessThanOrEqual(tile.height);
    expect(pointer.x).toBeGreaterThanOrEqual(box.x);
    expect(pointer.x).toBeLessThanOrEqual(box.x + box.width);
  });
});

test('enlarges twice, and at least to 1:1', () => {
  expect(lensAt(camera, tile, aspect, pointers[0], 1).camera.scale).toBeCloseTo(1.2, 12);
  const far = { ...camera, scale: 0.1 };
  expect(lensAt(far, tile, aspect, pointers[0], 2).camera.scale).toBe(0.5);
});
