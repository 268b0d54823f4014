/** How a shape comes to be under the pointer. Pure. */
import type { Affine, Point } from '../../contract/geometry.ts';
import { apply } from '../../imaging/geometry/affine.ts';
import type { MeasuringTool } from '../tools/toolName.ts';
import { distance, polygonArea, type Shape } from './geometry.ts';

/** The shape that begins at a source point. An arrow's head is where it begins: on what it shows. */
export function begun(tool: MeasuringTool, at: Point): Shape {
  switch (tool) {
    case 'length':
    case 'ellipse':
      return { type: tool, from: at, to: at };
    case 'freehand':
      return { type: 'freehand', points: [at] };
    case 'arrow':
      return { type: 'arrow', from: at, to: at, text: '' };
    case 'text':
      return { type: 'text', at, text: '' };
  }
}

/** Points of a freehand line that are nearer to each other say nothing more (CSS pixels). */
const freehandStep = 2;
/** What the program takes. */
const maximumPoints = 20_000;

/** The begun shape, with the pointer at a source point. */
export function extended(shape: Shape, at: Point, toTile: Affine): Shape {
  switch (shape.type) {
    case 'length':
    case 'ellipse':
      return { ...shape, to: at };
    case 'arrow':
      return { ...shape, from: at };
    case 'freehand': {
      const { points } = shape;
      const gap = distance(apply(toTile, points[points.length - 1]), apply(toTile, at));
      if (gap < freehandStep || points.length >= maximumPoints) return shape;
      return { type: 'freehand', points: [...points, at] };
    }
    case 'text':
      return { ...shape, at };
  }
}

/** CSS pixels that a hand moves without meaning to. */
const smallest = 4;

/** Whether the shape is large enough on the screen to have been meant. */
export function isDrawn(shape: Shape, toTile: Affine): boolean {
  switch (shape.type) {
    case 'length':
    case 'arrow':
      return distance(apply(toTile, shape.from), apply(toTile, shape.to)) >= smallest;
    case 'ellipse': {
      const [from, to] = [apply(toTile, shape.from), apply(toTile, shape.to)];
      return Math.min(Math.abs(to.x - from.x), Math.abs(to.y - from.y)) >= smallest;
    }
    case 'freehand': {
      const points = shape.points.map((point) => apply(toTile, point));
      return points.length > 2 && polygonArea(points, { columnSize: 1, rowSize: 1 }) >= smallest * smallest;
    }
    case 'text':
      return true;
  }
}

/** Whether a shape under way is painted: not before it is large enough to stay, but for a line that is still open. */
export const isSeen = (shape: Shape, toTile: Affine): boolean =>
  shape.type === 'freehand' ? shape.points.length > 1 : isDrawn(shape, toTile);

/** Whether a click begins the shape and the next click ends it; a line drawn by hand needs a button held. */
export const isMadeOfTwoClicks = ({ type }: Shape): boolean =>
  type === 'length' || type === 'ellipse' || type === 'arrow';
