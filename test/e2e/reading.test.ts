import { join } from 'node:path';
import { expect, it } from 'vitest';
import { expectAccessible } from './accessibility.ts';
import { onEachHost, phantomFolder, temporaryFolder } from './app.ts';
import { savedSummary } from './exports/summaryFile.ts';
import { soon, stepTitle, tile } from './hungViews.ts';
import { drag, drawn, hint, level, openExam, scale, shownLabels } from './readingPage.ts';

/** Software rendering on a busy machine is slow. */
const limitMs = 120_000;

onEachHost('reading an exam', (open) => {
  it(
    'hangs four views, right on the left, chest walls together',
    async () => {
      const { page, screenshot } = await openExam(open);
      expect(await shownLabels(page)).toEqual(['R CC', 'L CC', 'R MLO', 'L MLO']);
      const boxes = await Promise.all(
        ['R CC', 'L CC', 'R MLO', 'L MLO'].map(async (label) => (await tile(page, label).boundingBox())!),
      );
      boxes.slice(1).forEach(({ x, y }, index) => {
        expect(x).toBe(boxes[index].x + boxes[index].width);
        expect(y).toBe(boxes[0].y);
      });
      // Breast beside the shared edge on both sides, air at the outer ones.
      const outer = { x: 0.01, y: 0.4, width: 0.14, height: 0.1 };
      expect(await level(page, 'R CC')).toBeGreaterThan(20);
      expect(await level(page, 'L CC')).toBeGreaterThan(20);
      expect(await level(page, 'R CC', outer)).toBeLessThan(3);
      expect(await level(page, 'L CC', { ...outer, x: 0.85 })).toBeLessThan(3);
      await screenshot('reading overview');
    },
    limitMs,
  );

  it(
    'walks the steps by key and by dot, and ends at the last',
    async () => {
      const { page, screenshot } = await openExam(open);
      expect(await stepTitle(page)).toBe('Overview');
      await page.keyboard.press('Space');
      await drawn(page, 2);
      expect(await stepTitle(page)).toBe('CC pair');
      await screenshot('reading pair');
      await page.keyboard.press('Shift+Space');
      await drawn(page, 4);
      const dots = page.getByRole('navigation', { name: 'Hanging steps' }).getByRole('button');
      await dots.nth(2).click();
      await drawn(page, 2);
      expect(await shownLabels(page)).toEqual(['R MLO', 'L MLO']);
      // The keyboard is the images' again: Space walks on instead of pressing the dot.
      await page.keyboard.press('Space');
      await drawn(page, 2);
      expect(await stepTitle(page)).toBe('Right breast');
      for (let press = 0; press < 40; press++) await page.keyboard.press('Space');
      expect(await dots.last().getAttribute('aria-current')).toBe('step');
    },
    limitMs,
  );

  it(
    'windows the views of the exam together by dragging, gives them back by Home, and windows one alone',
    async () => {
      const { page } = await openExam(open);
      const before = [await level(page, 'R CC'), await level(page, 'L CC')];
      await drag(page, 'R CC', 'left', 0, 160);
      await soon(() => level(page, 'R CC')).toBeLessThan(before[0] - 5);
      await soon(() => level(page, 'L CC')).toBeLessThan(before[1] - 5);
      await page.keyboard.press('Home');
      await soon(() => level(page, 'R CC')).toBeCloseTo(before[0], 0);
      await page.keyboard.press('i');
      await soon(() => level(page, 'R CC')).toBeCloseTo(255 - before[0], 0);
      await soon(() => level(page, 'L CC')).toBeCloseTo(255 - before[1], 0);
      // Each alone, where that is chosen.
      await page.keyboard.press('Shift+W');
      await page.getByText('Windowing changes one view alone').waitFor();
      await page.keyboard.press('i');
      await soon(() => level(page, 'R CC')).toBeCloseTo(before[0], 0);
      expect(await level(page, 'L CC')).toBeCloseTo(255 - before[1], 0);
      const links = page.getByRole('group', { name: 'Linked' });
      await links.locator('[aria-pressed="false"]', { hasText: 'window' }).waitFor();
      await page.keyboard.press('Shift+Home');
      await soon(() => level(page, 'L CC')).toBeCloseTo(before[1], 0);
    },
    limitMs,
  );

  it(
    'zooms and pans a pair together, at the pointer and by keys, and never loses it',
    async () => {
      const { page, screenshot } = await openExam(open);
      await page.keyboard.press('Space');
      await drawn(page, 2);
      const fitted = await scale(page, 'R CC');
      await drag(page, 'R CC', 'right', 0, -150);
      await soon(() => scale(page, 'R CC')).not.toBe(fitted);
      const twice = await scale(page, 'R CC');
      expect(parseFloat(twice)).toBeCloseTo(2 * parseFloat(fitted), -0.5);
      expect(await scale(page, 'L CC')).toBe(twice);
      await screenshot('reading zoomed');
      const middle = await level(page, 'L CC');
      // To the left in the right breast's tile is to the right in the other.
      await drag(page, 'R CC', 'middle', -3000, 0);
      await soon(() => level(page, 'L CC')).not.toBeCloseTo(middle, 0);
      await page.keyboard.press('9');
      await soon(() => scale(page, 'R CC')).toBe('1:1');
      await page.keyboard.press('0');
      await soon(() => scale(page, 'R CC')).toBe(fitted);
      const views = page.getByRole('group', { name: 'Linked' }).getByRole('button', { name: 'view' });
      expect(await views.getAttribute('aria-pressed')).toBe('true');
      await page.keyboard.press('k');
      await hint(page, 'Views move alone');
      expect(await views.getAttribute('aria-pressed')).toBe('false');
      await page.keyboard.press('+');
      await soon(() => scale(page, 'R CC')).not.toBe(fitted);
      expect(await scale(page, 'L CC')).toBe(fitted);
    },
    limitMs,
  );

  it(
    'shows one view large by number and by double click, and its parts at 1:1',
    async () => {
      const { page, screenshot } = await openExam(open);
      await page.keyboard.press('2');
      await drawn(page, 1);
      expect(await shownLabels(page)).toEqual(['L CC']);
      await page.keyboard.press('2');
      await drawn(page, 4);
      await tile(page, 'R MLO').dblclick();
      await drawn(page, 1);
      expect(await shownLabels(page)).toEqual(['R MLO']);
      await page.keyboard.press('q');
      await soon(() => scale(page, 'R MLO')).toBe('1:1');
      await screenshot('reading large');
      await page.keyboard.press('Escape');
      await drawn(page, 4);
    },
    limitMs,
  );

  it(
    'magnifies what is below the pointer while it is held',
    async () => {
      const { page, screenshot } = await openExam(open);
      await page.keyboard.press('m');
      const box = (await tile(page, 'R CC').boundingBox())!;
      await page.mouse.move(box.x + box.width * 0.8, box.y + box.height / 2);
      const without = await page.locator('[data-lens]').count();
      await page.mouse.down();
      await page.locator('[data-lens]').waitFor();
      await screenshot('reading magnifier');
      await page.mouse.up();
      await page.locator('[data-lens]').waitFor({ state: 'detached' });
      expect(without).toBe(0);
    },
    limitMs,
  );

  it(
    'offers windows and places where the right button is clicked',
    async () => {
      const { page, screenshot } = await openExam(open);
      const before = await level(page, 'L CC');
      await tile(page, 'R CC').click({ button: 'right' });
      const menu = page.getByRole('menu', { name: 'R CC' });
      await screenshot('reading menu');
      await menu.getByRole('menuitemradio', { name: 'HARDER' }).click();
      await menu.waitFor({ state: 'detached' });
      await soon(() => level(page, 'L CC')).not.toBeCloseTo(before, 0);
    },
    limitMs,
  );

  it(
    'hides text, panel, strip and all but the images',
    async () => {
      const { page, screenshot } = await openExam(open);
      const boxOf = async () => (await tile(page, 'R CC').boundingBox())!;
      const hung = await boxOf();
      const panel = page.getByRole('region', { name: 'AI, research use only' });
      const rail = page.getByRole('button', { name: 'Open the panel' });
      // Nothing moves: what stood beside the images keeps its place.
      await page.keyboard.press('p');
      await rail.waitFor();
      expect(await panel.isVisible()).toBe(false);
      await page.keyboard.press('Shift+P');
      await soon(() => page.locator('[data-strip-shown="true"]').count()).toBe(0);
      expect(await boxOf()).toEqual(hung);
      await rail.click();
      await panel.waitFor();
      expect(await boxOf()).toEqual(hung);
      await page.keyboard.press('h');
      await soon(() => tile(page, 'R CC').textContent()).not.toContain('R CC');
      await page.keyboard.press('`');
      await soon(boxOf).toMatchObject({ x: 0, y: 0, width: 480 });
      await screenshot('reading images only');
      await page.keyboard.press('Escape');
      await soon(async () => (await boxOf()).y).toBe(40);
    },
    limitMs,
  );

  it(
    'saves a snapshot and a summary without identity in their names',
    async () => {
      const { page } = await openExam(open);
      const download = page.waitForEvent('download', { timeout: 60_000 });
      await page.keyboard.press('Control+s');
      const file = await download;
      expect(file.suggestedFilename()).toMatch(/^mammoscope-snapshot-R-CC-[\d-]+\.png$/);
      await file.saveAs(join(temporaryFolder(), file.suggestedFilename()));
      const summary = await savedSummary(page);
      expect(summary.name).toMatch(/^mammoscope-summary-[\d-]+\.pdf$/);
    },
    limitMs,
  );
});

