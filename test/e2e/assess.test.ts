import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { lacks, needing } from '../needs.ts';
import { expectAccessible } from './accessibility.ts';
import { onEachHost, openLoopback, phantomFolder, temporaryFolder } from './app.ts';
import type { OpenApp } from './app.ts';

const panel = (page: Page) => page.getByRole('region', { name: 'Assessment' });
const category = (page: Page, breast: 'Right' | 'Left', text: string) =>
  panel(page)
    .getByRole('group', { name: `${breast} breast BI-RADS` })
    .getByRole('radio', { name: text });

/** A single exam opens by itself at the start. */
async function openFirst(page: Page): Promise<void> {
  const list = page.getByRole('treegrid', { name: 'Exams' });
  const choices = panel(page).getByRole('radio').first();
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

onEachHost('an assessment', (open) => {
  it('is kept as it is made, and is there after a reload', async () => {
    const app = await openReading(open, 'aided');
    const { page } = app;
    await category(page, 'Right', '2, Benign').check({ force: true });
    await category(page, 'Left', '4B, Moderate suspicion').check({ force: true });
    await panel(page).getByRole('radio', { name: 'c, Heterogeneously dense' }).check({ force: true });
    await panel(page).getByLabel('Comment').fill('Mass, upper outer quadrant');
    // At once: what was typed last is sent while the page goes away.
    await page.reload();
    await openFirst(page);
    expect(await category(page, 'Left', '4B').isChecked()).toBe(true);
    expect(await category(page, 'Right', '2').isChecked()).toBe(true);
    expect(await panel(page).getByLabel('Comment').inputValue()).toBe('Mass, upper outer quadrant');
    await expectAccessible(page);
  }, 120_000);

  it('is made, taken back and completed by keyboard, and the next exam follows', async () => {
    const app = await openReading(open, 'aided', 2);
    const { page } = app;
    await category(page, 'Right', '0').focus();
    await page.keyboard.press('ArrowRight');
    expect(await category(page, 'Right', '1').isChecked()).toBe(true);
    await page.keyboard.press('Delete');
    expect(await category(page, 'Right', '1').isChecked()).toBe(false);
    await page.keyboard.press('Enter');
    const statuses = async () => {
      const exams = await app.call('listExams', null);
      return exams.ok ? exams.value.map(({ readStatus }) => readStatus).sort() : [];
    };
    await expect.poll(statuses, { timeout: 20_000 }).toEqual(['read', 'reading']);
    await panel(page).getByText('Read with AI.').waitFor();
  }, 120_000);

  it('once complete, changes only after it was reopened', async () => {
    const app = await openReading(open, 'aided');
    const { page } = app;
    await panel(page).getByRole('button', { name: 'Complete exam' }).click();
    await panel(page).getByRole('button', { name: 'Reopen' }).waitFor();
    expect(await category(page, 'Right', '2').isDisabled()).toBe(true);
    await expectAccessible(page);
    await panel(page).getByRole('button', { name: 'Reopen' }).click();
    await panel(page).getByRole('button', { name: 'Complete exam' }).waitFor();
    expect(await category(page, 'Right', '2').isDisabled()).toBe(false);
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
      await panel(page).getByText('AI is shown once this assessment is locked.').waitFor();
      await category(page, 'Right', '1').check({ force: true });
      await page.keyboard.press('Enter');
      await panel(page).getByText('Choose the BI-RADS category of the left breast first.').waitFor();
      await category(page, 'Left', '4A').check({ force: true });
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog', { name: 'Lock the unaided read' });
      await dialog.getByText('R 1, L 4A').waitFor();
      await expectAccessible(page);
      expect((await keptReading(app)).locked).toBe(false);
      await dialog.getByRole('button', { name: 'Lock and show AI' }).click();
      await panel(page).getByText('Locked. Changes are recorded as revisions.').waitFor();
      await panel(page).getByText('Order of events').click();
      await panel(page).getByText('AI shown').waitFor();
      expect(await page.getByText(/^Unaided read/).count()).toBe(0);
      await category(page, 'Left', '5').check({ force: true });
      await panel(page).getByRole('button', { name: 'Complete exam' }).click();
      await panel(page).getByRole('button', { name: 'Reopen' }).waitFor();

      const { events, locked, completed } = await keptReading(app);
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
    await category(page, 'Right', '1').check({ force: true });
    await category(page, 'Left', '1').check({ force: true });
    await panel(page).getByRole('button', { name: 'Lock assessment' }).click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await panel(page).getByRole('button', { name: 'Lock assessment' }).waitFor();
    expect((await keptReading(app)).events.some(({ type }) => type === 'locked')).toBe(false);
  }, 120_000);
});

describe.skipIf(lacks('chromium'))(needing('drafts where saving fails', 'chromium'), () => {
  it('stay on screen, say so, and are kept as soon as that is possible', async () => {
    const app = await openLoopback({ paths: [await phantomFolder(1)], settings: { analyseOnOpen: false } });
    const { page } = app;
    app.expectProblem(/saveAssessment|ERR_/);
    await openFirst(page);
    await page.route('**/call/saveAssessment', (route) => route.abort());
    await panel(page).getByLabel('Comment').fill('Not lost');
    await panel(page)
      .getByText(/^Not saved yet/)
      .waitFor();
    await expectAccessible(page);
    expect(await panel(page).getByLabel('Comment').inputValue()).toBe('Not lost');
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
    await panel(first.page).getByLabel('Comment').fill('Kept');
    await expect
      .poll(async () => (await keptReading(first)).assessment.comment, { timeout: 20_000 })
      .toBe('Kept');
    await first.close();
    const second = await openLoopback({ dataDir });
    await openFirst(second.page);
    expect(await panel(second.page).getByLabel('Comment').inputValue()).toBe('Kept');
    await second.close();
  }, 120_000);
});
