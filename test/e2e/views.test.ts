/** What stands on the images besides their pixels, as it is painted. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { Rect } from '../../contract/geometry.ts';
import { overlap } from '../../imaging/geometry/rect.ts';
import { onEachHost, temporaryFolder } from './app.ts';
import { eventually, soon, tile, turnTo } from './hungViews.ts';
import { element, oddFolder } from './oddImages.ts';
import { painted } from './painted.ts';
import { drawn, hint, openExam } from './readingPage.ts';
import { testDicom, windows } from './viewport/images.ts';

/** Software rendering on a busy machine is slow. */
const limitMs = 120_000;

/** Lines of text, letters of orientation and bars of every view: their places on the page, and whether letters are cut off. */
const written = (page: Page) =>
  page.locator('[data-tile]:has([data-drawn])').evaluateAll((tiles) =>
    tiles.map((element) => {
      const rectOf = (of: Element) => {
        const { x, y, width, height } = of.getBoundingClientRect();
        return { x, y, width, height };
      };
      const texts = [
        ...element.querySelectorAll('[data-line], [data-letter], [data-frame-bar], [data-colour-bars]'),
      ];
      return {
        tile: rectOf(element),
        texts: texts.map((text) => ({
          text: text.textContent,
          box: rectOf(text),
          cut: text.scrollWidth > text.clientWidth + 1,
        })),
      };
    }),
  );

const lines = (page: Page, label: string, kind: string) =>
  tile(page, label).locator(`[data-line="${kind}"]`).allInnerTexts();

/** Nothing that is written overlaps anything else, leaves its tile or is cut off; every view is named. */
async function expectTidy(page: Page): Promise<void> {
  for (const { tile: place, texts } of await written(page)) {
    expect(texts[0]?.text).toMatch(/^[RL] (CC|MLO)/);
    texts.forEach(({ text, box, cut }, index) => {
      expect(cut, text).toBe(false);
      expect(inside(box, place), text).toBe(true);
      for (const other of texts.slice(index + 1)) {
        expect(overlap(box, other.box), `${text} | ${other.text}`).toBe(false);
      }
    });
  }
}

/** Half a pixel: where letters begin between pixels. */
const inside = (inner: Rect, outer: Rect): boolean =>
  inner.x >= outer.x - 0.5 &&
  inner.y >= outer.y - 0.5 &&
  inner.x + inner.width <= outer.x + outer.width + 0.5 &&
  inner.y + inner.height <= outer.y + outer.height + 0.5;

/** Means of red, green and blue, 0..255, of every pixel painted there. */
async function lightness(page: Page, clip: Rect): Promise<readonly number[]> {
  const { data, channels } = decode(await page.screenshot({ clip }));
  return Array.from({ length: data.length / channels }, (_, pixel) => {
    const at = pixel * channels;
    return (data[at] + data[at + 1] + data[at + 2]) / 3;
  });
}

/** The object with another High Bit (0028,0102) than its pixels have. */
function withHighBit(object: Uint8Array, highBit: number): Uint8Array {
  const at = Buffer.from(object).indexOf(Buffer.from('28000201555302000b00', 'hex'));
  expect(at).toBeGreaterThan(0);
  const changed = Uint8Array.from(object);
  changed[at + 8] = highBit;
  return changed;
}

