import { expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { onEachHost } from './app.ts';
import { tile } from './hungViews.ts';
import { drawn, level, openExam } from './readingPage.ts';

/** What the page has done since it was last asked. */
interface Work {
  /** Times that React changed the document. */
  readonly commits: number;
  /** Views whose picture was drawn, by their labels; each as often as it was. */
  readonly drawn: readonly string[];
}

/** React tells of each of its commits to what stands where its developer tools would. */
const countCommits = () => {
  const commits = { count: 0 };
  Object.assign(window, {
    commits,
    __REACT_DEVTOOLS_GLOBAL_HOOK__: {
      supportsFiber: true,
      renderers: new Map(),
      inject: () => 1,
      onCommitFiberRoot: () => commits.count++,
      onCommitFiberUnmount: () => undefined,
      onPostCommitFiberRoot: () => undefined,
    },
  });
};

async function watched(page: Page): Promise<() => Promise<Work>> {
  const handle = await page.evaluateHandle(() => {
    const { commits } = window as unknown as { commits: { count: number } };
    const drawn: string[] = [];
    for (const element of document.querySelectorAll('[data-tile] *')) {
      element.addEventListener('CORNERSTONE_IMAGE_RENDERED', () => {
        drawn.push(element.closest('[data-tile]')!.getAttribute('data-tile')!);
      });
    }
    return { commits, drawn };
  });
  const take = () =>
    handle.evaluate((work) => {
      const taken = { commits: work.commits.count, drawn: [...work.drawn] };
      work.commits.count = 0;
      work.drawn.length = 0;
      return taken;
    });
  await take();
  return take;
}

onEachHost('a gesture', (open) => {
  it('draws the moving view and nothing else, without React', async () => {
    const { page } = await openExam(open);
    await page.addInitScript(countCommits);
    await page.reload();
    await page.locator('[data-index="0"], [data-tile]').first().waitFor();
    if ((await page.locator('[data-tile]').count()) === 0) await page.keyboard.press('Enter');
    await drawn(page, 4);
    const box = (await tile(page, 'L CC').boundingBox())!;
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    // The first press makes the view the active one.
    await page.mouse.click(middle.x, middle.y);
    const work = await watched(page);
    const drag = async (button: 'left' | 'middle' | 'right') => {
      await page.mouse.move(middle.x, middle.y);
      await page.mouse.down({ button });
      await page.mouse.move(middle.x + 6, middle.y + 6);
      await page.waitForTimeout(400);
      await work();
      for (let step = 1; step <= 5; step++) {
        await page.mouse.move(middle.x + 8 * step, middle.y + 20 * step);
        await page.evaluate(
          () => new Promise((painted) => requestAnimationFrame(() => setTimeout(painted, 30))),
        );
      }
      const during = await work();
      await page.mouse.up({ button });
      return during;
    };
    const placed = await level(page, 'L CC');
    const panned = await drag('middle');
    expect(panned.commits, 'React while panning').toBe(0);
    expect(new Set(panned.drawn)).toEqual(new Set(['L CC']));
    expect(panned.drawn.length).toBeGreaterThan(2);
    expect(await level(page, 'L CC')).not.toBeCloseTo(placed, 1);
    const zoomed = await drag('right');
    expect(zoomed.commits, 'React while zooming').toBe(0);
    const windowed = await drag('left');
    expect(windowed.commits, 'React while windowing').toBe(0);
    expect(windowed.drawn.length).toBeGreaterThan(2);
    // Texts have their places anew a moment after a gesture.
    await page.waitForTimeout(1000);
    await work();
    // As the keyboard repeats: presses from here would come too far apart on a busy machine.
    await page.evaluate(async () => {
      for (let press = 0; press < 3; press++) {
        const key = new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, repeat: press > 0 });
        (document.activeElement ?? document.body).dispatchEvent(key);
        await new Promise((painted) => requestAnimationFrame(painted));
      }
    });
    const held = await work();
    expect(held.commits, 'React while a key is held').toBe(0);
    expect(held.drawn.length).toBeGreaterThan(0);
  });
});
