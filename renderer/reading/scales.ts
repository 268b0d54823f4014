/** Whether the views on the screen compare: a millimetre as large in one as in the others. Pure. */
import type { Cameras, ShownTile } from './shownTile.ts';

/** Scales that differ by less look the same. */
const tolerance = 0.005;

/**
 * Whether a millimetre is of another size in this tile than in most of those on the screen; where none are in the
 * majority, than in the first. Views of which the size is not known compare with none.
 */
export function isAtAnotherScale(tiles: readonly ShownTile[], cameras: Cameras, tileId: string): boolean {
  const scales = new Map(
    tiles.flatMap((tile) => {
      const pixelsPerMm = scaleOf(tile, cameras);
      return pixelsPerMm === null ? [] : [[tile.tileId, pixelsPerMm] as const];
    }),
  );
  const own = scales.get(tileId);
  if (own === undefined) return false;
  const all = [...scales.values()];
  const alike = all.map((one) => all.filter((other) => same(one, other)).length);
  return !same(own, all[alike.indexOf(Math.max(...alike))]);
}

const same = (one: number, other: number): boolean => Math.abs(one / other - 1) < tolerance;

/** CSS pixels per millimetre; null where that is not known. */
function scaleOf({ tileId, image }: ShownTile, cameras: Cameras): number | null {
  const camera = cameras[tileId];
  return camera && image?.spacingMm ? camera.scale / image.spacingMm.column : null;
}
