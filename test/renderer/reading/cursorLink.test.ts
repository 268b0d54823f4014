import { describe, expect, test } from 'vitest';
import type { ExamImage } from '../../../contract/exam.ts';
import type { BreastContent } from '../../../imaging/prepare/breastContent.ts';
import { breastPlace, foundIn, type LinkedView } from '../../../renderer/reading/cursorLink.ts';
import { testImage } from './tiles.ts';

const cell = 10;
const columns = 100;
const rows = 200;

/** A half ellipse with the chest wall at the left, its tip `deep` cells away at the row `middle`. */
function content(deep: number, middle: number): BreastContent {
  const depths = Array.from({ length: rows }, (_, row) =>
    Math.round(deep * Math.sqrt(Math.max(0, 1 - ((row - middle) / 60) ** 2))),
  );
  const bounds = { x: 0, y: (middle - 60) * cell, width: deep * cell, height: 120 * cell };
  const first = Int16Array.from(depths, (depth) => (depth === 0 ? columns : 0));
  return {
    bounds,
    chestWall: 'left',
    cell,
    columns,
    first,
    last: Int16Array.from(depths, (depth) => depth - 1),
  };
}

const hung = { quarterTurns: 0, mirrored: false } as const;
const view = (
  seen: BreastContent | null,
  more: Partial<ExamImage>,
  way: LinkedView['hung'] = hung,
): LinkedView => ({
  image: testImage('i', { laterality: 'L', ...more }),
  hung: way,
  content: seen,
});
const mm = (millimetres: number) => ({ row: millimetres, column: millimetres });

describe('a pointer linked with other views', () => {
  const from = view(content(60, 80), { view: 'CC', spacingMm: mm(0.1) });
  // 20 mm towards the chest wall from the nipple, 5 mm up.
  const place = breastPlace(from, { x: 600 - 200, y: 805 - 50 })!;

  test('is at the same place from the nipple in the same view of another exam, whatever its pixels', () => {
    const prior = view(content(70, 100), { view: 'CC', spacingMm: mm(0.05) });
    const found = foundIn(prior, place);
    if (found?.type !== 'point') throw new Error('no point');
    expect(found.at.x).toBeCloseTo(700 - 400, 0);
    expect(Math.abs(found.at.y - (1005 - 100))).toBeLessThanOrEqual(cell);
  });

  test('is at the same place in a view that is stored the other way round', () => {
    // Turned by 180 degrees to hang upright: its chest wall is stored at the right.
    const { first, last, ...rest } = content(60, 80);
    const stored: BreastContent = {
      ...rest,
      chestWall: 'right',
      bounds: { ...rest.bounds, x: (columns - 60) * cell },
      first: last.map((to) => columns - 1 - to),
      last: first.map((start) => columns - 1 - start),
    };
    const found = foundIn(
      view(stored, { view: 'CC', spacingMm: mm(0.1) }, { quarterTurns: 2, mirrored: false }),
      place,
    );
    if (found?.type !== 'point') throw new Error('no point');
    // To the right and down as stored is to the left and up as hung.
    expect(found.at.x).toBeCloseTo((columns - 60) * cell + 200, 0);
    expect(Math.abs(found.at.y - (805 + 50))).toBeLessThanOrEqual(cell);
  });

  test('is an arc at the same distance in the other view, within the breast', () => {
    const other = view(content(60, 120), { view: 'MLO', spacingMm: mm(0.2) });
    const found = foundIn(other, place);
    if (found?.type !== 'arc') throw new Error('no arc');
    const distance = Math.hypot(20, 5);
    const points = found.lines.flat();
    expect(points.length).toBeGreaterThan(20);
    for (const { x, y } of points) {
      expect(Math.hypot(x - 600, y - 1205) * 0.2).toBeCloseTo(distance, -0.5);
      expect(x).toBeLessThan(600);
    }
  });

  test('is at the same share of the breast where a nipple cannot be told, and nowhere in another view', () => {
    const unseen = { ...content(60, 80), chestWall: null };
    const prior = view(unseen, { view: 'CC', spacingMm: mm(0.1) });
    const found = foundIn(prior, place);
    if (found?.type !== 'point') throw new Error('no point');
    expect(found.at.x).toBeCloseTo(400, 6);
    expect(found.at.y).toBeCloseTo(755, 6);
    expect(foundIn(view(unseen, { view: 'MLO', spacingMm: mm(0.1) }), place)).toBeNull();
    expect(foundIn(view(content(60, 80), { view: 'MLO', spacingMm: null }), place)).toBeNull();
  });

  test('is nowhere in the other breast, and where nothing stands out', () => {
    expect(foundIn(view(content(60, 80), { view: 'CC', laterality: 'R' }), place)).toBeNull();
    expect(foundIn(view(null, { view: 'CC' }), place)).toBeNull();
    expect(breastPlace(view(null, { view: 'CC' }), { x: 1, y: 1 })).toBeNull();
  });
});
