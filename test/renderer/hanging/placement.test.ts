import { describe, expect, it } from 'vitest';
import type { ExamImage } from '../../../contract/exam.ts';
import type { Point, Rect, Size } from '../../../contract/geometry.ts';
import type { BreastContent } from '../../../imaging/prepare/breastContent.ts';
import type { Tile } from '../../../renderer/hanging/types.ts';
import { testTile } from '../reading/tiles.ts';
import { apply, inverse } from '../../../imaging/geometry/affine.ts';
import {
  actualPixelsCamera,
  chestWallOf,
  hungCamera,
  pixelAspect,
  placedView,
  scaleText,
  seenChestWall,
  trueSizeCamera,
  type PlacedView,
} from '../../../renderer/hanging/placement.ts';
import { laidOut } from '../../../renderer/hanging/layout.ts';
import { hang } from '../../../renderer/hanging/hang.ts';
import { standardProtocols } from '../../../renderer/hanging/standardProtocols.ts';
import { sourceToTile, type Camera } from '../../../renderer/viewport/camera.ts';
import { exam, examImage, imageOf } from './exam.ts';

function placed(changes: Partial<PlacedView> & { readonly image: ExamImage }): PlacedView {
  return {
    chestWall: 'right',
    quarterTurns: 0,
    mirrored: false,
    part: { x: 0, y: 0, width: changes.image.columns, height: changes.image.rows },
    breast: null,
    tile: { width: 800, height: 900 },
    ...changes,
  };
}

/** Edges of the whole image in its tile. */
function edges(camera: Camera, { image, tile }: PlacedView) {
  const map = sourceToTile(camera, tile, pixelAspect(image));
  const corners: Point[] = [apply(map, { x: 0, y: 0 }), apply(map, { x: image.columns, y: image.rows })];
  const x = corners.map((corner) => corner.x).sort((a, b) => a - b);
  const y = corners.map((corner) => corner.y).sort((a, b) => a - b);
  return { left: x[0], right: x[1], top: y[0], bottom: y[1], width: x[1] - x[0], height: y[1] - y[0] };
}

// 240 mm x 300 mm: 900 / 300 = 3 pixels per mm.
const large = imageOf('R CC', { rows: 3000, columns: 2400, spacingMm: { row: 0.1, column: 0.1 } });
// 180 mm x 240 mm of another detector: 900 / 240 = 3.75 pixels per mm by itself.
const small = imageOf('L CC', { rows: 4800, columns: 3600, spacingMm: { row: 0.05, column: 0.05 } });

