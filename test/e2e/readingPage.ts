/** An exam opened for reading, and how a hand moves in it. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { phantomFolder, type OpenApp } from './app.ts';
import { tile } from './hungViews.ts';

export async function openExam(open: OpenApp) {
  const folder = await phantomFolder(1);
  const app = await open({ paths: [join(folder, 'exam-1')], settings: { analyseOnOpen: false } });
  await drawn(app.page, 4);
  return app;
}

/** Waits until so many views are on the screen, all drawn. */
export async function drawn(page: Page, count: number): Promise<void> {
  await page.waitForFunction(
    (count) =>
      document.querySelectorAll('[data-tile]').length === count &&
      document.querySelectorAll('[data-drawn="true"]').length === count,
    count,
    { timeout: 60_000 },
  );
  await settle(page);
}

/** Two painted frames: what was asked for is on the screen. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100)))),
  );
}

export const shownLabels = (page: Page) =>
  page
    .locator('[data-tile]')
    .evaluateAll((tiles) => tiles.map((element) => element.getAttribute('data-tile')));

/** Fractions of a tile: beside the chest wall, where there is breast. */
const besideWall = (label: string) => ({
  x: label.startsWith('R') ? 0.85 : 0.01,
  y: 0.4,
  width: 0.14,
  height: 0.2,
});

/** Mean grey level of a part of a tile, 0..255, as painted. */
export async function level(page: Page, label: string, part = besideWall(label)) {
  const box = (await tile(page, label).boundingBox())!;
  const png = await page.screenshot({
    clip: {
      x: box.x + part.x * box.width,
      y: box.y + part.y * box.height,
      width: part.width * box.width,
      height: part.height * box.height,
    },
  });
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes]));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    let sum = 0;
    for (let at = 0; at < data.length; at += 4) sum += data[at];
    return sum / (data.length / 4);
  }, png.toString('base64'));
}

/** "34 %", "1:1": how large the view is, as its corner says. */
export async function scale(page: Page, label: string): Promise<string> {
  const texts = await tile(page, label).locator('span').allTextContents();
  return texts.map((text) => /^(1:1|[\d.]+ %),/.exec(text)?.[1]).find((text) => text !== undefined) ?? '';
}

export async function drag(
  page: Page,
  label: string,
  button: 'left' | 'middle' | 'right',
  dx: number,
  dy: number,
) {
  const box = (await tile(page, label).boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down({ button });
  await page.mouse.move(x + dx / 2, y + dy / 2);
  await page.mouse.move(x + dx, y + dy);
  await page.mouse.up({ button });
  await settle(page);
}

/** Waits until the line at the lower edge of the images says so. */
export const hint = (page: Page, said: string) =>
  page.locator('[data-hint]').getByText(said).waitFor({ timeout: 30_000 });
