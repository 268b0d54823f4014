import { describe, expect, it } from 'vitest';
import type { Affine } from '../../../contract/geometry.ts';
import {
  distanceToSegment,
  ellipseArea,
  handleReachOf,
  handlesOf,
  hitOf,
  lengthBetween,
  movedBy,
  outlineInTile,
  polygonArea,
  withHandleAt,
  type Shape,
} from '../../../renderer/measure/geometry.ts';
import { sourceToTile } from '../../../renderer/viewport/camera.ts';

const point = (x: number, y: number) => ({ x, y });
const pixels = { columnSize: 1, rowSize: 1 };
const identity: Affine = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };
const length = (x1: number, y1: number, x2: number, y2: number): Shape => ({
  type: 'length',
  from: point(x1, y1),
  to: point(x2, y2),
});
const ellipse: Shape = { type: 'ellipse', from: point(10, 20), to: point(50, 40) };
const triangle: Shape = { type: 'freehand', points: [point(0, 0), point(40, 0), point(0, 30)] };

describe('sizes', () => {
  it('a length is Pythagoras in each direction’s own unit', () => {
    expect(lengthBetween(point(1, 1), point(4, 5), pixels)).toBe(5);
    // 30 columns of 0.1 mm and 20 rows of 0.2 mm: 3 and 4 mm.
    expect(lengthBetween(point(0, 0), point(30, 20), { columnSize: 0.1, rowSize: 0.2 })).toBeCloseTo(5, 12);
    expect(lengthBetween(point(30, 20), point(0, 0), { columnSize: 0.1, rowSize: 0.2 })).toBeCloseTo(5, 12);
  });

  it('an ellipse has π/4 of its rectangle, whichever corners are given', () => {
    // 40 x 20 pixels: π/4 · 800 = 628.3185…
    expect(ellipseArea(point(10, 20), point(50, 40), pixels)).toBeCloseTo(628.318530717959, 9);
    expect(ellipseArea(point(50, 20), point(10, 40), pixels)).toBeCloseTo(628.318530717959, 9);
    // 4 mm x 4 mm: 4π mm².
    const size = { columnSize: 0.1, rowSize: 0.2 };
    expect(ellipseArea(point(10, 20), point(50, 40), size)).toBeCloseTo(12.566370614359, 9);
  });

  it('an outline has what the shoelace formula says, in either sense', () => {
    const points = [point(0, 0), point(40, 0), point(0, 30)];
    expect(polygonArea(points, pixels)).toBe(600);
    expect(polygonArea(points.toReversed(), pixels)).toBe(600);
    expect(polygonArea(points, { columnSize: 0.1, rowSize: 0.2 })).toBeCloseTo(12, 12);
    // An L of three unit squares.
    const corner = [point(0, 0), point(2, 0), point(2, 1), point(1, 1), point(1, 2), point(0, 2)];
    expect(polygonArea(corner, pixels)).toBe(3);
    expect(polygonArea([point(3, 3)], pixels)).toBe(0);
  });
});

describe('changing a shape', () => {
  it('moves all of it', () => {
    expect(movedBy(length(1, 2, 3, 4), 10, -1)).toEqual(length(11, 1, 13, 3));
    expect(movedBy(triangle, 1, 1)).toEqual({
      type: 'freehand',
      points: [point(1, 1), point(41, 1), point(1, 31)],
    });
    expect(movedBy({ type: 'text', at: point(1, 1), text: 'a' }, 2, 3)).toEqual({
      type: 'text',
      at: point(3, 4),
      text: 'a',
    });
  });

  it('moves an end by its handle', () => {
    expect(withHandleAt(length(1, 2, 3, 4), 1, point(9, 9))).toEqual(length(1, 2, 9, 9));
    expect(
      withHandleAt({ type: 'arrow', from: point(0, 0), to: point(1, 1), text: 'm' }, 0, point(5, 6)),
    ).toEqual({ type: 'arrow', from: point(5, 6), to: point(1, 1), text: 'm' });
  });

  it('moves one side of an ellipse by each end of its axes', () => {
    expect(handlesOf(ellipse)).toEqual([point(10, 30), point(30, 20), point(50, 30), point(30, 40)]);
    const sides = [0, 1, 2, 3].map((index) => withHandleAt(ellipse, index, point(25, 33)));
    expect(sides).toEqual([
      { type: 'ellipse', from: point(25, 20), to: point(50, 40) },
      { type: 'ellipse', from: point(10, 33), to: point(50, 40) },
      { type: 'ellipse', from: point(10, 20), to: point(25, 40) },
      { type: 'ellipse', from: point(10, 20), to: point(50, 33) },
    ]);
  });
});

