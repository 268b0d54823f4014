import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { lacks, needing } from '../needs.ts';
import { expectAccessible } from './accessibility.ts';
import { onEachHost, openLoopback, phantomFolder, temporaryFolder } from './app.ts';
import type { App, OpenApp } from './app.ts';
import { assessBoth, category, comment, density, lineText, panel, writeComment } from './assessing.ts';
import { readPdf } from './exports/readPdf.ts';
import { savedSummary } from './exports/summaryFile.ts';

/** A single exam opens by itself at the start. */
async function openFirst(page: Page): Promise<void> {
  const list = page.getByRole('treegrid', { name: 'Exams' });
  const choices = density(page);
  await list.or(choices).first().waitFor();
  if (await list.isVisible()) await page.keyboard.press('Enter');
  await choices.waitFor();
}

/** Opens an exam in that reading mode. */
async function openReading(open: OpenApp, readingMode: 'aided' | 'unaided' | 'sequential', count = 1) {
  const paths = [await phantomFolder(count)];
  const app = await open({ paths, settings: { readingMode, analyseOnOpen: false } });
  await openFirst(app.page);
  return app;
}

/** Where each view lies, and how large it is shown. */
const viewBoxes = (page: Page) =>
  page.locator('[data-tile]').evaluateAll((tiles) =>
    tiles.map((tile) => {
      const { x, y, width, height } = tile.getBoundingClientRect();
      const scale = /[\d.]+ %|1:1/.exec((tile as HTMLElement).innerText)?.[0];
      return { label: tile.getAttribute('data-tile'), x, y, width, height, scale };
    }),
  );

const firstExamId = async (app: Awaited<ReturnType<OpenApp>>): Promise<string> => {
  const exams = await app.call('listExams', null);
  if (!exams.ok) throw new Error(exams.problem.message);
  return exams.value[0].examId;
};

const keptReading = async (app: Awaited<ReturnType<OpenApp>>) => {
  const reading = await app.call('reading', { examId: await firstExamId(app) });
  if (!reading.ok) throw new Error(reading.problem.message);
  return reading.value;
};

const statuses = async (app: App) => {
  const exams = await app.call('listExams', null);
  return exams.ok ? exams.value.map(({ readStatus }) => readStatus).sort() : [];
};

const press = async (page: Page, ...keys: readonly string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};

/** "R 1, L 1, density b", once the line at the images says so. */
const expectLine = (page: Page, text: string | RegExp) =>
  expect.poll(() => lineText(page), { timeout: 10_000 }).toMatch(text);

const sizes = [
  { width: 1920, height: 1080 },
  { width: 1280, height: 800 },
  { width: 900, height: 600 },
];

