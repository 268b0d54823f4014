import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ExamImage } from '../../../contract/exam.ts';
import type { Rect, Size } from '../../../contract/geometry.ts';
import type { Frame } from '../../../contract/image.ts';
import { inverse } from '../../../imaging/geometry/affine.ts';
import { mappedBounds } from '../../../imaging/geometry/rect.ts';
import { openImage } from '../../../imaging/openImage.ts';
import { hungCamera, pixelAspect, placedView, type PlacedView } from '../../../renderer/hanging/placement.ts';
import { quadrantCameras, quadrantOverlap } from '../../../renderer/hanging/quadrants.ts';
import { sourceToTile, type Camera } from '../../../renderer/viewport/camera.ts';
import { withLevels } from '../../../renderer/viewport/decodedFrame.ts';
import { phantomExam } from '../../../training/phantoms/phantomExam.ts';
import { header } from '../../imaging/prepare/images.ts';
import { lacks, needing, sharedDir } from '../../needs.ts';
import { testTile } from '../reading/tiles.ts';
import { examImage } from './exam.ts';

/** The part of the image that a camera shows, in source pixels. */
function seen(camera: Camera, { image, tile }: PlacedView): Rect {
  const toSource = inverse(sourceToTile(camera, tile, pixelAspect(image)));
  return mappedBounds({ x: 0, y: 0, ...tile }, toSource);
}

function whole(
  image: ExamImage,
  chestWall: 'left' | 'right',
  tile: Size,
  quarterTurns: 0 | 1 = 0,
): PlacedView {
  return placedView(testTile('a', { image, chestWall, quarterTurns }), tile, null)!;
}

/** Of a picture with its true breast (1 in `mask`): the least share of breast in a stop, and of breast in no stop. */
function walkOver(stops: readonly Camera[], view: PlacedView, mask: Uint8Array) {
  const { columns } = view.image;
  const missed = mask.slice();
  let least = 1;
  for (const camera of stops) {
    const { x, y, width, height } = seen(camera, view);
    let breast = 0;
    for (
      let row = Math.max(0, Math.round(y));
      row < Math.min(view.image.rows, Math.round(y + height));
      row++
    ) {
      const from = row * columns + Math.max(0, Math.round(x));
      const to = row * columns + Math.min(columns, Math.round(x + width));
      for (let at = from; at < to; at++) breast += mask[at];
      missed.fill(0, from, to);
    }
    least = Math.min(least, breast / (width * height));
  }
  const sum = (values: Uint8Array) => values.reduce((total, value) => total + value, 0);
  return { least, missed: sum(missed) / sum(mask) };
}

describe('parts at 1:1', () => {
  it('of an image without a breast are all of it, from the side away from the chest wall, down and up again', () => {
    const image = examImage({ rows: 1700, columns: 1500 });
    const tile = { width: 800, height: 900 };
    const right = whole(image, 'right', tile);
    const corners = (view: PlacedView) =>
      quadrantCameras(view, [view], 1)
        .map((camera) => seen(camera, view))
        .map(({ x, y }) => [Math.round(x), Math.round(y)]);
    expect(corners(right)).toEqual([
      [0, 0],
      [0, 800],
      [700, 800],
      [700, 0],
    ]);
    expect(corners(whole(image, 'left', tile))).toEqual([
      [700, 0],
      [700, 800],
      [0, 800],
      [0, 0],
    ]);
  });

  it('share a little with their neighbours, turned or not', () => {
    const image = examImage({ rows: 3000, columns: 2400 });
    const tile = { width: 800, height: 900 };
    for (const quarterTurns of [0, 1] as const) {
      const view = whole(image, 'right', tile, quarterTurns);
      const parts = quadrantCameras(view, [view], 1).map((camera) => seen(camera, view));
      const turned = quarterTurns === 1;
      for (const [starts, available, length] of [
        [parts.map(({ x }) => x), turned ? 900 : 800, 2400],
        [parts.map(({ y }) => y), turned ? 800 : 900, 3000],
      ] as const) {
        const places = [...new Set(starts.map(Math.round))].sort((a, b) => a - b);
        expect(places[0]).toBe(0);
        expect(places[places.length - 1] + available).toBeCloseTo(length, -0.5);
        places.slice(1).forEach((place, index) => {
          expect(place - places[index]).toBeLessThanOrEqual(available * (1 - quadrantOverlap) + 1);
        });
      }
    }
  });

  it('are one where the image fits', () => {
    const view = whole(examImage({ rows: 900, columns: 800 }), 'right', { width: 800, height: 900 });
    expect(quadrantCameras(view, [view], 1)).toHaveLength(1);
  });
});

