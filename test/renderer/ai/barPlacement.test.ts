import { describe, expect, it } from 'vitest';
import { barSize, placeBars } from '../../../renderer/ai/barPlacement.ts';

const high = { width: 480, height: 600 };
const low = { width: 490, height: 301 };
const barsAt = ({ x, y }: { readonly x: number; readonly y: number }, count: number) => ({
  x,
  y,
  width: barSize.width,
  height: count * barSize.height,
});

describe('placeBars', () => {
  it('stands in the middle of the edge away from the chest wall', () => {
    expect(placeBars(1, high, 'right', [])).toEqual({ x: 6, y: (600 - barSize.height) / 2 });
    expect(placeBars(1, high, 'left', []).x).toBe(480 - 6 - barSize.width);
  });

  it('stands beside the upper corner texts of a low tile, which may take 38 % of it', () => {
    const { x, y } = placeBars(3, low, 'right', []);
    expect(x).toBeGreaterThan(0.38 * low.width);
    expect(y).toBe(6);
    expect(placeBars(3, low, 'left', []).x + barSize.width).toBeLessThan(0.62 * low.width);
  });

  it.each([
    ['high', high],
    ['low', low],
  ])('goes elsewhere in a %s tile than where a mark is', (_, tile) => {
    const usual = placeBars(2, tile, 'right', []);
    const inTheWay = { x: usual.x + 20, y: usual.y + 30, width: 10, height: 10 };
    const { x, y } = placeBars(2, tile, 'right', [inTheWay]);
    const bars = barsAt({ x, y }, 2);
    expect(bars.y > inTheWay.y + 10 || bars.y + bars.height < inTheWay.y || bars.x > inTheWay.x + 10).toBe(
      true,
    );
    expect(y).toBeGreaterThanOrEqual(0);
    expect(y + bars.height).toBeLessThanOrEqual(tile.height);
  });

  it('covers the fewest marks where each place covers some', () => {
    const usual = barsAt(placeBars(1, low, 'right', []), 1);
    const everywhere = { x: 0, y: 0, ...low };
    expect(placeBars(1, low, 'right', [everywhere])).toEqual({ x: usual.x, y: usual.y });
    expect(placeBars(1, low, 'right', [everywhere, usual]).y).toBeGreaterThan(usual.y);
  });

  it('stays inside narrow tiles', () => {
    const narrow = { width: 150, height: 300 };
    for (const chestWall of ['left', 'right'] as const) {
      const { x } = placeBars(1, narrow, chestWall, []);
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + barSize.width).toBeLessThanOrEqual(narrow.width);
    }
  });
});