onEachHost('an assessment', (open) => {
  it('is kept as it is made, and is there after a reload', async () => {
    const app = await openReading(open, 'aided');
    const { page } = app;
    await category(page, 'Right').selectOption('2');
    await category(page, 'Left').selectOption('4B');
    await density(page).selectOption('c');
    await writeComment(page, 'Mass, upper outer quadrant');
    // At once: what was typed last is sent while the page goes away.
    await page.reload();
    await openFirst(page);
    expect(await category(page, 'Left').inputValue()).toBe('4B');
    expect(await category(page, 'Right').inputValue()).toBe('2');
    expect(await comment(page).inputValue()).toBe('Mass, upper outer quadrant');
    await expectAccessible(page);
  }, 120_000);

  it('is typed: each leader shows what it waits for, and commits nothing by halves', async () => {
    const app = await openReading(open, 'aided', 2);
    const { page } = app;
    await press(page, 'r');
    await expectLine(page, /^R _\s+0 to 6/);
    await press(page, '4');
    await expectLine(page, /^R 4_\s+A, B or C/);
    await expectAccessible(page);
    // The longest that any timer of the screen runs.
    await page.waitForTimeout(2500);
    await press(page, ' ');
    await expectLine(page, /^R 4_.*Space means nothing here/s);
    await press(page, 'Backspace');
    await expectLine(page, /^R _/);
    await press(page, 'Escape');
    await expectLine(page, /^$/);
    expect((await keptReading(app)).assessment.breasts.map(({ biRads }) => biRads)).toEqual([null, null]);

    await press(page, 'r', '4', 'b');
    await expectLine(page, /^R 4B, L –, density –/);
    expect(await category(page, 'Right').inputValue()).toBe('4B');
    await press(page, 'g', '1');
    await press(page, 'Backspace', '2');
    await expectLine(page, /^R 4B, L 2, density –/);

    // What is missing is named, with where to set it; nothing is completed.
    await press(page, 'Enter');
    await expectLine(page, 'Density is missing: press Y, then a to d');
    await press(page, 'r', 'Delete', 'Enter');
    await expectLine(page, 'Right breast has no BI-RADS: press R, then the category.');
    await expectAccessible(page);
    expect(await statuses(app)).toEqual(['reading', 'unread']);
    await press(page, 'r', '1', 'y', 'n', 'PageDown', 'PageUp', 'Enter');
    await expectLine(page, /^R 1, L 2, density not given\s+AI answered for 0 of 4 views\s+Enter completes/);
    expect(await statuses(app)).toEqual(['reading', 'reading']);
  }, 120_000);

  it('of a normal exam takes six keys, is shown before it is recorded, and can be taken back', async () => {
    const app = await openReading(open, 'aided', 2);
    const { page } = app;
    const first = await page.getByRole('heading', { level: 1 }).innerText();
    const keys = ['r', 'r', '1', 'y', 'b', 'Enter'];
    expect(keys.length).toBeLessThanOrEqual(6);
    await press(page, ...keys.slice(0, -1));
    await expectLine(page, /^R 1, L 1, density b\s+AI answered for 0 of 4 views\s+Enter completes/);
    expect(await statuses(app)).toEqual(['reading', 'unread']);
    await press(page, ...keys.slice(-1));
    await page.getByText('Saved: R 1, L 1, b').waitFor();
    await expect.poll(() => statuses(app), { timeout: 20_000 }).toEqual(['read', 'reading']);
    await expect.poll(() => page.getByRole('heading', { level: 1 }).innerText()).not.toBe(first);
    const { events } = await keptReading(app);
    expect(events.at(-1)).toMatchObject({ type: 'completed', assessment: { density: 'b' } });

    await press(page, 'Control+z');
    await expect.poll(() => statuses(app), { timeout: 20_000 }).toEqual(['reading', 'reading']);
    await expect.poll(() => page.getByRole('heading', { level: 1 }).innerText()).toBe(first);
    await page.getByText('Open again: R 1, L 1, b').waitFor();
    await press(page, 'Control+Shift+Z');
    await expect.poll(() => statuses(app), { timeout: 20_000 }).toEqual(['read', 'reading']);
    // Once complete, it changes only after it was reopened.
    await panel(page).getByText('Complete.').waitFor();
    expect(await category(page, 'Right').isDisabled()).toBe(true);
    await expectAccessible(page);
    await panel(page).getByRole('button', { name: 'Reopen' }).click();
    await panel(page).getByRole('button', { name: 'Complete exam' }).waitFor();
    expect(await category(page, 'Right').isDisabled()).toBe(false);
  }, 120_000);

  it('is in sight and works in windows of all sizes, and where the images are alone', async () => {
    const app = await openReading(open, 'aided', 2);
    const { page } = app;
    await press(page, 'r', 'r', '2');
    for (const size of sizes) {
      await page.setViewportSize(size);
      const where = `${size.width}x${size.height}`;
      await press(page, 'y', 'c');
      await expectLine(page, /^R 2, L 2, density c\s+AI answered for 0 of 4 views\s+Enter completes/);
      await app.screenshot(`assessment ${where}`);
      const line = (await page.locator('[data-assessment-line]').boundingBox())!;
      const images = (await page.locator('[data-image-area]').boundingBox())!;
      expect(line.x >= images.x && line.x + line.width <= images.x + images.width, where).toBe(true);
      // It covers neither breast nor text.
      expect(line.y, where).toBeGreaterThanOrEqual(images.y + images.height);
      if (size.width < 1280) continue;
      const box = (await panel(page).boundingBox())!;
      expect(box.height, where).toBeLessThanOrEqual(110);
      expect(box.y + box.height, where).toBeLessThanOrEqual(size.height);
    }
    await press(page, 'Escape', 'F11');
    await panel(page).waitFor({ state: 'hidden' });
    await press(page, 'Enter');
    await expectLine(page, /^R 2, L 2, density c\s+AI answered for 0 of 4 views\s+Enter completes/);
    expect(await statuses(app)).toEqual(['reading', 'unread']);
    await app.screenshot('assessment, images only');
    await press(page, 'Enter');
    await page.getByText('Saved: R 2, L 2, c').waitFor();
    await expect.poll(() => statuses(app), { timeout: 20_000 }).toEqual(['read', 'reading']);
  }, 120_000);

  it('of one breast says so; Space after the last step shows what Enter records, and records nothing', async () => {
    const folder = await phantomFolder(1);
    const exam = join(folder, 'exam-1');
    for (const file of readdirSync(exam)) if (file.startsWith('L-')) rmSync(join(exam, file));
    const app = await open({ paths: [folder], settings: { analyseOnOpen: false } });
    const { page } = app;
    await openFirst(page);
    expect(await category(page, 'Left').count()).toBe(0);
    await press(page, 'g');
    await expectLine(page, 'The left breast is not in this exam.');
    await press(page, 'r', '1', 'y', 'a', 'Escape');
    const steps = await page.getByRole('navigation').getByRole('listitem').count();
    // Quadrants are walked, too: more presses than steps, and none of them records anything.
    for (let times = 0; times < 40 + steps; times++) await page.keyboard.press('Space');
    await expectLine(page, /^R 1, density a\s+left breast not in this exam.*\s+Enter completes/);
    expect(await statuses(app)).toEqual(['reading']);
    await press(page, 'Enter');
    await expect.poll(() => statuses(app), { timeout: 20_000 }).toEqual(['read']);
  }, 120_000);
});

