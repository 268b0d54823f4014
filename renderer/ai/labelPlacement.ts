/** Where labels stand beside what they name. Pure; CSS pixels of the tile. */
import type { Point, Rect, Size } from '../../contract/geometry.ts';
import { contains, overlap } from '../../imaging/geometry/rect.ts';

export interface LabelRequest extends Size {
  readonly key: string;
  /** Bounds of what it names. */
  readonly around: Rect;
  /** `beside`: in the middle of a side, never over what it names. `corner`: at a corner, also inside. */
  readonly at: 'beside' | 'corner';
}

const distance = 4;

/**
 * Upper left corners of labels, in the order of their importance: inside `within`, clear of each other, of `covered`
 * (findings, measurements and text, which no label ever covers) and, where there is room, of whatever else is named. A label
 * whose mark is out of sight, or for which nothing is free, is left out.
 */
export function placeLabels(
  requests: readonly LabelRequest[],
  within: Rect,
  covered: readonly Rect[],
): ReadonlyMap<string, Point> {
  const places = new Map<string, Point>();
  const taken: Rect[] = [...covered];
  for (const request of requests) {
    if (!overlap(request.around, within)) continue;
    const others = requests.filter((other) => other !== request).map(({ around }) => around);
    const free = candidates(request, within).filter(
      (place) => contains(within, place) && !taken.some((other) => overlap(place, other)),
    );
    const chosen = free.find((place) => !others.some((other) => overlap(place, other))) ?? free[0];
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
  // A box that fills the tile carries its label inside, at the upper edge of what is seen of it.
  const insideIt = [
    { x: seen.x + distance, y: seen.y + distance },
    { x: centreX, y: seen.y + distance },
  ];
  const ordered = at === 'corner' ? [...corners, ...sides, ...insideIt] : [...sides, ...corners];
  return ordered.map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y), width, height }));
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
