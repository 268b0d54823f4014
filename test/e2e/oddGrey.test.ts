/** Grey levels as they are painted, whatever the image asks for. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { onEachHost } from './app.ts';
import { eventually, hung, paintedTile, soon, turnTo, withoutText } from './hungViews.ts';
import { fourViews, lesion, tables, tissue, windows } from './oddImages.ts';
import { exam, fittedScale, limitMs, openImages } from './oddViews.ts';
import { levelAt } from './painted.ts';

/** Where tissue and lesion lie in a hung view, for reading their levels. */
async function levelsOf(page: Page, label: string) {
  const { box, view } = await paintedTile(page, label);
  const right = label.startsWith('R');
  const pixelsPerMm = fittedScale(box);
  const at = (fromWallMm: number, belowMm: number) => {
    const x = fromWallMm * pixelsPerMm;
    return levelAt(view, right ? box.width - 1 - x : x, box.height / 2 + belowMm * pixelsPerMm);
  };
  return { tissue: at(20, 20), lesion: at(30, -25), air: at(45, 45) };
}

/** The formulas of PS3.3 C.11.2.1.2 and C.11.2.1.3, onto 0..255. */
const shades = {
  linear: (value: number, center: number, width: number) =>
    255 * Math.min(1, Math.max(0, (value - (center - 0.5)) / (width - 1) + 0.5)),
  linearExact: (value: number, center: number, width: number) =>
    255 * Math.min(1, Math.max(0, (value - center) / width + 0.5)),
  sigmoid: (value: number, center: number, width: number) =>
    255 / (1 + Math.exp((-4 * (value - center)) / width)),
};

onEachHost('grey levels', (open) => {
  it(
    'are those of the standard, whatever the image asks for',
    async () => {
      const square = (share: number) => share ** 2;
      const { page, screenshot } = await openImages(open, [
        { ...exam, laterality: 'R', view: 'CC', photometricInterpretation: 'MONOCHROME1' },
        { ...exam, laterality: 'L', view: 'CC', presentation: tables('OW', ['Square', square]) },
        { ...exam, laterality: 'R', view: 'MLO', presentation: windows('SIGMOID', ['S', 2400, 1500]) },
        { ...exam, laterality: 'L', view: 'MLO', presentation: windows('LINEAR_EXACT', ['E', 2600, 2200]) },
        { ...exam, laterality: 'L', view: 'XCCL', presentation: tables('US', ['Square', square]) },
      ]);
      await hung(page, 'R CC', 'L CC', 'R MLO', 'L MLO');
      await screenshot('odd grey');
      await withoutText(page);
      const expected = {
        'R CC': (value: number) => 255 - shades.linear(4095 - value, 2048, 4096),
        'L CC': (value: number) => 255 * square(value / 4095),
        'R MLO': (value: number) => shades.sigmoid(value, 2400, 1500),
        'L MLO': (value: number) => shades.linearExact(value, 2600, 2200),
      };
      for (const [label, level] of Object.entries(expected)) {
        await eventually(async () => {
          const shown = await levelsOf(page, label);
          expect([label, Math.abs(shown.tissue - level(tissue)) <= 1]).toEqual([label, true]);
          expect([label, Math.abs(shown.lesion - level(lesion)) <= 1]).toEqual([label, true]);
          expect([label, Math.abs(shown.air - level(0)) <= 1]).toEqual([label, true]);
        });
      }
      await turnTo(page, 'L XCCL', 'L XCCL');
      const difference = async () =>
        Math.abs((await levelsOf(page, 'L XCCL')).tissue - 255 * square(tissue / 4095));
      await soon(difference).toBeLessThanOrEqual(1);
    },
    limitMs,
  );

  it(
    'of padding stay black while the reader windows and inverts',
    async () => {
      const { page, screenshot } = await openImages(open, fourViews({ ...exam, padding: 900 }));
      await hung(page, 'R CC', 'L CC', 'R MLO', 'L MLO');
      await withoutText(page);
      await soon(() => levelsOf(page, 'R CC')).toMatchObject({ tissue: 128, air: 0 });
      const before = await levelsOf(page, 'R CC');
      await page.keyboard.press('i');
      await soon(async () => (await levelsOf(page, 'R CC')).tissue).toBe(255 - before.tissue);
      expect((await levelsOf(page, 'R CC')).air).toBe(0);
      const { box } = await paintedTile(page, 'R CC');
      await page.mouse.move(box.x + 300, box.y + 200);
      await page.mouse.down();
      await page.mouse.move(box.x + 300, box.y + 260, { steps: 3 });
      await page.mouse.up();
      await soon(async () => (await levelsOf(page, 'R CC')).tissue).toBeGreaterThan(265 - before.tissue);
      for (const label of ['R CC', 'L CC', 'R MLO', 'L MLO']) {
        await soon(() => levelsOf(page, label)).toMatchObject({ air: 0 });
      }
      await screenshot('odd padding inverted');
    },
    limitMs,
  );
});
