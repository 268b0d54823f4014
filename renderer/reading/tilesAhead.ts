/** Views that are not on the screens and that the reader comes to next. Pure. */
import type { Camera } from '../viewport/camera.ts';
import { camerasOf } from './hungCameras.ts';
import type { ShownTile } from './shownTile.ts';
import { atStep, shownTiles, type Viewing } from './viewing.ts';

export interface TileAhead {
  readonly tile: ShownTile;
  /** Where its image will lie; null until it is known where the breast is in all of its step. */
  readonly camera: Camera | null;
}

/**
 * What one key more brings: where a view is large the others of its step; the next step's views, then the previous
 * one's. Each image once in each window, and none where it is on the screen already.
 */
export function tilesAhead(viewing: Viewing): readonly TileAhead[] {
  const { stepIndex, largeTileId } = viewing;
  const places = [
    ...(largeTileId === null ? [] : [atStep(viewing, stepIndex)]),
    atStep(viewing, stepIndex + 1),
    atStep(viewing, stepIndex - 1),
  ].filter((place) => place !== viewing);
  const met = new Set(shownTiles(viewing).map(placeOf));
  return places.flatMap((place) => {
    const tiles = shownTiles(place);
    const cameras = camerasOf({ ...place, tiles }, {});
    return tiles.flatMap((tile) => {
      const camera = cameras[tile.tileId] ?? null;
      if (!tile.image || tile.image.problem || met.has(placeOf(tile))) return [];
      met.add(placeOf(tile));
      return [{ tile, camera }];
    });
  });
}

const placeOf = ({ window, image }: ShownTile): string => `${window} ${image?.imageId ?? ''}`;
