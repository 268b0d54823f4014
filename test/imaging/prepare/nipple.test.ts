import { describe, expect, it } from 'vitest';
import type { BreastContent, PictureEdge } from '../../../imaging/prepare/breastContent.ts';
import { distance } from '../../../imaging/geometry/outline.ts';
import { nippleOf } from '../../../imaging/prepare/nipple.ts';
import { withLevels } from '../../../renderer/viewport/decodedFrame.ts';
import { phantomViews } from '../../../training/phantoms/phantomExam.ts';
import { planExam } from '../../../training/phantoms/planExam.ts';
import { frame, header } from './images.ts';

const columns = 100;
const rows = 160;
const cell = 4;

/** A breast whose depth in cells from the left edge is given row by row. */
function breast(depth: (row: number) => number, chestWall: PictureEdge | null = 'left'): BreastContent {
  const depths = Array.from({ length: rows }, (_, row) => Math.max(0, Math.round(depth(row))));
  const first = Int16Array.from(depths, (deep) => (deep === 0 ? columns : 0));
  const last = Int16Array.from(depths, (deep) => deep - 1);
  const bounds = { x: 0, y: 0, width: columns * cell, height: rows * cell };
  return { bounds, chestWall, cell, columns, first, last };
}

function mirrored({ first, last, ...content }: BreastContent): BreastContent {
  const flip = (value: number) => columns - 1 - value;
  const none = first.map((from, row) => Number(last[row] < from));
  return {
    ...content,
    chestWall: 'right',
    first: last.map((to, row) => (none[row] ? columns : flip(to))),
    last: first.map((from, row) => (none[row] ? -1 : flip(from))),
  };
}

/** Turned so that the chest wall is above. */
function turned(content: BreastContent): BreastContent {
  const { first, last } = content;
  const reach = Array.from(last, (to, row) => (to < first[row] ? 0 : to + 1));
  const line = (row: number) => reach.flatMap((deep, index) => (deep > row ? [index] : []));
  return {
    ...content,
    chestWall: 'top',
    columns: rows,
    first: Int16Array.from({ length: columns }, (_, row) => line(row)[0] ?? rows),
    last: Int16Array.from({ length: columns }, (_, row) => line(row).at(-1) ?? -1),
  };
}

const halfEllipse = (middle: number) => (row: number) =>
  70 * Math.sqrt(Math.max(0, 1 - ((row - middle) / 60) ** 2));
/** As an oblique view: the axilla above, the nipple low. */
const oblique = (row: number) =>
  row < 100 ? 30 + 0.4 * row : 70 * Math.sqrt(Math.max(0, 1 - ((row - 100) / 45) ** 2));

/** Millimetres between where the generator put nipples and where they are told; null where they are not. */
function errors(seed: number, exams: number): readonly (number | null)[] {
  return Array.from({ length: exams }, (_, index) => planExam(seed, index + 1)).flatMap((plan) =>
    [...phantomViews(plan, 512)].map((view) => {
      const { laterality, viewPosition, spacingMm } = view;
      const breastPlan = plan.breasts.find((other) => other.laterality === laterality)!;
      const { nippleX, nippleY } = breastPlan.views[viewPosition === 'CC' ? 0 : 1].outline;
      const x = nippleX / spacingMm;
      const truth = { x: laterality === 'L' ? x : view.columns - x, y: nippleY / spacingMm };
      const { content } = withLevels(header(), frame(view.rows, view.columns, view.pixels));
      const told = content && nippleOf(content);
      return told && distance(told, truth, { width: spacingMm, height: spacingMm });
    }),
  );
}

describe('the nipple', () => {
  it('is where the phantoms have theirs, wherever it is told', () => {
    const told = errors(11, 6).filter((error) => error !== null);
    const sorted = told.toSorted((one, other) => one - other);
    // Sagging and flat fronts tell nothing; the texts on the screen say "about".
    expect(told.length).toBeGreaterThanOrEqual(12);
    expect(sorted[Math.floor(told.length / 2)]).toBeLessThan(4);
    expect(sorted[told.length - 1]).toBeLessThan(20);
  });

  it('is the tip of the outline, whichever way round the picture is stored', () => {
    const content = breast(halfEllipse(80));
    const seen = nippleOf(content)!;
    expect(seen.x).toBe(70 * cell);
    expect(Math.abs(seen.y - 80.5 * cell)).toBeLessThanOrEqual(cell);
    expect(nippleOf(mirrored(content))).toEqual({ x: (columns - 70) * cell, y: seen.y });
    expect(nippleOf(turned(content))).toEqual({ x: seen.y, y: seen.x });
  });

  it('is found below the axilla of an oblique view', () => {
    const { x, y } = nippleOf(breast(oblique))!;
    expect(x).toBe(70 * cell);
    expect(Math.abs(y / cell - 101)).toBeLessThan(6);
  });

  it('is found by a bump on the outline', () => {
    const bump = (row: number) => halfEllipse(80)(row) + (Math.abs(row - 92) < 4 ? 5 : 0);
    expect(Math.abs(nippleOf(breast(bump))!.y / cell - 92.5)).toBeLessThan(1);
  });

  it('is not told where the chest wall is not seen, the outline is flat, or cut off where it is furthest', () => {
    expect(nippleOf(breast(halfEllipse(80), null))).toBeNull();
    expect(nippleOf(breast((row) => (row > 10 && row < 150 ? 60 : 0)))).toBeNull();
    expect(nippleOf(breast((row) => 20 + 0.4 * row))).toBeNull();
    expect(nippleOf(breast(() => 0))).toBeNull();
  });
});
