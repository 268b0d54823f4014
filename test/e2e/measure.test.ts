/** Measuring on the images, in the real app. */
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Exam } from '../../contract/exam.ts';
import type { Annotation } from '../../contract/reading.ts';
import { lacks, needing } from '../needs.ts';
import { onEachHost, openLoopback, phantomFolder, type App } from './app.ts';
import { hungPlaces } from './hungPlaces.ts';
import { hung } from './hungViews.ts';

interface OpenedExam extends App {
  readonly exam: Exam;
  /** CSS pixels per millimetre at which both CC views hang. */
  readonly pixelsPerMm: number;
  /** The tile of the right CC view, in the step that shows both CC views. */
  readonly tile: Locator;
  /** What the program has kept. */
  kept(): Promise<readonly Annotation[]>;
}

onEachHost('measuring', (open) => {
  async function openPair(): Promise<OpenedExam> {
    const folder = await phantomFolder();
    const app = await open({ paths: [folder], settings: { analyseOnOpen: false } });
    const { page } = app;
    const tile = page.locator('[data-tile="R CC"]');
    await tile.locator('[data-drawn="true"]').waitFor();
    await page.keyboard.press(' ');
    await hung(page, 'R CC', 'L CC');
    const listed = valueOf(await app.call('listExams', null));
    const { examId } = listed[0];
    const exam = valueOf(await app.call('openExam', { examId }));
    const places = await hungPlaces(page, exam, join(folder, 'exam-1'), ['R CC', 'L CC']);
    const { pixelsPerMm } = places.get('R CC')!;
    const kept = async () => valueOf(await app.call('annotations', { examId }));
    return { ...app, exam, pixelsPerMm, tile, kept };
  }

  it('a length is what the spacing says, is undone and redone, and is there when the exam is opened again', async () => {
    const { page, pixelsPerMm, tile, kept, screenshot } = await openPair();
    await page.keyboard.press('l');
    const { x, y } = await middleOf(tile);
    await drag(page, { x: x - 100, y }, { x: x + 60, y: y + 120 });
    // 160 and 120 pixels of the screen: 200 in all.
    const expected = `Length, ${(200 / pixelsPerMm).toFixed(1)} mm`;
    const mark = tile.getByRole('img', { name: 'Length' });
    expect(await mark.getAttribute('aria-label')).toBe(`${expected}, Imager Pixel Spacing / ERMF`);
    await screenshot('a length');
    await eventually(kept).toMatchObject([{ frame: 0, shape: { type: 'length' } }]);

    await page.keyboard.press('Control+z');
    await mark.waitFor({ state: 'detached' });
    await eventually(kept).toEqual([]);
    await page.keyboard.press('Control+Shift+z');
    await mark.waitFor();
    await eventually(kept).toHaveLength(1);

    await page.reload();
    await page.getByRole('row').filter({ hasText: 'Phantom' }).first().dblclick();
    const again = tile.getByRole('img', { name: 'Length' });
    await again.waitFor();
    expect(await again.getAttribute('aria-label')).toContain(expected);
  });

  it('areas, arrows and texts are drawn, changed, moved and deleted', async () => {
    const { page, exam, pixelsPerMm, tile, kept, screenshot } = await openPair();
    const { x, y } = await middleOf(tile);

    await page.keyboard.press('o');
    await drag(page, { x: x - 50, y: y - 40 }, { x: x + 50, y: y + 40 });
    const ellipse = tile.getByRole('img', { name: 'Ellipse' });
    expect(await areaOf(ellipse)).toBeCloseTo((Math.PI * 50 * 40) / pixelsPerMm ** 2, -1);
    // Taken beside the end of its axis, and pulled until it is half as wide again.
    await drag(page, { x: x + 54, y: y + 3 }, { x: x + 104, y: y + 3 });
    expect(await areaOf(ellipse)).toBeCloseTo((Math.PI * 75 * 40) / pixelsPerMm ** 2, -1);
    await screenshot('an ellipse');

    await page.keyboard.press('Shift+O');
    const square = [
      { x: x - 150, y: y + 100 },
      { x: x - 50, y: y + 100 },
      { x: x - 50, y: y + 200 },
      { x: x - 150, y: y + 200 },
    ];
    await dragAlong(page, [...square, square[0]]);
    expect(await areaOf(tile.getByRole('img', { name: 'Freehand' }))).toBeCloseTo(
      100 ** 2 / pixelsPerMm ** 2,
      -1,
    );

    await page.keyboard.press('Shift+Y');
    await drag(page, { x, y: y - 100 }, { x: x - 120, y: y - 160 });
    // The next key is a command still: the text is asked for.
    await page.keyboard.press('i');
    await page.locator('[data-hint]').getByText('Inverted; what is outside the breast stays black').waitFor();
    await page.keyboard.press('i');
    await page.keyboard.press('F2');
    await page.keyboard.type('clip');
    await page.keyboard.press('Enter');
    await tile.getByRole('img', { name: 'Arrow, clip' }).waitFor();
    await page.keyboard.press('Shift+T');
    await page.mouse.click(x - 200, y - 250);
    await page.keyboard.type('no letters are commands');
    // Going on elsewhere keeps what was typed.
    await page.getByLabel('Tool of the left button').focus();
    const text = tile.getByRole('img', { name: 'Text, no letters are commands' });
    await text.waitFor();
    await eventually(kept).toHaveLength(4);
    await screenshot('all marks');

    await page.keyboard.press('F6');
    await page.keyboard.press('Escape');
    for (let mark = 0; mark < 4; mark++) await page.keyboard.press('Shift+M');
    const before = await ellipseOf(kept);
    await page.keyboard.press('Shift+M');
    for (let times = 0; times < 5; times++) await page.keyboard.press('Control+ArrowRight');
    const source = exam.images.find(({ laterality, view }) => laterality === 'R' && view === 'CC')!;
    const moved = 5 / pixelsPerMm / source.spacingMm!.column;
    await eventually(async () => (await ellipseOf(kept)).from.x - before.from.x).toBeCloseTo(moved, 3);
    await page.keyboard.press('Delete');
    await ellipse.waitFor({ state: 'detached' });
    await eventually(kept).toHaveLength(3);
  });

  it('a shape begun is left by Escape; what is not on a mark goes to the view', async () => {
    const { page, tile, kept } = await openPair();
    const { x, y } = await middleOf(tile);
    const marks = tile.getByRole('img', { name: 'Length' });
    const window = page.getByTitle('Window centre and width');
    const windowBefore = await window.textContent();

    await page.keyboard.press('l');
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 80, y, { steps: 3 });
    await marks.waitFor();
    await page.keyboard.press('Escape');
    await marks.waitFor({ state: 'detached' });
    await page.mouse.up();
    expect(await kept()).toEqual([]);

    // A click alone leaves nothing on the image; two do as well as one drag.
    await page.mouse.click(x, y);
    await page.locator('[data-hint]').getByText('Click where it ends').waitFor();
    expect(await marks.count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.mouse.click(x, y);
    await page.mouse.move(x + 90, y, { steps: 3 });
    await page.mouse.click(x + 100, y);
    await eventually(kept).toHaveLength(1);
    const [drawn] = await kept();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Shift+G');
    await drag(page, { x: x + 50, y }, { x: x + 50, y: y + 60 });
    await eventually(async () => (await kept())[0].shape).not.toEqual(drawn.shape);
    expect(await window.textContent()).toBe(windowBefore);
    await drag(page, { x: x + 50, y: y + 150 }, { x: x + 90, y: y + 190 });
    await eventually(() => window.textContent()).not.toBe(windowBefore);
  });
});

