import type { Page, Response } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { AppEvent } from '../../contract/api.ts';
import type { ShownExam } from '../../contract/imageAnalysis.ts';
import type { Result } from '../../contract/problem.ts';
import { lacks, needing } from '../needs.ts';
import { openLoopback, phantomFolder, temporaryFolder } from './app.ts';
import type { LoopbackApp } from './app.ts';
import { assessBoth, density } from './assessing.ts';
import { readPdf } from './exports/readPdf.ts';
import { savedSummary } from './exports/summaryFile.ts';

/** Two networks on eight views, in software, on a busy machine. */
const limitMs = 300_000;

async function valueOf<T>(answered: Promise<Result<T>>): Promise<T> {
  const answer = await answered;
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.value;
}

interface Told {
  readonly what: string;
  readonly text: string;
}

/** All that the program tells the page from now on: every answer's body and every event. */
function listen(app: LoopbackApp) {
  const told: Told[] = [];
  const pending = new Set<Promise<void>>();
  const hear = (response: Response) => {
    const { pathname } = new URL(response.url());
    if (pathname === '/events' || pathname.startsWith('/bytes/image/')) return;
    const body = response.text().then(
      (text) => void told.push({ what: pathname, text }),
      // It has none, or its page is gone.
      () => undefined,
    );
    pending.add(body);
    void body.finally(() => pending.delete(body));
  };
  app.context.on('response', hear);
  const stop = app.desktop.onEvent((event: AppEvent) => {
    told.push({ what: `event ${event.type}`, text: JSON.stringify(event) });
  });
  return async () => {
    app.context.off('response', hear);
    stop();
    await Promise.all(pending);
    return told;
  };
}

/** Numbers that only the networks can have come to: those with many digits. */
function tellingNumbers(shown: ShownExam): ReadonlySet<string> {
  const numbers = new Set<string>();
  JSON.stringify(shown, (_, value: unknown) => {
    if (typeof value === 'number' && !Number.isInteger(value) && String(value).length >= 10) {
      numbers.add(String(value));
    }
    return value;
  });
  return numbers;
}

/** What was told although it holds one of the numbers. */
function leaks(told: readonly Told[], numbers: ReadonlySet<string>): readonly string[] {
  return told
    .filter(({ text }) => [...numbers].some((number) => text.includes(number)))
    .map(({ what }) => what);
}

const mapPaths = (shown: ShownExam) =>
  shown.images.flatMap(({ analyses }) =>
    analyses.flatMap((analysis) =>
      analysis.architecture === 'gmic'
        ? [analysis.saliency.malignant.path, analysis.saliency.benign.path]
        : [analysis.classificationMap.path],
    ),
  );

/** What fetching each address answers, asked by the page, which has the token. */
const statusOf = (page: Page, paths: readonly string[]) =>
  page.evaluate(async (paths) => {
    const statuses: number[] = [];
    for (const path of paths) {
      const response = await fetch(path);
      // An answer that is not read to its end keeps its connection, of which a browser has few.
      await response.arrayBuffer();
      statuses.push(response.status);
    }
    return statuses;
  }, paths);

/** Nothing of the networks' is on the screen, in words or in marks. */
async function expectNothingShown(page: Page): Promise<void> {
  expect(await page.locator('[data-mark], [data-ai-overlay], [data-colour-bars]').count()).toBe(0);
  expect(await page.getByRole('button', { name: /^Patch \d/ }).count()).toBe(0);
  // Not a number either, where they would stand.
  for (const place of ['[aria-label="AI, research use only"]', '[aria-label="Patches by attention"]']) {
    for (const text of await page.locator(place).allInnerTexts()) expect(text).not.toMatch(/\d/);
  }
}

async function analyseAll(app: LoopbackApp): Promise<readonly string[]> {
  const rows = await valueOf(app.call('listExams', null));
  const examIds = rows.map(({ examId }) => examId);
  await app.call('analyseAll', { examIds });
  const states = async () =>
    (await valueOf(app.call('listExams', null))).map(({ analysis }) => analysis.state);
  await expect.poll(states, { timeout: 240_000, interval: 500 }).toEqual(examIds.map(() => 'done'));
  return examIds;
}

async function toWorklist(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.getByRole('treegrid', { name: 'Exams' }).waitFor();
}

async function openFromList(page: Page, patientName: string): Promise<void> {
  const name = patientName.replace('^', ', ');
  const list = page.getByRole('treegrid', { name: 'Exams' });
  await list.locator('[role=row][aria-level]').filter({ hasText: name }).dblclick();
  await density(page).waitFor();
}

/** Nothing of the networks' is in the summary that is saved. */
async function expectNothingExported(page: Page): Promise<void> {
  const { text } = readPdf((await savedSummary(page)).bytes);
  expect(text).toContain('Withheld: unaided read');
  expect(text).not.toMatch(/GMIC|HDS|Malignant|\(0\.\d\d\)/);
}

/** Everything that a curious reader can do in the list, and in an exam that is opened from it. */
async function lookEverywhere(page: Page, patientName: string): Promise<void> {
  for (const header of await page.getByRole('columnheader').getByRole('button').all()) await header.click();
  await page.getByRole('searchbox').fill('0');
  await page.getByRole('searchbox').fill('');
  await openFromList(page, patientName);
  const steps = await page.getByRole('navigation').getByRole('listitem').count();
  for (let step = 0; step <= steps; step++) {
    await page.keyboard.press('Space');
    await expectNothingShown(page);
  }
  for (const key of ['a', 'c', 's', 'v', 'b', 'n', 'Tab']) await page.keyboard.press(key);
  await expectNothingShown(page);
  await expectNothingExported(page);
}

const library = { dataDir: '', folder: '' };

