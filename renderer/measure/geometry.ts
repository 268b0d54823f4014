/** Shapes that a reader draws: sizes, handles, moving, and what a pointer is on. Source pixels, but where it says tile. Pure. */
import type { Affine, Point } from '../../contract/geometry.ts';
import type { Annotation } from '../../contract/reading.ts';
import { apply } from '../../imaging/geometry/affine.ts';

export type Shape = Annotation['shape'];

/** The shapes that a reader writes to. */
export const hasText = (shape: Shape): shape is Shape & { readonly type: 'arrow' | 'text' } =>
  shape.type === 'arrow' || shape.type === 'text';

/** Millimetres, or pixels, per source column and row. */
export interface UnitSize {
  readonly columnSize: number;
  readonly rowSize: number;
}

/** Distance between two source points in the units of `size`. */
export function lengthBetween(from: Point, to: Point, { columnSize, rowSize }: UnitSize): number {
  return Math.hypot((to.x - from.x) * columnSize, (to.y - from.y) * rowSize);
}

/** Area of the ellipse inscribed in the rectangle between two corners: π/4 · width · height. */
export function ellipseArea(from: Point, to: Point, { columnSize, rowSize }: UnitSize): number {
  return (Math.PI / 4) * Math.abs((to.x - from.x) * columnSize * (to.y - from.y) * rowSize);
}

/** Area inside a closed outline (shoelace formula); parts that cross themselves in the other sense count negative. */
export function polygonArea(points: readonly Point[], { columnSize, rowSize }: UnitSize): number {
  const doubled = points.reduce((sum, point, index) => {
    const next = points[(index + 1) % points.length];
    return sum + point.x * next.y - next.x * point.y;
  }, 0);
  return (Math.abs(doubled) / 2) * columnSize * rowSize;
}

/** The points by which a shape is changed. An ellipse: the ends of its axes, left, upper, right, lower. */
export function handlesOf(shape: Shape): readonly Point[] {
  switch (shape.type) {
    case 'length':
    case 'arrow':
      return [shape.from, shape.to];
    case 'ellipse': {
      const { left, top, right, bottom } = sides(shape.from, shape.to);
      const [x, y] = [(left + right) / 2, (top + bottom) / 2];
      return [
        { x: left, y },
        { x, y: top },
        { x: right, y },
        { x, y: bottom },
      ];
    }
    case 'freehand':
    case 'text':
      return [];
  }
}

function sides(from: Point, to: Point) {
  return {
    left: Math.min(from.x, to.x),
    top: Math.min(from.y, to.y),
    right: Math.max(from.x, to.x),
    bottom: Math.max(from.y, to.y),
  };
}

/** The shape with its handle `index` (of `handlesOf`) at `to`. */
export function withHandleAt(shape: Shape, index: number, to: Point): Shape {
  switch (shape.type) {
    case 'length':
    case 'arrow':
      return index === 0 ? { ...shape, from: to } : { ...shape, to };
    case 'ellipse': {
      const { left, top, right, bottom } = sides(shape.from, shape.to);
      return {
        type: 'ellipse',
        from: { x: index === 0 ? to.x : left, y: index === 1 ? to.y : top },
        to: { x: index === 2 ? to.x : right, y: index === 3 ? to.y : bottom },
      };
    }
    case 'freehand':
    case 'text':
      return shape;
  }
}

/** The shape moved as a whole. */
export function movedBy(shape: Shape, dx: number, dy: number): Shape {
  const moved = ({ x, y }: Point): Point => ({ x: x + dx, y: y + dy });
  switch (shape.type) {
    case 'length':
    case 'ellipse':
    case 'arrow':
      return { ...shape, from: moved(shape.from), to: moved(shape.to) };
    case 'freehand':
      return { ...shape, points: shape.points.map(moved) };
    case 'text':
      return { ...shape, at: moved(shape.at) };
  }
}

/** The shape's line in tile pixels; an ellipse's as a polygon of 64 corners, a text's as its one point. */
export function outlineInTile(shape: Shape, toTile: Affine): readonly Point[] {
  switch (shape.type) {
    case 'length':
    case 'arrow':
      return [apply(toTile, shape.from), apply(toTile, shape.to)];
    case 'ellipse': {
      const { from, to } = shape;
      const centre = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
      return Array.from({ length: ellipseCorners }, (_, index) => {
        const angle = (index / ellipseCorners) * 2 * Math.PI;
        return apply(toTile, {
          x: centre.x + (Math.cos(angle) * (to.x - from.x)) / 2,
          y: centre.y + (Math.sin(angle) * (to.y - from.y)) / 2,
        });
      });
    }
    case 'freehand':
      return shape.points.map((point) => apply(toTile, point));
    case 'text':
      return [apply(toTile, shape.at)];
  }
}

const ellipseCorners = 64;

export const isClosed = ({ type }: Shape): boolean => type === 'ellipse' || type === 'freehand';

/** What of a shape a pointer is on. */
export type Hit = { readonly part: 'handle'; readonly index: number } | { readonly part: 'line' };

/** CSS pixels from a line that still are on it. */
export const lineReach = 8;
/** Half of the 44 CSS pixels that a finger needs. */
export const handleReach = 22;
const smallestHandleReach = 8;

/**
 * What of the shape is at a tile point; null where nothing is. Handles are there for the selected shape only. On a short
 * shape they reach less far, so that there is a place left to move it by.
 */
export function hitOf(shape: Shape, at: Point, toTile: Affine, selected: boolean): Hit | null {
  const outline = outlineInTile(shape, toTile);
  if (selected) {
    const distances = handlesOf(shape).map((handle) => distance(apply(toTile, handle), at));
    const index = distances.indexOf(Math.min(...distances));
    if (index >= 0 && distances[index] <= handleReachOf(shape, toTile)) return { part: 'handle', index };
  }
  return distanceToLine(outline, at, isClosed(shape)) <= lineReach ? { part: 'line' } : null;
}

/** How far the handles of a shape reach in its tile, CSS pixels. */
export function handleReachOf(shape: Shape, toTile: Affine): number {
  const handles = handlesOf(shape).map((handle) => apply(toTile, handle));
  const gaps = handles.flatMap((one, index) => handles.slice(index + 1).map((other) => distance(one, other)));
  return Math.max(smallestHandleReach, Math.min(handleReach, Math.min(...gaps) / 3));
}

export const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

function distanceToLine(points: readonly Point[], at: Point, closed: boolean): number {
  const ends = points.map((point, index) => (index === 0 && !closed ? point : points.at(index - 1)!));
  return Math.min(...points.map((point, index) => distanceToSegment(at, ends[index], point)));
}

/** Distance from a point to the nearest point of a segment; a segment without length is its point. */
export function distanceToSegment(at: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const squared = dx * dx + dy * dy;
  const along = squared === 0 ? 0 : ((at.x - from.x) * dx + (at.y - from.y) * dy) / squared;
  const t = Math.max(0, Math.min(1, along));
  return Math.hypot(at.x - (from.x + t * dx), at.y - (from.y + t * dy));
}
