/** The program served to pages of browsers, with exams listed. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { imagePath } from '../../../../contract/api.ts';
import type { Exam, ExamRow } from '../../../../contract/exam.ts';
import type { Result } from '../../../../contract/problem.ts';
import { openDesktop } from '../../../../main/desktop.ts';
import type { Desktop } from '../../../../main/desktop.ts';
import { phantomDicom } from '../../../../main/exports/phantomDicom.ts';
import { startLoopback } from '../../../../main/hosts/loopback.ts';
import { createUntrainedWeights } from '../../../../main/library/weightsImport.ts';
import { phantomViews, type PhantomView } from '../../../../training/phantoms/phantomExam.ts';
import { planExam } from '../../../../training/phantoms/planExam.ts';
import { projectRoot } from '../../../needs.ts';

export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

interface Served {
  readonly desktop: Desktop;
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** The program with what lies in `paths` listed, served; nothing is analysed unless asked for, and then by untrained weights. */
export async function serve(
  { folder, pages }: Stage,
  name: string,
  paths: readonly string[],
): Promise<Served> {
  const dataDir = join(folder, `data-${name}`);
  for (const architecture of ['gmic', 'hds-uresnet'] as const) {
    valueOf(await createUntrainedWeights(dataDir, { architecture, seed: 1 }));
  }
  const desktop = openDesktop({ dataDir, device: 'cpu', hostName: 'loopback' });
  await desktop.call('saveSettings', { settings: { analyseOnOpen: false } });
  await new Promise<void>((resolve) => {
    const stop = desktop.onEvent((event) => {
      if (event.type !== 'indexing' || event.indexing.state === 'running') return;
      stop();
      resolve();
    });
    desktop.index(paths, name);
  });
  const host = valueOf(await startLoopback({ desktop, rendererDir: pages }));
  const close = async () => {
    await host.close();
    await desktop.close();
  };
  return { desktop, url: host.url, close };
}

/** The built renderer with the bare viewports' page beside it. */
export async function buildPages(folder: string): Promise<string> {
  const built = spawnSync(process.execPath, [join(projectRoot, 'scripts/build.mjs')], { stdio: 'inherit' });
  if (built.status !== 0) throw new Error('the renderer was not built');
  const pages = join(folder, 'pages');
  cpSync(join(projectRoot, 'build/renderer'), pages, { recursive: true });
  const root = join(import.meta.dirname, 'bare');
  await build({
    configFile: false,
    root,
    base: './',
    logLevel: 'error',
    resolve: { dedupe: ['@cornerstonejs/metadata', '@cornerstonejs/core'] },
    worker: { format: 'es' },
    build: {
      outDir: pages,
      emptyOutDir: false,
      target: 'es2022',
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 10_000,
      rolldownOptions: { input: join(root, 'bare.html') },
    },
  });
  return pages;
}

/** A page in a window of its own: one behind another draws nothing. */
type Open = (other?: 'bare') => Promise<Page>;

/** What every part has. */
export interface Stage {
  readonly open: Open;
  /** For files of its own. */
  readonly folder: string;
  /** The built renderer, with the bare viewports' page beside it. */
  readonly pages: string;
  /** Of the browser that `open` opens pages in. */
  readonly browserPid: number;
  readonly toy: boolean;
}

const [seed, vendor] = [7, 'Aurelia'] as const;
/** By their rows: each is made once. */
const pictures = new Map<number | 'full', readonly PhantomView[]>();

/**
 * Exams of women who look alike: making a picture takes seconds, and no figure asks what it shows. A pixel of the air tells
 * the same view of two exams apart.
 */
export function writeExams(folder: string, count: number, size: number | 'full'): string {
  const views = pictures.get(size) ?? [...phantomViews(planExam(seed, 1, { vendor }), size)];
  pictures.set(size, views);
  for (let index = 1; index <= count; index++) {
    const exam = join(folder, `exam-${index}`);
    mkdirSync(exam, { recursive: true });
    for (const [at, view] of views.entries()) {
      view.pixels[view.laterality === 'R' ? 0 : view.columns - 1] += 1;
      writeFileSync(
        join(exam, `${at + 1}.dcm`),
        phantomDicom(planExam(seed, index, { vendor }), view, at + 1),
      );
    }
  }
  return folder;
}

/** Opens the worklist and moves to its first exam. */
export async function openWorklist(page: Page, url: string): Promise<void> {
  await page.goto(url);
  // One exam alone is opened at once.
  await page.locator('[data-index="0"], [data-tile-id]').first().waitFor();
  if ((await page.locator('[data-tile-id]').count()) > 0) await page.keyboard.press('Escape');
  await page.locator('[data-index="0"]').waitFor();
  await page.keyboard.press('Home');
}

export async function rows(desktop: Desktop): Promise<readonly ExamRow[]> {
  return valueOf((await desktop.call('listExams', null)) as Result<readonly ExamRow[]>);
}

/** Ways to the bytes of an exam's images. */
export async function imagePaths(desktop: Desktop, examId: string): Promise<string[]> {
  const exam = valueOf((await desktop.call('openExam', { examId })) as Result<Exam>);
  return exam.images.map(({ imageId }) => imagePath(imageId));
}

/** A page with bare viewports, of the program's own images. */
export async function openBare(open: Stage['open'], served: Served): Promise<Page> {
  const bare = await open('bare');
  // The token's page first: it hands out the cookie.
  await bare.goto(served.url);
  await bare.goto(new URL('bare.html', served.url).href);
  await bare.locator('html[data-ready]').waitFor({ state: 'attached' });
  return bare;
}

/** Analyses an exam; resolves when all four of its views are done. */
export async function analyse(desktop: Desktop, examId: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = new Set<string>();
    const stop = desktop.onEvent((event) => {
      if (event.type !== 'analysis' || event.image.state !== 'done') return;
      done.add(event.image.imageId);
      if (done.size < 4) return;
      stop();
      resolve();
    });
    void desktop.call('analyseExam', { examId, force: false });
  });
}
