import { describe, expect, it } from 'vitest';
import { overlap } from '../../../imaging/geometry/rect.ts';
import { barSize, placeBars, type BarRoom } from '../../../renderer/ai/barPlacement.ts';

const high = { width: 480, height: 600 };
const low = { width: 490, height: 301 };
const empty: BarRoom = { side: 'left', taken: [], tissue: null };
const barsAt = (place: { readonly x: number; readonly y: number } | null, count: number) => ({
  ...place!,
  width: barSize.width,
  height: count * barSize.height,
});
/** Texts above and below, so high. */
const texts = (height: number, tile = low, width = 180): BarRoom => ({
  ...empty,
  taken: [
    { x: 6, y: 6, width, height },
    { x: 6, y: tile.height - 6 - height, width, height },
  ],
});

describe('placeBars', () => {
  it('stands in the middle of the edge away from the chest wall', () => {
    const { x, y } = placeBars(1, high, empty, [])!;
    expect(x).toBe(6);
    expect(Math.abs(y + barSize.height / 2 - 300)).toBeLessThanOrEqual(2);
    expect(placeBars(1, high, { ...empty, side: 'right' }, [])!.x).toBe(480 - 6 - barSize.width);
  });

  it('stands beside the texts of a low tile where there is no room between them', () => {
    const room = texts(140);
    const bars = barsAt(placeBars(3, low, room, []), 3);
    expect(bars.x).toBeGreaterThanOrEqual(6 + 180);
    expect(room.taken.some((rect) => overlap(rect, bars))).toBe(false);
  });

  it('goes elsewhere than where a mark is', () => {
    for (const tile of [high, low]) {
      const usual = placeBars(2, tile, empty, [])!;
      const inTheWay = { x: usual.x + 20, y: usual.y + 30, width: 10, height: 10 };
      expect(overlap(inTheWay, barsAt(placeBars(2, tile, empty, [inTheWay]), 2))).toBe(false);
    }
  });

  it('leaves the breast free where there is room beside it', () => {
    // Below 200 the breast reaches over to the side of the texts.
    const tissue: BarRoom['tissue'] = {
      between: (top, bottom) => (bottom <= 200 ? null : { x: 40, y: top, width: 440, height: bottom - top }),
    };
    const { y } = placeBars(2, high, { ...empty, tissue }, [])!;
    expect(y + 2 * barSize.height).toBeLessThanOrEqual(200);
  });

  it('is nowhere rather than over the breast', () => {
    const filled = (from: number): BarRoom['tissue'] => ({
      between: (top, bottom) => ({ x: from, y: top, width: 480 - from, height: bottom - top }),
    });
    expect(placeBars(1, high, { ...empty, tissue: filled(100) }, [])).toBeNull();
    expect(placeBars(1, high, { ...empty, tissue: filled(6 + barSize.width) }, [])).not.toBeNull();
  });

  it('covers the fewest marks where each place covers some', () => {
    const usual = barsAt(placeBars(1, low, empty, []), 1);
    const everywhere = { x: 0, y: 0, ...low };
    expect(placeBars(1, low, empty, [everywhere])).toEqual({ x: usual.x, y: usual.y });
    expect(overlap(usual, barsAt(placeBars(1, low, empty, [everywhere, usual]), 1))).toBe(false);
  });

  it('is nowhere in a tile that texts fill', () => {
    const narrow = { width: 150, height: 300 };
    expect(placeBars(1, narrow, texts(140, narrow, 130), [])).toBeNull();
    expect(placeBars(1, narrow, empty, [])).not.toBeNull();
  });
});