describe('what a pointer is on', () => {
  it('is as far as the nearest point of a segment', () => {
    expect(distanceToSegment(point(5, 3), point(0, 0), point(10, 0))).toBe(3);
    expect(distanceToSegment(point(13, 4), point(0, 0), point(10, 0))).toBe(5);
    expect(distanceToSegment(point(3, 4), point(0, 0), point(0, 0))).toBe(5);
  });

  it('is a line within 8 pixels, and nothing inside a closed one', () => {
    expect(hitOf(length(0, 0, 100, 0), point(50, 7.9), identity, false)).toEqual({ part: 'line' });
    expect(hitOf(length(0, 0, 100, 0), point(50, 8.1), identity, false)).toBeNull();
    const wide: Shape = { type: 'ellipse', from: point(0, 0), to: point(200, 100) };
    expect(hitOf(wide, point(100, 50), identity, false)).toBeNull();
    expect(hitOf(wide, point(100, 95), identity, false)).toEqual({ part: 'line' });
    // The corner of its rectangle is no part of an ellipse.
    expect(hitOf(wide, point(0, 0), identity, false)).toBeNull();
  });

  it('closes a freehand line, but not a length', () => {
    const large: Shape = { type: 'freehand', points: [point(0, 0), point(100, 0), point(100, 100)] };
    expect(hitOf(large, point(50, 50), identity, false)).toEqual({ part: 'line' });
  });

  it('is a handle of the selected shape within 22 pixels, the nearest first', () => {
    const long = length(0, 0, 100, 0);
    expect(hitOf(long, point(80, 0), identity, true)).toEqual({ part: 'handle', index: 1 });
    expect(hitOf(long, point(80, 0), identity, false)).toEqual({ part: 'line' });
    expect(hitOf(long, point(-21, 0), identity, true)).toEqual({ part: 'handle', index: 0 });
    expect(hitOf(long, point(-23, 0), identity, true)).toBeNull();
  });

  it('leaves the middle of a short shape to moving it', () => {
    const short = length(0, 0, 30, 0);
    expect(handleReachOf(short, identity)).toBe(10);
    expect(hitOf(short, point(15, 0), identity, true)).toEqual({ part: 'line' });
    expect(hitOf(short, point(21, 0), identity, true)).toEqual({ part: 'handle', index: 1 });
  });

  it('counts in pixels of the screen, however the image is shown', () => {
    const tile = { width: 400, height: 300 };
    const camera = { centre: point(500, 500), scale: 0.1, quarterTurns: 1, mirrored: true } as const;
    const toTile = sourceToTile(camera, tile, 2);
    // 1000 columns are 100 pixels; mirrored and turned by 90 degrees they run up the screen.
    const shape = length(500, 500, 1500, 500);
    const [from, to] = outlineInTile(shape, toTile);
    expect([from.x, from.y]).toEqual([200, 150]);
    expect([to.x, to.y].map(Math.round)).toEqual([200, 50]);
    expect(hitOf(shape, point(207, 100), toTile, false)).toEqual({ part: 'line' });
    expect(hitOf(shape, point(209, 100), toTile, false)).toBeNull();
  });
});