/** Real networks on the CPU of a busy machine. */
const analysisLimitMs = 240_000;

async function analyse(app: Awaited<ReturnType<OpenApp>>): Promise<void> {
  await app.call('analyseExam', { examId: await firstExamId(app), force: false });
  const state = async () => {
    const exams = await app.call('listExams', null);
    return exams.ok ? exams.value[0].analysis.state : null;
  };
  await expect.poll(state, { timeout: analysisLimitMs, interval: 500 }).toBe('done');
}

onEachHost('a sequential reading', (open) => {
  it(
    'locks what was read without AI, shows AI only then, and records the order',
    async () => {
      const app = await openReading(open, 'sequential');
      const { page } = app;
      await analyse(app);
      expect(await page.getByText(/^Unaided read/).count()).toBe(1);
      await panel(page).getByText('AI is shown once this is locked.').waitFor();
      await press(page, 'r', '1', 'y', 'b', 'Enter');
      await expectLine(page, 'Left breast has no BI-RADS: press G, then the category.');
      await press(page, 'g', '4', 'a', 'Enter');
      const dialog = page.getByRole('dialog', { name: 'Lock the unaided read' });
      await dialog.getByText('R 1, L 4A, density b').waitFor();
      await expectAccessible(page);
      expect((await keptReading(app)).locked).toBe(false);
      const before = await viewBoxes(page);
      await dialog.getByRole('button', { name: 'Lock and show AI' }).click();
      await panel(page).getByText('Locked: changes are revisions.').waitFor();
      await page.locator('[data-mark]').first().waitFor({ timeout: 60_000 });
      // Neither the lock nor the results move or rescale a view.
      expect(await viewBoxes(page)).toEqual(before);
      await panel(page).getByText('Order of events').click();
      await panel(page).getByText('AI shown').waitFor();
      expect(await page.getByText(/^Unaided read/).count()).toBe(0);
      await category(page, 'Left').selectOption('5');
      await panel(page).getByRole('button', { name: 'Complete exam' }).click();
      await expectLine(page, /^R 1, L 5, density b/);
      await page.locator('[data-assessment-line]').getByRole('button').click();
      await panel(page).getByRole('button', { name: 'Reopen' }).waitFor();

      const { events, locked, completed, mode, aiSeenBefore } = await keptReading(app);
      expect({ mode, aiSeenBefore }).toEqual({ mode: 'sequential', aiSeenBefore: false });
      expect([locked, completed]).toEqual([true, true]);
      const types = events.map(({ type }) => type);
      expect(types).toEqual(['opened', 'locked', 'ai-shown', 'revised', 'completed']);
      await panel(page).getByText('Revised: L 4A → 5').waitFor();
      await expectAccessible(page);
    },
    60_000 + analysisLimitMs,
  );

  it('Escape leaves the read unlocked', async () => {
    const app = await openReading(open, 'sequential');
    const { page } = app;
    await assessBoth(page, '1');
    await panel(page).getByRole('button', { name: 'Lock assessment' }).click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await panel(page).getByRole('button', { name: 'Lock assessment' }).waitFor();
    expect((await keptReading(app)).events.some(({ type }) => type === 'locked')).toBe(false);
  }, 120_000);

  it(
    'of an exam whose AI was seen says so: at the lock, in the top bar, the panel, the summary and the list',
    async () => {
      const app = await openReading(open, 'aided');
      const { page } = app;
      await analyse(app);
      await page.locator('[data-mark]').first().waitFor({ timeout: 60_000 });
      const bar = page.locator('header').first();
      await app.call('saveSettings', { settings: { readingMode: 'sequential' } });
      // What is open goes on as it was opened.
      await panel(page).getByText('Read with AI.').waitFor();
      expect(await bar.innerText()).toMatch(/· aided/);
      expect(await page.locator('[data-mark]').count()).toBeGreaterThan(0);
      await page.getByRole('button', { name: 'Worklist' }).click();
      await openFirst(page);
      await panel(page).getByText('AI seen before').waitFor();
      expect(await bar.innerText()).toMatch(/· AI seen before/);
      expect(await page.locator('[data-mark]').count()).toBe(0);
      await press(page, 'r', 'r', '1', 'y', 'b', 'Enter');
      const dialog = page.getByRole('dialog', { name: 'Lock the unaided read' });
      await dialog.getByText('AI results of this exam were shown before').waitFor();
      await expectAccessible(page);
      await press(page, 'Enter');
      await panel(page).getByText('Locked: changes are revisions. AI seen before.').waitFor();
      await press(page, 'Enter');
      await expectLine(page, /^R 1, L 1, density b/);
      await press(page, 'Enter');
      await panel(page).getByText('Complete. AI seen before.').waitFor();

      // Whatever the settings become, the record stays.
      await app.call('saveSettings', { settings: { readingMode: 'aided' } });
      const { text } = readPdf((await savedSummary(page)).bytes);
      expect(text).toContain('completed, AI seen before: does not count as read without AI');
      expect(await keptReading(app)).toMatchObject({
        mode: 'sequential',
        aiSeenBefore: true,
        completed: true,
      });
      await page.getByRole('button', { name: 'Worklist' }).click();
      await page.getByRole('treegrid', { name: 'Exams' }).getByText('AI seen before').waitFor();
    },
    60_000 + analysisLimitMs,
  );
});