onEachHost('what stands on a view', (open) => {
  it(
    'says what turned, mirrored, inverted, linked or scaled it, in tidy lines in windows of any size',
    async () => {
      const { page, screenshot } = await openExam(open);
      const amber = () => lines(page, 'R CC', 'amber');
      const letters = () => tile(page, 'R CC').locator('[data-letter]').allInnerTexts();
      expect(await amber()).toEqual([]);
      expect(await letters()).toEqual([]);
      // Away from the chest wall, which is in the middle.
      const [right, left] = await written(page);
      for (const { box } of right.texts) expect(box.x - right.tile.x).toBe(6);
      for (const { box } of left.texts) {
        expect(left.tile.x + left.tile.width - box.x - box.width).toBeCloseTo(6, 1);
      }
      await page.keyboard.press('z');
      await soon(amber).toEqual(['Mirrored']);
      // A right CC view hangs with the front at the left and the outer side above.
      expect(await letters()).toEqual(['P', 'A', 'R', 'L']);
      await page.keyboard.press('x');
      await soon(amber).toEqual(['Mirrored', 'Turned 90°']);
      expect(await letters()).toEqual(['L', 'R', 'P', 'A']);
      await page.keyboard.press('i');
      await soon(() => lines(page, 'R CC', 'badge')).toEqual(['Inverted']);
      for (const [width, height] of [
        [1920, 1080],
        [1280, 800],
        [900, 600],
        [2048, 2560],
      ]) {
        await page.setViewportSize({ width, height });
        await eventually(() => expectTidy(page));
        // Turned, it stays as it is while the others are fitted to the window.
        expect((await amber()).slice(0, 2)).toEqual(['Mirrored', 'Turned 90°']);
        await screenshot(`views ${width}x${height}`);
      }
      await page.setViewportSize({ width: 1920, height: 1080 });
      await page.keyboard.press('Home');
      await soon(amber).toEqual([]);
      expect(await letters()).toEqual([]);
      expect(await lines(page, 'L CC', 'badge')).toEqual([]);

      await page.keyboard.press('Space');
      await drawn(page, 2);
      await soon(() => lines(page, 'L CC', 'badge')).toEqual(['Linked']);
      await page.keyboard.press('k');
      await soon(() => lines(page, 'L CC', 'badge')).toEqual([]);
      await page.keyboard.press('+');
      await soon(() => page.locator('[data-line="amber"]').allInnerTexts()).toEqual(['Another scale']);
      // Zoomed in, the breast lies below the corners: what must be read stays.
      for (let press = 0; press < 8; press++) await page.keyboard.press('+');
      await eventually(() => expectTidy(page));
      expect(await lines(page, 'R CC', 'scale')).toHaveLength(1);
    },
    limitMs,
  );

  it(
    'is legible on white, beside the bar of the frames',
    async () => {
      const folder = temporaryFolder();
      const white = testDicom({
        rows: 120,
        columns: 160,
        bitsAllocated: 16,
        bitsStored: 12,
        value: () => 4000,
        frames: 3,
        spacing: [1, 1],
        others: [
          { tag: 0x00080060, vr: 'CS', value: 'MG' },
          { tag: 0x0020000d, vr: 'UI', value: '1.2.3.7' },
          { tag: 0x0020000e, vr: 'UI', value: '1.2.3.8' },
          { tag: 0x00200062, vr: 'CS', value: 'R' },
          { tag: 0x00185101, vr: 'CS', value: 'CC' },
          ...windows('LINEAR_EXACT', [104, 8]),
        ],
      });
      writeFileSync(join(folder, 'white.dcm'), withHighBit(white, 15));
      const { page, screenshot } = await open({ paths: [folder], settings: { analyseOnOpen: false } });
      await page.locator('[data-tile^="R CC"] [data-drawn="true"]').waitFor();
      for (let press = 0; press < 6; press++) await page.keyboard.press('+');
      await eventually(async () => {
        const { levels } = await painted(page, (await written(page))[0].tile);
        expect(levels.filter((level) => level === 255).length / levels.length).toBeGreaterThan(0.8);
      });
      await eventually(() => expectTidy(page));
      await screenshot('views on white');
      const plain = page.locator('[data-line="label"], [data-line="scale"]');
      const boxes = await plain.evaluateAll((all) =>
        all.map((line) => line.getBoundingClientRect().toJSON() as Rect),
      );
      expect(boxes.length).toBe(2);
      for (const box of boxes) {
        const sorted = (await lightness(page, box)).toSorted((one, other) => one - other);
        // Mostly the ground, dark; letters well above it.
        expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(70);
        expect(sorted[Math.floor(0.97 * sorted.length)]).toBeGreaterThan(120);
      }
      // What is odd about the image: how much of it on the image, all of it by key.
      const notices = page.locator('[data-line="notices"]');
      expect(await notices.innerText()).toBe('1 notice');
      const sentence = page.getByText(/^High Bit is 15 where 12 bits are stored/);
      expect(await sentence.isVisible()).toBe(false);
      await notices.hover();
      await sentence.waitFor();
      await page.mouse.move(5, 5);
      await sentence.waitFor({ state: 'hidden' });
      await page.keyboard.press('Shift+N');
      await sentence.waitFor();
      await page.keyboard.press('Shift+N');
      await sentence.waitFor({ state: 'hidden' });
      for (const [width, height] of [
        [900, 600],
        [420, 400],
      ]) {
        await page.setViewportSize({ width, height });
        await eventually(() => expectTidy(page));
        expect(await page.locator('[data-frame-bar]').isVisible()).toBe(true);
      }
    },
    limitMs,
  );
});

