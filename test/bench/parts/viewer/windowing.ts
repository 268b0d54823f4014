import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { median } from '../bench.ts';
import { shownScale, timeToDrawn } from './page.ts';
import { imagePaths, openBare, openWorklist, rows, serve, writeExams, type Stage } from './served.ts';

/** What windowing four views together costs, beside four bare viewports of the same sizes and scale. */
export async function windowingFigures(stage: Stage) {
  const { open, folder, toy } = stage;
  const exams = writeExams(join(folder, 'windowed'), 1, toy ? 400 : 'full');
  const served = await serve(stage, 'windowed', [exams]);
  const [{ examId }] = await rows(served.desktop);
  const app = await open();
  await openWorklist(app, served.url);
  await timeToDrawn(app, 'Enter');
  const boxes = await app.evaluate(() =>
    [...document.querySelectorAll('[data-tile-id]')].map((tile) => {
      const { width, height } = tile.getBoundingClientRect();
      return { width, height };
    }),
  );
  const bare = await openBare(open, served);
  await bare.evaluate(({ paths, boxes }) => window.showBareWindowed(paths, boxes), {
    paths: await imagePaths(served.desktop, examId),
    boxes,
  });
  await bare.evaluate((scale) => window.scaleBare(scale), await shownScale(app));
  // What is drawn ahead has a moment, as a reader gives it.
  await app.waitForTimeout(toy ? 500 : 3000);
  const count = toy ? { rounds: 1, moves: 3 } : { rounds: 3, moves: 15 };
  const appMs: number[] = [];
  const bareMs: number[] = [];
  for (let round = 0; round < count.rounds; round++) {
    appMs.push(await windowed(app, count.moves));
    bareMs.push(await windowed(bare, count.moves));
  }
  await bare.context().close();
  await app.context().close();
  await served.close();
  const ratios = appMs.map((ms, round) => ms / bareMs[round]);
  return { moveMs: median(appMs), bareMoveMs: median(bareMs), ratio: median(ratios) };
}

/** Milliseconds per move of the pressed pointer until its frame is painted; the next one comes after that. */
async function windowed(page: Page, moves: number): Promise<number> {
  const [x, y] = [200, 500];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 20, y);
  await painted(page);
  const start = performance.now();
  for (let move = 1; move <= moves; move++) {
    await page.mouse.move(x + 20 + 6 * move, y);
    await painted(page);
  }
  const ms = (performance.now() - start) / moves;
  await page.mouse.up();
  await page.waitForTimeout(1000);
  return ms;
}

const painted = (page: Page) =>
  page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  );
