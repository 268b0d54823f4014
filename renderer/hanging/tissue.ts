/** Where in its tile the breast is seen. Pure. */
import type { Affine, Rect, Size } from '../../contract/geometry.ts';
import { inverse } from '../../imaging/geometry/affine.ts';
import { mappedBounds } from '../../imaging/geometry/rect.ts';
import type { BreastContent } from '../../imaging/prepare/breastContent.ts';

/** The breast in a tile: CSS pixels of the tile. */
export interface SeenTissue {
  /** The upright rectangle around what of the breast is seen between two heights; null where nothing is. */
  between(top: number, bottom: number): Rect | null;
}

/** `toTile`: source pixels -> CSS pixels of the tile. */
export function seenTissue(
  { cell, first, last }: Pick<BreastContent, 'cell' | 'first' | 'last'>,
  toTile: Affine,
  tile: Size,
): SeenTissue {
  const toSource = inverse(toTile);
  return {
    between(top, bottom) {
      const band = mappedBounds({ x: 0, y: top, width: tile.width, height: bottom - top }, toSource);
      const rows = { from: Math.max(0, Math.floor(band.y / cell)), to: (band.y + band.height) / cell };
      let [left, right, upper, lower] = [Infinity, -Infinity, Infinity, -Infinity];
      for (let row = rows.from; row < Math.min(first.length, rows.to); row++) {
        const from = Math.max(band.x, first[row] * cell);
        const to = Math.min(band.x + band.width, (last[row] + 1) * cell);
        if (to <= from) continue;
        left = Math.min(left, from);
        right = Math.max(right, to);
        upper = Math.min(upper, row * cell);
        lower = Math.max(lower, (row + 1) * cell);
      }
      if (right <= left) return null;
      return mappedBounds({ x: left, y: upper, width: right - left, height: lower - upper }, toTile);
    },
  };
}

/** How far from one side of the tile there is no breast between two heights; all of the width where there is none. */
export function freeWidth(
  tissue: SeenTissue,
  side: 'left' | 'right',
  { width }: Size,
  top: number,
  bottom: number,
): number {
  const seen = tissue.between(top, bottom);
  if (seen === null) return width;
  const free = side === 'left' ? seen.x : width - (seen.x + seen.width);
  return Math.min(width, Math.max(0, free));
}
