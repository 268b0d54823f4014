/**
 * `npm run bench -- viewer [--part NAME]... [--json FILE]`: what reading costs in headless Chromium, beside the raw cost of the same images in bare
 * Cornerstone viewports with the library's own loader. Ratios are of one run; every figure is a median.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import type { Exam, ExamRow } from '../../contract/exam.ts';
import { imagePath } from '../../contract/api.ts';
import type { Result } from '../../contract/problem.ts';
import { openDesktop } from '../../main/desktop.ts';
import type { Desktop } from '../../main/desktop.ts';
import { phantomDicom } from '../../main/exports/phantomDicom.ts';
import { writePhantomExam } from '../../main/exports/phantomFiles.ts';
import { startLoopback } from '../../main/hosts/loopback.ts';
import { phantomViews } from '../../training/phantoms/phantomExam.ts';
import { planExam } from '../../training/phantoms/planExam.ts';
import { browserFlags } from '../e2e/launchBrowser.ts';
import { chromiumPath, projectRoot } from '../needs.ts';
import { keyToShownMs, scrollFrameMs, timeToDrawn } from './viewerPage.ts';

const drawnExams = 6;
const openedExams = 50;
/** Rows of images of which 25 exams fill the viewer's memory for decoded images. */
const openedRows = 2400;
const listedExams = 10_000;
const frames = 60;
const panningRoundCount = 7;
const pressesPerRound = 20;
/** Rows of a 14-megapixel detector. */
const largeRows = 4664;
const windowSize = { width: 1920, height: 1080 };

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

