import type { Grid } from './orientation.ts';

/**
 * Runs of neighbouring pixels in the rows of a mask, in scan order: run `i` covers columns
 * `first[i]` to `last[i]` (inclusive) of row `row[i]`.
 */
export interface Runs {
  readonly row: readonly number[];
  readonly first: readonly number[];
  readonly last: readonly number[];
}

/**
 * The mask `value > 0` after `iterations` erosions with the cross of four neighbours, where everything outside
 * the image counts as background.
 *
 * A pixel survives where its L1 distance to the nearest background exceeds `iterations`. The distance transform
 * (Rosenfeld and Pfaltz 1968) needs two passes: the first, from the last pixel, looks right and down, the
 * second left and up; the second knows the final distance and notes the runs as it goes.
 */
export function erodedRuns(image: Grid<Uint16Array>, iterations: number): Runs {
  const { width, height } = image;
  const distance = distanceToBackgroundBelow(image);
  const runs = { row: [] as number[], first: [] as number[], last: [] as number[] };
  for (let y = 0; y < height; y++) {
    const start = y * width;
    let left = 0;
    let runStart = -1;
    for (let x = 0; x < width; x++) {
      const up = y === 0 ? 0 : distance[start - width + x];
      const nearest = (left < up ? left : up) + 1;
      const below = distance[start + x];
      left = nearest < below ? nearest : below;
      distance[start + x] = left;
      if (left > iterations) {
        if (runStart < 0) runStart = x;
      } else if (runStart >= 0) {
        addRun(runs, y, runStart, x - 1);
        runStart = -1;
      }
    }
    if (runStart >= 0) addRun(runs, y, runStart, width - 1);
  }
  return runs;
}

function addRun(
  runs: { row: number[]; first: number[]; last: number[] },
  y: number,
  first: number,
  last: number,
) {
  runs.row.push(y);
  runs.first.push(first);
  runs.last.push(last);
}

/** L1 distance to the nearest background pixel that is not above and not to the left. */
function distanceToBackgroundBelow({ width, height, data }: Grid<Uint16Array>): Uint16Array {
  const distance = new Uint16Array(width * height);
  for (let y = height - 1; y >= 0; y--) {
    const start = y * width;
    let right = 0;
    for (let x = width - 1; x >= 0; x--) {
      if (data[start + x] === 0) {
        right = 0;
      } else {
        const down = y === height - 1 ? 0 : distance[start + width + x];
        right = (right < down ? right : down) + 1;
        distance[start + x] = right;
      }
    }
  }
  return distance;
}
