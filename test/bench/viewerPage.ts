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

/** Milliseconds per frame while a key pans, one press a frame. */
export function panFrameMs(page: Page, frames: number): Promise<number> {
  return page.evaluate(async (frames) => {
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const press = (key: string) =>
      (document.activeElement ?? document.body).dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
      );
    await nextFrame();
    const start = performance.now();
    for (let frame = 0; frame < frames; frame++) {
      press(frame % 20 < 10 ? 'ArrowRight' : 'ArrowLeft');
      await nextFrame();
    }
    await nextFrame();
    return (performance.now() - start) / frames;
  }, frames);
}

/** Milliseconds from single presses of a panning key until the frame after is painted, in order. */
export function keyToPaintedMs(page: Page, presses: number): Promise<number[]> {
  return page.evaluate(async (presses) => {
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const times: number[] = [];
    for (let press = 0; press < presses; press++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      const start = performance.now();
      (document.activeElement ?? document.body).dispatchEvent(
        new KeyboardEvent('keydown', {
          key: press % 2 ? 'ArrowRight' : 'ArrowLeft',
          bubbles: true,
          cancelable: true,
        }),
      );
      await nextFrame();
      await nextFrame();
      times.push(performance.now() - start);
    }
    return times;
  }, presses);
}

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