interface Served {
  readonly desktop: Desktop;
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** The program with what lies in `paths` listed, served; nothing is analysed unless asked for. */
async function serve(folder: string, name: string, pages: string, paths: readonly string[]): Promise<Served> {
  const dataDir = join(folder, `data-${name}`);
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
async function buildPages(folder: string): Promise<string> {
  const built = spawnSync(process.execPath, [join(projectRoot, 'scripts/build.mjs')], { stdio: 'inherit' });
  if (built.status !== 0) throw new Error('the renderer was not built');
  const pages = join(folder, 'pages');
  cpSync(join(projectRoot, 'build/renderer'), pages, { recursive: true });
  const root = join(projectRoot, 'test/bench/viewerBare');
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

async function writeExams(folder: string, count: number, size: number | 'full'): Promise<string> {
  for (let index = 1; index <= count; index++) {
    valueOf(await writePhantomExam(join(folder, `exam-${index}`), 7, index, { size }));
  }
  return folder;
}

/** Opens the worklist and moves to its first exam. */
async function openWorklist(page: Page, url: string): Promise<void> {
  await page.goto(url);
  // One exam alone is opened at once.
  await page.locator('[data-index="0"], [data-tile-id]').first().waitFor();
  if ((await page.locator('[data-tile-id]').count()) > 0) await page.keyboard.press('Escape');
  await page.locator('[data-index="0"]').waitFor();
  await page.keyboard.press('Home');
}

async function rows(desktop: Desktop): Promise<readonly ExamRow[]> {
  return valueOf((await desktop.call('listExams', null)) as Result<readonly ExamRow[]>);
}

/** Ways to the bytes of an exam's images. */
async function imagePaths(desktop: Desktop, examId: string): Promise<string[]> {
  const exam = valueOf((await desktop.call('openExam', { examId })) as Result<Exam>);
  return exam.images.map(({ imageId }) => imagePath(imageId));
}

/** A page in a window of its own: one behind another draws nothing. */
type Open = (other?: 'bare') => Promise<Page>;

async function openBare(open: Open, served: Served): Promise<Page> {
  const bare = await open('bare');
  // The token's page first: it hands out the cookie.
  await bare.goto(served.url);
  await bare.goto(new URL('bare.html', served.url).href);
  await bare.locator('html[data-ready]').waitFor({ state: 'attached' });
  return bare;
}

async function drawingFigures(open: Open, folder: string, pages: string) {
  const exams = await writeExams(join(folder, 'full'), drawnExams + 1, 'full');
  const served = await serve(folder, 'full', pages, [exams]);
  const listed = await rows(served.desktop);
  const app = await open();
  await openWorklist(app, served.url);
  const bare = await openBare(open, served);
  const appMs: number[] = [];
  const bareMs: number[] = [];
  const showBare = async (examId: string) => {
    bareMs.push(
      await bare.evaluate((paths) => window.showBare(paths), await imagePaths(served.desktop, examId)),
    );
  };
  for (const [index, { examId }] of listed.entries()) {
    // Who goes first has the file from the disk.
    if (index % 2 === 1) await showBare(examId);
    appMs.push(await timeToDrawn(app, 'Enter'));
    if (index % 2 === 0) await showBare(examId);
    await app.keyboard.press('Escape');
    await app.locator('[data-index="0"]').waitFor();
    await app.keyboard.press('ArrowDown');
  }
  await app.keyboard.press('Home');
  await timeToDrawn(app, 'Enter');
  const prefetchedMs: number[] = [];
  for (let index = 1; index < drawnExams; index++) {
    await app.waitForTimeout(3000);
    prefetchedMs.push(await timeToDrawn(app, 'PageDown'));
  }
  await bare.context().close();
  await app.context().close();
  await served.close();
  // The first exam loads scripts and starts workers, in both.
  const shown = { appMs: median(appMs.slice(1)), bareMs: median(bareMs.slice(1)) };
  return {
    ...shown,
    prefetchedMs: median(prefetchedMs),
    firstMs: appMs[0],
    ratio: shown.appMs / shown.bareMs,
  };
}

async function panningFigures(open: Open, folder: string, pages: string) {
  const exams = await writeExams(join(folder, 'large'), 1, largeRows);
  const served = await serve(folder, 'large', pages, [exams]);
  const [{ examId }] = await rows(served.desktop);
  await new Promise<void>((resolve) => {
    const done = new Set<string>();
    const stop = served.desktop.onEvent((event) => {
      if (event.type !== 'analysis' || event.image.state !== 'done') return;
      done.add(event.image.imageId);
      if (done.size < 4) return;
      stop();
      resolve();
    });
    void served.desktop.call('analyseExam', { examId, force: false });
  });
  const app = await open();
  await openWorklist(app, served.url);
  await timeToDrawn(app, 'Enter');
  // One view large; benign saliency and the classification map beside what is on by itself.
  for (const key of ['1', 'v', 'n']) await app.keyboard.press(key);
  await app.waitForFunction(() => document.querySelectorAll('[data-tile-id] [data-map]').length === 3);
  const bare = await openBare(open, served);
  const box = (await app.locator('[data-tile-id]').first().boundingBox())!;
  const [firstImage] = await imagePaths(served.desktop, examId);
  await bare.evaluate(({ path, width, height }) => window.showBareAlone(path, width, height), {
    path: firstImage,
    ...box,
  });
  const fit = await panningRounds(app, bare);
  // At one image pixel per screen pixel the marks and maps are as large as they get while all of the tile is breast.
  await app.keyboard.press('9');
  const actualPixels = await panningRounds(app, null);
  await bare.context().close();
  await app.context().close();
  await served.close();
  return { fit, actualPixels };
}

/** Figures of panning one large view: all overlays on and off, and bare, in turns. */
async function panningRounds(app: Page, bare: Page | null) {
  const withMs: number[] = [];
  const withoutMs: number[] = [];
  const bareMs: number[] = [];
  for (let round = 0; round < panningRoundCount; round++) {
    withMs.push(mean(await keyToShownMs(app, pressesPerRound)));
    await app.keyboard.press('a');
    withoutMs.push(mean(await keyToShownMs(app, pressesPerRound)));
    await app.keyboard.press('a');
    if (bare !== null) bareMs.push(mean(await keyToShownMs(bare, pressesPerRound)));
  }
  const inTurn = (above: readonly number[], below: readonly number[]) =>
    median(above.map((ms, round) => ms / below[round]));
  return {
    keyToShownWithOverlaysMs: median(withMs),
    withoutOverlaysMs: median(withoutMs),
    overlaysRatio: inTurn(withMs, withoutMs),
    ...(bare === null ? {} : { bareMs: median(bareMs), bareRatio: inTurn(withoutMs, bareMs) }),
  };
}

/** Resident memory of a process and all below it, MiB. Linux. */
function treeMemoryMiB(root: number): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It ended meanwhile.
    }
  }
  const belongs = (pid: number): boolean => pid === root || (parents.has(pid) && belongs(parents.get(pid)!));
  let pages = 0;
  for (const pid of parents.keys()) {
    if (!belongs(pid)) continue;
    try {
      // Shared memory is counted once, with who uses it: proportional set size.
      const line = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
      pages += Number(line?.[1] ?? 0);
    } catch {
      // As above.
    }
  }
  return pages / 1024;
}

