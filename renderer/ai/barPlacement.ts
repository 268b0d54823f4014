/** Where the colour bars of a tile stand. Pure; CSS pixels of the tile. */
import type { Point, Rect, Size } from '../../contract/geometry.ts';
import { overlap } from '../../imaging/geometry/rect.ts';

/** One bar with its name and numbers. */
export const barSize: Size = { width: 124, height: 44 };

const distance = 6;
/** In lower tiles there is no room for bars between the upper and the lower corner texts. */
const heightForMiddle = 400;
/** What corner texts take at most of a tile's width. */
const textShare = 0.38;
const textWidth = 215;

/**
 * Upper left corner of `count` bars below each other: away from the chest wall, beside the corner texts, where they cover
 * none of `taken` (marks and their labels) or, where there is no such place, the fewest.
 */
export function placeBars(
  count: number,
  tile: Size,
  chestWall: 'left' | 'right' | null,
  taken: readonly Rect[],
): Point {
  const { width } = barSize;
  const height = count * barSize.height;
  const fromEdge = (inset: number) => {
    const left = chestWall === 'right' ? inset : tile.width - inset - width;
    return Math.round(Math.max(0, Math.min(left, tile.width - width)));
  };
  const atEdge = fromEdge(distance);
  const besideText = fromEdge(Math.min(textWidth, textShare * tile.width + distance));
  const lowest = Math.max(0, tile.height - height - distance);
  const middle = { x: atEdge, y: Math.round((tile.height - height) / 2) };
  const places = [
    ...(tile.height < heightForMiddle ? [] : [middle]),
    { x: besideText, y: distance },
    { x: besideText, y: lowest },
  ];
  const covered = places.map(
    ({ x, y }) => taken.filter((rect) => overlap(rect, { x, y, width, height })).length,
  );
  return places[covered.indexOf(Math.min(...covered))];
}
