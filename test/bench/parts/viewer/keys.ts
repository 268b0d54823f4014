import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { median } from '../bench.ts';
import { timeToDrawn } from './page.ts';
import { analyse, openWorklist, rows, serve, writeExams, type Stage } from './served.ts';

/** How soon what a key does to a loaded exam is painted: the walk through the hanging, and from finding to finding. */
export async function keysFigures(stage: Stage) {
  const { open, folder, toy } = stage;
  const exams = writeExams(join(folder, 'keys'), 1, toy ? 1024 : 'full');
  const served = await serve(stage, 'keys', [exams]);
  const [{ examId }] = await rows(served.desktop);
  await analyse(served.desktop, examId);
  const app = await open();
  await openWorklist(app, served.url);
  await timeToDrawn(app, 'Enter');
  // What is drawn ahead has a moment, as a reader gives it.
  await app.waitForTimeout(1500);
  const presses = toy ? 2 : 5;
  const figures = {
    stepMs: await pressed(app, ' ', presses),
    stepBackMs: await pressed(app, 'Shift+ ', presses),
    findingMs: await pressed(app, 'Tab', presses),
    findingBackMs: await pressed(app, 'Shift+Tab', presses),
  };
  await app.context().close();
  await served.close();
  return figures;
}

async function pressed(page: Page, key: string, presses: number) {
  const all: number[] = [];
  for (let press = 0; press < presses; press++) {
    all.push(await keyToPaintedMs(page, key));
    await page.waitForTimeout(1000);
  }
  return { median: median(all), most: Math.max(...all) };
}

/** Milliseconds from a key until every view on the screen is drawn and the frame with the last of them is shown. */
async function keyToPaintedMs(page: Page, key: string): Promise<number> {
  const clock = await page.evaluateHandle(() => {
    const clock = { start: 0, shown: 0 };
    window.addEventListener('keydown', (event) => (clock.start = event.timeStamp), {
      capture: true,
      once: true,
    });
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (entry.name === 'keydown') clock.shown = entry.startTime + entry.duration;
      }
    });
    observer.observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
    return clock;
  });
  await page.keyboard.press(key);
  return clock.evaluate(async (clock) => {
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const allDrawn = () =>
      document.querySelectorAll('[data-tile-id] [data-drawn="false"]').length === 0 &&
      document.querySelectorAll('[data-tile-id] [data-drawn="true"]').length > 0;
    await nextFrame();
    while (!allDrawn()) await nextFrame();
    // A picture is painted with the frame after the one that drew it.
    await nextFrame();
    const drawn = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 100));
    return Math.max(drawn, clock.shown) - clock.start;
  });
}