onEachHost('reading by keyboard', (open) => {
  it(
    'walks, enlarges, moves and windows without the mouse, and has no barrier on its way',
    async () => {
      const app = await openExam(open);
      const { page } = app;
      await expectAccessible(page);
      // Tab is for findings while the images have the focus; F6 leads to the controls.
      await page.keyboard.press('F6');
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BUTTON');
      await page.keyboard.press('F6');
      expect(await page.evaluate(() => document.activeElement?.hasAttribute('data-image-area'))).toBe(true);
      await page.keyboard.press('Space');
      await drawn(page, 2);
      const before = await level(page, 'R CC');
      await page.keyboard.press('1');
      await page.keyboard.press('9');
      await drawn(page, 1);
      await soon(() => scale(page, 'R CC')).toBe('1:1');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('1');
      await drawn(page, 2);
      await page.keyboard.press('w');
      await soon(() => level(page, 'R CC')).not.toBeCloseTo(before, 0);
      await page.keyboard.press('x');
      await page.keyboard.press('z');
      await page.keyboard.press('Home');
      await soon(() => level(page, 'R CC')).toBeCloseTo(before, 0);
      // What a key cannot do is said, also where the images are alone.
      await page.keyboard.press('`');
      for (const [key, said] of [
        ['.', 'The image has one frame'],
        ['/', 'The image has one frame'],
        ['8', 'True size needs a calibrated screen'],
        ['Delete', 'No mark is selected'],
        ['Control+z', 'Nothing to undo'],
        ['Shift+Space', 'Overview'],
        ['Shift+Space', 'First step'],
        ['i', 'Inverted'],
        ['w', 'HARDER'],
      ] as const) {
        await page.keyboard.press(key);
        await hint(page, said);
      }
    },
    limitMs,
  );
});

