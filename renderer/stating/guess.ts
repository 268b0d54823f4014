/** What a picture alone lets one guess of side and view, for people to confirm. Never used as the side or view. Pure. */
import type { Laterality, ViewPosition } from '../../contract/view.ts';
import type { BreastContent } from '../../imaging/prepare/breastContent.ts';

export interface Guess {
  readonly laterality: Laterality | null;
  readonly view: ViewPosition | null;
}

export const noGuess: Guess = { laterality: null, view: null };

/** Rows of cells at the upper edge that are looked at. */
const edgeRows = 2;

/**
 * The side by the edge of the chest wall, at which a breast that is stored as it usually is lies: the left one's at the left.
 * The view by the upper edge: the muscle of an MLO reaches it at the chest wall, a CC has air there.
 */
export function guessFromPicture(content: BreastContent | null): Guess {
  if (content === null) return noGuess;
  const { chestWall, first, last, columns } = content;
  const laterality = chestWall === 'left' ? 'L' : chestWall === 'right' ? 'R' : null;
  if (laterality === null) return noGuess;
  const reachesTop = [...first.slice(0, edgeRows)].some(
    (from, row) =>
      from <= last[row] && (laterality === 'L' ? from < columns / 4 : last[row] > (3 * columns) / 4),
  );
  return { laterality, view: reachesTop ? 'MLO' : 'CC' };
}
