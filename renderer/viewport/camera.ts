/** Where an image lies in its tile: a camera as data, and the one mapping that picture and overlays share. Pure. */
import type { Affine, Point, Size } from '../../contract/geometry.ts';

export interface Camera {
  /** The source point in the middle of the tile. */
  readonly centre: Point;
  /** CSS pixels per source column; a source row is `pixelAspect` times as high. */
  readonly scale: number;
  /** Clockwise, applied after mirroring. */
  readonly quarterTurns: 0 | 1 | 2 | 3;
  /** Left and right exchanged in source space. */
  readonly mirrored: boolean;
}

/** Source pixels -> CSS pixels of the tile, (0,0) its upper-left corner. `pixelAspect`: row spacing / column spacing. */
export function sourceToTile(camera: Camera, tile: Size, pixelAspect: number): Affine {
  const { centre, scale, quarterTurns, mirrored } = camera;
  const sx = mirrored ? -scale : scale;
  const sy = scale * pixelAspect;
  const [cos, sin] = [
    [1, 0],
    [0, 1],
    [-1, 0],
    [0, -1],
  ][quarterTurns];
  const a = cos * sx;
  const b = sin * sx;
  const c = -sin * sy;
  const d = cos * sy;
  return {
    a,
    b,
    c,
    d,
    e: tile.width / 2 - (a * centre.x + c * centre.y),
    f: tile.height / 2 - (b * centre.x + d * centre.y),
  };
}

/** Whether both show the same. */
export function sameCamera(one: Camera, other: Camera): boolean {
  return (
    one.centre.x === other.centre.x &&
    one.centre.y === other.centre.y &&
    one.scale === other.scale &&
    one.quarterTurns === other.quarterTurns &&
    one.mirrored === other.mirrored
  );
}