onEachHost('an exam with gaps', (open) => {
  it(
    'names the view that is missing',
    async () => {
      const folder = await phantomFolder(1);
      const app = await open({
        paths: ['R-CC.dcm', 'L-CC.dcm', 'L-MLO.dcm'].map((name) => join(folder, 'exam-1', name)),
        settings: { analyseOnOpen: false },
      });
      await app.page.getByText('R MLO: not in this exam').waitFor();
      await app.screenshot('reading missing view');
    },
    limitMs,
  );

  it(
    'says why a view cannot be shown, and shows it once it is there again',
    async () => {
      const app = await open({ paths: [await phantomFolder(2)], settings: { analyseOnOpen: false } });
      const { page, expectProblem, screenshot } = app;
      expectProblem(/404/);
      const answer = {
        ok: false,
        problem: { kind: 'not-found', message: 'The file is gone; open its folder.' },
      };
      await page.route('**/bytes/image/**', (route) => route.fulfill({ status: 404, json: answer }));
      await page.getByRole('row').filter({ hasText: 'Phantom' }).first().dblclick();
      const problem = tile(page, 'R CC').getByRole('alert');
      await problem.waitFor();
      expect(await problem.textContent()).toContain(
        'R CC: cannot be shown. The file is gone; open its folder.',
      );
      await screenshot('reading failed view');
      await page.unroute('**/bytes/image/**');
      await problem.getByRole('button', { name: 'Try again' }).click();
      await tile(page, 'R CC').locator('[data-drawn="true"]').waitFor();
    },
    limitMs,
  );
});

onEachHost('a view that fails to be drawn', (open) => {
  it(
    'takes nothing else with it, and is drawn again when asked',
    async () => {
      const { page, expectProblem, screenshot } = await openExam(open);
      expectProblem(/broken by the test/);
      // The next step's views are drawn ahead, and no other will be.
      await page.locator('[data-ahead] canvas').nth(1).waitFor({ state: 'attached' });
      await page.evaluate(() => {
        const { observe } = ResizeObserver.prototype;
        ResizeObserver.prototype.observe = () => {
          ResizeObserver.prototype.observe = observe;
          throw new Error('broken by the test');
        };
      });
      // The magnifier is a view of its own.
      await page.keyboard.press('m');
      await tile(page, 'R CC').hover();
      await page.mouse.down();
      const again = page.getByRole('button', { name: 'Draw them again' });
      await again.waitFor();
      await page.mouse.up();
      await screenshot('reading failed drawing');
      expect(await page.getByRole('region', { name: 'Assessment' }).isVisible()).toBe(true);
      await again.click();
      await drawn(page, 4);
    },
    limitMs,
  );
});

onEachHost('several exams', (open) => {
  it(
    'go on to the next and back by key',
    async () => {
      const app = await open({ paths: [await phantomFolder(2)], settings: { analyseOnOpen: false } });
      const { page } = app;
      await page.getByRole('row').filter({ hasText: 'Phantom' }).first().dblclick();
      await drawn(page, 4);
      const patient = () => page.getByRole('heading', { level: 1 }).textContent();
      const first = await patient();
      await page.keyboard.press('PageDown');
      await soon(patient).not.toBe(first);
      await drawn(page, 4);
      await page.keyboard.press('PageUp');
      await soon(patient).toBe(first);
      await page.keyboard.press('Escape');
      await page.getByRole('row').first().waitFor();
    },
    limitMs,
  );
});
