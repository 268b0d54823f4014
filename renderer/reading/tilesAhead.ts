/** Views that are not on the screens and that the reader comes to next. Pure. */
import type { Camera } from '../viewport/camera.ts';
import { camerasOf } from './hungCameras.ts';
import type { ShownTile } from './shownTile.ts';
import { atStep, shownTiles, walked, type Viewing } from './viewing.ts';

export interface TileAhead {
  /** As of `placeOf`. */
  readonly place: string;
  readonly tile: ShownTile;
  /** Where its image will lie; null until it is known where the breast is in all of its step. */
  readonly camera: Camera | null;
}

/** A place of the hanging, and what is in it and where that lies: equal where the same is seen. */
export const placeOf = (
  { window, tileId, large, image }: ShownTile,
  { quadrant, moved }: Pick<Viewing, 'quadrant' | 'moved'>,
): string => JSON.stringify([window, tileId, large, quadrant, image?.imageId ?? null, moved[tileId] ?? null]);

/**
 * What one key more brings: where a view is large all of its step; what comes next on the walk, then what came before; `findings`
 * that the reader comes to, the next one first. None that is on the screen already.
 */
export function tilesAhead(viewing: Viewing, findings: readonly Viewing[]): readonly TileAhead[] {
  const { stepIndex, largeTileId } = viewing;
  const walk = [walked(viewing, 1), walked(viewing, -1)];
  const next = [
    ...(largeTileId === null ? [] : [atStep(viewing, stepIndex)]),
    // Who has come to a finding goes on to the next.
    ...(viewing.before === null ? [...walk, ...findings] : [...findings, ...walk]),
  ].filter((one) => one !== viewing);
  const met = new Set(shownTiles(viewing).map((tile) => placeOf(tile, viewing)));
  return next.flatMap((one) => {
    const tiles = shownTiles(one);
    const cameras = camerasOf({ ...one, tiles }, {});
    return tiles.flatMap((tile) => {
      const place = placeOf(tile, one);
      if (!tile.image || tile.image.problem || met.has(place)) return [];
      met.add(place);
      return [{ place, tile, camera: cameras[tile.tileId] ?? null }];
    });
  });
}
