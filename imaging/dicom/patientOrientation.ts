import { functionalGroup } from './functionalGroups.ts';
import { Tag } from './tags.ts';
import { numbers, texts } from './values.ts';
import type { DataSet } from './values.ts';

/** Direction of a row, then of a column, in letters (PS3.3 C.7.6.1.1.1). */
export type Directions = readonly [row: string, column: string];

/**
 * Directions of frame `frame`, from 0: those of the functional groups where they have them (Patient Orientation in Frame,
 * C.7.6.16.2.15, else Plane Orientation, C.7.6.16.2.4), which tell of each frame; else Patient Orientation (0020,0020); else
 * Image Orientation (Patient) of the image. Null where none names two directions across each other.
 */
export function readPatientOrientation(dataSet: DataSet, frame: number): Directions | null {
  return (
    directionsInGroups(dataSet, frame) ??
    directionsIn(dataSet, Tag.PatientOrientation) ??
    directionsOfPlane(dataSet)
  );
}

/** What the functional groups say. */
export function directionsInGroups(dataSet: DataSet, frame: number): Directions | null {
  const inFrame = functionalGroup(dataSet, Tag.PatientOrientationInFrameSequence, frame);
  const said = inFrame && directionsIn(inFrame, Tag.PatientOrientation);
  if (said !== null) return said;
  const plane = functionalGroup(dataSet, Tag.PlaneOrientationSequence, frame);
  return plane && directionsOfPlane(plane);
}

/** Axes of the body by their letters. */
const axes = ['LR', 'AP', 'HF'] as const;

/** Patient Orientation as it is written, where its directions are across each other. */
export function directionsIn(dataSet: DataSet, tag: number): Directions | null {
  const [row, column, ...others] = texts(dataSet, tag).map((value) => value.toUpperCase());
  if (row === undefined || column === undefined || others.length > 0) return null;
  const along = axisOf(row);
  return along !== undefined && axisOf(column) !== undefined && along !== axisOf(column)
    ? [row, column]
    : null;
}

function axisOf(direction: string): string | undefined {
  return direction === '' ? undefined : axes.find((letters) => letters.includes(direction.charAt(0)));
}

/** Parts of a direction that are smaller are left out of its letters: about nine degrees. */
const smallest = 0.16;

/** The same from the cosines of Image Orientation (Patient): +x to the left, +y to the back, +z to the head (C.7.6.2.1.1). */
function directionsOfPlane(dataSet: DataSet): Directions | null {
  const cosines = numbers(dataSet, Tag.ImageOrientationPatient, 'DS');
  if (cosines.length !== 6) return null;
  const row = lettersOf(cosines.slice(0, 3));
  const column = lettersOf(cosines.slice(3));
  return row !== '' && column !== '' && axisOf(row) !== axisOf(column) ? [row, column] : null;
}

/** The largest part first; of equal ones, head and foot first, as views from the side are described. */
function lettersOf([x, y, z]: readonly number[]): string {
  const length = Math.hypot(x, y, z);
  if (!(length > 0)) return '';
  return [
    { letter: z > 0 ? 'H' : 'F', size: Math.abs(z) },
    { letter: y > 0 ? 'P' : 'A', size: Math.abs(y) },
    { letter: x > 0 ? 'L' : 'R', size: Math.abs(x) },
  ]
    .filter(({ size }) => size >= smallest * length)
    .toSorted((one, other) => (Math.abs(one.size - other.size) < 1e-3 * length ? 0 : other.size - one.size))
    .map(({ letter }) => letter)
    .join('');
}
