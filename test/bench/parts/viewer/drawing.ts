import { join } from 'node:path';
import { median } from '../bench.ts';
import { timeToDrawn } from './page.ts';
import { imagePaths, openBare, openWorklist, rows, serve, writeExams, type Stage } from './served.ts';

const drawnExams = 4;

/** How soon an exam's views are on the screen, beside bare viewports of the same images. */
export async function drawingFigures(stage: Stage) {
  const { open, folder, toy } = stage;
  const count = toy ? 2 : drawnExams;
  const exams = writeExams(join(folder, 'full'), count + 1, toy ? 400 : 'full');
  const served = await serve(stage, 'full', [exams]);
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
  for (let index = 1; index < count; index++) {
    await app.waitForTimeout(toy ? 500 : 2000);
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
