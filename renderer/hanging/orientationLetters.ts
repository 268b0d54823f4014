/** Which side of the patient is at which edge of a view. Pure. */
import type { ExamImage } from '../../contract/exam.ts';
import type { Hanging } from './types.ts';

export interface OrientationLetters {
  readonly left: string;
  readonly right: string;
  readonly top: string;
  readonly bottom: string;
}

/**
 * The directions of Patient Orientation (0020,0020; DICOM PS3.3 C.7.6.1.1.1) at the edges of the view as it is seen; null
 * where the image does not state both.
 */
export function orientationLetters(
  { patientOrientation }: Pick<ExamImage, 'patientOrientation'>,
  { quarterTurns, mirrored }: Pick<Hanging, 'quarterTurns' | 'mirrored'>,
): OrientationLetters | null {
  const [row, column] = (patientOrientation ?? ['', '']).map((value) => value.trim().toUpperCase());
  if (!isDirection(row) || !isDirection(column)) return null;
  const across = mirrored ? opposite(row) : row;
  // Clockwise from the right edge of the unturned image.
  const edges = [across, column, opposite(across), opposite(column)];
  const [right, bottom, left, top] = edges.map((_, edge) => edges[(edge + 4 - quarterTurns) % 4]);
  return { left, right, top, bottom };
}

const opposites: Readonly<Record<string, string>> = { A: 'P', P: 'A', H: 'F', F: 'H', L: 'R', R: 'L' };

/** One to three letters, the main direction first. */
const isDirection = (value: string): boolean => /^[APHFLR]{1,3}$/.test(value);

const opposite = (direction: string): string => [...direction].map((letter) => opposites[letter]).join('');
