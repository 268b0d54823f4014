import { describe, expect, it } from 'vitest';
import type { Size } from '../../../contract/geometry.ts';
import { hang } from '../../../renderer/hanging/hang.ts';
import { laidOut } from '../../../renderer/hanging/layout.ts';
import { standardProtocols } from '../../../renderer/hanging/standardProtocols.ts';
import type { Tile } from '../../../renderer/hanging/types.ts';
import { testTile } from '../reading/tiles.ts';
import { exam, fourViews } from './exam.ts';

const landscape: Size = { width: 1620, height: 900 };
const upright: Size = { width: 1748, height: 2400 };

const overview = (labels: readonly string[], ...priors: readonly (readonly string[])[]) =>
  hang(exam(labels, ...priors), standardProtocols[0])[0].tiles;

/** Rows from the top, each from the left; '' where there is a gap. */
function rows(tiles: readonly Tile[], area: Size): readonly (readonly string[])[] {
  const placed = laidOut(tiles, area);
  const tops = [...new Set(placed.map(({ rect }) => rect.y))];
  return tops.map((top) => {
    const row = placed.filter(({ rect }) => rect.y === top);
    const columns = Math.round(1 / row[0].rect.width);
    return Array.from(
      { length: columns },
      (_, column) => row.find(({ rect }) => Math.round(rect.x * columns) === column)?.tile.label ?? '',
    );
  });
}

describe('rows and columns', () => {
  it('are one row of four on landscape, two by two upright', () => {
    expect(rows(overview(fourViews), landscape)).toEqual([['R CC', 'L CC', 'R MLO', 'L MLO']]);
    expect(rows(overview(fourViews), { width: 980, height: 760 })).toHaveLength(1);
    expect(rows(overview(fourViews), upright)).toEqual([
      ['R CC', 'L CC'],
      ['R MLO', 'L MLO'],
    ]);
  });

  it('put a prior beside the exam itself on landscape, below it upright', () => {
    const against = hang(exam(fourViews, fourViews), standardProtocols[0])[3].tiles;
    const [current, prior] = [against.slice(0, 2), against.slice(2)].map((pair) =>
      pair.map(({ label }) => label),
    );
    expect(prior[0]).toContain('prior');
    expect(rows(against, landscape)).toEqual([[...current, ...prior]]);
    expect(rows(against, upright)).toEqual([current, prior]);
  });

  it('have no place for what the exam has not', () => {
    expect(rows(overview(['R CC', 'L CC', 'L MLO']), landscape)).toEqual([['R CC', 'L CC', 'L MLO']]);
    // Upright, left stays below left.
    expect(rows(overview(['R CC', 'L CC', 'L MLO']), upright)).toEqual([
      ['R CC', 'L CC'],
      ['', 'L MLO'],
    ]);
    for (const area of [landscape, upright]) {
      expect(rows(overview(['L MLO']), area)).toEqual([['L MLO']]);
      expect(rows(overview(['R MLO', 'L MLO']), area)).toEqual([['R MLO', 'L MLO']]);
      expect(rows(overview(['R CC', 'R MLO']), area)).toEqual([['R CC', 'R MLO']]);
      // Chest walls together.
      expect(rows(overview(['L CC', 'R MLO']), area)).toEqual([['R MLO', 'L CC']]);
    }
  });

  it("keep a protocol's own rows where the window has room for them, and join neighbours where it has not", () => {
    const tile = (row: number, column: number) => testTile(`${row}${column}`, { row, column });
    const uneven = [tile(0, 0), tile(1, 0), tile(1, 1)];
    expect(rows(uneven, upright)).toEqual([['00'], ['10', '11']]);
    expect(rows(uneven, landscape)).toEqual([['00', '10', '11']]);
    const four = [0, 1, 2, 3].flatMap((row) => [tile(row, 0), tile(row, 1)]);
    expect(rows(four, landscape)).toEqual([
      ['00', '01', '10', '11'],
      ['20', '21', '30', '31'],
    ]);
  });

  it('are of all places where nothing else is to be shown', () => {
    const missing = ['a', 'b'].map((id, column) => testTile(id, { column, image: null, takesPlace: false }));
    expect(rows(missing, landscape)).toEqual([['a', 'b']]);
  });
});
