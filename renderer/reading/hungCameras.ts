/** Where the images of the tiles on the screen lie: where they were hung, unless the reader moved them. Pure. */
import type { Size } from '../../contract/geometry.ts';
import { hungCamera, placedView, type PlacedView } from '../hanging/placement.ts';
import { quadrantCameras } from '../hanging/quadrants.ts';
import { sameCamera, type Camera } from '../viewport/camera.ts';
import { extentOf, keptInSight } from './cameraMoves.ts';
import type { Cameras, ShownTile } from './shownTile.ts';

export interface HungState {
  readonly tiles: readonly ShownTile[];
  /** Part at 1:1, from 0; null where whole images are shown. */
  readonly quadrant: number | null;
  readonly moved: Cameras;
}

/**
 * By tile. A camera that is the same as in `before` is that object, so that its tile is not drawn anew. Until it is known
 * of all where the breast is, only what was moved or has a camera already has one: nothing shall jump.
 */
export function camerasOf({ tiles, quadrant, moved }: HungState, before: Cameras): Cameras {
  const isKnown = tiles.every(({ breast }) => breast !== undefined);
  const views = placedViews(tiles);
  const entries = views.flatMap(({ tile, view, size }): readonly [string, Camera][] => {
    const { tileId } = tile;
    const old = before[tileId];
    const own = moved[tileId];
    const camera =
      own && tile.image
        ? keptInSight(own, size, extentOf(tile.image))
        : isKnown
          ? hungOrPart(view, groupOf(tile, views), quadrant, tile.pixelRatio)
          : old;
    return camera ? [[tileId, old && sameCamera(old, camera) ? old : camera]] : [];
  });
  return Object.fromEntries(entries);
}

function hungOrPart(
  view: PlacedView,
  group: readonly PlacedView[],
  quadrant: number | null,
  pixelRatio: number,
): Camera {
  if (quadrant === null) return hungCamera(view, group);
  const parts = quadrantCameras(view, group, pixelRatio);
  return parts[Math.min(quadrant, parts.length - 1)];
}

/** Where a tile's view was hung among those on the screen; null where there is none. */
export function hungCameraOf(tiles: readonly ShownTile[], tileId: string): Camera | null {
  const views = placedViews(tiles);
  const own = views.find(({ tile }) => tile.tileId === tileId);
  return own ? hungCamera(own.view, groupOf(own.tile, views)) : null;
}

/** How many parts at 1:1 it takes to see all of every breast. */
export function partCount(tiles: readonly ShownTile[]): number {
  const views = placedViews(tiles);
  const counts = views.map(
    ({ tile, view }) => quadrantCameras(view, groupOf(tile, views), tile.pixelRatio).length,
  );
  return Math.max(1, ...counts);
}

interface PlacedTile {
  readonly tile: ShownTile;
  readonly view: PlacedView;
  readonly size: Size;
}

/** The views that hang at one scale with a tile's: all of both windows, but for one that is large. */
const groupOf = (tile: ShownTile, views: readonly PlacedTile[]): readonly PlacedView[] =>
  views.filter((other) => other.tile.large === tile.large).map(({ view }) => view);

function placedViews(tiles: readonly ShownTile[]): PlacedTile[] {
  return tiles.flatMap((tile) => {
    const size = { width: tile.box.width, height: tile.box.height };
    const view = placedView(tile, size, tile.breast ?? null);
    return view ? [{ tile, view, size }] : [];
  });
}
