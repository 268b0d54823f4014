import type { Affine } from '../../contract/geometry.ts';
import { identity } from './affine.ts';

/** How an image is turned upright: first rows and columns change places, then the result is turned upside down. */
export interface Turn {
  /** Swap x and y. */
  readonly transpose: boolean;
  /** Then reverse the order of the rows. */
  readonly flipVertical: boolean;
}

export const noTurn: Turn = { transpose: false, flipVertical: false };

/** Row-by-row values of one image. */
export interface Grid<Values> {
  readonly width: number;
  readonly height: number;
  readonly data: Values;
}

/** Turned image, and the map from its coordinates to those of the image given. The data is shared where nothing turns. */
export function turnGrid<Values extends Uint8Array | Uint16Array>(
  grid: Grid<Values>,
  turn: Turn,
): { readonly grid: Grid<Values>; readonly toOriginal: Affine } {
  if (!turn.transpose && !turn.flipVertical) return { grid, toOriginal: identity };
  const { width: oldWidth, height: oldHeight } = grid;
  const width = turn.transpose ? oldHeight : oldWidth;
  const height = turn.transpose ? oldWidth : oldHeight;
  const Type = grid.data.constructor as new (length: number) => Values;
  const data = new Type(width * height);
  const stepX = turn.transpose ? oldWidth : 1;
  const stepY = turn.transpose ? 1 : oldWidth;
  for (let y = 0, to = 0; y < height; y++) {
    let from = (turn.flipVertical ? height - 1 - y : y) * stepY;
    for (let x = 0; x < width; x++, from += stepX) data[to++] = grid.data[from];
  }
  return { grid: { width, height, data }, toOriginal: turnToOriginal(turn, height) };
}

/** Turned coordinates -> original ones; `height` is that of the turned image. */
function turnToOriginal(turn: Turn, height: number): Affine {
  const d = turn.flipVertical ? -1 : 1;
  const f = turn.flipVertical ? height : 0;
  return turn.transpose ? { a: 0, b: 1, c: d, d: 0, e: f, f: 0 } : { a: 1, b: 0, c: 0, d, e: 0, f };
}
