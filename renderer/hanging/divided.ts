/** The views of a step on two windows. Pure. */
import type { Size } from '../../contract/geometry.ts';
import { laidOut } from './layout.ts';
import type { Tile } from './types.ts';

/**
 * The tiles that take a place, in the order in which they hang in one window of `area`: the first half, the larger one, and the
 * rest. A single view leaves the second window none.
 */
export function divided<T extends Tile>(
  tiles: readonly T[],
  area: Size,
): readonly [readonly T[], readonly T[]] {
  const order = laidOut(tiles, area).map(({ tile }) => tile);
  const half = Math.ceil(order.length / 2);
  return [order.slice(0, half), order.slice(half)];
}
