import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Contour } from '../../contract/findings.ts';
import type { Rect } from '../../contract/geometry.ts';
import type { ShownExam } from '../../contract/imageAnalysis.ts';
import { overlap } from '../../imaging/geometry/rect.ts';
import { lacks, needing } from '../needs.ts';
import {
  button,
  contours,
  imageOf,
  known,
  limitMs,
  openExam,
  panel,
  samePlaces,
  tile,
  untilDone,
} from './aiPage.ts';
import { openLoopback, type App } from './app.ts';
import { hung, soon } from './hungViews.ts';
import { drawn, scale } from './readingPage.ts';

/** An outline of 40 x 40 pixels in the middle of the breast. */
const outline = (x: number, y: number, probability: number): Contour => ({
  points: [
    { x, y },
    { x: x + 40, y },
    { x: x + 40, y: y + 40 },
    { x, y: y + 40 },
  ],
  holes: [],
  probability,
  areaPixels: 1600,
  areaMm2: 154,
});

/** Untrained weights may find nothing: their outlines are replaced on the way to the page. */
async function openWithOutlines(
  byLabel: Readonly<Record<string, readonly Contour[]>>,
  notValidatedOnPatients = false,
): Promise<App> {
  const app = await openExam(openLoopback, await samePlaces());
  const { page } = app;
  const { exam } = await known(app);
  const found = new Map(
    Object.entries(byLabel).map(([label, outlines]) => [imageOf(exam, label).imageId, outlines]),
  );
  await page.route('**/call/shownExam', async (route) => {
    const response = await route.fetch();
    const answer = (await response.json()) as { ok: true; value: ShownExam };
    const images = answer.value.images.map((image) => ({
      ...image,
      analyses: image.analyses.map((analysis) =>
        analysis.architecture === 'gmic'
          ? analysis
          : { ...analysis, contours: found.get(image.imageId) ?? [], notValidatedOnPatients },
      ),
    }));
    const scores = answer.value.scores.map((score) => ({ ...score, notValidatedOnPatients }));
    await route.fulfill({ response, json: { ...answer, value: { ...answer.value, images, scores } } });
  });
  await page.reload();
  const row = page.getByRole('treegrid', { name: 'Exams' });
  await row.or(panel(page)).first().waitFor();
  if (await row.isVisible()) await page.keyboard.press('Enter');
  const done = panel(page).getByText(/^4 views, /);
  await button(page, 'Analyse').or(done).first().waitFor();
  if (await button(page, 'Analyse').isVisible()) await button(page, 'Analyse').click();
  await done.waitFor(untilDone);
  return app;
}

/** Places of everything that matches and is seen, by a name for messages. */
const places = (page: Page, selector: string): Promise<readonly (Rect & { name: string })[]> =>
  page.locator(selector).evaluateAll((elements) =>
    elements
      .filter((element) => element.checkVisibility({ visibilityProperty: true }))
      .map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        const name = element.getAttribute('aria-label') ?? element.textContent.slice(0, 30);
        return { x, y, width, height, name };
      })
      .filter(({ width, height }) => width > 0 && height > 0),
  );

async function expectApart(page: Page, selector: string, atLeast: number): Promise<void> {
  const all = await places(page, selector);
  expect(all.length, selector).toBeGreaterThanOrEqual(atLeast);
  for (const [index, one] of all.entries())
    for (const other of all.slice(index + 1))
      // Half a pixel of rounding is none.
      expect(overlap(shrunk(one), shrunk(other)), `${one.name} over ${other.name}`).toBe(false);
}

const shrunk = ({ x, y, width, height }: Rect): Rect => ({
  x: x + 0.5,
  y: y + 0.5,
  width: width - 1,
  height: height - 1,
});

const parts = '[data-panel-part], section[aria-label="Assessment"]';

/** Scores, findings, the fold and the assessment are on the screen, none over another, each with room. */
async function expectPartsInSight(page: Page): Promise<void> {
  const { width, height } = page.viewportSize()!;
  const seen = await places(page, parts);
  expect(seen).toHaveLength(4);
  for (const part of seen) {
    expect(part.x, part.name).toBeGreaterThanOrEqual(0);
    expect(part.x + part.width, part.name).toBeLessThanOrEqual(width);
    expect(part.height, part.name).toBeGreaterThan(25);
  }
  // The assessment scrolls in its place; the others end above it.
  const assessment = page.locator('aside > :last-child');
  const { y, height: own } = (await assessment.boundingBox())!;
  expect(y + own).toBeLessThanOrEqual(height + 0.5);
  expect(own).toBeGreaterThan(60);
  for (const part of seen.slice(0, 3)) expect(part.y + part.height, part.name).toBeLessThanOrEqual(y + 0.5);
}

