/**
 * `npm run bench -- engine [--json FILE]`: where the time of analysing a four-view exam goes, on uncompressed input,
 * with both networks on the CPU; and how fast headers are indexed.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ResultsImage } from '../../contract/results.ts';
import { openApp, type AnalysisListener, type App } from '../../main/app.ts';
import { phantomDicom } from '../../main/exports/phantomDicom.ts';
import { writePhantomExam } from '../../main/exports/phantomFiles.ts';
import { scan } from '../../main/library/scan.ts';
import { createUntrainedWeights } from '../../main/library/weightsImport.ts';
import { phantomViews } from '../../training/phantoms/phantomExam.ts';
import { planExam } from '../../training/phantoms/planExam.ts';

const rounds = 5;
const headers = 1000;

interface Round {
  readonly wallMs: number;
  /** Inside ONNX Runtime's own runs. */
  readonly runtimeMs: number;
  readonly images: readonly ResultsImage[];
  /** Of the compute child. */
  readonly peakMemoryBytes: number;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

async function analyse(app: App, exam: string, outDir: string, force: boolean): Promise<Round> {
  const images: ResultsImage[] = [];
  let peakMemoryBytes = 0;
  const listener: AnalysisListener = {
    onNotice: () => undefined,
    onImages: () => undefined,
    onStep: () => undefined,
    onImageEnd: () => undefined,
    onNotAnalysed: () => undefined,
    onImage: (image, analysed) => {
      images.push(image);
      peakMemoryBytes = Math.max(peakMemoryBytes, analysed.peakMemoryBytes ?? 0);
    },
    onProblem: (problem) => {
      throw new Error(problem.message);
    },
  };
  const request = {
    paths: [exam],
    outDir,
    models: null,
    force,
    anyImage: false,
    stated: [],
    mapFormats: ['png'] as const,
  };
  const start = performance.now();
  const done = await app.analyseToFolder(request, listener, new AbortController().signal);
  const wallMs = performance.now() - start;
  if (!done.ok) throw new Error(done.problem.message);
  const fresh = images.flatMap(({ analyses }) => analyses.filter(({ fromCache }) => !fromCache));
  const runtimeMs = fresh.reduce((sum, { timingsMs }) => sum + timingsMs.runtime, 0);
  return { wallMs, runtimeMs, images, peakMemoryBytes };
}

/** Medians over all images of all rounds, milliseconds per image. */
function stepMedians(all: readonly Round[]): Record<string, number> {
  const samples = new Map<string, number[]>();
  const add = (step: string, ms: number) => samples.set(step, [...(samples.get(step) ?? []), ms]);
  for (const { timingsMs, analyses } of all.flatMap(({ images }) => images)) {
    for (const step of ['read', 'decode', 'hash', 'store', 'write']) add(step, timingsMs[step]);
    for (const { architecture, timingsMs: own } of analyses) {
      for (const [step, ms] of Object.entries(own)) {
        const named = step === 'findings' && architecture === 'hds-uresnet' ? 'contours' : step;
        add(`${architecture} ${named}`, ms);
      }
    }
  }
  return Object.fromEntries([...samples].map(([step, ms]) => [step, median(ms)]));
}

/** Time outside ONNX Runtime's runs over the time in them, of whole rounds on the clock. */
function outsideOverInside(all: readonly Round[]): number {
  return median(all.map(({ wallMs, runtimeMs }) => (wallMs - runtimeMs) / runtimeMs));
}

async function engineFigures(folder: string): Promise<Record<string, unknown>> {
  const exam = join(folder, 'exam');
  const dataDir = join(folder, 'data');
  const written = await writePhantomExam(exam, 1, 1);
  if (!written.ok) throw new Error(written.problem.message);
  for (const architecture of ['gmic', 'hds-uresnet'] as const) {
    const made = await createUntrainedWeights(dataDir, { architecture, seed: 1 });
    if (!made.ok) throw new Error(made.problem.message);
  }
  const app = openApp({ dataDir, device: 'cpu' });
  const round = (force: boolean) => analyse(app, exam, join(folder, 'out'), force);
  const cold = await round(true);
  const fresh: Round[] = [];
  for (let index = 0; index < rounds; index++) fresh.push(await round(true));
  // Once unforced, so that the pictures are kept too.
  await round(false);
  const cached: Round[] = [];
  for (let index = 0; index < rounds; index++) cached.push(await round(false));
  await app.close();
  const freshMs = median(fresh.map(({ wallMs }) => wallMs));
  const cachedMs = median(cached.map(({ wallMs }) => wallMs));
  return {
    examWallMs: { firstWithStart: cold.wallMs, fresh: freshMs, cached: cachedMs },
    stepMsPerImage: stepMedians(fresh),
    peakMemoryMiB: {
      program: process.resourceUsage().maxRSS / 1024,
      computeChild: Math.max(...fresh.map(({ peakMemoryBytes }) => peakMemoryBytes)) / 2 ** 20,
    },
    ratios: {
      outsideOverInsideRuntime: outsideOverInside(fresh),
      firstWithStartOutsideOverInsideRuntime: outsideOverInside([cold]),
      cachedOverFresh: cachedMs / freshMs,
    },
  };
}

async function indexingFigures(folder: string): Promise<Record<string, unknown>> {
  const headersFolder = join(folder, 'headers');
  mkdirSync(headersFolder);
  const plan = planExam(1, 1);
  const [view] = [...phantomViews(plan, 64)];
  for (let index = 0; index < headers; index++) {
    writeFileSync(join(headersFolder, `${index}.dcm`), phantomDicom(plan, view, index + 1));
  }
  const speeds: number[] = [];
  for (let index = 0; index < rounds; index++) {
    const start = performance.now();
    let found = 0;
    for await (const one of scan([headersFolder])) if (one.type === 'image') found += 1;
    if (found !== headers) throw new Error(`found ${found} of ${headers}`);
    speeds.push((1000 * found) / (performance.now() - start));
  }
  return { files: headers, filesPerSecond: median(speeds) };
}

const { values: options } = parseArgs({ options: { json: { type: 'string' } } });
const folder = mkdtempSync(join(tmpdir(), 'mammoscope-bench-'));
try {
  const figures = { ...(await engineFigures(folder)), indexing: await indexingFigures(folder) };
  const text = JSON.stringify(figures, (_, value) => (typeof value === 'number' ? round(value) : value), 2);
  console.log(text);
  if (options.json !== undefined) writeFileSync(options.json, `${text}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
