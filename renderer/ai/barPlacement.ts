/** Where the colour bars of a tile stand. Pure; CSS pixels of the tile. */
import type { Point, Rect, Size } from '../../contract/geometry.ts';
import { overlap } from '../../imaging/geometry/rect.ts';

/** One bar with its name and numbers. */
export const barSize: Size = { width: 124, height: 44 };

/** What the bars share a tile with. */
export interface BarRoom {
  /** Away from the chest wall. */
  readonly side: 'left' | 'right';
  /** What is written on the view: bars cover none of it. */
  readonly taken: readonly Rect[];
  /** The breast between two heights; null where none is seen. */
  readonly tissue: { between(top: number, bottom: number): Rect | null } | null;
}

const distance = 6;
/** CSS pixels between the places that are tried. */
const step = 4;
/**
 * Upper left corner of `count` bars below each other: on the side away from the chest wall, beside what is written there and
 * beside the breast, where they cover the fewest marks; nearest to the middle. Null where there is no such place.
 */
export function placeBars(count: number, tile: Size, room: BarRoom, marks: readonly Rect[]): Point | null {
  const size = { width: barSize.width, height: count * barSize.height };
  const lowest = tile.height - size.height - distance;
  let best: { readonly place: Point; readonly cost: number } | null = null;
  for (let y = distance; y <= lowest; y += step) {
    const x = besideText(y, size, tile, room);
    if (x === null || coversBreast({ x, y, ...size }, room)) continue;
    const cost = costAt({ x, y, ...size }, tile, marks);
    if (best === null || cost < best.cost) best = { place: { x, y }, cost };
  }
  return best?.place ?? null;
}

/** As near to the edge as what is written at that height leaves room. */
function besideText(y: number, { width, height }: Size, tile: Size, { side, taken }: BarRoom): number | null {
  const beside = taken.filter((rect) => rect.y < y + height && rect.y + rect.height > y);
  // Letters at the other edge leave room before them.
  const own = beside.filter((rect) => (side === 'left') === rect.x + rect.width / 2 < tile.width / 2);
  const ends = own.map((rect) => (side === 'left' ? rect.x + rect.width : tile.width - rect.x));
  const inset = Math.max(distance, ...ends.map((end) => end + distance));
  const x = Math.round(side === 'left' ? inset : tile.width - inset - width);
  const place = { x, y, width, height };
  const fits = x >= 0 && x + width <= tile.width && !beside.some((rect) => overlap(rect, place));
  return fits ? x : null;
}

function coversBreast(place: Rect, { tissue }: BarRoom): boolean {
  const breast = tissue?.between(place.y, place.y + place.height) ?? null;
  return breast !== null && overlap(breast, place);
}

/** The marks below the place; of those with as many, the nearest to the middle is best. */
function costAt(place: Rect, tile: Size, marks: readonly Rect[]): number {
  const fromMiddle = Math.abs(place.y + place.height / 2 - tile.height / 2) / tile.height;
  return marks.filter((rect) => overlap(rect, place)).length + fromMiddle;
}
