import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { RoiPatch } from '../../contract/findings.ts';
import type { Rect } from '../../contract/geometry.ts';
import type { ShownExam } from '../../contract/imageAnalysis.ts';
import { apply } from '../../imaging/geometry/affine.ts';
import { overlap } from '../../imaging/geometry/rect.ts';
import { expectAccessible } from './accessibility.ts';
import {
  boxes,
  button,
  everyBox,
  imageOf,
  known,
  limitMs,
  openAnalysed,
  openExam,
  panel,
  samePlaces,
  size,
  strip,
  tile,
  untilDone,
  valueOf,
} from './aiPage.ts';
import { onEachHost, phantomFolder, type App } from './app.ts';
import { hungPlaces, type HungPlace } from './hungPlaces.ts';
import { eventually, soon } from './hungViews.ts';
import { painted } from './painted.ts';
import { hint } from './readingPage.ts';

function patchesOf(shown: ShownExam, imageId: string): readonly RoiPatch[] {
  const analyses = shown.images.find((image) => image.imageId === imageId)!.analyses;
  return analyses.flatMap((analysis) => (analysis.architecture === 'gmic' ? analysis.patches : []));
}

/**
 * Lays a patch at the upper edge of the picture, inside it: an image of few pixels fills but a corner of the network's
 * window, and its patches may lie beside it.
 */
async function movePatch(app: App, label: string, rank: number): Promise<void> {
  const { imageId, columns } = imageOf((await known(app)).exam, label);
  await app.page.route('**/call/shownExam', async (route) => {
    const response = await route.fetch();
    const answer = (await response.json()) as { ok: true; value: ShownExam };
    const images = answer.value.images.map((image) => ({
      ...image,
      analyses: image.analyses.map((analysis) =>
        analysis.architecture !== 'gmic' || image.imageId !== imageId
          ? analysis
          : {
              ...analysis,
              patches: analysis.patches.map((patch) =>
                patch.rank === rank ? { ...patch, rect: { ...patch.rect, x: columns / 4, y: 0 } } : patch,
              ),
            },
      ),
    }));
    await route.fulfill({ response, json: { ...answer, value: { ...answer.value, images } } });
  });
  await app.page.reload();
  const list = app.page.getByRole('treegrid', { name: 'Exams' });
  await list.or(panel(app.page)).first().waitFor();
  if (await list.isVisible()) await app.page.keyboard.press('Enter');
  await boxes(app.page, label).first().waitFor();
}

/** On the page: a rectangle of the source image. */
function onScreen({ toPage }: HungPlace, { x, y, width, height }: Rect): Rect {
  const from = apply(toPage, { x, y });
  const to = apply(toPage, { x: x + width, y: y + height });
  return { x: from.x, y: from.y, width: to.x - from.x, height: to.y - from.y };
}

function clipped({ x, y, width, height }: Rect, to: Rect): Rect {
  const [left, top] = [Math.max(x, to.x), Math.max(y, to.y)];
  const [right, bottom] = [Math.min(x + width, to.x + to.width), Math.min(y + height, to.y + to.height)];
  return { x: left, y: top, width: right - left, height: bottom - top };
}

async function expectPlace(actual: Promise<Rect | null>, expected: Rect, within = 1.5): Promise<void> {
  const rect = (await actual)!;
  for (const side of ['x', 'y', 'width', 'height'] as const) {
    expect(Math.abs(rect[side] - expected[side]), side).toBeLessThan(within);
  }
}

/** Geometry of a mark, without the width of its line. */
const markRect = (page: Page, label: string, rank: number): Promise<Rect> =>
  page.evaluate(
    ([label, rank]) => {
      const group = document.querySelector(
        `[data-tile="${label}"] g[data-mark$="/patch/${rank}"]:not([transform])`,
      )!;
      const path = group.querySelector('path')!;
      const { x, y, width, height } = path.getBBox();
      const matrix = path.getScreenCTM()!;
      const one = new DOMPoint(x, y).matrixTransform(matrix);
      const other = new DOMPoint(x + width, y + height).matrixTransform(matrix);
      return {
        x: Math.min(one.x, other.x),
        y: Math.min(one.y, other.y),
        width: Math.abs(other.x - one.x),
        height: Math.abs(other.y - one.y),
      };
    },
    [label, rank] as const,
  );

