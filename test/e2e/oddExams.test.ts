/** Exams that are not the usual four views, as they are painted. */
import { describe, expect, it } from 'vitest';
import { lacks, needing } from '../needs.ts';
import { onEachHost, openLoopback } from './app.ts';
import { eventually, hung, soon, stepTitle, stepTitles, tile, turnTo, withoutText } from './hungViews.ts';
import { element, fourViews, oddFolder, writeOddImages } from './oddImages.ts';
import { breastOf, exam, expectSameSizeUpright, limitMs, openImages } from './oddViews.ts';

onEachHost('an exam of other views than the usual four', (open) => {
  it(
    'has a place and a label for each: missing, repeated, exaggerated, magnified, spot and partial views',
    async () => {
      const partial = [element(0x00281350, 'CS', 'YES'), element(0x00281351, 'ST', 'Anterior part')];
      const { page, screenshot } = await openImages(open, [
        { ...exam, laterality: 'R', view: 'CC' },
        // Another picture: the same one twice is one view.
        { ...exam, laterality: 'R', view: 'CC', spacingMm: 0.4, others: partial },
        { ...exam, laterality: 'L', view: 'CC' },
        { ...exam, laterality: 'L', view: 'MLO' },
        { ...exam, laterality: 'L', view: 'XCCL' },
        { ...exam, laterality: 'L', view: 'CC', modifiers: ['M'], magnification: 1.8 },
        { ...exam, laterality: 'L', view: 'MLO', modifiers: ['S'] },
      ]);
      await hung(page, 'R CC', 'L CC', 'R MLO: not in this exam', 'L MLO');
      await screenshot('odd gaps');
      expect(await stepTitles(page)).toEqual([
        'Overview',
        'CC pair',
        'MLO pair',
        'Right breast',
        'Left breast',
        'CC at 1:1',
        'MLO at 1:1',
        'R CC (2)',
        'L XCCL, L MCC',
        'L SMLO',
        'AI',
      ]);
      await turnTo(page, 'R CC (2)', 'R CC (2)');
      expect(await tile(page, 'R CC (2)').innerText()).toContain('Partial view: Anterior part');
      await screenshot('odd repeat');
      await turnTo(page, 'L XCCL, L MCC', 'L XCCL', 'L MCC');
      expect(await tile(page, 'L MCC').innerText()).toContain('Magnification 1.80');
      await screenshot('odd magnified');
      // A millimetre of the breast is as large in the magnified view, of which the detector shows less.
      await withoutText(page);
      await eventually(async () => {
        const plain = await breastOf(page, 'L XCCL');
        const magnified = await breastOf(page, 'L MCC');
        expect(plain.width).toBeGreaterThan(100);
        expect(Math.abs(magnified.width - plain.width)).toBeLessThanOrEqual(2);
      });
    },
    limitMs,
  );

  it(
    'of one breast shows that breast alone, as large as it can',
    async () => {
      const { page, screenshot } = await openImages(open, [
        { ...exam, laterality: 'L', view: 'CC' },
        { ...exam, laterality: 'L', view: 'MLO' },
      ]);
      await hung(page, 'L CC', 'L MLO');
      expect(await stepTitles(page)).toEqual(['Left breast', 'L CC and MLO at 1:1', 'AI, left breast']);
      await screenshot('odd one breast');
      await withoutText(page);
      await expectSameSizeUpright(page, ['L CC', 'L MLO']);
    },
    limitMs,
  );

  it(
    'with implants hangs the displaced views as a pair of their own',
    async () => {
      const implant = [element(0x00281300, 'CS', 'YES')];
      const { page, screenshot } = await openImages(open, [
        ...fourViews({ ...exam, others: implant }),
        ...fourViews({ ...exam, others: implant, modifiers: ['ID'] }),
      ]);
      await hung(page, 'R CC', 'L CC', 'R MLO', 'L MLO');
      expect(await tile(page, 'R CC').innerText()).toContain('Implant');
      await turnTo(page, 'CC pair, implants displaced', 'R CC ID', 'L CC ID');
      await screenshot('odd implants');
    },
    limitMs,
  );

  it(
    'whose side or view nobody stated is shown, told, and not analysed',
    async () => {
      const { page, screenshot } = await openImages(open, [
        { ...exam, laterality: null, view: 'CC' },
        { ...exam, laterality: null, view: null },
      ]);
      await hung(page, 'CC, side not stated', 'Side and view not stated');
      await screenshot('odd unknown side');
      const offer = (await page.getByRole('button', { name: 'set them here' }).boundingBox())!;
      const images = (await page.locator('[data-image-area]').boundingBox())!;
      expect(offer.y + offer.height).toBeLessThanOrEqual(images.y);
      const analysis = page.getByRole('region', { name: 'Analysis' });
      expect(await analysis.innerText()).toContain('Not analysed: no side stated');
      await withoutText(page);
      await soon(async () => (await breastOf(page, 'CC, side not stated')).width).toBeGreaterThan(100);
      await page.getByRole('button', { name: 'set them here' }).click();
      const dialog = page.getByRole('dialog', { name: 'Side and view' });
      const side = dialog.getByLabel('Side of 1. CC, side not stated');
      // A guess, and said to be one: the breast is drawn as a left one.
      await eventually(async () => expect(await side.inputValue()).toBe('L'));
      expect(await dialog.getByText('Guess by the picture').count()).toBeGreaterThan(0);
      await screenshot('odd unknown side dialog');
      await dialog.getByLabel('View of 2. Side and view not stated').selectOption('MLO');
      await dialog.getByRole('button', { name: 'Set 2 images' }).click();
      await hung(page, 'L CC, set by hand', 'L MLO, set by hand');
      await eventually(async () => expect(await analysis.innerText()).not.toContain('Not analysed'));
      // By key, to take it back.
      await page.keyboard.press('Shift+S');
      await dialog.getByLabel('Side of 1. L CC, set by hand').selectOption('As in the file');
      await dialog.getByRole('button', { name: 'Set 1 image' }).click();
      await eventually(async () =>
        expect(await analysis.innerText()).toContain('Not analysed: no side stated'),
      );
    },
    limitMs,
  );

  it(
    'of contrast mammography hangs the low-energy views, and the recombined ones in a place of their own',
    async () => {
      const type = (value: string) => [element(0x00080008, 'CS', value)];
      const { page, screenshot } = await openImages(open, [
        ...fourViews({ ...exam, others: type('DERIVED\\PRIMARY\\POST_CONTRAST\\SUBTRACTION\\RECOMBINED') }),
        ...fourViews({ ...exam, others: type('ORIGINAL\\PRIMARY\\POST_CONTRAST\\\\LOW_ENERGY') }),
      ]);
      await hung(page, 'R CC, low energy', 'L CC, low energy', 'R MLO, low energy', 'L MLO, low energy');
      await turnTo(page, 'R CC, recombined, L CC, recombined', 'R CC, recombined', 'L CC, recombined');
      expect(await tile(page, 'R CC, recombined').innerText()).toMatch(/^R CC\nRecombined\n/);
      await screenshot('odd contrast mammography');
      const analysis = page.getByRole('region', { name: 'Analysis' });
      expect(await analysis.innerText()).toContain('Not analysed: a recombined image');
    },
    limitMs,
  );

  it(
    'that may be of two patients says so in a row above its images, which covers nothing',
    async () => {
      const born = (date: string) => [element(0x00100030, 'DA', date)];
      const { page, screenshot } = await openImages(open, [
        { ...exam, laterality: 'R', view: 'CC', others: born('19600101') },
        { ...exam, laterality: 'L', view: 'CC', others: born('19750607') },
      ]);
      await hung(page, 'R CC', 'L CC', 'R MLO: not in this exam', 'L MLO: not in this exam');
      const told = page.getByRole('alert', { name: 'Check this exam' });
      for (const [width, height] of [
        [1920, 1080],
        [1280, 800],
        [900, 600],
      ] as const) {
        await page.setViewportSize({ width, height });
        expect(await told.innerText()).toContain(
          'Two patients are suspected in this exam: birth date differs.',
        );
        await eventually(async () => {
          const bar = (await told.boundingBox())!;
          const below = page.locator('[data-image-area], [data-tile], [data-line], [data-hint]');
          const tops = await below.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
          expect(Math.min(...tops)).toBeGreaterThanOrEqual(bar.y + bar.height);
          const bars = (await page.locator('main > header').boundingBox())!;
          expect(bar.y).toBeGreaterThanOrEqual(bars.y + bars.height);
          expect([bar.x, bar.width]).toEqual([0, width]);
        });
        await screenshot(`odd two patients ${width}`);
      }
    },
    limitMs,
  );
});

