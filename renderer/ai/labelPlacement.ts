/** Where labels stand beside what they name. Pure; CSS pixels of the tile. */
import type { Affine, Point, Rect, Size } from '../../contract/geometry.ts';
import { apply } from '../../imaging/geometry/affine.ts';

export interface LabelRequest extends Size {
  readonly key: string;
  /** Bounds of what it names. */
  readonly around: Rect;
  /** `beside`: in the middle of a side. `corner`: at a corner. */
  readonly at: 'beside' | 'corner';
}

const distance = 4;

/**
 * Upper left corners of labels, in the order of their importance: clear of each other, of what they name and, where
 * there is room, of the other marks; inside `within`. A label whose mark is out of sight, or for which nothing is free,
 * is left out.
 */
export function placeLabels(requests: readonly LabelRequest[], within: Rect): ReadonlyMap<string, Point> {
  const places = new Map<string, Point>();
  const taken: Rect[] = [];
  for (const request of requests) {
    if (!meet(request.around, within)) continue;
    const others = requests.filter((other) => other !== request).map(({ around }) => around);
    const free = candidates(request, within).filter(
      (place) => inside(place, within) && !taken.some((label) => meet(place, label)),
    );
    const chosen = free.find((place) => !others.some((other) => meet(place, other))) ?? free[0];
    if (chosen === undefined) continue;
    taken.push(chosen);
    places.set(request.key, { x: chosen.x, y: chosen.y });
  }
  return places;
}

function candidates({ around, width, height, at }: LabelRequest, within: Rect): readonly Rect[] {
  const seen = intersection(around, within);
  const right = around.x + around.width;
  const bottom = around.y + around.height;
  const centreX = seen.x + seen.width / 2 - width / 2;
  const centreY = seen.y + seen.height / 2 - height / 2;
  const above = around.y - height - distance;
  const corners = [
    { x: around.x, y: above },
    { x: right - width, y: above },
    { x: around.x, y: bottom + distance },
    { x: right - width, y: bottom + distance },
  ];
  const sides = [
    { x: centreX, y: above },
    { x: centreX, y: bottom + distance },
    { x: right + distance, y: centreY },
    { x: around.x - width - distance, y: centreY },
  ];
  // What fills the tile carries its label inside, at the upper edge of what is seen of it.
  const within1 = [
    { x: seen.x + distance, y: seen.y + distance },
    { x: centreX, y: seen.y + distance },
  ];
  const ordered = at === 'corner' ? [...corners, ...sides] : [...sides, ...corners];
  return [...ordered, ...within1].map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y), width, height }));
}

/** Bounds of a rectangle after an affine map. */
export function mappedBounds({ x, y, width, height }: Rect, map: Affine): Rect {
  const one = apply(map, { x, y });
  const other = apply(map, { x: x + width, y: y + height });
  const third = apply(map, { x: x + width, y });
  const fourth = apply(map, { x, y: y + height });
  const xs = [one.x, other.x, third.x, fourth.x];
  const ys = [one.y, other.y, third.y, fourth.y];
  const left = Math.min(...xs);
  const top = Math.min(...ys);
  return { x: left, y: top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

function intersection(one: Rect, other: Rect): Rect {
  const x = Math.max(one.x, other.x);
  const y = Math.max(one.y, other.y);
  return {
    x,
    y,
    width: Math.max(0, Math.min(one.x + one.width, other.x + other.width) - x),
    height: Math.max(0, Math.min(one.y + one.height, other.y + other.height) - y),
  };
}

function inside(rect: Rect, outer: Rect): boolean {
  return (
    rect.x >= outer.x &&
    rect.y >= outer.y &&
    rect.x + rect.width <= outer.x + outer.width &&
    rect.y + rect.height <= outer.y + outer.height
  );
}

function meet(one: Rect, other: Rect): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}
