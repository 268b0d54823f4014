import type { ExamImage } from '../../contract/exam.ts';
import type { Hanging } from './types.ts';

/** What hanging goes by; never a description. */
export type Oriented = Pick<ExamImage, 'laterality' | 'view' | 'patientOrientation'>;

/**
 * How an image is hung as mammography has it: feet down or, in cranio-caudal views, the outer side of the breast up; the
 * front of a right breast to the viewer's left and of a left one to the right, so that the chest walls of a pair meet
 * (IHE RAD TF-2, 4.16.4.2.2). By Patient Orientation (0020,0020; DICOM PS3.3 C.7.6.1.1.1). Without that, as stored, with
 * the chest wall where a stored image of this breast has it. Where the breast is not known it is turned upright, and
 * faces the way it was stored.
 */
export function hangingOf(image: Oriented): Hanging {
  if (image.view === 'SPECIMEN') return { chestWall: null, quarterTurns: 0, mirrored: false };
  const directions = mainDirections(image.patientOrientation);
  if (directions === null) return { chestWall: usualChestWall(image), quarterTurns: 0, mirrored: false };
  for (const way of ways) {
    const { right, down } = screenDirections(directions, way);
    if (facesRight(image, right) && standsUpright(image, down)) {
      return { chestWall: right === 'A' ? 'left' : 'right', ...way };
    }
  }
  throw new Error(`no way to hang ${image.patientOrientation?.join('\\')}`);
}

function usualChestWall({ laterality }: Oriented): Hanging['chestWall'] {
  return laterality === null ? null : laterality === 'R' ? 'right' : 'left';
}

type Direction = 'A' | 'P' | 'H' | 'F' | 'L' | 'R';

interface Directions {
  readonly row: Direction;
  readonly column: Direction;
}

type Way = Pick<Hanging, 'quarterTurns' | 'mirrored'>;

/** Unmirrored ones first, so that an image is mirrored only where it must be. */
const ways: readonly Way[] = [false, true].flatMap((mirrored) =>
  ([0, 1, 2, 3] as const).map((quarterTurns) => ({ quarterTurns, mirrored })),
);

const opposite: Readonly<Record<Direction, Direction>> = { A: 'P', P: 'A', H: 'F', F: 'H', L: 'R', R: 'L' };

/** Main directions of rows and columns; null unless exactly one of them is to the front or the back. */
function mainDirections(orientation: Oriented['patientOrientation']): Directions | null {
  if (orientation === null) return null;
  const [row, column] = orientation.map((value) => value.trim().charAt(0).toUpperCase());
  if (!isDirection(row) || !isDirection(column)) return null;
  return isFrontOrBack(row) === isFrontOrBack(column) ? null : { row, column };
}

function isDirection(letter: string): letter is Direction {
  return letter in opposite;
}

function isFrontOrBack(direction: Direction): boolean {
  return direction === 'A' || direction === 'P';
}

/** Where the screen's right and its lower edge are in the patient, once the image is mirrored and turned. */
function screenDirections(
  { row, column }: Directions,
  { quarterTurns, mirrored }: Way,
): { readonly right: Direction; readonly down: Direction } {
  const across = mirrored ? opposite[row] : row;
  switch (quarterTurns) {
    case 0:
      return { right: across, down: column };
    case 1:
      return { right: opposite[column], down: across };
    case 2:
      return { right: opposite[across], down: opposite[column] };
    case 3:
      return { right: column, down: opposite[across] };
  }
}

function facesRight({ laterality }: Oriented, right: Direction): boolean {
  if (laterality === null) return isFrontOrBack(right);
  return right === (laterality === 'L' ? 'A' : 'P');
}

/** Down is to the feet, or to the other side of the body: then the outer side of the breast is up. */
function standsUpright({ laterality }: Oriented, down: Direction): boolean {
  if (down === 'L' || down === 'R') return laterality === null || down !== laterality;
  return down === 'F';
}
