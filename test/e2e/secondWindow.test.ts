/** The images over two windows, and the panel where the reader wants it: both in step. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode } from 'fast-png';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { lacks, needing } from '../needs.ts';
import { expectAccessible } from './accessibility.ts';
import { panel as aiPanel, valueOf } from './aiPage.ts';
import { onEachHost, openLoopback, phantomFolder, temporaryFolder } from './app.ts';
import { assessBoth, category, density, lineText, panel } from './assessing.ts';
import { eventually, hung, paintedTile, soon, stepTitle, tile, withoutText } from './hungViews.ts';
import { boundsOf } from './painted.ts';
import { drag, level, openExam, scale } from './readingPage.ts';

/** Milliseconds. */
const limitMs = 120_000;
const withAiMs = 300_000;

/** The second window, opened by its key. */
async function openSecond(page: Page): Promise<Page> {
  const [second] = await Promise.all([page.context().waitForEvent('page'), page.keyboard.press('Shift+D')]);
  await second.locator('main').waitFor();
  return second;
}

const overview = {
  first: ['R CC', 'L CC'],
  second: ['R MLO', 'L MLO'],
};

async function hungOverBoth(page: Page, second: Page): Promise<void> {
  await hung(page, ...overview.first);
  await hung(second, ...overview.second);
}

const movePanel = (second: Page, place: string) =>
  second.getByRole('combobox', { name: 'Panel' }).selectOption({ label: place });

const isClosed = (second: Page) => () => Promise.resolve(second.isClosed());

onEachHost('a second window', (open) => {
  it(
    'takes half of the images, at the same scale, chest walls together; a key in either walks both',
    async () => {
      const { page, screenshot } = await openExam(open);
      const second = await openSecond(page);
      await hungOverBoth(page, second);
      await screenshot('first of two windows');
      const scales = [
        ...(await Promise.all(overview.first.map((label) => scale(page, label)))),
        ...(await Promise.all(overview.second.map((label) => scale(second, label)))),
      ];
      expect(scales[0]).toMatch(/%|1:1/);
      expect(new Set(scales).size).toBe(1);

      await second.keyboard.press('Space');
      await hung(page, 'R CC');
      await hung(second, 'L CC');
      await withoutText(second);
      const right = await paintedTile(page, 'R CC');
      const left = await paintedTile(second, 'L CC');
      const isBreast = (grey: number) => grey > 40;
      const [onRight, onLeft] = [boundsOf(right.view, isBreast), boundsOf(left.view, isBreast)];
      // The right breast ends at the right edge of the first screen, the left one begins at the left edge of the second.
      expect(right.box.x + right.box.width).toBe(await page.evaluate(() => innerWidth));
      expect(onRight.x + onRight.width).toBeGreaterThan(right.box.width - 4);
      expect(left.box.x).toBe(0);
      expect(onLeft.x).toBeLessThan(4);
      expect(left.box.height).toBe(right.box.height);

      await page.keyboard.press('Space');
      await hung(page, 'R MLO');
      await hung(second, 'L MLO');
      expect(await second.locator('header').innerText()).toContain(await stepTitle(page));
      await page.keyboard.press('Shift+Space');
      await second.keyboard.press('Shift+Space');
      await hungOverBoth(page, second);

      await second.keyboard.press('4');
      await hung(second, 'L MLO');
      await hung(page, ...overview.first);
      await second.keyboard.press('4');
      await hungOverBoth(page, second);
    },
    limitMs,
  );

  it(
    'windows, measures and takes pictures as the first one does',
    async () => {
      const { page, call } = await openExam(open);
      const second = await openSecond(page);
      await hungOverBoth(page, second);
      const before = await level(page, 'R CC');
      await drag(second, 'L MLO', 'left', 0, -150);
      await soon(async () => Math.abs((await level(page, 'R CC')) - before)).toBeGreaterThan(10);
      const windowed = await level(page, 'R CC');
      await second.keyboard.press('i');
      await soon(async () => Math.abs((await level(page, 'R CC')) - windowed)).toBeGreaterThan(10);

      await second.keyboard.press('l');
      await soon(() => page.getByLabel('Tool of the left button').inputValue()).toBe('length');
      await drag(second, 'L MLO', 'left', 80, 40);
      await tile(second, 'L MLO').getByRole('img', { name: 'Length' }).waitFor();
      const [{ examId }] = await valueOf(call('listExams', null));
      await eventually(async () => {
        const marks = await valueOf(call('annotations', { examId }));
        expect(marks).toHaveLength(1);
      });
      await page.keyboard.press('Control+z');
      await soon(() => second.getByRole('img', { name: 'Length' }).count()).toBe(0);

      await tile(second, 'L MLO').click({ button: 'right' });
      await second.getByRole('menu', { name: 'L MLO' }).waitFor();
      await second.keyboard.press('Escape');
      await soon(() => second.getByRole('menu').count()).toBe(0);
      const download = page.waitForEvent('download', { timeout: 60_000 });
      await second.keyboard.press('Control+s');
      expect((await download).suggestedFilename()).toMatch(/^mammoscope-snapshot-L-MLO-/);
    },
    limitMs,
  );

  it(
    'has the panel where the reader puts it, and assesses by key: kept once, seen in both',
    async () => {
      const { page, call } = await openExam(open);
      const second = await openSecond(page);
      await hungOverBoth(page, second);
      await density(second).waitFor();
      expect(await panel(page).count()).toBe(0);
      await movePanel(second, 'first window');
      await density(page).waitFor();
      expect(await panel(second).count()).toBe(0);

      for (const key of ['r', '2', 'g', '1', 'y', 'b']) await second.keyboard.press(key);
      await soon(() => category(page, 'Right').inputValue()).toBe('2');
      expect(await category(page, 'Left').inputValue()).toBe('1');
      expect(await density(page).inputValue()).toBe('b');
      expect(await lineText(page)).toContain('completes');
      expect(await lineText(second)).toBe(await lineText(page));
      await second.keyboard.press('Enter');
      const [{ examId }] = await valueOf(call('listExams', null));
      await eventually(async () => {
        const { completed, events } = await valueOf(call('reading', { examId }));
        expect(completed).toBe(true);
        expect(events.filter(({ type }) => type === 'completed')).toHaveLength(1);
      });

      // Nothing happens behind a dialog, whichever window it is in; Escape leaves it.
      await second.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keys' }).waitFor();
      await second.keyboard.press('Space');
      await second.keyboard.press('Escape');
      await soon(() => page.getByRole('dialog').count()).toBe(0);
      await hungOverBoth(page, second);

      await page.keyboard.press('Shift+F');
      await density(second).waitFor();
      await hungOverBoth(page, second);
      await page.keyboard.press('Shift+F');
      await hung(page, ...overview.first, ...overview.second);
      await density(second).waitFor();
      expect(await second.locator('[data-tile]').count()).toBe(0);
      await expectAccessible(second);
    },
    limitMs,
  );

  it(
    'waits while there is no exam; closed, it gives everything back; it goes with the first',
    async () => {
      const { page } = await openExam(open);
      const second = await openSecond(page);
      await hungOverBoth(page, second);
      const list = page.getByRole('treegrid', { name: 'Exams' });
      await second.keyboard.press('Escape');
      await list.waitFor();
      await second.getByText('Waiting for an exam').waitFor();
      await list.locator('[role=row][aria-level]').first().dblclick();
      await hungOverBoth(page, second);

      await second.close();
      await hung(page, ...overview.first, ...overview.second);
      await density(page).waitFor();
      const again = await openSecond(page);
      await hungOverBoth(page, again);
      // Loaded anew it is empty.
      await again.reload().catch(() => undefined);
      await soon(isClosed(again)).toBe(true);
      await hung(page, ...overview.first, ...overview.second);
      const byKey = await openSecond(page);
      await byKey.keyboard.press('Shift+D').catch(() => undefined);
      await soon(isClosed(byKey)).toBe(true);
      await hung(page, ...overview.first, ...overview.second);
      const last = await openSecond(page);
      await page.reload();
      await soon(isClosed(last)).toBe(true);
    },
    limitMs,
  );
});