async function memoryFigures(open: Open, folder: string, pages: string, browserPid: number) {
  const exams = await writeExams(join(folder, 'many'), openedExams, openedRows);
  const served = await serve(folder, 'many', pages, [exams]);
  const app = await open();
  await openWorklist(app, served.url);
  await timeToDrawn(app, 'Enter');
  const memory = [treeMemoryMiB(browserPid)];
  for (let index = 1; index < openedExams; index++) {
    await timeToDrawn(app, 'PageDown');
    memory.push(treeMemoryMiB(browserPid));
  }
  await app.context().close();
  await served.close();
  const of = (from: number, to: number) => mean(memory.slice(from, to));
  return {
    afterFirstMiB: memory[0],
    exams31to40MiB: of(30, 40),
    exams41to50MiB: of(40, 50),
    mostMiB: Math.max(...memory),
    ratio: of(40, 50) / of(30, 40),
  };
}

async function worklistFigures(open: Open, folder: string, pages: string) {
  const few = join(folder, 'listed-few');
  const all = join(folder, 'listed-all');
  mkdirSync(few);
  mkdirSync(all);
  for (let index = 1; index <= listedExams; index++) {
    const plan = planExam(11, index);
    const [view] = phantomViews(plan, 16);
    const bytes = phantomDicom(plan, view, 1);
    writeFileSync(join(all, `${index}.dcm`), bytes);
    if (index <= 100) writeFileSync(join(few, `${index}.dcm`), bytes);
  }
  const measure = async (name: string, exams: string) => {
    const indexStart = performance.now();
    const served = await serve(folder, name, pages, [exams]);
    const indexMs = performance.now() - indexStart;
    const app = await open();
    const start = performance.now();
    await openWorklist(app, served.url);
    const shownMs = performance.now() - start;
    await scrollFrameMs(app, frames);
    const scrollMs = median(await repeated(5, () => scrollFrameMs(app, frames)));
    const searchMs = await app.evaluate(async () => {
      const input = document.querySelector<HTMLInputElement>('input[type="search"]')!;
      const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!;
      const start = performance.now();
      set.call(input, '0042');
      input.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      return performance.now() - start;
    });
    await app.context().close();
    await served.close();
    return { indexMs, shownMs, scrollMs, searchMs };
  };
  const hundred = await measure('listed-few', few);
  const tenThousand = await measure('listed-all', all);
  return { exams: listedExams, tenThousand, hundred, scrollRatio: tenThousand.scrollMs / hundred.scrollMs };
}

async function repeated(times: number, work: () => Promise<number>): Promise<number[]> {
  const values: number[] = [];
  for (let index = 0; index < times; index++) values.push(await work());
  return values;
}

const parts = {
  drawing: drawingFigures,
  panning: panningFigures,
  memory: memoryFigures,
  worklist: worklistFigures,
};
type Part = keyof typeof parts;

const { values: options } = parseArgs({
  options: { json: { type: 'string' }, part: { type: 'string', multiple: true } },
});
const wanted = (options.part ?? Object.keys(parts)) as readonly Part[];
const unknown = wanted.find((part) => !(part in parts));
if (unknown !== undefined) throw new Error(`no part ${unknown}; parts: ${Object.keys(parts).join(', ')}`);
const executablePath = chromiumPath();
if (executablePath === null) throw new Error('Chromium is needed: install the package chromium');
const folder = mkdtempSync(join(tmpdir(), 'mammoscope-bench-'));
const server = await chromium.launchServer({ executablePath, args: browserFlags });
const browser = await chromium.connect(server.wsEndpoint());
const bareBrowser = await chromium.launch({ executablePath, args: browserFlags });
try {
  const open: Open = async (other) =>
    (await (other === 'bare' ? bareBrowser : browser).newContext({ viewport: windowSize })).newPage();
  const pages = await buildPages(folder);
  const figures: Record<string, unknown> = { suite: 'viewer' };
  for (const part of wanted) {
    console.error(`${part}...`);
    figures[part] = await parts[part](open, folder, pages, server.process().pid!);
  }
  const text = `${JSON.stringify(figures, null, 2)}\n`;
  process.stdout.write(text);
  if (options.json !== undefined) writeFileSync(options.json, text);
} finally {
  await bareBrowser.close();
  await browser.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