onEachHost('badges of an image', (open) => {
  it(
    'tell a synthetic one, and in amber a lossy one, without saying it again in the label',
    async () => {
      const exam = { patient: 'Badges', date: '20260302', view: 'CC' } as const;
      const synthetic = element(0x00080008, 'CS', 'DERIVED\\PRIMARY\\\\GENERATED_2D');
      const lossy = [
        element(0x00282110, 'CS', '01'),
        element(0x00282112, 'DS', [10]),
        element(0x00282114, 'CS', 'ISO_15444_1'),
      ];
      const folder = oddFolder([
        { ...exam, laterality: 'R', others: [synthetic, ...lossy] },
        { ...exam, laterality: 'L' },
      ]);
      const { page, screenshot } = await open({ paths: [folder], settings: { analyseOnOpen: false } });
      await drawn(page, 2);
      const label = 'R CC, synthetic 2D';
      for (const [width, height] of [
        [1920, 1080],
        [900, 600],
      ]) {
        await page.setViewportSize({ width, height });
        await soon(() => lines(page, label, 'label')).toEqual(['R CC']);
        expect(await lines(page, label, 'amber')).toEqual(['Lossy JPEG 2000 10:1']);
        expect((await lines(page, label, 'badge'))[0]).toBe('Synthetic 2D');
        expect(await lines(page, 'L CC', 'amber')).toEqual([]);
        await expectTidy(page);
      }
      const colour = await tile(page, label)
        .locator('[data-line="amber"]')
        .evaluate((line) => getComputedStyle(line).color);
      expect(colour).toBe('rgb(216, 178, 74)');
      await screenshot('views badges');
    },
    limitMs,
  );
});

onEachHost('the linked cursor', (open) => {
  it(
    'is an arc in the other view of the breast, wider further from the nipple, and switched by J',
    async () => {
      const { page, screenshot } = await openExam(open);
      await turnTo(page, 'Right breast', 'R CC', 'R MLO');
      const arc = (label: string) => tile(page, label).locator('[data-linked-cursor] path').last();
      const cursor = page.getByRole('group', { name: 'Linked' }).getByRole('button', { name: 'cursor' });
      expect(await cursor.getAttribute('aria-pressed')).toBe('false');
      await page.keyboard.press('j');
      await hint(page, 'Cursor is linked');
      expect(await cursor.getAttribute('aria-pressed')).toBe('true');
      const { x, y, width, height } = (await tile(page, 'R CC').boundingBox())!;
      /** Size of the arc with the pointer at a share of the tile's width. */
      const arcAt = async (share: number) => {
        await page.mouse.move(x + share * width, y + height / 2);
        await soon(() => arc('R MLO').getAttribute('d')).toMatch(/^M/);
        const box = (await arc('R MLO').boundingBox())!;
        return Math.hypot(box.width, box.height);
      };
      // The chest wall is at the right.
      const far = await arcAt(0.97);
      await screenshot('views linked cursor');
      await eventually(async () => expect(await arcAt(0.88)).toBeLessThan(0.8 * far));
      expect(await arc('R CC').getAttribute('d')).toBe('');
      await page.keyboard.press('j');
      await page.locator('[data-linked-cursor]').first().waitFor({ state: 'detached' });
    },
    limitMs,
  );
});
