import { describe, expect, it } from 'vitest';
import type { Rect, Size } from '../../../contract/geometry.ts';
import { overlap } from '../../../imaging/geometry/rect.ts';
import { barSize, placeBars } from '../../../renderer/ai/barPlacement.ts';
import { shownIdentity } from '../../../renderer/app/identity.ts';
import { imageBadges } from '../../../renderer/hanging/badges.ts';
import { cornerTexts, type CornerLine } from '../../../renderer/hanging/cornerTexts.ts';
import { tileLayout, type TileLayoutInput } from '../../../renderer/hanging/tileLayout.ts';
import { freeWidth, seenTissue } from '../../../renderer/hanging/tissue.ts';
import { cornerSubject } from './cornerSubject.ts';
import { examRow } from './exam.ts';

const row = examRow();
const header = { ...cornerSubject.header, lossy: true, presentationIntent: 'FOR PROCESSING' } as const;
const ofImage = imageBadges({ ...cornerSubject, header, kind: 'conventional', frame: 0 });
const texts = (side: 'left' | 'right', badges: readonly string[] = []) =>
  cornerTexts({
    ...cornerSubject,
    header,
    row,
    identity: shownIdentity(row, null),
    deidentified: false,
    label: 'R MLO, prior 2024-03-01',
    side,
    notices: 1,
    badges: [...ofImage, ...badges.map((text) => ({ text, look: 'amber' as const }))],
    scale: '30 %, 3.0 px/mm',
  });

/** As wide as a proportional font of 12 or 20 px may be. */
const measure = (text: string, kind: CornerLine['kind']) => text.length * (kind === 'label' ? 12 : 6.6);

/** A breast as a half disc at the right edge (chest wall), as high as the tile but for a margin: one cell a CSS pixel. */
function halfDisc({ width, height }: Size, radiusX: number) {
  const first = Int16Array.from({ length: height }, (_, y) => {
    const t = (y - height / 2) / (height / 2 - 20);
    return Math.abs(t) < 1 ? width - Math.round(radiusX * Math.sqrt(1 - t * t)) : width;
  });
  const last = first.map((from) => (from < width ? width - 1 : -1));
  const identity = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };
  return seenTissue({ cell: 1, first, last }, identity, { width, height });
}

function laidOut(tile: Size, more: Partial<TileLayoutInput> = {}) {
  const { topLeft: top, bottomLeft: bottom } = texts('left');
  return tileLayout({
    tile,
    side: 'left',
    top,
    bottom,
    tissue: null,
    hasFrames: false,
    hasLetters: false,
    measure,
    ...more,
  });
}

const written = (layout: ReturnType<typeof tileLayout>) => layout.lines.map(({ text }) => text);

function expectNoOverlap(rects: readonly Rect[], tile: Size) {
  for (const rect of rects) {
    expect(rect.x).toBeGreaterThanOrEqual(0);
    expect(rect.y).toBeGreaterThanOrEqual(0);
    expect(rect.x + rect.width).toBeLessThanOrEqual(tile.width);
    expect(rect.y + rect.height).toBeLessThanOrEqual(tile.height);
  }
  rects.forEach((one, index) =>
    rects.slice(index + 1).forEach((other) => expect(overlap(one, other)).toBe(false)),
  );
}

/** Four in a row at 1920x1080, 1280x800 and 900x600; two by two on an upright screen; one large; a sliver. */
const tiles = [
  { width: 405, height: 1040 },
  { width: 245, height: 760 },
  { width: 213, height: 560 },
  { width: 1024, height: 1180 },
  { width: 1620, height: 1040 },
  { width: 110, height: 160 },
];

