/** What the viewer's bench does inside the page: every clock is the page's own. */
import type { Page } from 'playwright-core';

/** Milliseconds from pressing `key` until all four views of the exam that it opens are drawn and painted. */
export async function timeToDrawn(page: Page, key: string): Promise<number> {
  // Before the press: input goes ahead of what is evaluated.
  const clock = await page.evaluateHandle(() => {
    const shown = () =>
      [...document.querySelectorAll('[data-tile-id] [data-ai-overlay]')].map((overlay) =>
        overlay.getAttribute('data-ai-overlay'),
      );
    const clock = { shown, before: shown(), start: Infinity };
    const begin = () => (clock.start = performance.now());
    window.addEventListener('keydown', begin, { capture: true, once: true });
    return clock;
  });
  await page.keyboard.press(key);
  return page.evaluate(async ({ shown, before, start }) => {
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    for (;;) {
      const now = shown();
      const drawn = document.querySelectorAll('[data-tile-id] [data-drawn="true"]').length;
      if (now.length === 4 && drawn === 4 && now.every((image) => !before.includes(image))) break;
      if (!(performance.now() - start < 60_000))
        throw new Error(`${drawn} of ${now.length} views were drawn`);
      await nextFrame();
    }
    await nextFrame();
    await nextFrame();
    return performance.now() - start;
  }, clock);
}

/**
 * Milliseconds from pressing a panning key until the frame with its effect is on the screen, as the browser itself tells
 * (Event Timing API: `duration`, in steps of 8 ms, so that only the mean of many presses says something). One press
 * after the other, there and back. Counting the page's own animation frames would miss what drawing costs: with software
 * rendering they run ahead of what is shown.
 */
export async function keyToShownMs(page: Page, presses: number): Promise<readonly number[]> {
  const durations = await page.evaluateHandle(() => {
    const shown: number[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.name === 'keydown') shown.push(entry.duration);
    });
    observer.observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
    return { shown, observer };
  });
  for (let press = 1; press <= presses; press++) {
    await page.keyboard.press(press <= presses / 2 ? 'ArrowRight' : 'ArrowLeft');
    await page.evaluate(
      async ({ durations: { shown }, press }) => {
        // Quicker than 16 ms is not told.
        const patience = performance.now() + 1000;
        while (shown.length < press && performance.now() < patience) {
          await new Promise((resolve) => setTimeout(resolve, 4));
        }
        if (shown.length < press) shown.push(16);
      },
      { durations, press },
    );
  }
  return durations.evaluate(({ shown, observer }) => {
    observer.disconnect();
    return shown;
  });
}

/** CSS pixels per source column of the first view, as it says itself. */
export const shownScale = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const text = /([\d.]+) %,|1:1,/.exec(document.querySelector('[data-tile]')!.textContent)!;
    return text[1] === undefined ? 1 : Number(text[1]) / 100;
  });

/** Milliseconds per frame while the worklist is scrolled by a screen at a time. */
export function scrollFrameMs(page: Page, frames: number): Promise<number> {
  return page.evaluate(async (frames) => {
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const row = document.querySelector('[data-index]')!;
    let scroller = row.parentElement!;
    while (scroller.scrollHeight <= scroller.clientHeight) scroller = scroller.parentElement!;
    await nextFrame();
    const start = performance.now();
    for (let frame = 0; frame < frames; frame++) {
      const end = scroller.scrollHeight - scroller.clientHeight;
      scroller.scrollTop = (scroller.scrollTop + scroller.clientHeight) % end;
      await nextFrame();
    }
    await nextFrame();
    return (performance.now() - start) / frames;
  }, frames);
}
