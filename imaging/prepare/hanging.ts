import type { ImageHeader } from '../../contract/image.ts';
import type { Laterality } from '../../contract/view.ts';
import type { Grid } from '../geometry/orientation.ts';
import { noTurn, type Turn } from '../geometry/orientation.ts';
import { breastRegion } from './breast.ts';

/** Whether the image is mirrored against the way its view is usually hung (left breast pointing right, right one left). */
export type HorizontalFlip = 'YES' | 'NO';

/**
 * How to turn the image upright, by its Patient Orientation (0020,0020; PS3.3 C.7.6.1.1.1): rows to run towards the
 * front or the back, columns towards the feet, in CC views from the outer side of the breast to the inner. Which way
 * the rows run is left to {@link horizontalFlip}. No turn where the attribute is absent or does not name such directions.
 */
export function uprightTurn(header: ImageHeader): Turn {
  const directions = orientation(header);
  if (directions === null) return noTurn;
  const transpose = !isFrontOrBack(directions.row);
  const column = transpose ? directions.row : directions.column;
  return { transpose, flipVertical: column === 'H' || column === header.laterality };
}

/** Where {@link horizontalFlip} has its answer from. */
export type FlipSource = 'option' | 'PatientOrientation' | 'picture' | 'content' | 'default';

/**
 * How much more of the breast must lie in one half of its width than in the other before the content decides: half an
 * ellipse has 1.6 times as much at the chest wall, real films 1.2 to 2.1 times.
 */
const clearlyMore = 1.1;

/**
 * The flip by Patient Orientation: a left breast's rows run towards the front (A), a right one's towards the back
 * (P), or it is flipped; the other way round where `isWallOpposite`: the chest wall is clearly seen at the other edge
 * (`sidesOf`), whatever is said. Without that attribute, by the shape of the breast, which is widest at the chest wall, wherever
 * in the image it lies; NO where that is not clear. `image` is upright.
 */
export function horizontalFlip(
  header: ImageHeader,
  laterality: Laterality,
  image: Grid<Uint16Array>,
  isWallOpposite = false,
): { readonly flip: HorizontalFlip; readonly source: FlipSource } {
  const directions = orientation(header);
  if (directions !== null) {
    const row = isFrontOrBack(directions.row) ? directions.row : directions.column;
    const isUsual = (row === (laterality === 'L' ? 'A' : 'P')) !== isWallOpposite;
    return { flip: isUsual ? 'NO' : 'YES', source: isWallOpposite ? 'picture' : 'PatientOrientation' };
  }
  const region = breastRegion(image);
  const usual = laterality === 'L' ? region?.leftCells : region?.rightCells;
  const other = laterality === 'L' ? region?.rightCells : region?.leftCells;
  if (usual === undefined || other === undefined) return { flip: 'NO', source: 'default' };
  if (usual > clearlyMore * other) return { flip: 'NO', source: 'content' };
  if (other > clearlyMore * usual) return { flip: 'YES', source: 'content' };
  return { flip: 'NO', source: 'default' };
}

/** Main directions of rows and columns, of which exactly one is to the front or back; null where they are not so. */
function orientation(header: ImageHeader): { readonly row: string; readonly column: string } | null {
  if (header.patientOrientation === null) return null;
  const [row, column] = header.patientOrientation.map((direction) => direction.charAt(0));
  const others = 'HFLR';
  if (isFrontOrBack(row) && column !== '' && others.includes(column)) return { row, column };
  if (isFrontOrBack(column) && row !== '' && others.includes(row)) return { row, column };
  return null;
}

function isFrontOrBack(direction: string): boolean {
  return direction === 'A' || direction === 'P';
}
