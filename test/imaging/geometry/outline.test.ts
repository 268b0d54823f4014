import { describe, expect, it } from 'vitest';
import type { Point } from '../../../contract/geometry.ts';
import { centroidOf, distance, longestDiameter } from '../../../imaging/geometry/outline.ts';

const rectangle = (x: number, y: number, width: number, height: number): readonly Point[] => [
  { x, y },
  { x: x + width, y },
  { x: x + width, y: y + height },
  { x, y: y + height },
];

/** Numbers 0..1 that look random and are the same every time. */
function* numbers(seed: number): Generator<number> {
  for (let state = seed; ;) {
    state = (state * 48271) % 2147483647;
    yield state / 2147483647;
  }
}

describe('longestDiameter', () => {
  it('is the diagonal of a rectangle, its ends opposite corners', () => {
    const { length, from, to } = longestDiameter(rectangle(10, 20, 30, 40))!;
    expect(length).toBe(50);
    expect(distance(from, to)).toBe(50);
  });
  it('goes by the size of the pixels, which need not be square', () => {
    expect(longestDiameter(rectangle(0, 0, 30, 40), { width: 0.1, height: 0.05 })!.length).toBeCloseTo(
      Math.hypot(3, 2),
      12,
    );
  });
  it.each([1, 2, 3, 4, 5])('is the farthest of all pairs of points (cloud %i)', (seed) => {
    const random = numbers(seed);
    const next = () => random.next().value as number;
    const points = Array.from({ length: 150 }, () => ({ x: 200 * next(), y: 70 * next() }));
    const step = { width: 0.1, height: 0.23 };
    const all = points.flatMap((one) => points.map((other) => distance(one, other, step)));
    expect(longestDiameter(points, step)!.length).toBe(Math.max(...all));
  });
  it('is the length of a line, nothing for one place, null for less than two points', () => {
    const line = [0, 3, 1, 2].map((x) => ({ x, y: 2 * x }));
    expect(longestDiameter(line)!.length).toBeCloseTo(Math.hypot(3, 6), 12);
    const place = { x: 4, y: 4 };
    expect(longestDiameter([place, place, place])!.length).toBe(0);
    expect(longestDiameter([place])).toBeNull();
    expect(longestDiameter([])).toBeNull();
  });
});

describe('centroidOf', () => {
  it('is the middle of the area, in either sense of rotation', () => {
    // An L of three squares.
    const corners = [
      [0, 0],
      [2, 0],
      [2, 1],
      [1, 1],
      [1, 2],
      [0, 2],
    ].map(([x, y]) => ({ x: 1000 + x, y: 500 + y }));
    for (const points of [corners, corners.toReversed()]) {
      const { x, y } = centroidOf(points);
      expect(x).toBeCloseTo(1000 + 5 / 6, 9);
      expect(y).toBeCloseTo(500 + 5 / 6, 9);
    }
  });
  it('is the mean of points without an area', () => {
    expect(
      centroidOf([
        { x: 1, y: 1 },
        { x: 3, y: 5 },
      ]),
    ).toEqual({ x: 2, y: 3 });
  });
});
