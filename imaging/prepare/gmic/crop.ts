import type { Grid } from '../../geometry/orientation.ts';
import { dilateExtents, largestComponent, type RowExtents } from '../../geometry/region.ts';
import { erodedRuns } from '../../geometry/erosion.ts';

/** Where the breast lies: `right` means that it starts at the image's left side and points to the right. */
export type Mode = 'left' | 'right';

export interface CropSettings {
  /** How many times the mask is eroded, then dilated. */
  readonly iterations: number;
  /** Pixels kept around the breast. */
  readonly buffer: number;
}

export const cropSettings: CropSettings = { iterations: 100, buffer: 50 };

/**
 * The crop and the extreme points of the breast, as the official preprocessing reports them. Points are relative
 * to the crop; x counts from the side where the breast starts. In `left` mode that count is one too high, as in
 * the official code, whose published weights were trained with it.
 */
export interface BreastCrop {
  /** Half-open: rows [top, bottom), columns [left, right) of the image. */
  readonly window: {
    readonly top: number;
    readonly bottom: number;
    readonly left: number;
    readonly right: number;
  };
  /** First and last row at which the breast reaches farthest from the chest wall, and how far. */
  readonly rightmost: { readonly rows: readonly [number, number]; readonly x: number };
  /** Last row of the breast, and its first and last column there. */
  readonly bottommost: { readonly y: number; readonly columns: readonly [number, number] };
  /** Empty columns between the chest wall's side of the image and the breast. */
  readonly distanceFromStartingSide: number;
}

/** The breast without its surroundings, row by row; null where erosion leaves nothing. Independent of the mode. */
export function breastExtents(image: Grid<Uint16Array>, settings = cropSettings): RowExtents | null {
  const component = largestComponent(erodedRuns(image, settings.iterations));
  return component && dilateExtents(component, settings.iterations, image.width, image.height);
}

/** Steps 5 to 12 of the official crop. `breast` are the extents in an image of `width` x `height`. */
export function breastCrop(
  breast: RowExtents,
  width: number,
  height: number,
  mode: Mode,
  buffer = cropSettings.buffer,
): BreastCrop {
  const boxLeft = breast.first.reduce((a, b) => Math.min(a, b));
  const boxRight = breast.last.reduce((a, b) => Math.max(a, b)) + 1;
  const window = {
    top: Math.max(0, breast.top - buffer),
    bottom: Math.min(height, breast.bottom + 1 + buffer),
    left: mode === 'left' ? Math.max(0, boxLeft - buffer) : boxLeft,
    right: mode === 'right' ? Math.min(width, boxRight + buffer) : boxRight,
  };
  const lastRow = breast.bottom - breast.top;
  const [firstColumn, lastColumn] = [breast.first[lastRow], breast.last[lastRow]];
  return {
    window,
    rightmost: rightmostPoints(breast, window, mode),
    bottommost: {
      y: breast.bottom - window.top,
      columns:
        mode === 'right'
          ? [firstColumn - window.left, lastColumn - window.left]
          : [window.right - lastColumn, window.right - firstColumn],
    },
    distanceFromStartingSide: mode === 'right' ? boxLeft : width - boxRight,
  };
}

/** The first third of the crop is skipped: in MLO views the pectoral muscle and the arm are there. */
function rightmostPoints(
  breast: RowExtents,
  window: BreastCrop['window'],
  mode: Mode,
): BreastCrop['rightmost'] {
  const skipped = Math.trunc((window.bottom - window.top) * (1 / 3));
  const from = Math.max(window.top + skipped, breast.top);
  let x = mode === 'right' ? -Infinity : Infinity;
  let rows: [number, number] = [0, 0];
  for (let y = from; y <= breast.bottom; y++) {
    const edge = mode === 'right' ? breast.last[y - breast.top] : breast.first[y - breast.top];
    if (edge === x) rows[1] = y - window.top;
    else if (mode === 'right' ? edge > x : edge < x) {
      x = edge;
      rows = [y - window.top, y - window.top];
    }
  }
  return { rows, x: mode === 'right' ? x - window.left : window.right - x };
}
