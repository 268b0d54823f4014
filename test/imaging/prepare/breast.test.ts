import { describe, expect, it } from 'vitest';
import { breastRegion } from '../../../imaging/prepare/breast.ts';
import { rnd } from '../../fixtures/generated.ts';
import { halfEllipse, mirrored } from './images.ts';

const width = 800;
const height = 1200;
/** The breast reaches 560 columns and rows 60 to 1020. */
const breast = halfEllipse(height, width);

function box(data: Uint16Array) {
  return breastRegion({ width, height, data })!.box;
}

/** Ends of the box, and where they may be: within 12 pixels outside. */
function expectAround(data: Uint16Array, left: number, top: number, right: number, bottom: number): void {
  const { x, y, width: across, height: down } = box(data);
  for (const [found, expected, sign] of [
    [x, left, -1],
    [y, top, -1],
    [x + across, right, 1],
    [y + down, bottom, 1],
  ]) {
    expect(sign * (found - expected)).toBeGreaterThanOrEqual(-1);
    expect(sign * (found - expected)).toBeLessThanOrEqual(13);
  }
}

describe('the breast by a threshold', () => {
  it('is boxed closely', () => {
    expectAround(breast, 0, 60, 560, 1020);
    expectAround(mirrored(breast, width), width - 560, 60, width, 1020);
  });

  it('is found above the noise of a film', () => {
    const film = breast.map((value, i) => value + 60 + (rnd(5, i) % 60));
    expectAround(film, 0, 60, 560, 1020);
  });

  it('is found beside a brighter label, writing and the edge of the film', () => {
    const film = breast.slice();
    for (let y = 100; y < 200; y++) film.fill(4000, y * width + 600, y * width + 760);
    for (let y = 0; y < height; y++) film.fill(4000, y * width + width - 8, (y + 1) * width);
    film.fill(4000, (height - 8) * width);
    expectAround(film, 0, 60, 560, 1020);
  });

  it('knows which half of it holds more', () => {
    // Of half an ellipse, 61 % lie in the half at the chest wall.
    const { leftCells, rightCells } = breastRegion({ width, height, data: breast })!;
    expect(leftCells / (leftCells + rightCells)).toBeCloseTo(0.61, 1);
    const other = breastRegion({ width, height, data: mirrored(breast, width) })!;
    expect(other.rightCells / (other.leftCells + other.rightCells)).toBeCloseTo(0.61, 1);
  });

  it('is nothing in an image of one value, of thin lines, or without pixels', () => {
    expect(breastRegion({ width: 50, height: 50, data: new Uint8Array(2500).fill(3) })).toBeNull();
    const lines = Uint8Array.from({ length: 2500 }, (_, i) => (i % 10 === 0 ? 200 : 0));
    expect(breastRegion({ width: 50, height: 50, data: lines })).toBeNull();
    expect(breastRegion({ width: 0, height: 0, data: new Uint8Array(0) })).toBeNull();
  });
});
