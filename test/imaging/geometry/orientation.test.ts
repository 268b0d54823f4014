import { describe, expect, it } from 'vitest';
import { apply } from '../../../imaging/geometry/affine.ts';
import { noTurn, turnGrid } from '../../../imaging/geometry/orientation.ts';

const grid = { width: 3, height: 2, data: Uint16Array.of(1, 2, 3, 4, 5, 6) };

describe('turning an image', () => {
  it('swaps rows and columns, then turns upside down', () => {
    const turned = turnGrid(grid, { transpose: true, flipVertical: true }).grid;
    expect(turned).toEqual({ width: 2, height: 3, data: Uint16Array.of(3, 6, 2, 5, 1, 4) });
  });

  it('shares the data where nothing turns', () => {
    expect(turnGrid(grid, noTurn).grid.data).toBe(grid.data);
  });

  it('maps the centre of every pixel to the centre of the pixel it came from', () => {
    for (const transpose of [false, true]) {
      for (const flipVertical of [false, true]) {
        const { grid: turned, toOriginal } = turnGrid(grid, { transpose, flipVertical });
        for (let y = 0; y < turned.height; y++) {
          for (let x = 0; x < turned.width; x++) {
            const from = apply(toOriginal, { x: x + 0.5, y: y + 0.5 });
            const original = grid.data[(from.y - 0.5) * grid.width + from.x - 0.5];
            expect(turned.data[y * turned.width + x]).toBe(original);
          }
        }
      }
    }
  });
});
