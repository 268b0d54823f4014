import type { Runs } from './erosion.ts';

/** Extent of a connected region, row by row. Rows `top` to `bottom` (inclusive); both arrays start at `top`. */
export interface RowExtents {
  readonly top: number;
  readonly bottom: number;
  /** First column of the region in each row. */
  readonly first: Int32Array;
  /** Last column of the region in each row. */
  readonly last: Int32Array;
}

/** The 4-connected region with the most pixels; of several, the first in scan order. Null where there are no runs. */
export function largestComponent(runs: Runs): RowExtents | null {
  const count = runs.row.length;
  if (count === 0) return null;
  const parent = connectRuns(runs);
  const area = new Float64Array(count);
  for (let i = 0; i < count; i++) area[rootOf(parent, i)] += runs.last[i] - runs.first[i] + 1;
  // A root is the first run of its region, so the first maximum is the first in scan order.
  let largest = 0;
  for (let i = 1; i < count; i++) if (area[i] > area[largest]) largest = i;
  return extentsOf(runs, parent, largest);
}

/** Union-find over runs: runs of neighbouring rows that share a column belong together. */
function connectRuns({ row, first, last }: Runs): Int32Array {
  const count = row.length;
  const parent = Int32Array.from({ length: count }, (_, i) => i);
  let above = 0;
  for (let i = 0; i < count; i++) {
    while (row[above] < row[i] - 1 || (row[above] === row[i] - 1 && last[above] < first[i])) above++;
    for (let j = above; j < i && row[j] === row[i] - 1 && first[j] <= last[i]; j++) {
      const a = rootOf(parent, i);
      const b = rootOf(parent, j);
      if (a < b) parent[b] = a;
      else parent[a] = b;
    }
  }
  return parent;
}

function rootOf(parent: Int32Array, run: number): number {
  let root = run;
  while (parent[root] !== root) {
    parent[root] = parent[parent[root]];
    root = parent[root];
  }
  return root;
}

function extentsOf(runs: Runs, parent: Int32Array, root: number): RowExtents {
  const members: number[] = [];
  for (let i = root; i < parent.length; i++) if (rootOf(parent, i) === root) members.push(i);
  const top = runs.row[root];
  const bottom = runs.row[members[members.length - 1]];
  const first = new Int32Array(bottom - top + 1).fill(2 ** 31 - 1);
  const last = new Int32Array(bottom - top + 1).fill(-1);
  for (const run of members) {
    const row = runs.row[run] - top;
    first[row] = Math.min(first[row], runs.first[run]);
    last[row] = Math.max(last[row], runs.last[run]);
  }
  return { top, bottom, first, last };
}

/**
 * The region after `iterations` dilations with the cross of four neighbours, clipped to the image: each pixel
 * reaches `iterations - |rows away|` columns to either side. Only the extents are kept, which is all that the
 * bounding box and the extreme points need.
 */
export function dilateExtents(
  region: RowExtents,
  iterations: number,
  width: number,
  height: number,
): RowExtents {
  const top = Math.max(0, region.top - iterations);
  const bottom = Math.min(height - 1, region.bottom + iterations);
  const first = new Int32Array(bottom - top + 1).fill(width);
  const last = new Int32Array(bottom - top + 1).fill(-1);
  for (let y = top; y <= bottom; y++) {
    const from = Math.max(region.top, y - iterations);
    const to = Math.min(region.bottom, y + iterations);
    let low = width;
    let high = -1;
    for (let source = from; source <= to; source++) {
      const reach = iterations - Math.abs(source - y);
      low = Math.min(low, region.first[source - region.top] - reach);
      high = Math.max(high, region.last[source - region.top] + reach);
    }
    first[y - top] = Math.max(low, 0);
    last[y - top] = Math.min(high, width - 1);
  }
  return { top, bottom, first, last };
}
