/** Cameras of hung views: sizes that compare, chest walls at the shared edge. Pure. */
import type { ExamImage } from '../../contract/exam.ts';
import type { Point, Rect, Size } from '../../contract/geometry.ts';
import type { PixelSpacing } from '../../contract/image.ts';
import type { BreastContent, PictureEdge } from '../../imaging/prepare/breastContent.ts';
import type { Camera } from '../viewport/camera.ts';
import type { Hanging, Tile } from './types.ts';

/** A view in its tile. */
export interface PlacedView extends Hanging {
  readonly image: Pick<ExamImage, 'rows' | 'columns' | 'spacingMm' | 'view'>;
  /** What is to be seen, in source pixels: the breast with a margin of air, or all of the image. */
  readonly part: Rect;
  readonly breast: BreastContent | null;
  /** CSS pixels. */
  readonly tile: Size;
}

/**
 * The view of a tile that has `size` CSS pixels; null where the tile is empty. `breast`: as the picture shows it; null
 * where it shows none.
 */
export function placedView(tile: Tile, size: Size, breast: BreastContent | null): PlacedView | null {
  if (tile.image === null) return null;
  const { image, chestWall, quarterTurns, mirrored } = tile;
  const hung = { image, chestWall, quarterTurns, mirrored };
  return { ...hung, part: partToSee(hung, breast), breast, tile: size };
}

/** Of the breast's longer side: the air that is left beside it. */
const marginShare = 0.025;

/** The breast with a margin where there is skin: not along the chest wall, nor where the detector's edge cuts it off. */
function partToSee(view: Pick<PlacedView, 'image' | keyof Hanging>, breast: BreastContent | null): Rect {
  const { rows, columns } = view.image;
  const whole = { x: 0, y: 0, width: columns, height: rows };
  if (breast === null) return whole;
  const { x, y, width, height } = breast.bounds;
  const aspect = pixelAspect(view.image);
  const margin = marginShare * Math.max(width, height * aspect);
  const wall = chestWallEdge(view);
  const across = (edge: PictureEdge, isCut: boolean) => (wall === edge || isCut ? 0 : margin);
  const left = across('left', x <= 0);
  const right = across('right', x + width >= columns);
  const top = across('top', y <= 0) / aspect;
  const bottom = across('bottom', y + height >= rows) / aspect;
  return { x: x - left, y: y - top, width: left + width + right, height: top + height + bottom };
}

/** The edge of the stored picture that the chest wall is at as the view hangs; null where that is not known. */
export function chestWallEdge({ chestWall, quarterTurns, mirrored }: Hanging): PictureEdge | null {
  if (chestWall === null) return null;
  const { row, column } = rightward({ quarterTurns, mirrored });
  const towards = chestWall === 'right' ? 1 : -1;
  if (row !== 0) return row === towards ? 'right' : 'left';
  return column === towards ? 'bottom' : 'top';
}

/** Row spacing / column spacing; 1 where the image has none. */
export function pixelAspect(image: Pick<ExamImage, 'spacingMm'>): number {
  return image.spacingMm === null ? 1 : image.spacingMm.row / image.spacingMm.column;
}

/**
 * All that is to be seen at the largest scale, in CSS pixels per millimetre, at which every view of `group` fits its
 * tile: all are the same size, whatever their detectors. The chest wall abuts its edge of the tile. Views with the chest wall
 * below or above each other hang by their centre, oblique and lateral ones by their upper edge. An image without
 * spacing fits its tile by itself.
 */
export function hungCamera(view: PlacedView, group: readonly PlacedView[]): Camera {
  const scale = hungScale(view, group);
  return anchored(view, scale, topMargin(view, group));
}

/** One image pixel (column) per pixel of the screen; chest wall at its edge. */
export function actualPixelsCamera(view: PlacedView, devicePixelRatio: number): Camera {
  return anchored(view, 1 / devicePixelRatio, null);
}

/**
 * A millimetre of the breast as a millimetre of the screen; chest wall at its edge. Null where the image has no
 * spacing. `screenPixelsPerMm`: CSS pixels, from the screen's calibration.
 */
export function trueSizeCamera(view: PlacedView, screenPixelsPerMm: number): Camera | null {
  const { spacingMm } = view.image;
  return spacingMm === null ? null : anchored(view, screenPixelsPerMm * spacingMm.column, null);
}

/** How large the view is shown: "1:1", "62 %", with "true size" or "7.1 px/mm" where that is known; `spacing`: that of the frame. */
export function scaleText(
  camera: Pick<Camera, 'scale'>,
  spacing: Pick<PixelSpacing, 'columnMm'> | null,
  screen: { readonly devicePixelRatio: number; readonly screenPixelsPerMm: number | null },
): string {
  const zoom = camera.scale * screen.devicePixelRatio;
  const pixels = Math.abs(zoom - 1) < scaleTolerance ? '1:1' : `${percent(zoom)} %`;
  if (spacing === null) return `${pixels}, size not known`;
  const pixelsPerMm = camera.scale / spacing.columnMm;
  if (screen.screenPixelsPerMm === null) {
    return `${pixels}, ${(pixelsPerMm * screen.devicePixelRatio).toPrecision(2)} px/mm`;
  }
  const enlarged = pixelsPerMm / screen.screenPixelsPerMm;
  if (Math.abs(enlarged - 1) < scaleTolerance) return `${pixels}, true size`;
  return `${pixels}, ${enlarged.toPrecision(2)} × true size`;
}