describe.skipIf(lacks('chromium'))(needing('a second window of a blinded reading', 'chromium'), () => {
  it(
    'shows nothing of the networks before the lock; then marks come, and no image moves',
    async () => {
      const app = await openLoopback({
        paths: [await phantomFolder(1, 1, { size: 1024 })],
        settings: { readingMode: 'sequential', analyseOnOpen: false },
      });
      const { page, call, host } = app;
      await hung(page, ...overview.first, ...overview.second);
      const second = await openSecond(page);
      await hungOverBoth(page, second);
      // No token in its address, and nothing that it asks for itself.
      expect(second.url()).toBe(`http://127.0.0.1:${host.port}/second.html`);

      const [{ examId }] = await valueOf(call('listExams', null));
      await call('analyseExam', { examId, force: false });
      const state = async () => (await valueOf(call('listExams', null)))[0].analysis.state;
      await expect.poll(state, { timeout: withAiMs - 60_000, interval: 500 }).toBe('done');
      for (const one of [page, second]) {
        expect(await one.locator('[data-mark], [data-map]').count()).toBe(0);
        for (const text of await aiPanel(one).allInnerTexts()) expect(text).not.toMatch(/\d/);
      }
      const places = async () => [
        await scale(page, 'L CC'),
        await scale(second, 'L MLO'),
        await tile(page, 'L CC').boundingBox(),
        await tile(second, 'L MLO').boundingBox(),
      ];
      const before = await places();

      await assessBoth(second, '1');
      await second.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      await second.keyboard.press('Enter');
      for (const one of [page, second]) await one.locator('[data-mark]').first().waitFor();
      expect(await places()).toEqual(before);
      const { events } = await valueOf(call('reading', { examId }));
      expect(events.map(({ type }) => type)).toEqual(['opened', 'locked', 'ai-shown']);

      // A finding is walked to from either window.
      await second.locator('[data-image-area]').focus();
      await second.keyboard.press('Tab');
      await soon(() =>
        aiPanel(second).locator('[aria-current="true"], [data-selected="true"]').count(),
      ).toBeGreaterThan(0);
      await second.keyboard.press('Backspace');
      await hungOverBoth(page, second);
      await tile(second, 'L MLO').click();
      const download = page.waitForEvent('download', { timeout: 60_000 });
      await second.keyboard.press('Control+s');
      const path = join(temporaryFolder(), 'snapshot.png');
      await (await download).saveAs(path);
      expect(colouredPixels(await readFile(path))).toBeGreaterThan(50);
      await app.close();
    },
    withAiMs,
  );
});

/** Pixels of a PNG that are of a colour: marks and colour bars. */
function colouredPixels(png: Uint8Array): number {
  const { data, channels } = decode(png);
  let coloured = 0;
  for (let at = 0; at < data.length; at += channels) {
    const levels = [data[at], data[at + 1], data[at + 2]];
    if (Math.max(...levels) - Math.min(...levels) > 40) coloured++;
  }
  return coloured;
}
