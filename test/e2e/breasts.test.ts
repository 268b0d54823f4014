import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { onEachHost, phantomFolder } from './app.ts';
import { paintedTile, soon, stepTitle, withoutText } from './hungViews.ts';
import { boundsOf } from './painted.ts';
import { drawn, openExam } from './readingPage.ts';

/** Software rendering on a busy machine is slow. */
const limitMs = 120_000;

/** Painted heights of the breasts in the overview of this exam, 1920 x 1080, when views were hung by the whole image, two by two. */
const hungByImage = { 'R CC': 369, 'L CC': 376, 'R MLO': 439, 'L MLO': 439 } as const;

onEachHost('breasts', (open) => {
  it(
    'are what the window is filled with: four in a row, or two by two where it is upright',
    async () => {
      const { page, screenshot } = await openExam(open);
      await withoutText(page);
      for (const [label, before] of Object.entries(hungByImage)) {
        await soon(async () => breastHeight(await paintedTile(page, label))).toBeGreaterThanOrEqual(
          2 * before,
        );
      }
      await screenshot('reading breasts');
      for (const [width, height, rows] of [
        [1280, 800, 1],
        [2048, 2560, 2],
        [1920, 1080, 1],
      ]) {
        await page.setViewportSize({ width, height });
        await soon(async () => (await tops(page)).size).toBe(rows);
        await drawn(page, 4);
        for (const label of Object.keys(hungByImage)) {
          const { box, view } = await paintedTile(page, label);
          const breast = boundsOf(view, isTissue);
          const wall = label.startsWith('R') ? box.width - breast.x - breast.width : breast.x;
          expect(wall, `${label} at ${width}`).toBeLessThan(2);
          // The largest fills its tile in height or in width.
          expect(breast.height / box.height, `${label} at ${width}`).toBeGreaterThan(0.5);
        }
      }
    },
    limitMs,
  );

  it(
    'are walked at 1:1, each part with breast in it, and a small picture says where',
    async () => {
      // Larger than a tile at 1:1.
      const paths = [await phantomFolder(1, 1, { size: 2048 })];
      const { page, screenshot } = await open({ paths, settings: { analyseOnOpen: false } });
      await drawn(page, 4);
      await withoutText(page);
      await page.keyboard.press('2');
      await drawn(page, 1);
      await page.keyboard.press('q');
      const part = async () =>
        /(\d+) of (\d+)/
          .exec(await stepTitle(page))
          ?.slice(1)
          .map(Number) ?? [1, 1];
      await soon(async () => (await part())[0]).toBe(1);
      const [, count] = await part();
      expect(count).toBeGreaterThan(1);
      await page.keyboard.press('h');
      await page.locator('[data-locator]').waitFor();
      await screenshot('reading part');
      await page.keyboard.press('h');
      for (let at = 1; at <= count; at++) {
        await soon(async () => (await part())[0]).toBe(at);
        await drawn(page, 1);
        const { view } = await paintedTile(page, 'L CC');
        expect(view.levels.filter(isTissue).length / view.levels.length).toBeGreaterThan(0.03);
        if (at < count) await page.keyboard.press('Space');
      }
    },
    limitMs,
  );
});

const isTissue = (level: number) => level > 12;

const breastHeight = ({ view }: Awaited<ReturnType<typeof paintedTile>>) => boundsOf(view, isTissue).height;

/** Upper edges of the views on the screen. */
const tops = (page: Page) =>
  page
    .locator('[data-tile]')
    .evaluateAll((tiles) => tiles.map((place) => place.getBoundingClientRect().top))
    .then((all) => new Set(all));