describe('what is written on a view', () => {
  it.each(tiles)('overlaps nothing, in a tile of $width x $height', (tile) => {
    for (const tissue of [null, halfDisc(tile, 0.55 * tile.width), halfDisc(tile, 0.9 * tile.width)]) {
      for (const [hasFrames, hasLetters] of [
        [false, false],
        [true, false],
        [true, true],
      ] as const) {
        const layout = laidOut(tile, { tissue, hasFrames, hasLetters });
        const rects = layout.lines.map(({ box }) => box);
        if (layout.frameBar) rects.push(layout.frameBar);
        if (hasLetters) rects.push(...Object.values(layout.letters!));
        const bars = placeBars(2, tile, { side: 'left', taken: rects, tissue }, []);
        if (bars) rects.push({ ...bars, width: barSize.width, height: 2 * barSize.height });
        expectNoOverlap(rects, tile);
        expect(written(layout)[0]).toMatch(/^R MLO/);
      }
    }
  });

  it('is all there where there is room', () => {
    const { topLeft, bottomLeft } = texts('left');
    const all = [...topLeft, ...bottomLeft.toReversed()].map(({ text }) => text);
    expect(written(laidOut({ width: 1024, height: 1180 }))).toEqual(all);
  });

  it('lies beside the breast; only what must be read lies over it', () => {
    for (const tile of tiles.slice(0, 3)) {
      const tissue = halfDisc(tile, 0.9 * tile.width);
      const layout = laidOut(tile, { tissue });
      const over = layout.lines.filter(({ box }) => {
        const free = freeWidth(tissue, 'left', tile, box.y, box.y + box.height);
        return box.x + box.width > free;
      });
      expect(over.filter(({ kind }) => !['label', 'warning', 'scale', 'amber'].includes(kind))).toEqual([]);
      expect(layout.lines.length).toBeGreaterThan(over.length);
    }
  });

  it('is shortened by whole pieces', () => {
    const { lines } = laidOut({ width: 245, height: 760 });
    const { topLeft, bottomLeft } = texts('left');
    const beginnings = [...topLeft, ...bottomLeft].flatMap(({ parts }) =>
      parts.map((_, index) => parts.slice(0, index + 1).join('') + (index + 1 < parts.length ? '…' : '')),
    );
    for (const { text } of lines) expect(beginnings).toContain(text);
    expect(lines.some(({ text }) => text.endsWith('…'))).toBe(true);
  });

  it('gives way by rank in a low tile: label, badges, warnings and scale stay, dose and maker go first', () => {
    const { topLeft: top, bottomLeft: bottom } = texts('left', ['Mirrored']);
    const shown = written(laidOut({ width: 400, height: 190 }, { top, bottom }));
    expect(shown).toEqual(expect.arrayContaining(['Mirrored', '30 %, 3.0 px/mm', 'Doe, Jane']));
    expect(shown.some((text) => text.startsWith('For Processing'))).toBe(true);
    expect(shown.some((text) => /Maker|Dose/.test(text))).toBe(false);
  });

  it('stands at the right where the chest wall is at the left', () => {
    const { topRight: top, bottomRight: bottom } = texts('right');
    const layout = laidOut({ width: 405, height: 1040 }, { side: 'right', top, bottom });
    for (const { box } of layout.lines) expect(box.x + box.width).toBe(405 - 6);
  });
});

describe('the breast in its tile', () => {
  const rows = { cell: 10, first: Int16Array.of(9, 4, 2, 4), last: Int16Array.of(0, 9, 9, 9) };
  const tile = { width: 100, height: 40 };

  it('is seen between two heights', () => {
    const tissue = seenTissue(rows, { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 }, tile);
    expect(tissue.between(0, 10)).toBeNull();
    expect(tissue.between(10, 20)).toEqual({ x: 40, y: 10, width: 60, height: 10 });
    expect(freeWidth(tissue, 'left', tile, 10, 30)).toBe(20);
    expect(freeWidth(tissue, 'right', tile, 10, 30)).toBe(0);
  });

  it('is seen as the view is turned and moved', () => {
    // Turned by 180 degrees: the first row is below, the chest wall at the left.
    const upsideDown = seenTissue(rows, { a: -1, b: 0, c: 0, d: -1, e: 100, f: 40 }, tile);
    expect(freeWidth(upsideDown, 'right', tile, 0, 10)).toBe(40);
    expect(upsideDown.between(30, 40)).toBeNull();
    // A quarter clockwise: rows are columns, the first one at the right.
    const turned = seenTissue(rows, { a: 0, b: 1, c: -1, d: 0, e: 40, f: 0 }, { width: 40, height: 100 });
    expect(turned.between(0, 15)).toBeNull();
    expect(turned.between(25, 35)).toEqual({ x: 10, y: 25, width: 10, height: 10 });
  });
});
