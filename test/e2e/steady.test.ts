/** The images stay where they are, whatever happens beside them. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { onEachHost, phantomFolder } from './app.ts';
import { paintedTile, soon, tile } from './hungViews.ts';
import { boundsOf } from './painted.ts';
import { drawn, scale } from './readingPage.ts';

const labels = ['R CC', 'L CC', 'R MLO', 'L MLO'];

/** Of every view: its place, how large it is said to be, and where tissue is painted along the chest wall. */
async function places(page: Page) {
  const places = [];
  for (const label of labels) {
    const { box, view } = await paintedTile(page, label);
    const nearWall = (at: number) => {
      const x = at % view.width;
      return (label.startsWith('R') ? view.width - 1 - x : x) < 0.1 * view.width;
    };
    const levels = view.levels.map((level, at) => (nearWall(at) ? level : 0));
    const { y, height } = boundsOf({ ...view, levels }, (level) => level > 12);
    places.push({ label, box, scale: await scale(page, label), y, height });
  }
  return places;
}

onEachHost('the images', (open) => {
  it('stay where they are when AI comes, a reading is locked, and panel and strip are folded', async () => {
    const { page, call, screenshot } = await open({
      paths: [await phantomFolder(1, 1, { size: 1024 })],
      settings: { readingMode: 'sequential', analyseOnOpen: false },
    });
    await drawn(page, 4);
    const before = await places(page);
    expect(before.every(({ height }) => height > 300)).toBe(true);
    const exams = await call('listExams', null);
    if (!exams.ok) throw new Error(exams.problem.message);
    const [{ examId }] = exams.value;
    await call('analyseExam', { examId, force: false });
    // More than a line: it covers no image either.
    const notice = page.getByRole('status', { name: 'Notices' }).getByText(/untrained ones were made/);
    const { y: top, height } = (await page.locator('[data-image-area]').boundingBox())!;
    expect((await notice.boundingBox())!.y).toBeGreaterThanOrEqual(top + height);
    const state = async () => {
      const now = await call('listExams', null);
      return now.ok ? now.value[0].analysis.state : '';
    };
    await expect.poll(state, { timeout: 240_000, interval: 500 }).toBe('done');
    expect(await places(page)).toEqual(before);

    for (const key of ['r', '1', 'g', '1', 'y', 'b']) await page.keyboard.press(key);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Lock and show AI' }).click();
    await page.locator('[data-strip-shown="true"]').waitFor();
    await soon(() => tile(page, 'L CC').locator('[data-mark]').count()).toBeGreaterThan(0);
    await page.keyboard.press('a');
    await soon(() => tile(page, 'L CC').locator('[data-mark]').count()).toBe(0);
    await screenshot('steady locked');
    expect(await places(page)).toEqual(before);

    await page.keyboard.press('p');
    await page.keyboard.press('Shift+P');
    await soon(() => page.locator('[data-strip-shown="true"]').count()).toBe(0);
    expect(await places(page)).toEqual(before);
  }, 400_000);
});
