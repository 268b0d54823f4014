/** Measures of closed outlines. Pure; every measure takes the steps of x and y, so that pixels need not be square. */
import type { Point, Size } from '../../contract/geometry.ts';

const squarePixels: Size = { width: 1, height: 1 };

/**
 * The longest straight line between two points of the outline, exactly: its length, in the unit of `step`, and its ends,
 * in the unit of the points. Null for fewer than two points. `step`: size of a pixel (millimetres, say); pixels where absent.
 */
export function longestDiameter(
  points: readonly Point[],
  step: Size = squarePixels,
): { readonly length: number; readonly from: Point; readonly to: Point } | null {
  if (points.length < 2) return null;
  // Both ends are corners of the convex hull, which has few of them.
  const corners = convexHull(points);
  let best = { length: -1, from: corners[0], to: corners[0] };
  for (let one = 0; one < corners.length; one++) {
    for (let other = one + 1; other < corners.length; other++) {
      const length = distance(corners[one], corners[other], step);
      if (length > best.length) best = { length, from: corners[one], to: corners[other] };
    }
  }
  return best.length < 0 ? { length: 0, from: points[0], to: points[0] } : best;
}

export const distance = (one: Point, other: Point, { width, height }: Size = squarePixels): number =>
  Math.hypot((one.x - other.x) * width, (one.y - other.y) * height);

/** The middle of the outlined area; the mean of the points where that is nothing. At least one point. */
export function centroidOf(points: readonly Point[]): Point {
  let [area, x, y] = [0, 0, 0];
  const origin = points[0];
  points.forEach((point, index) => {
    const next = points[(index + 1) % points.length];
    const [ax, ay, bx, by] = [point.x - origin.x, point.y - origin.y, next.x - origin.x, next.y - origin.y];
    const cross = ax * by - bx * ay;
    area += cross;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  });
  if (Math.abs(area) > 1e-9) return { x: origin.x + x / (3 * area), y: origin.y + y / (3 * area) };
  const mean = (of: (point: Point) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  return { x: mean((point) => point.x), y: mean((point) => point.y) };
}

/** Corners in order around it (Andrew 1979, monotone chain). */
function convexHull(points: readonly Point[]): readonly Point[] {
  const sorted = points.toSorted((one, other) => one.x - other.x || one.y - other.y);
  const chain = (ordered: readonly Point[]): Point[] => {
    const hull: Point[] = [];
    for (const point of ordered) {
      while (hull.length > 1 && !turnsLeft(hull[hull.length - 2], hull[hull.length - 1], point)) hull.pop();
      hull.push(point);
    }
    return hull.slice(0, -1);
  };
  const hull = [...chain(sorted), ...chain(sorted.toReversed())];
  return hull.length === 0 ? sorted.slice(0, 1) : hull;
}

const turnsLeft = (from: Point, over: Point, to: Point): boolean =>
  (over.x - from.x) * (to.y - from.y) - (over.y - from.y) * (to.x - from.x) > 0;