/** As on 1920 x 1080 and 2048 x 2560 beside a panel, one, two and four views; for images of a sixth of full size. */
const tiles: readonly Size[] = [
  { width: 270, height: 160 },
  { width: 135, height: 160 },
  { width: 68, height: 160 },
  { width: 145, height: 200 },
];

describe('the walk over phantoms', () => {
  it('shows all of each breast, and never mostly air', () => {
    for (let index = 1; index <= 3; index++) {
      const { views } = phantomExam(index, index, { size: 512 });
      const placed = views.map((of) => {
        const { rows, columns, spacingMm: mm, laterality, viewPosition: view, pixels, mask } = of;
        const image = examImage({ rows, columns, laterality, view, spacingMm: { row: mm, column: mm } });
        const frame: Frame = { rows, columns, samplesPerPixel: 1, samples: pixels };
        const chestWall = laterality === 'R' ? ('right' as const) : ('left' as const);
        const { content } = withLevels(header(), frame);
        return { mask, of: (tile: Size) => placedView(testTile('a', { image, chestWall }), tile, content)! };
      });
      expect(placed).toHaveLength(4);
      for (const tile of tiles) {
        for (const pair of [placed.slice(0, 2), placed.slice(2)]) {
          const group = pair.map(({ of }) => of(tile));
          const walks = group.map((view) => quadrantCameras(view, group, 1));
          expect(walks[0]).toHaveLength(walks[1].length);
          pair.forEach(({ mask }, side) => {
            const { least, missed } = walkOver(walks[side], group[side], mask);
            expect(least).toBeGreaterThan(0.03);
            expect(missed).toBeLessThan(0.002);
          });
        }
      }
    }
  });
});

describe.skipIf(lacks('shared'))(needing('the walk over real films', 'shared'), () => {
  const folder = join(sharedDir, 'real-mammograms', 'ddsm-tissue');
  const background = 64;

  it('shows all of each breast, and never mostly air', async () => {
    const films = readdirSync(folder).filter((name) => name.endsWith('MLO.png'));
    for (const name of films) {
      const [film, tissue] = await Promise.all(
        [name, name.replace('.png', '_tissue.png')].map(async (file) => {
          const opened = openImage(readFileSync(join(folder, file)), file);
          const decoded = opened.ok && (await opened.value.decode(0));
          if (!opened.ok || !decoded || !decoded.ok) throw new Error(file);
          return { header: opened.value.header, frame: decoded.value };
        }),
      );
      const { rows, columns } = film.frame;
      const { content } = withLevels(film.header, film.frame);
      const mask = Uint8Array.from(tissue.frame.samples, (label) => Number(label !== background));
      const chestWall = content?.chestWall === 'left' ? 'left' : 'right';
      for (const tile of tiles.slice(0, 2)) {
        const view = placedView(
          testTile('a', { image: examImage({ rows, columns }), chestWall }),
          tile,
          content,
        )!;
        const { least, missed } = walkOver(quadrantCameras(view, [view], 1), view, mask);
        expect(least, name).toBeGreaterThan(0.03);
        // What a film's skin line loses to its background (`breastContent.test.ts`).
        expect(missed, name).toBeLessThan(0.02);
        expect(hungCamera(view, [view]).scale).toBeGreaterThan(0);
      }
    }
  });
});
