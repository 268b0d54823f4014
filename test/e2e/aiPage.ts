/** The AI's part of the reading screen, as tests look at it. */
import type { Page } from 'playwright-core';
import type { Exam } from '../../contract/exam.ts';
import type { ShownExam } from '../../contract/imageAnalysis.ts';
import type { Result } from '../../contract/problem.ts';
import { phantomFolder, temporaryFolder } from './app.ts';
import type { App, OpenApp, OpenOptions } from './app.ts';

/** Milliseconds: two networks on four views, in software, on a busy machine. */
export const limitMs = 240_000;
export const untilDone = { timeout: 180_000 };

export const panel = (page: Page) => page.getByRole('region', { name: 'AI, research use only' });
export const strip = (page: Page) => page.getByRole('group', { name: 'Patches by attention' });
export const tile = (page: Page, label: string) => page.locator(`[data-tile="${label}"]`);
export const button = (page: Page, name: string) => panel(page).getByRole('button', { name, exact: true });
export const boxes = (page: Page, label: string) =>
  tile(page, label).locator('g[data-mark*="/patch/"]:not([transform])');
export const contours = (page: Page, label: string) =>
  tile(page, label).locator('g[data-mark*="/contour/"]:not([transform])');

/** Rows that GMIC can work with. */
export const size = 1024;

/** Boxes of all patches: those of untrained weights have little attention each. */
export const everyBox = { on: true, opacity: 0.9, attention: 0, inQuadrants: false };
const everyBoxView = JSON.stringify({ ai: { layers: { boxes: everyBox } } });

/** The one exam that was opened with, its views drawn; boxes of all patches are drawn unless `settings.view` says otherwise. */
export async function openExam(open: OpenApp, options: OpenOptions): Promise<App> {
  const { settings } = options;
  const app = await open({ ...options, settings: { analyseOnOpen: false, view: everyBoxView, ...settings } });
  await app.page.waitForFunction(() => document.querySelectorAll('[data-drawn="true"]').length >= 3, null, {
    timeout: 120_000,
  });
  return app;
}

/** Folder of the exam and of a library in which it is analysed after the first test: computed once. */
let prepared: Promise<OpenOptions> | undefined;
export const samePlaces = () =>
  (prepared ??= phantomFolder(1, 1, { size }).then((folder) => ({
    paths: [folder],
    dataDir: temporaryFolder(),
  })));

export async function openAnalysed(open: OpenApp, settings: OpenOptions['settings'] = {}): Promise<App> {
  const app = await openExam(open, { ...(await samePlaces()), settings });
  const done = panel(app.page).getByText(/^4 views, /);
  await button(app.page, 'Analyse').or(done).first().waitFor();
  if (!(await done.isVisible())) await button(app.page, 'Analyse').click();
  await done.waitFor(untilDone);
  await boxes(app.page, 'L CC').first().waitFor();
  return app;
}

export async function valueOf<T>(answered: Promise<Result<T>>): Promise<T> {
  const answer = await answered;
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.value;
}

export async function known({ call }: App): Promise<{ exam: Exam; shown: ShownExam }> {
  const [{ examId }] = await valueOf(call('listExams', null));
  return {
    exam: await valueOf(call('openExam', { examId })),
    shown: await valueOf(call('shownExam', { examId })),
  };
}

export function imageOf(exam: Exam, label: string) {
  return exam.images.find(({ laterality, view }) => `${laterality} ${view}` === label)!;
}
