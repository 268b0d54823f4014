/**
 * `npm run bench -- viewer [--part NAME]... [--toy] [--json FILE]`: what reading costs in headless Chromium, beside the raw cost of
 * the same images in bare Cornerstone viewports with the library's own loader. Ratios are of one run; every figure is a median.
 */
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { browserFlags } from '../e2e/launchBrowser.ts';
import { chromiumPath } from '../needs.ts';
import { runSuite, type Bench } from './parts/bench.ts';

const windowSize = { width: 1920, height: 1080 };
const partNames = ['drawing', 'panning', 'windowing', 'keys', 'memory', 'worklist'] as const;

async function run({ toy, folder, parts, put, atEnd }: Bench): Promise<void> {
  // Untrained weights draw every map, whichever weights the program comes with. Read when the program is loaded.
  process.env.MAMMOSCOPE_BUILT_IN_WEIGHTS = join(folder, 'no-weights');
  const { buildPages } = await import('./parts/viewer/served.ts');
  const figuresOf = {
    drawing: async () => (await import('./parts/viewer/drawing.ts')).drawingFigures,
    panning: async () => (await import('./parts/viewer/panning.ts')).panningFigures,
    windowing: async () => (await import('./parts/viewer/windowing.ts')).windowingFigures,
    keys: async () => (await import('./parts/viewer/keys.ts')).keysFigures,
    memory: async () => (await import('./parts/viewer/memory.ts')).memoryFigures,
    worklist: async () => (await import('./parts/viewer/worklist.ts')).worklistFigures,
  };
  const executablePath = chromiumPath();
  if (executablePath === null) throw new Error('Chromium is needed: install the package chromium');
  // The suite itself ends its browsers where it is stopped, after it has printed what it has.
  const options = { executablePath, args: browserFlags, handleSIGINT: false, handleSIGTERM: false };
  const server = await chromium.launchServer(options);
  atEnd(() => server.close());
  const browser = await chromium.connect(server.wsEndpoint());
  const bareBrowser = await chromium.launch(options);
  atEnd(() => bareBrowser.close());
  const pages = await buildPages(folder);
  const stage = {
    open: async (other?: 'bare') =>
      (await (other === 'bare' ? bareBrowser : browser).newContext({ viewport: windowSize })).newPage(),
    folder,
    pages,
    browserPid: server.process().pid!,
    toy,
  };
  for (const part of partNames.filter((name) => parts.includes(name))) {
    console.error(`${part}...`);
    const figures = await figuresOf[part]();
    const start = performance.now();
    put(part, { ...(await figures(stage)), seconds: (performance.now() - start) / 1000 });
  }
}

await runSuite({ name: 'viewer', parts: partNames, run });
