import { describe, expect, it } from 'vitest';
import { boundsOf, contains, mappedBounds, overlap } from '../../../imaging/geometry/rect.ts';

const rect = { x: 10, y: 20, width: 30, height: 40 };

describe('bounds', () => {
  it('are those of all points', () => {
    const points = [
      { x: 3, y: 9 },
      { x: -1, y: 4 },
      { x: 2, y: 12 },
    ];
    expect(boundsOf(points)).toEqual({ x: -1, y: 4, width: 4, height: 8 });
  });

  it('are empty at the origin without points', () => {
    expect(boundsOf([])).toEqual({ x: 0, y: 0, width: 0, height: 0 });
  });

  it('of a turned and mirrored rectangle are upright', () => {
    const turned = { a: 0, b: 2, c: -2, d: 0, e: 100, f: 5 };
    expect(mappedBounds({ x: 10, y: 20, width: 3, height: 4 }, turned)).toEqual({
      x: 52,
      y: 25,
      width: 8,
      height: 6,
    });
  });

  it('of a rectangle turned by an eighth are those of its four corners', () => {
    const eighth = { a: Math.SQRT1_2, b: Math.SQRT1_2, c: -Math.SQRT1_2, d: Math.SQRT1_2, e: 0, f: 0 };
    const { x, y, width, height } = mappedBounds({ x: 0, y: 0, width: 1, height: 1 }, eighth);
    expect([x, y, width, height].map((value) => value / Math.SQRT1_2)).toEqual([
      expect.closeTo(-1),
      expect.closeTo(0),
      expect.closeTo(2),
      expect.closeTo(2),
    ]);
  });
});

describe('a rectangle', () => {
  it('contains itself, and what reaches over no edge', () => {
    expect(contains(rect, rect)).toBe(true);
    expect(contains(rect, { x: 15, y: 25, width: 5, height: 5 })).toBe(true);
    for (const beyond of [
      { ...rect, x: 9 },
      { ...rect, y: 19 },
      { ...rect, width: 31 },
      { ...rect, height: 41 },
    ]) {
      expect(contains(rect, beyond)).toBe(false);
    }
  });

  it('overlaps what shares an area with it, not what touches it', () => {
    expect(overlap(rect, { x: 39, y: 59, width: 5, height: 5 })).toBe(true);
    expect(overlap(rect, { x: 40, y: 20, width: 5, height: 5 })).toBe(false);
    expect(overlap(rect, { x: 10, y: 60, width: 5, height: 5 })).toBe(false);
    expect(overlap({ x: 0, y: 0, width: 10, height: 90 }, rect)).toBe(false);
  });
});
