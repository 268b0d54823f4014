/** The magnifier: a square of the tile, enlarged around the pointer. Pure. */
import type { Point, Rect, Size } from '../../contract/geometry.ts';
import { apply, inverse } from '../../imaging/geometry/affine.ts';
import { sourceToTile, type Camera } from '../viewport/camera.ts';

/** Twice as large as the view, or as image pixels 1:1 where that is larger. */
const magnification = 2;
/** Of the tile's shorter side, and in CSS pixels. */
const shareOfTile = 0.45;
const largestLens = 420;

export interface Lens {
  /** In CSS pixels of the tile. */
  readonly box: Rect;
  /** Of a tile that is the lens. */
  readonly camera: Camera;
}

/**
 * The source point under the pointer stays under it. The lens keeps inside the tile, so that near an edge it is not
 * cut off and the pointer leaves its middle.
 */
export function lensAt(
  camera: Camera,
  tile: Size,
  pixelAspect: number,
  pointer: Point,
  pixelRatio: number,
): Lens {
  const side = Math.round(Math.min(largestLens, shareOfTile * Math.min(tile.width, tile.height)));
  const box = {
    x: Math.round(Math.min(Math.max(pointer.x - side / 2, 0), tile.width - side)),
    y: Math.round(Math.min(Math.max(pointer.y - side / 2, 0), tile.height - side)),
    width: side,
    height: side,
  };
  const scale = Math.max(camera.scale * magnification, 1 / pixelRatio);
  const source = apply(inverse(sourceToTile(camera, tile, pixelAspect)), pointer);
  const centred: Camera = { ...camera, scale, centre: source };
  // Where the source point lies in the lens while it is centred, and where it belongs.
  const toSource = inverse(sourceToTile(centred, box, pixelAspect));
  const dx = pointer.x - box.x - side / 2;
  const dy = pointer.y - box.y - side / 2;
  const centre = {
    x: source.x - (toSource.a * dx + toSource.c * dy),
    y: source.y - (toSource.b * dx + toSource.d * dy),
  };
  return { box, camera: { ...centred, centre } };
}
