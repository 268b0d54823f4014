/** The pointer of one view in the others: the same place of the same view, the same distance from the nipple. Pure. */
import type { ExamImage } from '../../contract/exam.ts';
import type { Affine, Point } from '../../contract/geometry.ts';
import { apply, inverse } from '../../imaging/geometry/affine.ts';
import type { BreastContent } from '../../imaging/prepare/breastContent.ts';
import { nippleOf } from '../../imaging/prepare/nipple.ts';
import type { Hanging } from '../hanging/types.ts';
import { hungPlane } from './hungPlane.ts';

/** A view that a pointer can be linked with. */
export interface LinkedView {
  readonly image: ExamImage;
  readonly hung: Pick<Hanging, 'quarterTurns' | 'mirrored'>;
  /** Null where nothing stands out in it. */
  readonly content: BreastContent | null;
}

/** A place in a breast, told so that it can be found in another view of it. */
export interface BreastPlace {
  readonly laterality: ExamImage['laterality'];
  readonly view: ExamImage['view'];
  /** Millimetres to the right and down as the view is hung; null where the nipple or the size is not known. */
  readonly fromNipple: Point | null;
  /** Shares of the breast's bounds, to the right and down as the view is hung. */
  readonly inBreast: Point;
}

/** Corners of the breast's bounds in the hung plane: the upper left one and the lower right one. */
function hungBounds(content: BreastContent, plane: Affine): readonly [Point, Point] {
  const { x, y, width, height } = content.bounds;
  const [one, other] = [apply(plane, { x, y }), apply(plane, { x: x + width, y: y + height })];
  return [
    { x: Math.min(one.x, other.x), y: Math.min(one.y, other.y) },
    { x: Math.max(one.x, other.x), y: Math.max(one.y, other.y) },
  ];
}

/** The place of a source point; null where it is not known where the breast is. */
export function breastPlace(view: LinkedView, at: Point): BreastPlace | null {
  const { image, hung, content } = view;
  if (content === null) return null;
  const plane = hungPlane(image, hung);
  const nipple = image.spacingMm === null ? null : nippleOf(content);
  const point = apply(plane, at);
  const [from, to] = hungBounds(content, plane);
  const origin = nipple && apply(plane, nipple);
  return {
    laterality: image.laterality,
    view: image.view,
    fromNipple: origin && { x: point.x - origin.x, y: point.y - origin.y },
    inBreast: { x: (point.x - from.x) / (to.x - from.x), y: (point.y - from.y) / (to.y - from.y) },
  };
}

/** Where the place is to be looked for, in source pixels: a point, or lines. */
export type Found =
  | { readonly type: 'point'; readonly at: Point }
  | { readonly type: 'arc'; readonly lines: readonly (readonly Point[])[] };

/**
 * The place in another view of the same breast. In the same view: the point as far from the nipple, or, where that cannot
 * be told in both, at the same share of the breast's bounds. In another: all of the breast that is as far from the nipple,
 * since what lies above in one view may lie anywhere across in the other. Null where nothing can be told.
 */
export function foundIn(view: LinkedView, place: BreastPlace): Found | null {
  const { image, hung, content } = view;
  if (content === null || place.laterality === null || image.laterality !== place.laterality) return null;
  if (place.view === null || image.view === null) return null;
  const plane = hungPlane(image, hung);
  const nipple = image.spacingMm === null ? null : nippleOf(content);
  const origin = nipple && apply(plane, nipple);
  const { fromNipple, inBreast } = place;
  if (image.view !== place.view) {
    if (nipple === null || fromNipple === null) return null;
    return arcAround(view, nipple, content, Math.hypot(fromNipple.x, fromNipple.y));
  }
  const [from, to] = hungBounds(content, plane);
  const there =
    origin && fromNipple
      ? { x: origin.x + fromNipple.x, y: origin.y + fromNipple.y }
      : { x: from.x + inBreast.x * (to.x - from.x), y: from.y + inBreast.y * (to.y - from.y) };
  return { type: 'point', at: apply(inverse(plane), there) };
}

const arcSteps = 180;

/** The parts of the circle around the nipple that lie in the breast. `radius`: millimetres. */
function arcAround(
  { image }: LinkedView,
  nipple: Point,
  content: BreastContent,
  radius: number,
): Found | null {
  const { row, column } = image.spacingMm ?? { row: 1, column: 1 };
  const circle = Array.from({ length: arcSteps + 1 }, (_, step): Point => {
    const angle = (step / arcSteps) * 2 * Math.PI;
    return {
      x: nipple.x + (radius * Math.cos(angle)) / column,
      y: nipple.y + (radius * Math.sin(angle)) / row,
    };
  });
  const lines: Point[][] = [];
  let open: Point[] | null = null;
  for (const point of circle) {
    if (!isBreast(content, point)) open = null;
    else if (open) open.push(point);
    else lines.push((open = [point]));
  }
  const drawn = lines.filter((line) => line.length > 1);
  return drawn.length === 0 ? null : { type: 'arc', lines: drawn };
}

function isBreast({ cell, first, last }: BreastContent, { x, y }: Point): boolean {
  const row = Math.floor(y / cell);
  const column = Math.floor(x / cell);
  return row >= 0 && row < first.length && first[row] <= column && column <= last[row];
}
