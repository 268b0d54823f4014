/** What viewports take of the graphics card, and that they give it back. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks, needing } from '../../needs.ts';
import { testDicom, windows } from './images.ts';
import type { TileToShow } from './page/main.tsx';
import { type ViewportPage, openViewportPage } from './viewportPage.ts';

describe.skipIf(lacks('chromium'))(needing('resources of viewports', 'chromium'), () => {
  let viewport: ViewportPage;
  beforeAll(async () => {
    viewport = await openViewportPage();
    for (let image = 0; image < 40; image++) {
      viewport.serve(
        `image ${image}`,
        testDicom({
          rows: 1200,
          columns: 1000,
          value: (x, y) => (x + y + 100 * image) % 4096,
          bitsAllocated: 16,
          bitsStored: 12,
          others: windows('LINEAR', [2048, 4096]),
        }),
      );
    }
  }, 300_000);
  afterAll(() => viewport?.close());

  const show = (tiles: readonly TileToShow[]) =>
    viewport.page.evaluate((all) => window.viewports.show(all), tiles);
  const textures = () => viewport.page.evaluate(() => window.webGl.textures.size);

  /** Eight tiles with images from `first` on; `scale` says which copy of the image is drawn. */
  const eight = (first: number, scale: number): TileToShow[] =>
    Array.from({ length: 8 }, (_, index) => ({
      imageId: `image ${first + index}`,
      rect: { x: 160 * index, y: 0, width: 150, height: 200 + 10 * index },
      camera: { centre: { x: 500, y: 600 }, scale, quarterTurns: 0, mirrored: false },
    }));

  it('eight viewports draw through one WebGL context', async () => {
    await show(eight(0, 0.2));
    // Cornerstone and vtk.js try others out, and lose them again.
    const living = await viewport.page.evaluate(
      () => [...window.webGl.contexts].filter((context) => !context.isContextLost()).length,
    );
    expect(living).toBe(1);
  });

  it('other images take the place of the last ones', async () => {
    await show(eight(0, 0.2));
    const before = await textures();
    for (let first = 0; first < 32; first += 4) {
      await show(eight(first, 0.2));
      await show(eight(first, 1));
    }
    await show(eight(0, 0.2));
    expect(await textures()).toBeLessThanOrEqual(before + 1);
  });

  it('windows take the place of the last ones', async () => {
    const windowed = (center: number): TileToShow[] =>
      eight(0, 0.2).map((tile) => ({
        ...tile,
        display: { voi: { type: 'window', function: 'LINEAR', center, width: 900 }, inverted: false },
      }));
    await show(windowed(1000));
    const before = await textures();
    for (let center = 1001; center < 1020; center++) await show(windowed(center));
    expect(await textures()).toBe(before);
  });

  it('panning sends nothing to the graphics card, windowing only tables', async () => {
    const sent = () => viewport.page.evaluate(() => window.webGl.sent.splice(0));
    await show(eight(0, 1));
    await sent();
    const panned = eight(0, 1).map((tile) => ({
      ...tile,
      camera: { centre: { x: 480, y: 590 }, scale: 1.1, quarterTurns: 1, mirrored: true } as const,
    }));
    await show(panned);
    expect(await sent()).toEqual([]);
    await show(
      panned.map((tile) => ({ ...tile, display: { voi: { type: 'image', index: 0 }, inverted: true } })),
    );
    // One entry for every stored value that occurs in the images.
    const tables = await sent();
    expect(tables).toHaveLength(8);
    expect(tables.every((width) => width > 2000 && width <= 4096)).toBe(true);
  });

  it('closed viewports hold nothing', async () => {
    await show(eight(0, 1));
    await show(eight(0, 1).slice(0, 1));
    const one = await textures();
    await show(eight(0, 1));
    await show(eight(0, 1).slice(0, 1));
    expect(await textures()).toBe(one);
  });

  it('views that are taken away before they were drawn take nothing with them', async () => {
    const { page } = viewport;
    const errors: Error[] = [];
    page.on('pageerror', (error) => errors.push(error));
    await show(eight(8, 1));
    await show(eight(0, 1));
    await page.evaluate(
      async (tiles) => {
        const nextTask = () => new Promise((resolve) => setTimeout(resolve));
        // Nothing is drawn meanwhile.
        const held: FrameRequestCallback[] = [];
        const { requestAnimationFrame } = window;
        window.requestAnimationFrame = (callback) => held.push(callback);
        void window.viewports.show(tiles);
        // The images are there: a frame is asked for as soon as viewports have their new slices.
        while (held.length === 0) await nextTask();
        await nextTask();
        window.viewports.hide();
        while (document.querySelector('canvas') !== null) await nextTask();
        window.requestAnimationFrame = requestAnimationFrame;
        held.forEach((callback) => requestAnimationFrame(callback));
      },
      eight(8, 1),
    );
    await show(eight(0, 1));
    expect(errors).toEqual([]);
  });

  it('a lost WebGL context comes back with its picture', async () => {
    await show(eight(0, 1).slice(0, 1));
    const { page } = viewport;
    const before = await page.evaluate(() => window.viewports.read(0));
    await page.evaluate(async () => {
      const [context] = [...window.webGl.contexts].filter((living) => !living.isContextLost());
      const extension = context.getExtension('WEBGL_lose_context');
      const happened = (name: string) =>
        new Promise((resolve) => context.canvas.addEventListener(name, resolve, { once: true }));
      const lost = happened('webglcontextlost');
      extension?.loseContext();
      await lost;
      // It may be restored once the loss has been dealt with.
      const restored = happened('webglcontextrestored');
      const trying = setInterval(() => extension?.restoreContext(), 100);
      await restored;
      clearInterval(trying);
    });
    await show(eight(1, 1).slice(0, 1));
    await show(eight(0, 1).slice(0, 1));
    expect(await page.evaluate(() => window.viewports.read(0))).toEqual(before);
  });
});
