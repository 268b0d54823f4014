/** Where a mark's text stands: beside it, inside the tile. Tile pixels. Pure. */
import type { Affine, Point, Rect, Size } from '../../contract/geometry.ts';
import { outlineInTile, type Shape } from './geometry.ts';

/** CSS pixels; widths are estimates on the large side, for no text is measured. */
export const labelLineHeight = 17;
const characterWidth = 7.4;
const gap = 10;

export function labelSize(lines: readonly string[]): Size {
  const longest = Math.max(0, ...lines.map((line) => line.length));
  return { width: Math.ceil(longest * characterWidth) + 4, height: lines.length * labelLineHeight };
}

/** The box of `lines` beside the shape; null where there are none, or the shape is outside the tile. */
export function labelBox(shape: Shape, toTile: Affine, tile: Size, lines: readonly string[]): Rect | null {
  if (lines.length === 0) return null;
  const size = labelSize(lines);
  const outline = outlineInTile(shape, toTile);
  if (!outline.some(({ x, y }) => x >= 0 && y >= 0 && x <= tile.width && y <= tile.height)) return null;
  const { x, y } = cornerFor(shape, outline, size, tile);
  return {
    ...size,
    x: Math.max(0, Math.min(tile.width - size.width, x)),
    y: Math.max(0, Math.min(tile.height - size.height, y)),
  };
}

function cornerFor(shape: Shape, outline: readonly Point[], size: Size, tile: Size): Point {
  const middle = size.height / 2;
  if (shape.type === 'text') return { x: outline[0].x, y: outline[0].y - middle };
  const right = outline.reduce((most, point) => (point.x > most.x ? point : most));
  const left = outline.reduce((most, point) => (point.x < most.x ? point : most));
  const atRight = { x: right.x + gap, y: right.y - middle };
  const atLeft = { x: left.x - gap - size.width, y: left.y - middle };
  // An arrow's text stands at its tail.
  if (shape.type === 'arrow') return outline[0].x >= outline[1].x ? atRight : atLeft;
  return atRight.x + size.width > tile.width && atLeft.x >= 0 ? atLeft : atRight;
}
