import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { mean, median } from '../bench.ts';
import { keyToShownMs, shownScale, timeToDrawn } from './page.ts';
import {
  analyse,
  imagePaths,
  openBare,
  openWorklist,
  rows,
  serve,
  writeExams,
  type Stage,
} from './served.ts';

const rounds = 3;
/** There and back: a picture that has gone as far as it goes is not drawn anew. */
const pressesPerRound = 12;
/** Rows of a 14-megapixel detector. */
const largeRows = 4664;

/** What a press of a panning key costs until its frame is shown, and how many frames a drag shows. */
export async function panningFigures(stage: Stage) {
  const { open, folder, toy } = stage;
  const exams = writeExams(join(folder, 'large'), 1, toy ? 1024 : largeRows);
  const served = await serve(stage, 'large', [exams]);
  const [{ examId }] = await rows(served.desktop);
  await analyse(served.desktop, examId);
  // All maps, over all of the breast.
  const map = { on: true, opacity: 0.8, threshold: 0 };
  const view = JSON.stringify({ ai: { layers: { malignant: map, benign: map, classification: map } } });
  await served.desktop.call('saveSettings', { settings: { view } });
  const app = await open();
  await openWorklist(app, served.url);
  await timeToDrawn(app, 'Enter');
  // One view large.
  await app.keyboard.press('1');
  await app.waitForFunction(
    () => document.querySelectorAll('[data-tile-id] [data-colour-bars] > *').length === 3,
  );
  const bare = await openBare(open, served);
  const box = (await app.locator('[data-tile-id]').first().boundingBox())!;
  const [firstImage] = await imagePaths(served.desktop, examId);
  await bare.evaluate(({ path, width, height }) => window.showBareAlone(path, width, height), {
    path: firstImage,
    ...box,
  });
  const count = toy ? { rounds: 1, presses: 2 } : { rounds, presses: pressesPerRound };
  const fit = await panningRounds(app, bare, count);
  // At one image pixel per screen pixel the marks and maps are as large as they get while all of the tile is breast.
  await app.keyboard.press('9');
  const actualPixels = await panningRounds(app, bare, count);
  await bare.context().close();
  await app.context().close();
  await served.close();
  return { fit, actualPixels };
}

/**
 * Figures of panning one large view: all overlays on and off, and bare, in turns. Bare it is drawn as large as in the program: as
 * many pixels of the image are on the screen.
 */
async function panningRounds(app: Page, bare: Page, count: { rounds: number; presses: number }) {
  const withMs: number[] = [];
  const withoutMs: number[] = [];
  const bareMs: number[] = [];
  await bare.evaluate((scale) => window.scaleBare(scale), await shownScale(app));
  for (let round = 0; round < count.rounds; round++) {
    withMs.push(await panned(app, count.presses));
    await app.keyboard.press('a');
    withoutMs.push(await panned(app, count.presses));
    await app.keyboard.press('a');
    bareMs.push(await panned(bare, count.presses));
  }
  const inTurn = (above: readonly number[], below: readonly number[]) =>
    median(above.map((ms, round) => ms / below[round]));
  return {
    keyToShownWithOverlaysMs: median(withMs),
    withoutOverlaysMs: median(withoutMs),
    bareMs: median(bareMs),
    overlaysRatio: inTurn(withMs, withoutMs),
    bareRatio: inTurn(withoutMs, bareMs),
    overlaysToBareRatio: inTurn(withMs, bareMs),
  };
}

/** Mean of many presses, once the page is at rest. */
async function panned(page: Page, presses: number): Promise<number> {
  await page.waitForTimeout(1000);
  return mean(await keyToShownMs(page, presses));
}
