/** Places that a coarse map points at. Pure. */

export interface Grid {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}

/** A cell of the map. */
export interface Peak {
  readonly x: number;
  readonly y: number;
  readonly value: number;
}

/**
 * The map's largest values, each at least `apart` cells (in x or in y) from those before it, highest first and in row-major
 * order on ties: the largest is taken, what is near is dropped, and so on. Only values above `least`, and only places that
 * no neighbour exceeds, so that a slope beside a peak is none.
 */
export function peaks(
  map: Grid,
  { apart, least }: { readonly apart: number; readonly least: number },
): Peak[] {
  const found: Peak[] = [];
  const candidates: Peak[] = [];
  for (let y = 0; y < map.height; y++) {
    for (let x = 0; x < map.width; x++) {
      const value = map.data[y * map.width + x];
      if (value > least && isSummit(map, x, y, value)) candidates.push({ x, y, value });
    }
  }
  candidates.sort((one, other) => other.value - one.value);
  for (const each of candidates) {
    const isNear = ({ x, y }: Peak) => Math.abs(x - each.x) < apart && Math.abs(y - each.y) < apart;
    if (!found.some(isNear)) found.push(each);
  }
  return found;
}

function isSummit({ width, height, data }: Grid, x: number, y: number, value: number): boolean {
  for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
    for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
      if (data[row * width + column] > value) return false;
    }
  }
  return true;
}
