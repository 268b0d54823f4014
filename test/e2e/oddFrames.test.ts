/** Images of several frames, and such as are not for reading, as they are painted. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { onEachHost } from './app.ts';
import { hung, paintedTile, soon, tile, turnTo } from './hungViews.ts';
import { fourViews, lesionAt } from './oddImages.ts';
import { exam, fittedScale, isLesion, limitMs, openImages } from './oddViews.ts';
import { boundsOf, middleOf } from './painted.ts';

/** How far above the middle the lesion of a left breast is painted: 25 mm in the first frame. */
async function lesionAboveMm(page: Page, label: string): Promise<number> {
  const { box, view } = await paintedTile(page, label);
  const leftHalf = {
    ...view,
    levels: view.levels.map((level, at) => (at % view.width < box.width / 2 ? level : 0)),
  };
  return (box.height / 2 - middleOf(boundsOf(leftHalf, isLesion)).y) / fittedScale(box);
}

onEachHost('images beside the ones to read', (open) => {
  it(
    'that are For Processing come last, with a warning',
    async () => {
      const { page, screenshot } = await openImages(open, [
        { ...exam, laterality: 'R', view: 'CC', intent: 'FOR PROCESSING' },
        ...fourViews(exam),
      ]);
      const warning = 'For Processing: not for reading';
      await hung(page, 'R CC', 'L CC', 'R MLO', 'L MLO');
      expect(await page.locator('[data-image-area]').innerText()).not.toContain(warning);
      await turnTo(page, 'R CC, For Processing', 'R CC, For Processing');
      const badge = tile(page, 'R CC, For Processing').locator('[data-line="amber"]');
      expect(await badge.innerText()).toBe(warning);
      await screenshot('odd for processing');
    },
    limitMs,
  );

  it(
    'that are volumes are turned through by wheel and played, and say which frame it is',
    async () => {
      const frames = 40;
      const { page, screenshot } = await openImages(open, [
        { ...exam, laterality: 'L', view: 'CC', frames, spacingMm: 1 },
        { ...exam, laterality: 'L', view: 'MLO' },
      ]);
      const label = 'L CC, 40 frames';
      await hung(page, label, 'L MLO');
      expect(await tile(page, label).innerText()).toContain('Frame 21 of 40');
      await screenshot('odd volume');
      const aboveMm = () => lesionAboveMm(page, label);
      await soon(aboveMm).toBeCloseTo(lesionAt.aboveMm - 20, -0.5);
      await tile(page, label).hover();
      await page.mouse.wheel(0, -1000);
      await tile(page, label).getByText('Frame 11 of 40').waitFor();
      await soon(aboveMm).toBeCloseTo(lesionAt.aboveMm - 10, -0.5);
      await page.keyboard.press('/');
      const seen = new Set<string>();
      const slider = page.getByRole('slider', { name: 'Frame' });
      await soon(async () => seen.add(await slider.inputValue()).size).toBeGreaterThan(3);
      await page.keyboard.press('/');
      await page.getByRole('button', { name: 'Play' }).waitFor();
    },
    limitMs,
  );

  it(
    'that are slices of one stack, a file each, are one view that is turned through in the order of their places',
    async () => {
      const slices = [12, 0, 24, 4, 20, 8, 16].map(
        (sliceMm) => ({ ...exam, laterality: 'L', view: 'MLO', sliceMm }) as const,
      );
      const { page, screenshot } = await openImages(open, [
        { ...exam, laterality: 'L', view: 'CC' },
        ...slices,
      ]);
      const label = 'L MLO, 7 frames';
      await hung(page, 'L CC', label);
      expect(await page.locator('[data-tile]').count()).toBe(2);
      const showsFrame = async (frame: number) => {
        await tile(page, label).getByText(`Frame ${frame} of 7`).waitFor();
        await soon(() => lesionAboveMm(page, label)).toBeCloseTo(lesionAt.aboveMm - 4 * (frame - 1), -0.5);
      };
      await showsFrame(4);
      await screenshot('odd stack');
      await tile(page, label).hover();
      for (const frame of [3, 2, 1]) {
        await page.mouse.wheel(0, -100);
        await showsFrame(frame);
      }
      for (const frame of [2, 3, 4, 5, 6, 7]) {
        await page.mouse.wheel(0, 100);
        await showsFrame(frame);
      }
    },
    limitMs,
  );
});
