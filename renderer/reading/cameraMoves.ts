/** What a reader does to a camera: each move gives a new camera. Points and distances are CSS pixels of the tile. Pure. */
import type { ExamImage } from '../../contract/exam.ts';
import type { Point, Rect, Size } from '../../contract/geometry.ts';
import { apply, inverse } from '../../imaging/geometry/affine.ts';
import { mappedBounds } from '../../imaging/geometry/rect.ts';
import { sourceToTile, type Camera } from '../viewport/camera.ts';

/** What moving a camera needs to know of its image. */
export interface ImageExtent {
  readonly columns: number;
  readonly rows: number;
  /** Row spacing / column spacing. */
  readonly pixelAspect: number;
}

/** The part of picture or tile, whichever is smaller, that stays in sight along each axis. */
const shareInSight = 0.5;
/** CSS pixels per source column; beyond it nothing more is to be seen. */
const largestScale = 24;
/** Of the scale at which the whole image fits. */
const smallestShareOfFit = 0.4;

export function extentOf(image: ExamImage): ImageExtent {
  const { columns, rows, spacingMm } = image;
  return { columns, rows, pixelAspect: spacingMm ? spacingMm.row / spacingMm.column : 1 };
}

/** The upright rectangle of the tile that the whole image covers. */
export function imageBox(camera: Camera, tile: Size, extent: ImageExtent): Rect {
  const whole = { x: 0, y: 0, width: extent.columns, height: extent.rows };
  return mappedBounds(whole, sourceToTile(camera, tile, extent.pixelAspect));
}

/** Moves the picture with the pointer. */
export function panBy(camera: Camera, tile: Size, extent: ImageExtent, delta: Point): Camera {
  const toSource = inverse(sourceToTile(camera, tile, extent.pixelAspect));
  return {
    ...camera,
    centre: {
      x: camera.centre.x - (toSource.a * delta.x + toSource.c * delta.y),
      y: camera.centre.y - (toSource.b * delta.x + toSource.d * delta.y),
    },
  };
}

/** Scales by `factor`; the source point under `at` stays there. */
export function zoomAt(camera: Camera, tile: Size, extent: ImageExtent, at: Point, factor: number): Camera {
  const scale = limitedScale(camera.scale * factor, camera, tile, extent);
  const zoomed = { ...camera, scale };
  const source = apply(inverse(sourceToTile(camera, tile, extent.pixelAspect)), at);
  const landed = apply(sourceToTile(zoomed, tile, extent.pixelAspect), source);
  return panBy(zoomed, tile, extent, { x: at.x - landed.x, y: at.y - landed.y });
}

function limitedScale(scale: number, camera: Camera, tile: Size, extent: ImageExtent): number {
  const fit = fitScale(camera, tile, extent);
  return Math.min(Math.max(scale, fit * smallestShareOfFit), Math.max(largestScale, fit));
}

function fitScale(camera: Pick<Camera, 'quarterTurns'>, tile: Size, extent: ImageExtent): number {
  const height = extent.rows * extent.pixelAspect;
  const lying = camera.quarterTurns % 2 === 1;
  return Math.min(
    tile.width / (lying ? height : extent.columns),
    tile.height / (lying ? extent.columns : height),
  );
}

/** A part of the image (source pixels) in the middle of the tile, as large as it fits, turned and mirrored as it is. */
export function fitted(camera: Camera, tile: Size, { pixelAspect }: ImageExtent, part: Rect): Camera {
  return {
    ...camera,
    centre: { x: part.x + part.width / 2, y: part.y + part.height / 2 },
    scale: fitScale(camera, tile, { columns: part.width, rows: part.height, pixelAspect }),
  };
}

export const wholeOf = ({ columns, rows }: ImageExtent): Rect => ({
  x: 0,
  y: 0,
  width: columns,
  height: rows,
});

/** A quarter clockwise, as seen. */
export function turned(camera: Camera): Camera {
  return { ...camera, quarterTurns: ((camera.quarterTurns + 1) % 4) as Camera['quarterTurns'] };
}

/** Left and right exchanged, as seen: mirroring after a turn is the opposite turn after mirroring. */
export function mirroredAsSeen(camera: Camera): Camera {
  return {
    ...camera,
    mirrored: !camera.mirrored,
    quarterTurns: ((4 - camera.quarterTurns) % 4) as Camera['quarterTurns'],
  };
}

/** The nearest camera that keeps enough of the image in sight. */
export function keptInSight(camera: Camera, tile: Size, extent: ImageExtent): Camera {
  const box = imageBox(camera, tile, extent);
  const x = correction(box.x, box.width, tile.width);
  const y = correction(box.y, box.height, tile.height);
  return x === 0 && y === 0 ? camera : panBy(camera, tile, extent, { x, y });
}

function correction(start: number, length: number, room: number): number {
  const inSight = shareInSight * Math.min(length, room);
  if (start + length < inSight) return inSight - (start + length);
  if (start > room - inSight) return room - inSight - start;
  return 0;
}

/** The part of the tile that a source rectangle gets when it is shown: enough around it to see what it lies in. */
const shareOfShownRect = 0.4;

/** CSS pixels per source column up to which something small is enlarged when it is shown. */
const largestShownScale = 2;

/**
 * Centres a source rectangle and scales it so that its surroundings are seen as well; what is large already at
 * `leastScale` is not made smaller for them.
 */
export function centredOn(
  camera: Camera,
  tile: Size,
  extent: ImageExtent,
  rect: Rect,
  leastScale: number,
): Camera {
  const box = mappedBounds(rect, sourceToTile(camera, tile, extent.pixelAspect));
  const factor =
    shareOfShownRect *
    Math.min(tile.width / Math.max(box.width, 1e-6), tile.height / Math.max(box.height, 1e-6));
  return {
    ...camera,
    centre: { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 },
    scale: limitedScale(
      Math.max(Math.min(camera.scale * factor, largestShownScale), leastScale),
      camera,
      tile,
      extent,
    ),
  };
}