describe('whole views', () => {
  it('have one scale in millimetres, the largest at which all fit (worked by hand)', () => {
    const right = placed({ image: large });
    const left = placed({ image: small, chestWall: 'left' });
    const group = [right, left];
    // 3 px/mm: 0.3 px per column of 0.1 mm, 0.15 px per column of 0.05 mm.
    expect(hungCamera(right, group).scale).toBeCloseTo(0.3, 12);
    expect(hungCamera(left, group).scale).toBeCloseTo(0.15, 12);
    // 240 mm wide: 720 px, from 80 to the edge at 800; as high as the tile.
    expect(edges(hungCamera(right, group), right)).toEqual({
      left: expect.closeTo(80, 9),
      right: expect.closeTo(800, 9),
      top: expect.closeTo(0, 9),
      bottom: expect.closeTo(900, 9),
      width: expect.closeTo(720, 9),
      height: expect.closeTo(900, 9),
    });
    // 540 x 720 px, centred: 90 px free above and below.
    expect(edges(hungCamera(left, group), left)).toMatchObject({
      left: expect.closeTo(0, 9),
      right: expect.closeTo(540, 9),
      top: expect.closeTo(90, 9),
      bottom: expect.closeTo(810, 9),
    });
    // The source point in the middle of the tile: column 400 px / 0.3 - 80 px / 0.3 = 1066.67.
    expect(hungCamera(right, group).centre.x).toBeCloseTo(320 / 0.3, 9);
    expect(hungCamera(right, group).centre.y).toBeCloseTo(1500, 9);
  });

  it('are as large as the width allows in a narrow tile', () => {
    const view = placed({ image: large, tile: { width: 240, height: 900 } });
    expect(hungCamera(view, [view]).scale).toBeCloseTo(0.1, 12);
  });

  it('touch their edge of the tile however they are turned and mirrored', () => {
    for (const quarterTurns of [0, 1, 2, 3] as const) {
      for (const mirrored of [false, true]) {
        for (const chestWall of ['left', 'right'] as const) {
          const view = placed({ image: large, quarterTurns, mirrored, chestWall });
          const { left, right, top, bottom } = edges(hungCamera(view, [view]), view);
          expect(chestWall === 'left' ? left : 800 - right).toBeCloseTo(0, 9);
          expect(top).toBeCloseTo(900 - bottom, 9);
        }
      }
    }
  });

  it('are centred where no chest wall is known', () => {
    const view = placed({ image: large, chestWall: null });
    const { left, right } = edges(hungCamera(view, [view]), view);
    expect(left).toBeCloseTo(40, 9);
    expect(right).toBeCloseTo(760, 9);
  });

  it('without spacing fit by themselves, and do not hold up the others', () => {
    const unknown = placed({ image: examImage({ view: 'CC', rows: 1800, columns: 400, spacingMm: null }) });
    const right = placed({ image: large });
    expect(hungCamera(unknown, [unknown, right]).scale).toBeCloseTo(0.5, 12);
    expect(hungCamera(right, [unknown, right]).scale).toBeCloseTo(0.3, 12);
  });

  it('with pixels that are not square are as high as their spacing says', () => {
    const image = examImage({ rows: 1500, columns: 2400, spacingMm: { row: 0.2, column: 0.1 } });
    const view = placed({ image });
    const { width, height } = edges(hungCamera(view, [view]), view);
    expect(width).toBeCloseTo(720, 9);
    expect(height).toBeCloseTo(900, 9);
  });

  it('hang oblique ones by the upper edge, where the axilla is', () => {
    const right = placed({ image: { ...large, view: 'MLO' } });
    const left = placed({ image: { ...small, view: 'MLO' }, chestWall: 'left' });
    const cc = placed({ image: small });
    const group = [right, left, cc];
    expect(edges(hungCamera(right, group), right).top).toBeCloseTo(0, 9);
    expect(edges(hungCamera(left, group), left).top).toBeCloseTo(0, 9);
    expect(edges(hungCamera(cc, group), cc).top).toBeCloseTo(90, 9);
  });

  it('meet at the shared edge in every pair of the standard protocols', () => {
    const steps = hang(exam(['R CC', 'L CC', 'R MLO', 'L MLO'], ['R CC', 'L CC']), standardProtocols[0]);
    const area: Size = { width: 1500, height: 900 };
    let pairs = 0;
    for (const { tiles } of steps) {
      const views = laidOut(tiles, area).map(({ tile, rect }) => {
        const size = { width: rect.width * area.width, height: rect.height * area.height };
        return { tile, rect, view: placedView(tile, size, null) };
      });
      const group = views.flatMap(({ view }) => (view === null ? [] : [view]));
      for (const { tile, rect, view } of views) {
        if (view === null || tile.image?.laterality !== 'R') continue;
        const partner = views.find(
          (other) => other.rect.x === rect.x + rect.width && other.tile.image?.laterality === 'L',
        );
        if (!partner?.view) continue;
        pairs++;
        expect(edges(hungCamera(view, group), view).right).toBeCloseTo(view.tile.width, 9);
        expect(edges(hungCamera(partner.view, group), partner.view).left).toBeCloseTo(0, 9);
      }
    }
    expect(pairs).toBe(10);
  });
});

/** A breast in the picture; only its bounds matter here. */
function breastAt(bounds: Rect): BreastContent {
  const rows = Int16Array.from({ length: 1 }, () => 0);
  return { bounds, chestWall: 'right', cell: 3000, columns: 1, first: rows, last: rows };
}

describe('breasts', () => {
  const bounds = { x: 1200, y: 600, width: 1200, height: 1500 };
  const of = (image: ExamImage, breast: BreastContent | null, changes: Partial<Tile> = {}) =>
    placedView(
      testTile('a', { image, chestWall: 'right', ...changes }),
      { width: 400, height: 900 },
      breast,
    )!;

  it('fill the tile but for a margin where there is skin, chest wall at the edge (worked by hand)', () => {
    const view = of(large, breastAt(bounds));
    // 1500 x 0.025 = 37.5 pixels of air at the nipple, above and below: 1237.5 x 1575 are to be seen.
    expect(view.part).toEqual({ x: 1162.5, y: 562.5, width: 1237.5, height: 1575 });
    const camera = hungCamera(view, [view]);
    expect(camera.scale).toBeCloseTo(400 / 1237.5, 12);
    expect(edges(camera, view).right).toBeCloseTo(400, 9);
    // The middle of the breast in the middle of the tile.
    expect(camera.centre.y).toBeCloseTo(1350, 9);
  });

  it('are all at one scale, the one at which the largest fits', () => {
    const [first, second] = [of(large, breastAt(bounds)), of(large, breastAt({ ...bounds, height: 2400 }))];
    const group = [first, second];
    expect(hungCamera(first, group).scale).toBeCloseTo(hungCamera(second, group).scale, 12);
    expect(hungCamera(first, group).scale).toBeLessThanOrEqual(hungCamera(first, [first]).scale);
  });

  it('have no margin where the detector cuts them off, however the view is turned', () => {
    const cut = { x: 1200, y: 0, width: 1200, height: 3000 };
    expect(of(large, breastAt(cut)).part).toEqual({ x: 1125, y: 0, width: 1275, height: 3000 });
    // Turned by a quarter, what was above is at the right: the wall.
    const free = { x: 600, y: 600, width: 600, height: 1500 };
    expect(of(large, breastAt(free), { quarterTurns: 1 }).part).toEqual({
      x: 562.5,
      y: 600,
      width: 675,
      height: 1537.5,
    });
  });

  it('that do not stand out leave all of the image to be seen', () => {
    expect(of(large, null).part).toEqual({ x: 0, y: 0, width: 2400, height: 3000 });
  });
});