const sizes = [
  { width: 1920, height: 1080 },
  { width: 1280, height: 800 },
  { width: 900, height: 600 },
] as const;

describe.skipIf(lacks('chromium'))(needing('the panel', 'chromium'), () => {
  it(
    'keeps scores, findings and assessment in sight, and nothing lies over anything else, at every size',
    async () => {
      const found = Array.from({ length: 7 }, (_, index) => outline(60, 100 + 60 * index, 0.95 - index / 50));
      const app = await openWithOutlines({ 'L CC': found, 'R CC': [outline(200, 300, 0.7)] });
      try {
        const { page } = app;
        for (const size of sizes) {
          await page.setViewportSize(size);
          let before = await tile(page, 'R CC').boundingBox();
          if (size.width < 1280) {
            // The rail has the scores; the panel opens over the margin.
            const rail = page.getByRole('button', { name: 'Open the panel' });
            await rail.waitFor();
            await drawn(page, 4);
            before = await tile(page, 'R CC').boundingBox();
            expect(await rail.innerText()).toMatch(/Mal\s+R \.\d\d\s+L \.\d\d/);
            await page.locator('[data-image-area]').focus();
            await page.keyboard.press('p');
          }
          await panel(page).waitFor();
          await soon(async () => (await places(page, parts)).length).toBe(4);
          await expectPartsInSight(page);
          const [scores] = await places(page, '[data-panel-part="scores"]');
          for (const number of await places(page, 'td[data-score]'))
            expect(number.y + number.height).toBeLessThanOrEqual(scores.y + scores.height + 0.5);
          await panel(page).getByText('Thresholds and marks').click();
          await panel(page).getByText('All marks').waitFor();
          await expectPartsInSight(page);
          await panel(page).getByText('Thresholds and marks').click();
          await expectApart(page, 'header > *', 7);
          for (const label of ['R CC', 'L CC'])
            await expectApart(page, `[data-tile="${label}"] g[data-mark][transform] > rect`, 1);
          expect(await tile(page, 'R CC').boundingBox()).toEqual(
            size.width < 1280 ? before : expect.anything(),
          );
          await app.screenshot(`panel ${size.width}`);
        }
      } finally {
        await app.close();
      }
    },
    limitMs,
  );

  it(
    'lists outlines with size and place, walks them by Tab, and says what the threshold hides',
    async () => {
      const app = await openWithOutlines({ 'L CC': [outline(60, 150, 0.91), outline(60, 230, 0.55)] }, true);
      try {
        const { page } = app;
        const { exam } = await known(app);
        await soon(() => contours(page, 'L CC').count()).toBe(2);
        await page.locator('[data-image-area]').focus();
        await page.keyboard.press('Tab');
        const { spacingMm } = imageOf(exam, 'L CC');
        const diameter = 40 * Math.hypot(spacingMm!.row, spacingMm!.column);
        const finding = panel(page).getByRole('button', { name: /1 L CC mass .*0\.91/ });
        await soon(() => finding.getAttribute('aria-current')).toBe('true');
        expect(await finding.innerText()).toContain(`${diameter.toFixed(0)} mm`);
        expect(await finding.innerText()).toContain('154 mm²');
        expect(await finding.innerText()).toMatch(/(outer|inner|central) \(CC\)/);
        // Both views of the breast, as large as each other.
        await hung(page, 'L CC', 'L MLO');
        await soon(() => scale(page, 'L MLO')).toBe(await scale(page, 'L CC'));
        // Weights that have seen phantoms only say so over the panel and at every score.
        await panel(page).getByRole('note').getByText('Not validated on patients').waitFor();
        const marked = panel(page).getByRole('img', { name: 'Not validated on patients' });
        expect(await marked.count()).toBe((await panel(page).locator('td[data-score]').count()) + 2);
        await soon(() => tile(page, 'L CC').locator('g[data-mark] text').allTextContents()).toContain(
          '1  0.91 !',
        );
        await app.screenshot('ai finding');
        await page.keyboard.press(']');
        const said = page.locator('[data-hint]');
        await soon(() => said.innerText()).toBe('Threshold 0.55 (HDS U-ResNet): no outline hidden');
        await page.keyboard.press(']');
        await soon(() => said.innerText()).toBe('Threshold 0.60 (HDS U-ResNet): 1 outline hidden');
        await soon(() => contours(page, 'L CC').count()).toBe(1);
        await panel(page).getByText('1 below the threshold').waitFor();
      } finally {
        await app.close();
      }
    },
    limitMs,
  );
});