describe.skipIf(lacks('chromium'))(needing('drafts where saving fails', 'chromium'), () => {
  it('stay on screen, say so, and are kept as soon as that is possible', async () => {
    const app = await openLoopback({ paths: [await phantomFolder(1)], settings: { analyseOnOpen: false } });
    const { page } = app;
    app.expectProblem(/saveAssessment|ERR_/);
    await openFirst(page);
    await page.route('**/call/saveAssessment', (route) => route.abort());
    await writeComment(page, 'Not lost');
    await panel(page)
      .getByText(/^Not saved yet/)
      .waitFor();
    await expectAccessible(page);
    expect(await comment(page).inputValue()).toBe('Not lost');
    await page.unroute('**/call/saveAssessment');
    await panel(page)
      .getByText(/^Not saved yet/)
      .waitFor({ state: 'detached', timeout: 20_000 });
    expect((await keptReading(app)).assessment.comment).toBe('Not lost');
    await app.close();
  }, 120_000);

  it('are there when the program is started again', async () => {
    const dataDir = temporaryFolder();
    const paths = [await phantomFolder(1)];
    const first = await openLoopback({ dataDir, paths, settings: { analyseOnOpen: false } });
    await openFirst(first.page);
    await writeComment(first.page, 'Kept');
    await expect
      .poll(async () => (await keptReading(first)).assessment.comment, { timeout: 20_000 })
      .toBe('Kept');
    await first.close();
    const second = await openLoopback({ dataDir });
    await openFirst(second.page);
    expect(await comment(second.page).inputValue()).toBe('Kept');
    await second.close();
  }, 120_000);
});
