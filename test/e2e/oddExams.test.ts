/** Exams that are not the usual four views, as they are painted. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Rect } from '../../contract/geometry.ts';
import { lacks, needing } from '../needs.ts';
import { onEachHost, openLoopback, type App, type OpenApp } from './app.ts';
import {
  breastRadiusMm,
  element,
  fourViews,
  lesion,
  lesionAt,
  oddFolder,
  tables,
  tissue,
  windows,
  writeOddImages,
  type OddImage,
} from './oddImages.ts';
import {
  eventually,
  hung,
  paintedTile,
  soon,
  stepTitle,
  stepTitles,
  tile,
  turnTo,
  withoutText,
} from './hungViews.ts';
import { boundsOf, levelAt, middleOf } from './painted.ts';

/** Software rendering on a busy machine is slow. */
const limitMs = 120_000;

const exam = { patient: 'Case', date: '20260302' } as const;
/** Grey levels in the window that the images have unless a test says otherwise: tissue 128, lesion 223. */
const isLesion = (level: number) => Math.abs(level - 223) <= 4;
const isBreast = (level: number) => level >= 120;

/** The app with one exam of these images on the screen. */
async function openImages(open: OpenApp, images: readonly OddImage[]): Promise<App> {
  return open({ paths: [oddFolder(images)], settings: { analyseOnOpen: false } });
}

/** The breast's half disc as painted: its place in the tile, and how large. */
async function breastOf(page: Page, label: string): Promise<Rect & { readonly tile: Rect }> {
  const { box, view } = await paintedTile(page, label);
  return { ...boundsOf(view, isBreast), tile: box };
}

/**
 * Expects the half disc whole, its flat side at the edge of the tile without a gap, and the lesion where it lies in an
 * image that hangs upright. Gives the scale.
 */
async function expectHungUpright(page: Page, label: string, wall: 'left' | 'right'): Promise<number> {
  const { box, view } = await paintedTile(page, label);
  const breast = boundsOf(view, isBreast);
  expect(wall === 'left' ? breast.x : box.width - breast.x - breast.width).toBe(0);
  const pixelsPerMm = breast.width / breastRadiusMm;
  expect(Math.abs(breast.height - 2 * breast.width)).toBeLessThan(4);
  const found = middleOf(boundsOf(view, isLesion));
  const fromWall = wall === 'left' ? found.x : box.width - found.x;
  expect(fromWall / pixelsPerMm).toBeCloseTo(lesionAt.fromWallMm, -0.5);
  expect((middleOf(breast).y - found.y) / pixelsPerMm).toBeCloseTo(lesionAt.aboveMm, -0.5);
  return pixelsPerMm;
}

/** Expects all these views upright, chest walls at the middle, and a millimetre the same size in each. */
const expectSameSizeUpright = (page: Page, views: readonly string[]) =>
  eventually(async () => {
    const scales = [];
    for (const view of views) {
      scales.push(await expectHungUpright(page, view, view.startsWith('R') ? 'right' : 'left'));
    }
    // Read off the screen: a pixel more or less of each breast.
    expect(Math.max(...scales) - Math.min(...scales)).toBeLessThan(2.5 / breastRadiusMm);
  });

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

/** CSS pixels per millimetre at which a half disc, with the margin that hanging leaves beside it, fits its tile. */
function fittedScale({ width, height }: Rect): number {
  const withMargin = (lengthMm: number, margins: number) => lengthMm + margins * 0.05 * breastRadiusMm;
  return Math.min(width / withMargin(breastRadiusMm, 1), height / withMargin(2 * breastRadiusMm, 2));
}

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
      const { box } = await paintedTile(page, label);
      const pixelsPerMm = fittedScale(box);
      /** How far above the middle the lesion is painted: 25 mm in the first frame, 1 mm less in each. */
      const aboveMm = async () => {
        const { view } = await paintedTile(page, label);
        const right = {
          ...view,
          levels: view.levels.map((level, at) => (at % view.width < box.width / 2 ? level : 0)),
        };
        return (box.height / 2 - middleOf(boundsOf(right, isLesion)).y) / pixelsPerMm;
      };
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