// Only a browser's way to the program can be held up from outside.
describe.skipIf(lacks('chromium'))(needing('a measurement that cannot be kept', 'chromium'), () => {
  it('is told of, stays on the screen, and is kept as soon as that works', async () => {
    const app = await openLoopback({ paths: [await phantomFolder()], settings: { analyseOnOpen: false } });
    const { page } = app;
    const tile = page.locator('[data-tile="R CC"]');
    await tile.locator('[data-drawn="true"]').waitFor();
    let full = true;
    await page.route('**/call/saveAnnotation', async (route) => {
      if (!full) return route.continue();
      const problem = { kind: 'disk-full', message: 'The disk is full: make room.' };
      await route.fulfill({ json: { ok: false, problem } });
    });
    await page.keyboard.press('l');
    const { x, y } = await middleOf(tile);
    await drag(page, { x: x - 50, y }, { x: x + 50, y });
    await page.getByText('is not kept yet and will be tried again. The disk is full').waitFor();
    const unkept = tile.locator('[data-unkept="true"]');
    await unkept.waitFor();
    await app.screenshot('not kept yet');
    full = false;
    await unkept.waitFor({ state: 'detached' });
    const { examId } = valueOf(await app.call('listExams', null))[0];
    expect(valueOf(await app.call('annotations', { examId }))).toHaveLength(1);
    await app.close();
  });
});

/** Also where the machine is busy with other things. */
const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 20_000 });

interface Place {
  readonly x: number;
  readonly y: number;
}

function valueOf<T>(result: { ok: true; value: T } | { ok: false; problem: { message: string } }): T {
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

async function middleOf(tile: Locator): Promise<Place> {
  const { x, y, width, height } = (await tile.boundingBox())!;
  return { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };
}

async function dragAlong(page: Page, places: readonly Place[]): Promise<void> {
  await page.mouse.move(places[0].x, places[0].y);
  await page.mouse.down();
  for (const { x, y } of places.slice(1)) await page.mouse.move(x, y, { steps: 8 });
  await page.mouse.up();
}

const drag = (page: Page, from: Place, to: Place) => dragAlong(page, [from, to]);

/** Square millimetres. */
async function areaOf(mark: Locator): Promise<number> {
  const label = await mark.getAttribute('aria-label');
  return Number(/([\d.]+) mm²/.exec(label ?? '')?.[1]);
}

async function ellipseOf(kept: () => Promise<readonly Annotation[]>) {
  for (const { shape } of await kept()) if (shape.type === 'ellipse') return shape;
  throw new Error('no ellipse is kept');
}
