/** Where the picture lies, against `sourceToTile`; and that switching, zooming and closing leave nothing behind. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Camera, sourceToTile } from '../../../renderer/viewport/camera.ts';
import { lacks, needing } from '../../needs.ts';
import { type TestImage, testDicom, windows } from './images.ts';
import type { TileToShow } from './page/main.tsx';
import { type ViewportPage, openViewportPage } from './viewportPage.ts';

const tile = { width: 401, height: 300 };
const rect = { x: 3, y: 2, ...tile };
const identity = windows('LINEAR_EXACT', [127.5, 255]);

/** A bright block of source pixels on black: its outline on the canvas tells where the picture lies. */
const block = { left: 40, top: 30, right: 140, bottom: 90 };
const blockImage = (spacing?: readonly [number, number]): TestImage => ({
  rows: 131,
  columns: 203,
  value: (x, y) => (x >= block.left && x < block.right && y >= block.top && y < block.bottom ? 250 : 0),
  bitsAllocated: 8,
  bitsStored: 8,
  others: identity,
  ...(spacing ? { spacing } : {}),
});

describe.skipIf(lacks('chromium'))(needing('geometry of the picture', 'chromium'), () => {
  let viewport: ViewportPage;
  beforeAll(async () => {
    viewport = await openViewportPage();
  }, 300_000);
  afterAll(() => viewport?.close());

  async function shown(
    ...tiles: TileToShow[]
  ): Promise<(x: number, y: number, component?: number) => number> {
    await viewport.page.evaluate((all) => window.viewports.show(all), tiles);
    const { width, base64 } = await viewport.page.evaluate(() => window.viewports.read(0));
    const pixels = new Uint8Array(Buffer.from(base64, 'base64'));
    return (x, y, component = 0) => pixels[4 * (y * width + x) + component];
  }

  /** Edges of what is brighter than half, with parts of a pixel by its brightness. */
  function outline(level: (x: number, y: number) => number) {
    const columnSums = Array.from({ length: tile.width }, (_, x) => {
      let sum = 0;
      for (let y = 0; y < tile.height; y++) sum += level(x, y) / 250;
      return sum;
    });
    const rowSums = Array.from({ length: tile.height }, (_, y) => {
      let sum = 0;
      for (let x = 0; x < tile.width; x++) sum += level(x, y) / 250;
      return sum;
    });
    return { ...ends(columnSums, 'left', 'right'), ...ends(rowSums, 'top', 'bottom') };
  }

  function ends(sums: readonly number[], low: string, high: string): Record<string, number> {
    const most = Math.max(...sums);
    const first = sums.findIndex((sum) => sum > 0.5 * most);
    const last = sums.findLastIndex((sum) => sum > 0.5 * most);
    return { [low]: first, [high]: last + 1 };
  }

  function expectedOutline(camera: Camera, pixelAspect: number) {
    const { a, b, c, d, e, f } = sourceToTile(camera, tile, pixelAspect);
    const corners = [
      [block.left, block.top],
      [block.right, block.bottom],
    ].map(([x, y]) => [a * x + c * y + e, b * x + d * y + f]);
    const xs = corners.map(([x]) => x);
    const ys = corners.map(([, y]) => y);
    return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
  }

  const centre = { x: 95.3, y: 61.8 };
  for (const scale of [0.37, 0.5, 1, 1.618, 2, 2.4]) {
    for (const mirrored of [false, true]) {
      for (const quarterTurns of [0, 1, 2, 3] as const) {
        const camera: Camera = { centre, scale, quarterTurns, mirrored };
        it(`scale ${scale}, ${quarterTurns} quarter turns${mirrored ? ', mirrored' : ''}`, async () => {
          viewport.serve('block', testDicom(blockImage()));
          const seen = outline(await shown({ imageId: 'block', rect, camera }));
          const wanted = expectedOutline(camera, 1);
          for (const [edge, at] of Object.entries(wanted)) {
            expect(Math.abs(seen[edge] - at), edge).toBeLessThanOrEqual(0.51);
          }
        });
      }
    }
  }

  it('pixels that are not square', async () => {
    viewport.serve('flat', testDicom(blockImage([0.2, 0.1])));
    for (const quarterTurns of [0, 1] as const) {
      const camera: Camera = { centre, scale: 1.2, quarterTurns, mirrored: true };
      const seen = outline(await shown({ imageId: 'flat', rect, camera }));
      for (const [edge, at] of Object.entries(expectedOutline(camera, 2))) {
        expect(Math.abs(seen[edge] - at), edge).toBeLessThanOrEqual(0.51);
      }
    }
  });

  it('stays in its place when a larger viewport is closed', async () => {
    viewport.serve('block', testDicom(blockImage()));
    const camera: Camera = { centre, scale: 1.3, quarterTurns: 0, mirrored: false };
    const larger = { imageId: 'block', rect: { x: 500, y: 0, width: 700, height: 600 }, camera };
    await shown({ imageId: 'block', rect, camera }, larger);
    const moved = { ...camera, centre: { x: 80, y: 50 } };
    const seen = outline(await shown({ imageId: 'block', rect, camera: moved }));
    for (const [edge, at] of Object.entries(expectedOutline(moved, 1))) {
      expect(Math.abs(seen[edge] - at), edge).toBeLessThanOrEqual(0.51);
    }
  });

  it('outside the image it is black, also where a halved copy is drawn', async () => {
    const large: TestImage = {
      rows: 1023,
      columns: 1537,
      value: () => 255,
      bitsAllocated: 8,
      bitsStored: 8,
      others: identity,
    };
    viewport.serve('large', testDicom(large));
    for (const scale of [0.11, 0.2, 0.24]) {
      const camera: Camera = { centre: { x: 700, y: 500 }, scale, quarterTurns: 0, mirrored: false };
      const level = await shown({ imageId: 'large', rect, camera });
      const { e, f } = sourceToTile(camera, tile, 1);
      const [left, right, top, bottom] = [e, e + scale * large.columns, f, f + scale * large.rows];
      for (let y = 0; y < tile.height; y++) {
        for (let x = 0; x < tile.width; x++) {
          const inside = x >= left && x + 1 <= right && y >= top && y + 1 <= bottom;
          const outside = x + 1 <= left || x >= right || y + 1 <= top || y >= bottom;
          // Pixels on the edge may be between.
          if ((inside && level(x, y) !== 255) || (outside && level(x, y) !== 0)) {
            throw new Error(`${x}, ${y} at ${scale}: ${level(x, y)}`);
          }
        }
      }
    }
  });

  it('fine structures are averaged where the picture is smaller than the image, not skipped', async () => {
    viewport.serve(
      'stripes',
      testDicom({
        rows: 1024,
        columns: 1024,
        value: (x) => (x % 2 === 0 ? 200 : 0),
        bitsAllocated: 8,
        bitsStored: 8,
        others: identity,
      }),
    );
    const camera: Camera = { centre: { x: 512, y: 512 }, scale: 0.2, quarterTurns: 0, mirrored: false };
    const level = await shown({ imageId: 'stripes', rect, camera });
    for (let x = 110; x < 290; x++) expect(level(x, 150)).toBe(100);
  });

  it('RGB is shown as colour, and inverted', async () => {
    const colours = [
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
      [12, 130, 240],
    ] as const;
    viewport.serve(
      'colour',
      testDicom({
        rows: 40,
        columns: 40,
        value: (x) => colours[Math.floor(x / 10)],
        bitsAllocated: 8,
        bitsStored: 8,
      }),
    );
    const camera: Camera = { centre: { x: 20, y: 20 }, scale: 1, quarterTurns: 0, mirrored: false };
    for (const inverted of [false, true]) {
      const display = { voi: { type: 'image', index: 0 }, inverted } as const;
      const level = await shown({
        imageId: 'colour',
        rect: { x: 0, y: 0, width: 40, height: 40 },
        camera,
        display,
      });
      colours.forEach((colour, index) =>
        colour.forEach((value, component) =>
          expect(level(10 * index + 5, 20, component)).toBe(inverted ? 255 - value : value),
        ),
      );
    }
  });

  it('frames follow one another at once', async () => {
    viewport.serve('frames', testDicom({ ...blockImage(), value: () => 10, frames: 12 }));
    for (const frame of [0, 1, 2, 11, 5]) {
      const level = await shown({ imageId: 'frames', rect, frame });
      expect(level(200, 150)).toBe(10 + frame);
    }
  });

  it('a snapshot is what the viewport shows', async () => {
    const camera: Camera = { centre, scale: 1.618, quarterTurns: 3, mirrored: true };
    const one = { imageId: 'block', rect, camera };
    viewport.serve('block', testDicom(blockImage()));
    await shown(one);
    const { page } = viewport;
    const onScreen = await page.evaluate(() => window.viewports.read(0));
    expect(await page.evaluate((view) => window.viewports.capture(view, 1), one)).toEqual(onScreen);
    const larger = await page.evaluate((view) => window.viewports.capture(view, 2), one);
    expect([larger.width, larger.height]).toEqual([2 * tile.width, 2 * tile.height]);
  });

  it('says why a damaged image is not shown', async () => {
    const whole = testDicom(blockImage());
    viewport.serve('cut', whole.subarray(0, whole.length - 5000));
    const decoded = await viewport.page.evaluate(() => window.viewports.decode('cut'));
    expect(decoded).toEqual({ problem: 'truncated' });
    expect(await viewport.page.evaluate(() => window.viewports.decode('nowhere'))).toEqual({
      problem: 'not-found',
    });
  });

  it('nothing was against the content security policy', () => {
    expect(viewport.errors.filter((error) => !error.includes('404'))).toEqual([]);
  });
});