describe('other sizes', () => {
  const view = placed({ image: large });

  it('shows one image pixel per pixel of the screen, chest wall at its edge', () => {
    const camera = actualPixelsCamera(view, 2);
    expect(camera.scale).toBe(0.5);
    expect(edges(camera, view)).toMatchObject({ left: -400, right: 800, top: -300, bottom: 1200 });
  });

  it('shows a millimetre as a millimetre', () => {
    // 4 CSS pixels per millimetre of the screen: 0.4 per column of 0.1 mm.
    const camera = trueSizeCamera(view, 4);
    expect(camera?.scale).toBeCloseTo(0.4, 12);
    expect(edges(camera as Camera, view).right).toBeCloseTo(800, 9);
    expect(trueSizeCamera(placed({ image: { ...large, spacingMm: null } }), 4)).toBeNull();
  });

  it('says its scale', () => {
    const screen = { devicePixelRatio: 1, screenPixelsPerMm: null };
    const spacing = { columnMm: large.spacingMm!.column };
    expect(scaleText({ scale: 1 }, spacing, screen)).toBe('1:1, 10 px/mm');
    expect(scaleText({ scale: 0.62 }, spacing, screen)).toBe('62 %, 6.2 px/mm');
    expect(scaleText({ scale: 0.08 }, spacing, screen)).toBe('8.0 %, 0.80 px/mm');
    expect(scaleText({ scale: 0.5 }, spacing, { devicePixelRatio: 2, screenPixelsPerMm: null })).toBe(
      '1:1, 10 px/mm',
    );
    expect(scaleText({ scale: 0.4 }, spacing, { devicePixelRatio: 1, screenPixelsPerMm: 4 })).toBe(
      '40 %, true size',
    );
    expect(scaleText({ scale: 1 }, spacing, { devicePixelRatio: 1, screenPixelsPerMm: 4 })).toBe(
      '1:1, 2.5 × true size',
    );
    expect(scaleText({ scale: 0.3 }, null, screen)).toBe('30 %, size not known');
  });
});

describe('the chest wall of a turned view', () => {
  it('follows turning and mirroring, as the picture shows', () => {
    for (const quarterTurns of [0, 1, 2, 3] as const) {
      for (const mirrored of [false, true]) {
        const view = placed({ image: large, quarterTurns, mirrored, chestWall: 'right' });
        // A point of the image beyond which the chest wall lies.
        const hung = sourceToTile(hungCamera(view, []), view.tile, 1);
        const wall = apply(inverse(hung), { x: 800, y: 450 });
        for (const turns of [0, 1, 2, 3] as const) {
          for (const mirror of [false, true]) {
            const camera = { centre: { x: 1200, y: 1500 }, scale: 1, quarterTurns: turns, mirrored: mirror };
            const { x } = apply(sourceToTile(camera, { width: 0, height: 0 }, 1), wall);
            const expected = Math.abs(x) < 1e-6 ? null : x > 0 ? 'right' : 'left';
            expect(chestWallOf(view, camera)).toBe(expected);
          }
        }
      }
    }
    expect(
      chestWallOf(placed({ image: large, chestWall: null }), { quarterTurns: 0, mirrored: false }),
    ).toBeNull();
  });

  it('is taken to be where it was hung while it is seen above or below', () => {
    const view = placed({ image: large, chestWall: 'right' });
    expect(seenChestWall(view, { quarterTurns: 1, mirrored: false })).toBe('right');
    expect(seenChestWall(view, { quarterTurns: 2, mirrored: false })).toBe('left');
    expect(seenChestWall(view, { quarterTurns: 0, mirrored: true })).toBe('left');
  });
});
