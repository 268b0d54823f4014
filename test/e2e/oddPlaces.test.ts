/** Views of other detectors, and such as are stored turned, by where they are painted. */
import { expect, it } from 'vitest';
import { onEachHost } from './app.ts';
import { hung, soon, tile, turnTo, withoutText } from './hungViews.ts';
import { fourViews } from './oddImages.ts';
import { breastOf, exam, expectSameSizeUpright, limitMs, openImages } from './oddViews.ts';

onEachHost('views of different detectors', (open) => {
  it(
    'and of priors are the same size, and chest walls meet without a gap',
    async () => {
      const { page, screenshot } = await openImages(open, [
        { ...exam, laterality: 'R', view: 'CC', spacingMm: 0.5 },
        { ...exam, laterality: 'L', view: 'CC', spacingMm: 0.35, fieldMm: [150, 200] },
        ...fourViews({ ...exam, date: '20240105', spacingMm: 0.7, fieldMm: [98, 140] }),
        ...fourViews({ ...exam, date: '20270105' }),
      ]);
      await page.getByRole('button', { name: 'Group by patient' }).click();
      await page.getByRole('row').filter({ hasText: '2026-03-02' }).dblclick();
      await hung(page, 'R CC', 'L CC', 'R MLO: not in this exam', 'L MLO: not in this exam');
      // The exam before is compared with, not the one that came later.
      const views = ['R CC', 'L CC', 'R CC, prior 2024', 'L CC, prior 2024'];
      await turnTo(page, 'CC against prior', ...views);
      await screenshot('odd prior of another detector');
      await withoutText(page);
      await expectSameSizeUpright(page, views);
      const [right, left] = [await breastOf(page, 'R CC'), await breastOf(page, 'L CC')];
      expect(right.tile.x + right.tile.width).toBe(left.tile.x);
    },
    limitMs,
  );
});

onEachHost('images that are stored turned', (open) => {
  it(
    'hang upright: right on the viewer’s left, chest walls together',
    async () => {
      const { page, screenshot } = await openImages(open, [
        { ...exam, laterality: 'R', view: 'CC', storedTurns: 1 },
        // Patient Orientation R\P, as of a stereotactic unit.
        { ...exam, laterality: 'L', view: 'CC', storedTurns: 3 },
        { ...exam, laterality: 'R', view: 'MLO', storedTurns: 2 },
        { ...exam, laterality: 'L', view: 'MLO' },
      ]);
      const views = ['R CC', 'L CC', 'R MLO', 'L MLO'];
      await hung(page, ...views);
      await screenshot('odd turned');
      await withoutText(page);
      await expectSameSizeUpright(page, views);
    },
    limitMs,
  );

  it(
    'and views that the reader mirrors keep texts and marks clear of the breast',
    async () => {
      const { page, screenshot } = await openImages(open, fourViews(exam));
      await hung(page, 'R CC', 'L CC', 'R MLO', 'L MLO');
      const label = tile(page, 'R CC').getByText('R CC', { exact: true });
      const sideOf = async () => {
        const [text, view] = [(await label.boundingBox())!, (await tile(page, 'R CC').boundingBox())!];
        return text.x - view.x < view.width / 2 ? 'left' : 'right';
      };
      expect(await sideOf()).toBe('left');
      expect(await tile(page, 'R CC').getAttribute('data-active')).toBe('left');
      await page.keyboard.press('z');
      await soon(sideOf).toBe('right');
      expect(await tile(page, 'R CC').getAttribute('data-active')).toBe('right');
      await screenshot('odd mirrored');
    },
    limitMs,
  );
});
