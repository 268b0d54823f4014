/** Where the images of the tiles on the screen lie: where they were hung, unless the reader moved them. Pure. */
import type { Size } from '../../contract/geometry.ts';
import { hungCamera, placedView, quadrantCameras, type PlacedView } from '../hanging/placement.ts';
import type { Camera } from '../viewport/camera.ts';
import { extentOf, keptInSight, sameCamera } from './cameraMoves.ts';
import type { Cameras, ShownTile } from './shownTile.ts';

export interface HungState {
  readonly tiles: readonly ShownTile[];
  /** Part at 1:1, from 0; null where whole images are shown. */
  readonly quadrant: number | null;
  readonly moved: Cameras;
  readonly pixelRatio: number;
}

/** By tile. A camera that is the same as in `before` is that object, so that its tile is not drawn anew. */
export function camerasOf({ tiles, quadrant, moved, pixelRatio }: HungState, before: Cameras): Cameras {
  const views = placedViews(tiles);
  const group = views.map(({ view }) => view);
  const entries = views.map(({ tile, view, size }): [string, Camera] => {
    const own = moved[tile.tileId];
    if (own && tile.image) return [tile.tileId, keptInSight(own, size, extentOf(tile.image))];
    if (quadrant === null) return [tile.tileId, hungCamera(view, group)];
    const parts = quadrantCameras(view, pixelRatio);
    return [tile.tileId, parts[Math.min(quadrant, parts.length - 1)]];
  });
  return Object.fromEntries(
    entries.map(([tileId, camera]) => {
      const old = before[tileId];
      return [tileId, old && sameCamera(old, camera) ? old : camera];
    }),
  );
}

/** Where a tile's view was hung among those on the screen; null where there is none. */
export function hungCameraOf(tiles: readonly ShownTile[], tileId: string): Camera | null {
  const views = placedViews(tiles);
  const own = views.find(({ tile }) => tile.tileId === tileId);
  const group = views.map(({ view }) => view);
  return own ? hungCamera(own.view, group) : null;
}

/** How many parts at 1:1 it takes to see all of every view. */
export function partCount(tiles: readonly ShownTile[], pixelRatio: number): number {
  return Math.max(1, ...placedViews(tiles).map(({ view }) => quadrantCameras(view, pixelRatio).length));
}

function placedViews(
  tiles: readonly ShownTile[],
): { readonly tile: ShownTile; readonly view: PlacedView; readonly size: Size }[] {
  return tiles.flatMap((tile) => {
    const size = { width: tile.box.width, height: tile.box.height };
    const view = placedView(tile, size);
    return view ? [{ tile, view, size }] : [];
  });
}
