import type { Point } from '../../contract/geometry.ts';

/** One 8-connected region of a grid above the level, outlined. */
export interface Region {
  /** Closed outline in grid coordinates: (0,0) is the outer corner of the first pixel. */
  readonly outline: readonly Point[];
  readonly holes: readonly (readonly Point[])[];
  /** Number of pixels above the level. */
  readonly pixels: number;
  /** Largest value inside. */
  readonly maximum: number;
}

interface Grid {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** The part of the grid that holds every value above the level; x1 and y1 are exclusive. */
interface Bounds {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Steps from an inside pixel across its upper, right, lower and left side; walking along that side keeps the pixel on the right hand. */
const outwardX = [0, 1, 0, -1] as const;
const outwardY = [-1, 0, 1, 0] as const;

/**
 * Outlines of every region of values greater than `level`, each with at least `minimumPixels` pixels.
 *
 * Regions are 8-connected, as the published evaluation counts lesions. Outlines run where linear
 * interpolation between neighbouring pixel centres meets the level (marching squares), and along the
 * grid's border where a region touches it. Values that are not numbers count as below the level.
 * Time grows with the number of pixels, whatever the mask looks like.
 */
export function regionsAbove(grid: Grid, level: number, minimumPixels: number): Region[] {
  const bounds = boundsAbove(grid, level);
  if (bounds === null) return [];
  const { labels, pixels, maxima } = labelRegions(grid, level, bounds);
  const outlines: Point[][] = pixels.map(() => []);
  const holes: Point[][][] = pixels.map(() => []);
  const walked = new Uint8Array(labels.length);
  const width = bounds.x1 - bounds.x0;
  for (let index = 0; index < labels.length; index++) {
    const label = labels[index];
    const sideAbove = index >= width ? labels[index - width] : 0;
    // Every closed walk crosses some upper side from left to right, so these starts find all of them.
    if (label === 0 || sideAbove !== 0 || walked[index] !== 0) continue;
    if (pixels[label - 1] < minimumPixels) continue;
    const ring = walkRing(grid, level, bounds, labels, walked, index);
    // In scan order, a region's first upper side lies on its outer border: all later walks are holes.
    if (outlines[label - 1].length === 0) outlines[label - 1] = ring;
    else holes[label - 1].push(ring);
  }
  return outlines.flatMap((outline, region) =>
    outline.length === 0
      ? []
      : [{ outline, holes: holes[region], pixels: pixels[region], maximum: maxima[region] }],
  );
}

function boundsAbove({ width, height, data }: Grid, level: number): Bounds | null {
  let x0 = width;
  let x1 = 0;
  let y0 = height;
  let y1 = 0;
  for (let y = 0; y < height; y++) {
    const start = y * width;
    let first = 0;
    while (first < width && !(data[start + first] > level)) first++;
    if (first === width) continue;
    let last = width - 1;
    while (!(data[start + last] > level)) last--;
    x0 = Math.min(x0, first);
    x1 = Math.max(x1, last + 1);
    y0 = Math.min(y0, y);
    y1 = y + 1;
  }
  return y1 === 0 ? null : { x0, y0, x1, y1 };
}

/** Labels 1.. of the 8-connected regions within the bounds (0 below the level), with their sizes and largest values. */
function labelRegions(grid: Grid, level: number, { x0, y0, x1, y1 }: Bounds) {
  const width = x1 - x0;
  const height = y1 - y0;
  const labels = new Int32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0, from = (y + y0) * grid.width + x0; x < width; x++, from++) {
      if (grid.data[from] > level) labels[y * width + x] = -1;
    }
  }
  const pixels: number[] = [];
  const maxima: number[] = [];
  const stack = new Int32Array(labels.length);
  for (let seed = 0; seed < labels.length; seed++) {
    if (labels[seed] !== -1) continue;
    const label = pixels.length + 1;
    let count = 0;
    let maximum = -Infinity;
    let depth = 0;
    stack[depth++] = seed;
    labels[seed] = label;
    while (depth > 0) {
      const index = stack[--depth];
      const x = index % width;
      const y = (index - x) / width;
      count++;
      maximum = Math.max(maximum, grid.data[(y + y0) * grid.width + x + x0]);
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const neighbour = ny * width + nx;
          if (labels[neighbour] !== -1) continue;
          labels[neighbour] = label;
          stack[depth++] = neighbour;
        }
      }
    }
    pixels.push(count);
    maxima.push(maximum);
  }
  return { labels, pixels, maxima };
}

/** Walks once around the border that the upper side of `start` belongs to, marking the upper sides it passes. */
function walkRing(
  grid: Grid,
  level: number,
  { x0, y0, x1, y1 }: Bounds,
  labels: Int32Array,
  walked: Uint8Array,
  start: number,
): Point[] {
  const width = x1 - x0;
  const height = y1 - y0;
  const inside = (px: number, py: number): boolean =>
    px >= 0 && py >= 0 && px < width && py < height && labels[py * width + px] !== 0;
  const ring: Point[] = [];
  let x = start % width;
  let y = (start - x) / width;
  let side = 0;
  do {
    if (side === 0) walked[y * width + x] = 1;
    ring.push(crossing(grid, level, x + x0, y + y0, side));
    // `ahead` is the pixel further along the side, `across` the one diagonally beyond it. Taking `across`
    // first joins diagonal neighbours: 8-connected regions.
    const along = (side + 1) % 4;
    const aheadX = x + outwardX[along];
    const aheadY = y + outwardY[along];
    const acrossX = aheadX + outwardX[side];
    const acrossY = aheadY + outwardY[side];
    if (inside(acrossX, acrossY)) {
      x = acrossX;
      y = acrossY;
      side = (side + 3) % 4;
    } else if (inside(aheadX, aheadY)) {
      x = aheadX;
      y = aheadY;
    } else {
      side = along;
    }
  } while (side !== 0 || y * width + x !== start);
  return ring;
}

/** Where the level is met between the centres of inside pixel (x, y) and its neighbour across `side`. */
function crossing(grid: Grid, level: number, x: number, y: number, side: number): Point {
  const nx = x + outwardX[side];
  const ny = y + outwardY[side];
  let share = 0.5;
  if (nx >= 0 && ny >= 0 && nx < grid.width && ny < grid.height) {
    const value = grid.data[y * grid.width + x];
    const outer = grid.data[ny * grid.width + nx];
    const met = (value - level) / (value - outer);
    if (Number.isFinite(met)) share = met;
  }
  return { x: x + 0.5 + share * outwardX[side], y: y + 0.5 + share * outwardY[side] };
}

/** Area enclosed by a closed outline, in the square of its unit (shoelace formula). */
export function polygonArea(points: readonly Point[]): number {
  let twice = 0;
  for (let index = 0, before = points.length - 1; index < points.length; before = index++) {
    twice += points[before].x * points[index].y - points[index].x * points[before].y;
  }
  return Math.abs(twice) / 2;
}
