/** Where a view is put at one key: whole, at 1:1, at true size, turned, mirrored. Linked views follow. Pure. */
import { actualPixelsCamera, placedView, trueSizeCamera } from '../hanging/placement.ts';
import type { Camera } from '../viewport/camera.ts';
import {
  extentOf,
  fitted,
  keptInSight,
  mirroredAsSeen,
  turned,
  wholeOf,
  zoomAt,
  type ImageExtent,
} from './cameraMoves.ts';
import type { Cameras, ShownTile } from './shownTile.ts';
import { movedTogether, panned, shownTiles, tilesMovingWith, zoomed, type Viewing } from './viewing.ts';

/** As it was hung; where it was turned or mirrored, all of the breast in the middle of its tile. */
export function fit(viewing: Viewing, cameras: Cameras, tileId: string): Viewing {
  const moved = { ...viewing.moved };
  for (const tile of tilesMovingWith(viewing, tileId)) {
    const camera = cameras[tile.tileId];
    if (!camera || !tile.image || asHung(camera, tile)) delete moved[tile.tileId];
    else moved[tile.tileId] = wholeBreast(camera, tile, extentOf(tile.image));
  }
  return { ...viewing, moved, quadrant: null };
}

/** Of an image in which none stands out, all. */
function wholeBreast(camera: Camera, tile: ShownTile, extent: ImageExtent): Camera {
  const view = placedView(tile, tile.box, tile.breast ?? null);
  return fitted(camera, tile.box, extent, view?.part ?? wholeOf(extent));
}

function asHung(camera: Camera, tile: ShownTile): boolean {
  return camera.quarterTurns === tile.quarterTurns && camera.mirrored === tile.mirrored;
}

/** As it was hung, neither turned nor mirrored. */
export function reset(viewing: Viewing, tileId: string): Viewing {
  const moved = { ...viewing.moved };
  for (const tile of tilesMovingWith(viewing, tileId)) delete moved[tile.tileId];
  return { ...viewing, moved, quadrant: null };
}

/** One image pixel per pixel of the screen. */
export function atActualPixels(viewing: Viewing, cameras: Cameras, tileId: string): Viewing {
  return scaledTogether(viewing, cameras, tileId, (tile) => {
    const view = placedView(tile, tile.box, tile.breast ?? null);
    return view && actualPixelsCamera(view, tile.pixelRatio);
  });
}

/** A millimetre as a millimetre of the screen; null where the view of the tile has no spacing. */
export function atTrueSize(
  viewing: Viewing,
  cameras: Cameras,
  tileId: string,
  screenPixelsPerMm: number,
): Viewing | null {
  const tile = shownTiles(viewing).find((shown) => shown.tileId === tileId);
  if (!tile?.image?.spacingMm) return null;
  return scaledTogether(viewing, cameras, tileId, (other) => {
    const view = placedView(other, other.box, other.breast ?? null);
    return view && trueSizeCamera(view, screenPixelsPerMm);
  });
}

/** What the reader has in the middle stays there; a view as it was hung keeps its chest wall at the edge. */
function scaledTogether(
  viewing: Viewing,
  cameras: Cameras,
  tileId: string,
  cameraOf: (tile: ShownTile) => Camera | null,
): Viewing {
  const next = movedTogether(viewing, cameras, tileId, (camera, tile, extent) => {
    const scaled = cameraOf(tile);
    if (!scaled) return camera;
    const middle = { x: tile.box.width / 2, y: tile.box.height / 2 };
    return viewing.moved[tile.tileId] || !asHung(camera, tile)
      ? zoomAt(camera, tile.box, extent, middle, scaled.scale / camera.scale)
      : scaled;
  });
  return { ...next, quadrant: null };
}

export const turn = (viewing: Viewing, cameras: Cameras, tileId: string): Viewing =>
  turnedAlone(viewing, cameras, tileId, turned);

export const mirror = (viewing: Viewing, cameras: Cameras, tileId: string): Viewing =>
  turnedAlone(viewing, cameras, tileId, mirroredAsSeen);

/**
 * Only the view itself: another one need not be the wrong way round, too. A whole breast stays whole, and as large as
 * those beside it where there is room for it.
 */
function turnedAlone(
  viewing: Viewing,
  cameras: Cameras,
  tileId: string,
  change: (camera: Camera) => Camera,
): Viewing {
  const tile = shownTiles(viewing).find((shown) => shown.tileId === tileId);
  const camera = cameras[tileId];
  if (!tile?.image || !camera) return viewing;
  const extent = extentOf(tile.image);
  const next = change(camera);
  const whole = !viewing.moved[tileId] && viewing.quadrant === null;
  const fits = wholeBreast(next, tile, extent);
  const placed = whole
    ? { ...fits, scale: Math.min(fits.scale, camera.scale) }
    : keptInSight(next, tile.box, extent);
  return { ...viewing, moved: { ...viewing.moved, [tileId]: placed } };
}

/** Of the tile's shorter side, at one press of an arrow. */
const shareOfPan = 0.12;

/** Looks further to the left (`x` -1), right (1), up (`y` -1) or down (1). */
export function pannedByKey(
  viewing: Viewing,
  cameras: Cameras,
  tileId: string,
  direction: { readonly x: number; readonly y: number },
): Viewing {
  const box = shownTiles(viewing).find((tile) => tile.tileId === tileId)?.box;
  if (!box) return viewing;
  const step = Math.round(shareOfPan * Math.min(box.width, box.height));
  return panned(viewing, cameras, tileId, { x: -direction.x * step, y: -direction.y * step });
}

const keyZoom = 1.25;

/** Larger (1) or smaller (-1), about the middle of the tile. */
export function zoomedByKey(viewing: Viewing, cameras: Cameras, tileId: string, direction: 1 | -1): Viewing {
  const box = shownTiles(viewing).find((tile) => tile.tileId === tileId)?.box;
  if (!box) return viewing;
  const middle = { x: box.width / 2, y: box.height / 2 };
  return zoomed(viewing, cameras, tileId, middle, keyZoom ** direction);
}