const scaleTolerance = 0.005;

function percent(zoom: number): string {
  return zoom < 0.1 ? (zoom * 100).toFixed(1) : (zoom * 100).toFixed(0);
}

/** CSS pixels per source column at which `view` hangs. */
function hungScale(view: PlacedView, group: readonly PlacedView[]): number {
  const { spacingMm } = view.image;
  if (spacingMm === null) return fitScale(view);
  const pixelsPerMm = [view, ...group].map((other) =>
    other.image.spacingMm === null ? Infinity : fitScale(other) / other.image.spacingMm.column,
  );
  return Math.min(...pixelsPerMm) * spacingMm.column;
}

function fitScale(view: PlacedView): number {
  const { width, height } = hungSize(view, 1);
  return Math.min(view.tile.width / width, view.tile.height / height);
}

/** Width and height of the turned part in CSS pixels. */
export function hungSize({ image, part, quarterTurns }: PlacedView, scale: number): Size {
  const width = part.width * scale;
  const height = part.height * scale * pixelAspect(image);
  return quarterTurns % 2 === 0 ? { width, height } : { width: height, height: width };
}

/** Views that hang by their upper edge, where the axilla is, so that detectors of different heights compare. */
export const hungByTop: ReadonlySet<string | null> = new Set(['MLO', 'LMO', 'ML', 'LM', 'SIO', 'ISO']);

/** Space above the view; null to centre it. */
function topMargin(view: PlacedView, group: readonly PlacedView[]): number | null {
  if (!hungByTop.has(view.image.view)) return null;
  const margins = [view, ...group]
    .filter((other) => hungByTop.has(other.image.view))
    .map((other) => (other.tile.height - hungSize(other, hungScale(other, group)).height) / 2);
  return Math.min(...margins);
}

/** The camera with the part's chest wall at its edge of the tile, and `top` pixels above it (null: centred). */
function anchored(view: PlacedView, scale: number, top: number | null): Camera {
  const { tile, chestWall } = view;
  const { width, height } = hungSize(view, scale);
  const free = tile.width - width;
  const left = chestWall === 'left' ? 0 : chestWall === 'right' ? free : free / 2;
  return cameraAt(view, scale, { x: left, y: top ?? (tile.height - height) / 2 });
}

/** The camera that puts the upper left corner of the turned part at `corner` of the tile. */
export function cameraAt(view: PlacedView, scale: number, corner: Point): Camera {
  const { image, part, tile, quarterTurns, mirrored } = view;
  const { width, height } = hungSize(view, scale);
  // From the middle of the part to the middle of the tile, on the screen, then turned back into source pixels.
  const dx = tile.width / 2 - (corner.x + width / 2);
  const dy = tile.height / 2 - (corner.y + height / 2);
  const [cos, sin] = turns[quarterTurns];
  const x = (cos * dx + sin * dy) / scale;
  const y = (cos * dy - sin * dx) / (scale * pixelAspect(image));
  return {
    centre: { x: part.x + part.width / 2 + (mirrored ? -x : x), y: part.y + part.height / 2 + y },
    scale,
    quarterTurns,
    mirrored,
  };
}

const turns = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/**
 * Where the chest wall is once the reader has turned or mirrored a hung view: at the left or right of the screen; null
 * where it is above or below, or not known.
 */
export function chestWallOf(
  hung: Hanging,
  camera: Pick<Camera, 'quarterTurns' | 'mirrored'>,
): Hanging['chestWall'] {
  if (hung.chestWall === null) return null;
  const before = rightward(hung);
  const after = rightward(camera);
  // The wall's direction, turned back into the image and then as the image is turned now.
  const x = (before.row * after.row + before.column * after.column) * (hung.chestWall === 'right' ? 1 : -1);
  return x === 0 ? null : x > 0 ? 'right' : 'left';
}

/** The side that texts keep clear of: where the chest wall is seen; where that is above or below, as the view was hung. */
export function seenChestWall(
  hung: Hanging,
  camera: Pick<Camera, 'quarterTurns' | 'mirrored'>,
): Hanging['chestWall'] {
  return chestWallOf(hung, camera) ?? hung.chestWall;
}

/** How far a step along a row, and one along a column, leads to the right of the screen: 1, 0 or -1. */
function rightward({ quarterTurns, mirrored }: Pick<Camera, 'quarterTurns' | 'mirrored'>) {
  const [cos, sin] = turns[quarterTurns];
  return { row: mirrored ? -cos : cos, column: -sin };
}
