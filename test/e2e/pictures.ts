/** The README's screenshots, of the real app in Chromium: `node scripts/pictures.mjs`. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { AppState } from '../../contract/api.ts';
import type { ExamRow } from '../../contract/exam.ts';
import type { ShownExam } from '../../contract/imageAnalysis.ts';
import type { Result } from '../../contract/problem.ts';
import { openDesktop } from '../../main/desktop.ts';
import type { Desktop } from '../../main/desktop.ts';
import { writePhantomExam } from '../../main/exports/phantomFiles.ts';
import { startLoopback } from '../../main/hosts/loopback.ts';
import { projectRoot } from '../needs.ts';
import { launchBrowser } from './launchBrowser.ts';

/** Exams of the pictured list; the first is read, and made in full size. */
const exams = 12;
const listedRows = 1024;

const { values: options } = parseArgs({ options: { out: { type: 'string' } } });
if (options.out === undefined) throw new Error('usage: pictures.ts --out FOLDER');
const out = options.out;
const folder = mkdtempSync(join(tmpdir(), 'mammoscope-pictures-'));

async function ask<T>(desktop: Desktop, name: string, request: unknown): Promise<T> {
  const answer = (await desktop.call(name, request)) as Result<T>;
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.value;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 250));
}

async function prepare(desktop: Desktop): Promise<void> {
  for (let index = 1; index <= exams; index++) {
    const size = index === 1 ? 'full' : listedRows;
    const written = await writePhantomExam(join(folder, 'exams', `exam-${index}`), 1, index, { size });
    if (!written.ok) throw new Error(written.problem.message);
  }
  const { settings } = await ask<AppState>(desktop, 'appState', null);
  await ask(desktop, 'saveSettings', { settings: { ...settings, analyseOnOpen: false } });
  desktop.index([join(folder, 'exams')], 'exams');
  const listed = () => ask<readonly ExamRow[]>(desktop, 'listExams', null);
  await until(async () => (await listed()).reduce((sum, row) => sum + row.imageCount, 0) === 4 * exams);
  const analysed = (await listed()).slice(0, exams - 4).map(({ examId }) => examId);
  const first = (await listed()).find(({ patientId }) => patientId === 'PHANTOM-1-0001')!;
  for (const examId of new Set([first.examId, ...analysed])) {
    await ask(desktop, 'analyseExam', { examId, force: false });
    await until(async () => {
      const { images } = await ask<ShownExam>(desktop, 'shownExam', { examId });
      return images.length === 4 && images.every(({ state }) => state === 'done');
    });
  }
}

const desktop = openDesktop({ dataDir: join(folder, 'data'), device: 'cpu', hostName: 'loopback' });
const browser = await launchBrowser();
try {
  await prepare(desktop);
  const started = await startLoopback({ desktop, rendererDir: join(projectRoot, 'build/renderer') });
  if (!started.ok) throw new Error(started.problem.message);
  const page = await (await browser.newContext({ viewport: { width: 1600, height: 1000 } })).newPage();
  mkdirSync(out, { recursive: true });
  const picture = async (name: string) => {
    // What is under way (a resize, a thumbnail) has a moment to end.
    await page.waitForTimeout(1500);
    await page.screenshot({ path: join(out, `${name}.jpg`), type: 'jpeg', quality: 88 });
  };
  const drawn = (count: number) =>
    page.waitForFunction(
      (count) => document.querySelectorAll('[data-tile-id] [data-drawn="true"]').length === count,
      count,
      { timeout: 60_000 },
    );
  await page.goto(started.value.url);
  await page.getByRole('searchbox').fill('');
  await page.locator('[data-index="0"]').waitFor();
  for (const button of await page.getByRole('button', { name: /^Dismiss/ }).all()) await button.click();
  await picture('worklist');
  await page.getByText('PHANTOM-1-0001').click();
  await page.keyboard.press('Enter');
  await drawn(4);
  await picture('reading');
  await page.keyboard.press('Tab');
  await picture('finding');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('a');
  await page.keyboard.press(' ');
  await drawn(2);
  await picture('pair');
  await page.keyboard.press('?');
  await picture('keys');
  await started.value.close();
} finally {
  await browser.close();
  await desktop.close();
  rmSync(folder, { recursive: true, force: true });
}