// Only what runs in the test's own process can be told of further files.
describe.skipIf(lacks('chromium'))(needing('images that come to an open exam', 'chromium'), () => {
  it(
    'appear in their places, and the reader stays where he is',
    async () => {
      const [rightCc, leftCc, rightMlo, leftMlo] = fourViews(exam);
      const folder = oddFolder([rightCc, leftCc, leftMlo]);
      const app = await openLoopback({ paths: [folder], settings: { analyseOnOpen: false } });
      const { page, index, screenshot } = app;
      await hung(page, 'R CC', 'L CC', 'R MLO: not in this exam', 'L MLO');
      await turnTo(page, 'MLO pair', 'R MLO: not in this exam', 'L MLO');
      const scale = () =>
        tile(page, 'L MLO')
          .getByText(/px\/mm/)
          .innerText();
      const fitted = await scale();
      await page.keyboard.press('+');
      await soon(scale).not.toBe(fitted);
      const enlarged = await scale();
      writeOddImages(folder, [rightMlo, { ...exam, laterality: 'L', view: 'XCCL' }]);
      await index(folder);
      await hung(page, 'R MLO', 'L MLO');
      expect(await stepTitle(page)).toBe('MLO pair');
      expect(await scale()).toBe(enlarged);
      expect(await stepTitles(page)).toContain('L XCCL');
      await screenshot('odd added image');
      await app.close();
    },
    limitMs,
  );
});