/** More than the header of a phantom's file, less than where its breast begins. */
const headerBytes = 8192;

onEachHost('AI in the picture', (open) => {
  it(
    'analyses an exam and draws what was found where it was found',
    async () => {
      // From 0 on, all of a map is drawn.
      const malignant = { on: true, opacity: 0.8, threshold: 0 };
      const view = JSON.stringify({ ai: { layers: { malignant, boxes: everyBox } } });
      const app = await openAnalysed(open, { view });
      const { page } = app;
      await panel(page).getByText('Research use only').waitFor();
      const { exam, shown } = await known(app);
      const folder = (await samePlaces()).paths![0];
      const views = ['R CC', 'L CC', 'R MLO', 'L MLO'];
      const places = await hungPlaces(page, exam, join(folder, 'exam-1'), views);
      for (const label of ['R CC', 'L CC']) {
        const place = places.get(label)!;
        const { imageId } = imageOf(exam, label);
        const patches = patchesOf(shown, imageId);
        expect(patches).toHaveLength(6);
        expect(await boxes(page, label).count()).toBe(6);
        for (const { rank, rect } of patches) {
          await expectPlace(markRect(page, label, rank), onScreen(place, rect));
        }
        // The saliency map covers what its grid covers.
        const [map] = shown.images
          .find((image) => image.imageId === imageId)!
          .analyses.flatMap((analysis) =>
            analysis.architecture === 'gmic' ? [analysis.saliency.malignant] : [],
          );
        const { a, d, e, f } = map.toSource;
        const covered = {
          x: Math.min(e, e + a * map.width),
          y: Math.min(f, f + d * map.height),
          width: Math.abs(a) * map.width,
          height: Math.abs(d) * map.height,
        };
        // Tissue takes its hue there and nowhere else; marks and texts are out of the way.
        for (const key of ['b', 'c', 'h']) await page.keyboard.press(key);
        const box = (await tile(page, label).boundingBox())!;
        const within = clipped(onScreen(place, covered), box);
        await eventually(async () => {
          const [all, inside] = [await painted(page, box), await painted(page, within)];
          const tissue = inside.levels.filter((level) => level > 12).length;
          // Low values tint by less than is told from grey.
          expect(inside.coloured).toBeGreaterThan(0.05 * tissue);
          expect(all.coloured - inside.coloured).toBeLessThan(0.01 * inside.coloured);
        });
        for (const key of ['b', 'c', 'h']) await page.keyboard.press(key);
      }
      await app.screenshot('ai found');
      await expectAccessible(page);
    },
    limitMs,
  );

  it(
    'says that untrained numbers are noise, and whose each is',
    async () => {
      const app = await openAnalysed(open);
      const { page } = app;
      const { shown } = await known(app);
      await panel(page)
        .locator('p:not([role])')
        .filter({ hasText: 'Untrained weights: numbers are noise' })
        .first()
        .waitFor();
      await panel(page).getByText('Thresholds and marks').click();
      await panel(page).getByText('These weights were not measured').first().waitFor();
      const gmic = shown.weights.find(({ architecture }) => architecture === 'gmic')!;
      const whose = panel(page)
        .locator('[role="tooltip"]', { hasText: 'Malignant, GMIC' })
        .filter({ hasText: gmic.sha256.slice(0, 12) });
      expect(await whose.isVisible()).toBe(false);
      await panel(page).getByRole('button', { name: 'Malignant', exact: true }).focus();
      expect(await whose.isVisible()).toBe(true);
    },
    limitMs,
  );

  it(
    'switches marks by key',
    async () => {
      const { page } = await openAnalysed(open);
      const bar = (name: string) =>
        tile(page, 'L CC').getByRole('figure', { name: `${name}: colours of 0 to 1`, includeHidden: true });
      await page.keyboard.press('b');
      await hint(page, 'Patch boxes off');
      await soon(() => boxes(page, 'L CC').count()).toBe(0);
      await page.keyboard.press('v');
      await soon(() => bar('Benign').count()).toBe(1);
      await page.keyboard.press('s');
      await soon(() => bar('Malignant').count()).toBe(0);
      await page.keyboard.press('a');
      await hint(page, 'AI marks off');
      await soon(() => page.locator('[data-ai-overlay]').count()).toBe(0);
      await page.keyboard.press('a');
      await soon(() => bar('Benign').count()).toBe(1);
      for (const key of ['s', 'v', 'b']) await page.keyboard.press(key);
      await soon(() => boxes(page, 'L CC').count()).toBe(6);
    },
    limitMs,
  );

  it(
    'shows the patch that is clicked in the strip large, the next one by arrow key, and goes back',
    async () => {
      const app = await openAnalysed(open);
      const { page } = app;
      const rank = 1;
      await movePatch(app, 'L CC', rank);
      const before = await markRect(page, 'L CC', rank);
      const group = strip(page).getByRole('group', { name: 'Patches of L CC' });
      const patch = (rank: number) => group.getByRole('button', { name: new RegExp(`^Patch ${rank} ?,`) });
      await patch(rank).click();
      const box = (await tile(page, 'L CC').boundingBox())!;
      // With its surroundings: two fifths of the tile, or as large as it hung where that is more.
      const size = Math.max(before.width, 0.4 * Math.min(box.width, box.height));
      const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      await eventually(async () => {
        const { x, y, width, height } = await markRect(page, 'L CC', rank);
        expect(Math.abs(width - size)).toBeLessThan(1.5);
        expect(Math.abs(x + width / 2 - middle.x)).toBeLessThan(1.5);
        expect(Math.abs(y + height / 2 - middle.y)).toBeLessThan(1.5);
      });
      const shownRect = await markRect(page, 'L CC', rank);
      for (const line of await tile(page, 'L CC').locator('[data-line]').all()) {
        expect(overlap((await line.boundingBox())!, shownRect), await line.innerText()).toBe(false);
      }
      expect(await patch(rank).getAttribute('aria-current')).toBe('true');
      await app.screenshot('ai patch');
      await page.keyboard.press('ArrowRight');
      expect(await patch(rank + 1).getAttribute('aria-current')).toBe('true');
      await page.keyboard.press('Backspace');
      await eventually(() => expectPlace(markRect(page, 'L CC', rank), before));
    },
    limitMs,
  );

  it(
    'keeps results from the reader until the unaided assessment is locked',
    async () => {
      const app = await openExam(open, {
        ...(await samePlaces()),
        settings: { readingMode: 'sequential' },
      });
      const { page } = app;
      await panel(page)
        .getByText('Unaided read: results stay hidden until the assessment is locked')
        .waitFor();
      expect(await page.locator('[data-mark]').count()).toBe(0);
      const { exam } = await known(app);
      const { examId } = exam.row;
      const { assessment } = await valueOf(app.call('reading', { examId }));
      await valueOf(app.call('lockAssessment', { examId, assessment }));
      await boxes(page, 'L CC').first().waitFor({ timeout: 60_000 });
    },
    limitMs,
  );

  it(
    'stops when it is told to, and goes on when asked again',
    async () => {
      const { page } = await openExam(open, { paths: [await phantomFolder(1, 7, { size })] });
      await button(page, 'Analyse').click();
      await button(page, 'Cancel').click();
      await button(page, 'Analyse').click();
      await panel(page)
        .getByText(/^4 views, /)
        .waitFor(untilDone);
    },
    limitMs,
  );

  it(
    'says which view failed and why, and tries again',
    async () => {
      const folder = await phantomFolder(1, 8, { size });
      const [first] = readdirSync(join(folder, 'exam-1')).filter((name) => name.endsWith('.dcm'));
      const file = join(folder, 'exam-1', first);
      // Black behind the header: no network finds a breast.
      writeFileSync(file, readFileSync(file).fill(0, headerBytes));
      const app = await openExam(open, { paths: [folder] });
      const { page } = app;
      await button(page, 'Analyse').click();
      await button(page, 'Try again').waitFor(untilDone);
      await panel(page).getByText('3 of 4 views analysed').waitFor();
      expect(await panel(page).locator('[data-analysis="failed"]').textContent()).toMatch(
        /^[RL] (CC|MLO): failed\. .{20,}/,
      );
      expect(await boxes(page, 'L CC').or(boxes(page, 'R CC')).count()).toBeGreaterThan(0);
      await app.screenshot('ai failed');
    },
    limitMs,
  );
});
