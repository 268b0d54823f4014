/** Where the nipple is seen in the breast's outline. Pure. */
import type { Point } from '../../contract/geometry.ts';
import type { BreastContent } from './breastContent.ts';

/** Of the breast's depth: outline that reaches so far is its tip. */
const tipShare = 0.985;
/** Of its height that the tip may take; a flatter outline has the nipple anywhere. */
const mostTip = 0.35;
/** Of its height at either end where a tip is a fold, or the axilla. */
const endShare = 0.08;

/**
 * The nipple as the tip of the outline: the middle of what lies furthest from the chest wall, in source pixels. Null where
 * it cannot be told so: the chest wall is not seen, the outline is flat, or ends where it is furthest.
 */
export function nippleOf(content: BreastContent): Point | null {
  const { chestWall, cell } = content;
  if (chestWall === null) return null;
  const upright = chestWall === 'left' || chestWall === 'right';
  const depths = upright ? depthsOfRows(content, chestWall) : depthsOfColumns(content, chestWall);
  const from = depths.findIndex((depth) => depth > 0);
  const to = depths.findLastIndex((depth) => depth > 0);
  const deepest = Math.max(...depths);
  const first = depths.findIndex((depth) => depth >= tipShare * deepest);
  const last = depths.findLastIndex((depth) => depth >= tipShare * deepest);
  const length = to - from + 1;
  if (from === -1 || last - first + 1 > mostTip * length) return null;
  if (first < from + endShare * length || last > to - endShare * length) return null;
  const along = ((first + last + 1) / 2) * cell;
  const across = endOf(content, chestWall, deepest);
  return upright ? { x: across, y: along } : { x: along, y: across };
}

type Wall = NonNullable<BreastContent['chestWall']>;

/** How far the breast reaches from the chest wall's edge, in cells, row by row. */
function depthsOfRows({ first, last, columns }: BreastContent, wall: Wall): readonly number[] {
  return Array.from(first, (from, row) =>
    last[row] < from ? 0 : wall === 'left' ? last[row] + 1 : columns - from,
  );
}

/** The same column by column, where the chest wall is above or below. */
function depthsOfColumns({ first, last, columns }: BreastContent, wall: Wall): readonly number[] {
  const rows = first.length;
  return Array.from({ length: columns }, (_, column) => {
    const isBreast = (from: number, row: number) => from <= column && column <= last[row];
    const upper = first.findIndex(isBreast);
    if (upper === -1) return 0;
    return wall === 'top' ? first.findLastIndex(isBreast) + 1 : rows - upper;
  });
}

/** The source coordinate so many cells from the chest wall's edge. */
function endOf({ cell, columns, first }: BreastContent, wall: Wall, depth: number): number {
  switch (wall) {
    case 'left':
    case 'top':
      return depth * cell;
    case 'right':
      return (columns - depth) * cell;
    case 'bottom':
      return (first.length - depth) * cell;
  }
}