describe.skipIf(lacks('chromium'))(needing('blinded reading, attacked', 'chromium'), () => {
  it(
    'sequential: nothing reaches the page before the lock; afterwards everything does, of that exam alone',
    async () => {
      library.dataDir = temporaryFolder();
      library.folder = await phantomFolder(2, 1, { size: 1024 });
      const app = await openLoopback({
        dataDir: library.dataDir,
        paths: [library.folder],
        settings: { readingMode: 'sequential', analyseOnOpen: false },
      });
      const { page, call } = app;
      const heardBefore = listen(app);
      const [{ examId, patientName }] = await valueOf(call('listExams', null));
      // What is on screen is told of each step: the results, too, where they may be shown.
      await openFromList(page, patientName);
      const examIds = await analyseAll(app);
      await toWorklist(page);
      await lookEverywhere(page, patientName);
      const before = await heardBefore();

      const heardAfter = listen(app);
      const other = examIds.find((id) => id !== examId)!;
      await assessBoth(page, '1');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').getByRole('button', { name: 'Lock and show AI' }).click();
      await page.locator('[data-mark]').first().waitFor();
      const shown = await valueOf(call('shownExam', { examId }));
      const after = await heardAfter();

      const numbers = tellingNumbers(shown);
      expect(numbers.size).toBeGreaterThan(20);
      expect(leaks(before, numbers)).toEqual([]);
      // The ear is not deaf: the same numbers are heard once they may be.
      expect(leaks(after, numbers)).toContain('/call/shownExam');
      const { events } = await valueOf(call('reading', { examId }));
      expect(events.map(({ type }) => type)).toEqual(['opened', 'locked', 'ai-shown']);

      // The other exam stays closed, by every address that this one taught.
      const paths = mapPaths(shown);
      expect(new Set(await statusOf(page, paths))).toEqual(new Set([200]));
      const images = shown.images.map(({ imageId }) => imageId);
      const others = (await valueOf(call('openExam', { examId: other }))).images.map(
        ({ imageId }) => imageId,
      );
      const foreign = paths.map((path) => {
        const index = images.findIndex((id) => path.includes(encodeURIComponent(id)));
        return path.replace(encodeURIComponent(images[index]), encodeURIComponent(others[index]));
      });
      expect(foreign.every((path, index) => path !== paths[index])).toBe(true);
      const refused = await statusOf(page, foreign);
      expect(refused.every((status) => status >= 400)).toBe(true);
      app.expectProblem(/bytes\/map|404|Failed to load resource/);
      const withheld = await valueOf(call('shownExam', { examId: other }));
      expect(withheld).toMatchObject({ withheld: true, scores: [] });
      expect(withheld.images.flatMap(({ analyses }) => analyses)).toEqual([]);
      const listed = await valueOf(call('listExams', null));
      const row = listed.find((candidate) => candidate.examId === other)!;
      expect(row.analysis).toMatchObject({ scores: [], withheld: true });
      await app.close();
    },
    limitMs,
  );

  it(
    'unaided: kept results stay unseen; another window that changes the mode has their showing put on record',
    async () => {
      const app = await openLoopback({
        dataDir: library.dataDir,
        settings: { readingMode: 'unaided', analyseOnOpen: true },
      });
      const { page, call } = app;
      await page.getByRole('treegrid', { name: 'Exams' }).waitFor();
      const heard = listen(app);
      const unread = (await valueOf(call('listExams', null))).find(
        ({ readStatus }) => readStatus === 'unread',
      )!;
      await lookEverywhere(page, unread.patientName);
      await page.keyboard.press('PageDown');
      await density(page).waitFor();
      await expectNothingShown(page);
      await toWorklist(page);
      const rows = await valueOf(call('listExams', null));
      expect(rows.map(({ analysis }) => analysis.scores)).toEqual([[], []]);
      const before = await heard();

      const window2 = await app.context.newPage();
      await window2.goto(app.host.url);
      await window2.getByRole('treegrid', { name: 'Exams' }).waitFor();
      await call('saveSettings', { settings: { readingMode: 'aided' } });
      // Begun unaided: it stays so until it is opened anew, and its score stays out of the list until it is on record that
      // it was shown.
      const row = async () =>
        (await valueOf(call('listExams', null))).find(({ examId }) => examId === unread.examId)!.analysis;
      expect(await row()).toMatchObject({ scores: [], withheld: true });
      const { examId } = unread;
      expect(await valueOf(call('shownExam', { examId }))).toMatchObject({ withheld: true });
      await call('openReading', { examId });
      const shown = await valueOf(call('shownExam', { examId }));
      const numbers = tellingNumbers(shown);
      expect(numbers.size).toBeGreaterThan(20);
      expect(leaks(before, numbers)).toEqual([]);
      const { events } = await valueOf(call('reading', { examId }));
      const types = events.map(({ type, mode }) => `${type} ${mode}`);
      expect(types).toEqual(['opened unaided', 'opened aided', 'ai-shown aided']);
      expect((await row()).scores.map(({ value }) => value)).not.toEqual([]);

      // And back: what was seen is on record, what is asked for from now on is not given.
      await call('saveSettings', { settings: { readingMode: 'unaided' } });
      const anew = await valueOf(call('openReading', { examId }));
      expect(anew).toMatchObject({ mode: 'unaided', aiSeenBefore: true });
      expect(await valueOf(call('shownExam', { examId }))).toMatchObject({ withheld: true });
      const refused = await statusOf(page, mapPaths(shown));
      expect(refused.every((status) => status >= 400)).toBe(true);
      app.expectProblem(/bytes\/map|404|Failed to load resource/);
      await app.close();
    },
    limitMs,
  );
});
