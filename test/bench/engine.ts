/**
 * `npm run bench -- engine [--toy] [--json FILE]`: where the time of analysing a four-view exam goes, on uncompressed input,
 * with both networks on the CPU; and how fast headers are indexed.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResultsImage } from '../../contract/results.ts';
import { openApp, type AnalysisListener, type App } from '../../main/app.ts';
import { phantomDicom } from '../../main/exports/phantomDicom.ts';
import { writePhantomExam } from '../../main/exports/phantomFiles.ts';
import { scan } from '../../main/library/scan.ts';
import { createUntrainedWeights } from '../../main/library/weightsImport.ts';
import { phantomViews } from '../../training/phantoms/phantomExam.ts';
import { planExam } from '../../training/phantoms/planExam.ts';
import { median, runSuite } from './parts/bench.ts';

/** Of each figure, and files of which headers are read. */
interface Extent {
  readonly rounds: number;
  readonly headers: number;
  readonly size: number | 'full';
}

interface Round {
  readonly wallMs: number;
  /** Inside ONNX Runtime's own runs. */
  readonly runtimeMs: number;
  readonly images: readonly ResultsImage[];
  /** Of the compute child. */
  readonly peakMemoryBytes: number;
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

async function engineFigures(folder: string, { rounds, size }: Extent): Promise<Record<string, unknown>> {
  const exam = join(folder, 'exam');
  const dataDir = join(folder, 'data');
  const written = await writePhantomExam(exam, 1, 1, { size });
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

async function indexingFigures(folder: string, extent: Extent): Promise<Record<string, unknown>> {
  const { rounds, headers } = extent;
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

await runSuite({
  name: 'engine',
  run: async ({ toy, folder, put }) => {
    const extent: Extent = toy
      ? { rounds: 1, headers: 20, size: 1024 }
      : { rounds: 5, headers: 1000, size: 'full' };
    for (const [name, figure] of Object.entries(await engineFigures(folder, extent))) put(name, figure);
    put('indexing', await indexingFigures(folder, extent));
  },
});
