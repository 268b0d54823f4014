/** Rows and columns of a step, by the window. Pure. */
import type { Rect, Size } from '../../contract/geometry.ts';
import type { Tile } from './types.ts';

/** A tile in its place: fractions of the image area, 0..1. */
export interface LaidOut<T extends Tile = Tile> {
  readonly tile: T;
  readonly rect: Rect;
}

/** Height of a view / its width, about as breasts have it, so that the same window has the same rows in every exam. */
const usualShape = 2;

/**
 * The tiles that take a place, as the window has most room for them: in the protocol's rows, or in fewer, each of
 * neighbouring ones. That is one row of four views where the window is wider than high, two by two where it is not. Rows
 * share the height and a row's tiles its width. Where nothing takes a place, all tiles do.
 */
export function laidOut<T extends Tile>(tiles: readonly T[], area: Size): readonly LaidOut<T>[] {
  const present = tiles.filter(({ takesPlace }) => takesPlace);
  if (present.length === 0 && tiles.length > 0) {
    return laidOut(
      tiles.map((tile) => ({ ...tile, takesPlace: true })),
      area,
    );
  }
  const columns = columnsTaken(tiles);
  const rows = rowsOf(tiles)
    .map((row) => withoutGaps(row, columns))
    .filter((row) => row.some(({ takesPlace }) => takesPlace));
  const choices = rows.map((_, index) => joined(rows, rows.length - index));
  const [best] = choices.toSorted((one, other) => roomOf(other, area) - roomOf(one, area));
  return (best ?? []).flatMap((row, rowIndex) =>
    row.flatMap((tile, column) =>
      tile.takesPlace ? [{ tile, rect: rectOf(rowIndex, best.length, column, row.length) }] : [],
    ),
  );
}

type Row<T extends Tile> = readonly T[];

function rowsOf<T extends Tile>(tiles: readonly T[]): readonly Row<T>[] {
  const rows = new Map<number, T[]>();
  for (const tile of tiles) rows.set(tile.row, [...(rows.get(tile.row) ?? []), tile]);
  return [...rows.values()];
}

/** The columns in which any row has a tile; null where rows have different numbers of tiles, and so no columns. */
function columnsTaken(tiles: readonly Tile[]): ReadonlySet<number> | null {
  const lengths = new Set(rowsOf(tiles).map((row) => row.length));
  if (lengths.size > 1) return null;
  return new Set(tiles.filter(({ takesPlace }) => takesPlace).map(({ column }) => column));
}

/** A gap stays where another row has a tile above or below it: R stays below R. */
function withoutGaps<T extends Tile>(row: Row<T>, columns: ReadonlySet<number> | null): Row<T> {
  return row.filter(({ takesPlace, column }) => takesPlace || (columns?.has(column) ?? false));
}

/** Neighbouring rows joined until there are `count`, as even as they can be; joined ones leave no gaps. */
function joined<T extends Tile>(rows: readonly Row<T>[], count: number): readonly Row<T>[] {
  if (count === rows.length && count > 1) return rows;
  return Array.from({ length: count }, (_, index) => {
    const from = Math.round((index * rows.length) / count);
    const to = Math.round(((index + 1) * rows.length) / count);
    return wallsTogether(rows.slice(from, to).flatMap((row) => row.filter(({ takesPlace }) => takesPlace)));
  });
}

/** Of two views that would turn their backs to each other the second comes first. */
function wallsTogether<T extends Tile>(row: Row<T>): Row<T> {
  const [first, second] = row;
  const apart = row.length === 2 && first.chestWall === 'left' && second.chestWall === 'right';
  return apart ? [second, first] : row;
}

/** How large a view of the usual shape would be. */
function roomOf(rows: readonly Row<Tile>[], area: Size): number {
  const columns = Math.max(...rows.map((row) => row.length));
  return Math.min(area.width / columns, area.height / rows.length / usualShape);
}

function rectOf(row: number, rows: number, column: number, columns: number): Rect {
  return { x: column / columns, y: row / rows, width: 1 / columns, height: 1 / rows };
}
