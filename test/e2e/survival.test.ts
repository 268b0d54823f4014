import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CallFunction, CallName, RequestOf, ResponseOf } from '../../contract/api.ts';
import type { ExamRow } from '../../contract/exam.ts';
import type { Result } from '../../contract/problem.ts';
import { lacks, needing, projectRoot } from '../needs.ts';
import { openLoopback, phantomFolder, temporaryFolder } from './app.ts';
import { category, comment, density, panel, writeComment } from './assessing.ts';
import { sharedBrowser } from './browser.ts';

const limitMs = 120_000;
const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 30_000 });
async function valueOf<T>(answered: Promise<Result<T>>): Promise<T> {
  const answer = await answered;
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.value;
}

/** The program as `npm start` runs it in a browser, in a process that can be killed. */
interface Program {
  readonly process: ChildProcess;
  readonly url: string;
  /** All that it has printed. */
  readonly printed: () => string;
}

async function startProgram(dataDir: string, ...paths: string[]): Promise<Program> {
  const host = join(projectRoot, 'main/hosts/browser.ts');
  const renderer = join(projectRoot, 'build/renderer');
  const child = spawn(process.execPath, [host, '--renderer', renderer, '--library', dataDir, '--', ...paths]);
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  child.stdout.on('data', (bytes: Buffer) => (printed += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (printed += bytes.toString()));
  await eventually(() => /Reading room: (\S+)/.exec(printed)?.[1]).toBeTruthy();
  return { process: child, url: /Reading room: (\S+)/.exec(printed)![1], printed: () => printed };
}

async function killed({ process: child }: Program): Promise<void> {
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/** Calls the program as its page does. */
function caller(page: Page): CallFunction {
  return async <Name extends CallName>(name: Name, request: RequestOf<Name>) =>
    (await page.evaluate(
      async ([name, body]) => {
        const headers = { 'Content-Type': 'application/json' };
        return (await fetch(`call/${name}`, { method: 'POST', headers, body })).json() as unknown;
      },
      [name, JSON.stringify(request)] as const,
    )) as Result<ResponseOf<Name>>;
}

/** A line on the first view, `below` its middle. */
async function measure(page: Page, below = 0): Promise<void> {
  const { x, y, width, height } = (await page.locator('[data-tile="R CC"]').boundingBox())!;
  const tool = page.getByLabel('Tool of the left button');
  // In a narrow window it is below a button.
  if (!(await tool.isVisible())) await page.getByRole('button', { name: 'More' }).click();
  await tool.selectOption('length');
  await page.mouse.move(x + width / 2, y + height / 2 + below);
  await page.mouse.down();
  await page.mouse.move(x + width / 2 + 60, y + height / 2 + below, { steps: 3 });
  await page.mouse.up();
}

async function openedPage(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  // Only the first window opens the one exam by itself.
  const list = page.getByRole('treegrid', { name: 'Exams' });
  const choices = density(page);
  await list.or(choices).first().waitFor();
  if (await list.isVisible()) await page.keyboard.press('Enter');
  await choices.waitFor();
  await page.locator('[data-tile="R CC"] [data-drawn="true"]').waitFor();
  return page;
}

const unkept = (page: Page) => page.locator('[data-unkept="true"]');
const notSaved = (page: Page) => page.getByText(/^Not saved yet/);

/** Texts of a row that lead to its patient. */
function identifying({
  patientName,
  patientId,
  patientBirthDate,
  studyDate,
  ...row
}: ExamRow): readonly string[] {
  const dashed = (date: string) => `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
  const texts = [
    patientName,
    patientName.replace('^', ', '),
    patientId,
    row.accessionNumber,
    ...[patientBirthDate, studyDate].flatMap((date) => (date === '' ? [] : [date, dashed(date)])),
  ];
  return [...new Set(texts.filter((text) => text !== ''))];
}

describe.skipIf(lacks('chromium'))(needing('a program killed under an open page', 'chromium'), () => {
  it(
    'has what it said it kept; the page keeps the rest, and hands it over when the program is back',
    async () => {
      const dataDir = temporaryFolder();
      const folder = await phantomFolder(1);
      const first = await startProgram(dataDir, folder);
      const context = await (await sharedBrowser()).newContext({ viewport: { width: 1600, height: 1000 } });
      onTestFinished(() => context.close());
      const page = await openedPage(context, first.url);
      const call = caller(page);
      const [row] = await valueOf(call('listExams', null));
      const { examId } = row;
      await writeComment(page, 'Kept before');
      await category(page, 'Right').selectOption('2');
      await measure(page);
      const kept = async (ask: CallFunction) => {
        const { assessment } = await valueOf(ask('reading', { examId }));
        const marks = await valueOf(ask('annotations', { examId }));
        return { comment: assessment.comment, marks: marks.length, right: assessment.breasts[0]?.biRads };
      };
      await eventually(() => kept(call)).toEqual({ comment: 'Kept before', marks: 1, right: '2' });

      await killed(first);
      await writeComment(page, 'Kept before, and typed while the program was gone');
      await measure(page, 100);
      await unkept(page).waitFor();
      await notSaved(page).first().waitFor();
      expect(await comment(page).inputValue()).toBe('Kept before, and typed while the program was gone');

      // A setting, too: identities are hidden from now on.
      await page.keyboard.press('Shift+H');
      await page.getByText('Patient 1').first().waitFor();

      // The page comes to the new program before the browser has its secret, and is refused.
      const refusal = page.waitForResponse(
        (response) => response.url().endsWith('/events') && response.status() === 403,
      );
      const second = await startProgram(dataDir);
      await refusal;
      expect(new URL(second.url).port).toBe(new URL(first.url).port);
      // What the program said it kept is there before the page says anything.
      const other = await context.newPage();
      await other.goto(second.url);
      await other.getByRole('treegrid', { name: 'Exams' }).or(panel(other)).first().waitFor();
      const before = await kept(caller(other));
      expect(before.right).toBe('2');
      expect(before.comment).toMatch(/^Kept before/);
      expect(before.marks).toBeGreaterThanOrEqual(1);
      await eventually(() => kept(caller(other))).toEqual({
        comment: 'Kept before, and typed while the program was gone',
        marks: 2,
        right: '2',
      });
      await unkept(page).waitFor({ state: 'detached' });
      await eventually(() => page.getByText('is not kept yet').count()).toBe(0);
      await eventually(() => notSaved(page).count()).toBe(0);
      const isHidden = async () => (await valueOf(caller(other)('appState', null))).settings.deidentified;
      await eventually(isHidden).toBe(true);
      // It hears of what happens again.
      await page.getByText('Not connected.').waitFor({ state: 'detached' });

      const printed = first.printed() + second.printed();
      expect(printed).toContain('research use only');
      for (const text of identifying(row)) expect(printed).not.toContain(text);
    },
    limitMs,
  );
});

describe.skipIf(lacks('chromium'))(needing('a disk that is full', 'chromium'), () => {
  it(
    'is told of while reading goes on; nothing is lost, and all is kept once there is room',
    async () => {
      const app = await openLoopback({ paths: [await phantomFolder(1)], settings: { analyseOnOpen: false } });
      const { page, call } = app;
      await page.locator('[data-tile="R CC"] [data-drawn="true"]').waitFor();
      const saves = /call\/(saveAssessment|saveAnnotation)$/;
      const problem = { kind: 'disk-full', message: 'The disk is full: make room.' };
      await page.route(saves, (route) => route.fulfill({ json: { ok: false, problem } }));
      await writeComment(page, 'Written on a full disk');
      await measure(page);
      await panel(page).getByText('Not saved yet: The disk is full').waitFor();
      await unkept(page).waitFor();
      // Reading goes on, in other exams, too.
      await page.getByRole('button', { name: 'Worklist' }).click();
      await page.getByRole('treegrid', { name: 'Exams' }).waitFor();
      await notSaved(page).first().waitFor();
      await page.keyboard.press('Enter');
      await unkept(page).waitFor();
      expect(await comment(page).inputValue()).toBe('Written on a full disk');
      await page.unroute(saves);
      const { examId } = (await valueOf(call('listExams', null)))[0];
      await eventually(async () => (await valueOf(call('reading', { examId }))).assessment.comment).toBe(
        'Written on a full disk',
      );
      await eventually(async () => (await valueOf(call('annotations', { examId }))).length).toBe(1);
      await eventually(() => notSaved(page).count()).toBe(0);
      await app.close();
    },
    limitMs,
  );
});

describe.skipIf(lacks('chromium'))(needing('two windows on one exam', 'chromium'), () => {
  it(
    'do not overwrite each other',
    async () => {
      const settings = { analyseOnOpen: false };
      const app = await openLoopback({ paths: [await phantomFolder(1)], settings });
      const { page, call } = app;
      await density(page).waitFor();
      // Another browser: a page behind another one draws nothing.
      const other = await openedPage(await (await sharedBrowser()).newContext(), app.host.oneTimeUrl());
      await category(page, 'Right').selectOption('2');
      await eventually(() => category(other, 'Right').inputValue()).toBe('2');
      await category(other, 'Left').selectOption('4A');
      await eventually(() => category(page, 'Left').inputValue()).toBe('4A');
      await writeComment(page, 'By the first');
      await eventually(() => comment(other).inputValue()).toBe('By the first');
      await page.locator('[data-tile="R CC"] [data-drawn="true"]').waitFor();
      await Promise.all([measure(page), measure(other)]);
      const { examId } = (await valueOf(call('listExams', null)))[0];
      await eventually(async () => (await valueOf(call('annotations', { examId }))).length).toBe(2);
      const { assessment } = await valueOf(call('reading', { examId }));
      const ratings = assessment.breasts.map(({ laterality, biRads }) => `${laterality} ${biRads}`).sort();
      expect(ratings).toEqual(['L 4A', 'R 2']);
      expect(assessment.comment).toBe('By the first');
      await other.context().close();
      await app.close();
    },
    limitMs,
  );
});

describe.skipIf(lacks('chromium'))(needing('a window that could not save for a while', 'chromium'), () => {
  it(
    'leaves what another one has kept meanwhile',
    async () => {
      const settings = { analyseOnOpen: false };
      const app = await openLoopback({ paths: [await phantomFolder(1)], settings });
      const { page, call } = app;
      await density(page).waitFor();
      const problem = { kind: 'disk-full', message: 'The disk is full: make room.' };
      const saves = '**/call/saveAssessment';
      await page.route(saves, (route) => route.fulfill({ json: { ok: false, problem } }));
      await category(page, 'Right').selectOption('2');
      await writeComment(page, 'By the first');
      await notSaved(page).first().waitFor();

      const [{ examId }] = await valueOf(call('listExams', null));
      const { assessment } = await valueOf(call('reading', { examId }));
      const breasts = [{ laterality: 'L', biRads: '5' } as const];
      const others = { ...assessment, breasts, comment: 'By the other' };
      const saved = await app.desktop.call('saveAssessment', {
        examId,
        assessment: others,
        before: assessment,
      });
      expect(saved).toMatchObject({ ok: true });
      await page.unroute(saves);
      // It may have been tried again by itself by now.
      const again = panel(page).getByRole('button', { name: 'Try again' });
      if (await again.isVisible()) await again.click({ timeout: 3000 }).catch(() => undefined);
      const kept = async () => (await valueOf(call('reading', { examId }))).assessment;
      await eventually(async () => (await kept()).comment).toBe('By the other\nBy the first');
      const ratings = (await kept()).breasts.map(({ laterality, biRads }) => `${laterality} ${biRads}`);
      expect(ratings.sort()).toEqual(['L 5', 'R 2']);
      // Both are on screen.
      await eventually(() => category(page, 'Left').inputValue()).toBe('5');
      expect(await category(page, 'Right').inputValue()).toBe('2');
      expect(await comment(page).inputValue()).toBe('By the other\nBy the first');
      await app.close();
    },
    limitMs,
  );
});

describe.skipIf(lacks('chromium'))(needing('de-identified display', 'chromium'), () => {
  it(
    'leaves nothing that leads to the patient on the page, wherever it goes',
    async () => {
      const app = await openLoopback({
        paths: [await phantomFolder(2)],
        settings: { analyseOnOpen: false, deidentified: true },
      });
      const { page, call } = app;
      const rows = await valueOf(call('listExams', null));
      const texts = rows.flatMap(identifying);
      expect(texts.length).toBeGreaterThan(4);
      const expectNone = async () => {
        const words = await page.evaluate(() => {
          const typed = [...document.querySelectorAll('input, textarea')].map(
            (field) => (field as HTMLInputElement).value,
          );
          return [document.title, document.documentElement.outerHTML, ...typed].join('\n');
        });
        expect(texts.filter((text) => words.includes(text))).toEqual([]);
      };
      await page.getByRole('treegrid', { name: 'Exams' }).waitFor();
      await expectNone();
      await page.keyboard.press('Enter');
      await page.locator('[data-drawn="true"]').first().waitFor();
      await expectNone();
      const steps = await page.getByRole('navigation').getByRole('listitem').count();
      for (let step = 0; step < steps; step++) {
        await page.keyboard.press('Space');
        await expectNone();
      }
      for (const key of ['?', 'Control+,']) {
        await page.keyboard.press(key);
        await page.getByRole('dialog').first().waitFor();
        await expectNone();
        await page.keyboard.press('Escape');
      }
      // The same places do show it, where it is asked for.
      await call('saveSettings', { settings: { deidentified: false } });
      const words = () => page.evaluate(() => document.body.innerText);
      await eventually(async () => {
        const shown = await words();
        return texts.some((text) => shown.includes(text));
      }).toBe(true);
      await app.close();
    },
    limitMs,
  );
});

describe.skipIf(lacks('chromium'))(needing('a mistake in a screen', 'chromium'), () => {
  it(
    'does not leave the window black: what happened is told, and the screen can be loaded again',
    async () => {
      const app = await openLoopback({ paths: [await phantomFolder(2)], settings: { analyseOnOpen: false } });
      const { page } = app;
      const list = page.getByRole('treegrid', { name: 'Exams' });
      await list.waitFor();
      app.expectProblem(/broken/);
      await page.evaluate(() => {
        const get = () => {
          throw new Error('broken');
        };
        Object.defineProperty(Intl.NumberFormat.prototype, 'format', { get });
      });
      await page.getByRole('searchbox').fill('1');
      await page.getByRole('alert').getByText('This screen failed').waitFor();
      await page.getByRole('button', { name: 'Load it again' }).click();
      await list.waitFor();
      await app.close();
    },
    limitMs,
  );
});
