import { describe, expect, test } from 'vitest';
import { divided } from '../../../renderer/hanging/divided.ts';
import type { Tile } from '../../../renderer/hanging/types.ts';
import { testPair, testTile } from '../reading/tiles.ts';

const landscape = { width: 1920, height: 1040 };
const upright = { width: 2048, height: 2520 };
const idsOf = (tiles: readonly Tile[], area = landscape) =>
  divided(tiles, area).map((half) => half.map(({ tileId }) => tileId));
const overview = [...testPair('CC', 'overview', 0), ...testPair('MLO', 'overview', 1)];

describe('the views of a step on two windows', () => {
  test('are halved in the order in which they hang, however the window stands', () => {
    const halves = [
      ['R CC of overview', 'L CC of overview'],
      ['R MLO of overview', 'L MLO of overview'],
    ];
    expect(idsOf(overview)).toEqual(halves);
    expect(idsOf(overview, upright)).toEqual(halves);
  });

  test('are one each of a pair, chest walls together in the middle', () => {
    expect(idsOf(testPair('CC', 'pair'))).toEqual([['R CC of pair'], ['L CC of pair']]);
    // Hung left before right, their backs would be together.
    const left = testTile('L', { chestWall: 'left' });
    const right = testTile('R', { column: 1, chestWall: 'right' });
    expect(idsOf([left, right])).toEqual([['R'], ['L']]);
  });

  test('are more in the first window where their number is odd, and a single one is there', () => {
    const missing = overview.map((tile) =>
      tile.tileId === 'L CC of overview' ? { ...tile, image: null, takesPlace: false } : tile,
    );
    expect(idsOf(missing)).toEqual([['R CC of overview', 'R MLO of overview'], ['L MLO of overview']]);
    expect(idsOf([testTile('a')])).toEqual([['a'], []]);
    expect(idsOf([])).toEqual([[], []]);
  });
});
