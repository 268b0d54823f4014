/** Real files and broken ones, opened as a reader would open them: each is drawn, or told with its reason. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { lacks, needing, sharedDir } from '../needs.ts';
import { onEachHost, phantomFolder, type OpenApp } from './app.ts';
import { eventually, hung, paintedTile, settledViews, soon, tile, withoutText } from './hungViews.ts';
import { boundsOf, painted, type Painted } from './painted.ts';

/** Software rendering on a busy machine is slow. */
const limitMs = 180_000;
const samples = join(sharedDir, 'dicom-samples');
const fixtures = join(sharedDir, 'fixtures/images');
const ddsm = join(sharedDir, 'real-mammograms/ddsm-tissue');

const filesBelow = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => join(folder, name));

const openFiles = (open: OpenApp, paths: readonly string[]) =>
  open({ paths, settings: { analyseOnOpen: false } });

const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text });

async function openExam(page: Page, text: string): Promise<void> {
  await row(page, text).first().dblclick();
  await page.getByRole('navigation', { name: 'Hanging steps' }).waitFor();
}

async function toWorklist(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.getByRole('treegrid', { name: 'Exams' }).waitFor();
}

/** The file names of the problems, with their reasons. */
async function listedProblems(page: Page): Promise<Readonly<Record<string, string>>> {
  await page.getByRole('button', { name: /^\d+ problems?$/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Problems' });
  const rows = await dialog.locator('tbody tr').allInnerTexts();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  return Object.fromEntries(rows.map((text) => text.split('\t') as [string, string]));
}

/** Walks all steps of the open exam, and looks at each; gives every view of them, or why it is not drawn. */
async function walk(page: Page, look: (views: readonly string[]) => Promise<void>): Promise<string[]> {
  await settledViews(page);
  const seen = new Set<string>();
  const dots = page.getByRole('navigation', { name: 'Hanging steps' }).getByRole('button');
  for (let step = 0; step < (await dots.count()); step++) {
    await dots.nth(step).click();
    await soon(() => dots.nth(step).getAttribute('aria-current')).toBe('step');
    const views = await settledViews(page);
    await look(views);
    views.forEach((view) => seen.add(view));
  }
  return [...seen];
}

/** Text lies over a picture only outside the middle of a tile. */
async function pictureOf(page: Page, label: string): Promise<Painted> {
  const box = (await tile(page, label).boundingBox())!;
  const { x, y, width, height } = box;
  return painted(page, { x: x + width / 4, y: y + height / 4, width: width / 2, height: height / 2 });
}

const shadesIn = ({ levels }: Painted) => new Set(levels).size;
const shareOfColour = ({ coloured, levels }: Painted) => coloured / levels.length;

/** Of a thousand pixels, how many differ by more than what rounding and (lossy) compression do. */
function differing(one: Painted, other: Painted, tolerance: number): number {
  const count = one.levels.filter((level, at) => Math.abs(level - other.levels[at]) > tolerance).length;
  return (1000 * count) / one.levels.length;
}

const side = 'Side and view not stated';
const palette = 'The image has palette colours, which this program does not show.';
const noPixels = 'The file describes an image but holds no pixels.';
const report = 'The file holds no image: it is a structured report.';

describe.skipIf(lacks('shared'))(needing('real files', 'shared'), () => {
  onEachHost('public DICOM samples', (open) => {
    it(
      'are all drawn, or told with their reason',
      async () => {
        const files = filesBelow(samples).filter((file) => file.endsWith('.dcm'));
        const { page, screenshot } = await openFiles(open, files);
        await row(page, 'MG1').waitFor();
        const filters = page.getByRole('search', { name: 'Exams' });
        await soon(() => filters.locator('output').innerText()).toBe('2 exams of 2 patients');
        await filters.getByRole('button', { name: 'Mammography only (8 hidden)' }).click();
        await row(page, 'MISTER').waitFor();
        expect(await listedProblems(page)).toEqual({
          'sr_circle_tid1500.dcm': report,
          'sr_tid1500.dcm': report,
          'no_pixel_data.dcm': report,
          'minimal_no_pixels.dcm': noPixels,
          'palette.dcm': palette,
        });
        await screenshot('samples worklist');
        const exams = {
          // A stereotactic one, of a biopsy.
          AAAAAA: ['L CC, biopsy'],
          AVeryGood: ['L, view not stated'],
          'Test, Pattern': [`${side}: cannot be shown. ${palette}`],
          XXXXXX: [`${side}: cannot be shown. ${noPixels}`],
          Perfusion: [`${side}, 2 frames`],
          MG1: ['L MLO', 'L CC: not in this exam'],
          CT1: [side, `${side} (2)`],
          'LUT Test': [side],
          // Of no patient: its folder and file.
          'htj2k_rgb.dcm': [side],
        };
        for (const [name, views] of Object.entries(exams)) {
          await openExam(page, name);
          const seen = await walk(page, async (shown) => {
            for (const view of shown.filter((view) => views.includes(view) && !view.includes(': '))) {
              await eventually(async () => {
                const picture = await pictureOf(page, view);
                if (name === 'htj2k_rgb.dcm') expect(shareOfColour(picture)).toBeGreaterThan(0.5);
                else expect(shadesIn(picture)).toBeGreaterThan(1);
              });
            }
          });
          expect(seen).toEqual(views);
          await screenshot(`samples ${name}`);
          await toWorklist(page);
        }
        expect(await page.locator('[role=row][aria-level]').count()).toBe(Object.keys(exams).length + 1);
      },
      limitMs,
    );

    it(
      'of one image in twelve transfer syntaxes look alike',
      async () => {
        const folder = join(samples, 'syntax');
        const files = readdirSync(folder).filter((name) => name.startsWith('ct_'));
        const { page } = await openFiles(
          open,
          files.map((name) => join(folder, name)),
        );
        const lossy = ['ct_j2k.dcm', 'ct_jpeg_baseline.dcm', 'ct_jpeg_extended.dcm', 'ct_jpegls_near.dcm'];
        // The other eight decode to the same pixels, and are one picture.
        const pictures = files.filter((name) => lossy.includes(name) || name === 'ct_big_endian.dcm');
        expect(files).toHaveLength(12);
        // One picture alone fills the window, at another size: the last of the five is compared below.
        const alone = pictures.at(-1)!;
        expect(lossy).toContain(alone);
        // Two beside each other, in the order of their files; on the right they lie half a pixel otherwise.
        const firsts: Painted[] = [];
        let compared = 0;
        await walk(page, async (views) => {
          for (const [place, view] of views.entries()) {
            const name = pictures[compared++];
            await eventually(async () => {
              const picture = await pictureOf(page, view);
              expect(shadesIn(picture)).toBeGreaterThan(100);
              if (name === alone) return;
              firsts[place] ??= picture;
              const loss = lossy.includes(name);
              const isAlike = differing(picture, firsts[place], loss ? 24 : 0) < (loss ? 20 : 0.001);
              expect([name, isAlike]).toEqual([name, true]);
            });
          }
        });
        expect(compared).toBe(5);
        const { page: beside } = await openFiles(
          open,
          [alone, 'ct_j2k.dcm'].map((name) => join(folder, name)),
        );
        await walk(beside, async (views) => {
          expect(views).toHaveLength(2);
          await eventually(async () => {
            const [one, other] = await Promise.all(views.map((view) => pictureOf(beside, view)));
            expect(differing(one, other, 24)).toBeLessThan(20);
          });
        });
      },
      limitMs,
    );
  });

  onEachHost('full-field images without DICOM headers', (open) => {
    it(
      'hang by their names, right on the viewer’s left, and say that their size is not known',
      async () => {
        const files = ['0_L-CC.png', '0_R-MLO.png'].map((name) => join(fixtures, name));
        const { page, screenshot } = await openFiles(open, files);
        await hung(page, 'R MLO', 'L CC', 'R CC: not in this exam', 'L MLO: not in this exam');
        await screenshot('samples full field');
        expect(await tile(page, 'L CC').innerText()).toContain('No pixel spacing: not to scale');
        await withoutText(page);
        for (const [view, wall] of [
          ['L CC', 'left'],
          ['R MLO', 'right'],
        ] as const) {
          await eventually(async () => {
            const { box, view: picture } = await paintedTile(page, view);
            const breast = boundsOf(picture, (level) => level > 40);
            expect(breast.width).toBeGreaterThan(80);
            expect(wall === 'left' ? breast.x : box.width - breast.x - breast.width).toBeLessThan(3);
          });
        }
      },
      limitMs,
    );

    it(
      'of digitised films are an exam each',
      async () => {
        const names = readdirSync(ddsm)
          .filter((name) => /_MLO\.png$/.test(name))
          .slice(0, 3);
        const { page, screenshot } = await openFiles(
          open,
          names.map((name) => join(ddsm, name)),
        );
        const rows = page.locator('[role=row][aria-level]');
        await soon(() => rows.count()).toBe(3);
        for (let at = 0; at < 3; at++) {
          await rows.nth(at).dblclick();
          await hung(page, 'R CC: not in this exam', 'R MLO');
          // The only view fills the window: its breast is at the right, text at the left.
          const box = (await tile(page, 'R MLO').boundingBox())!;
          const third = { ...box, x: box.x + (2 / 3) * box.width, width: box.width / 3 };
          await soon(async () => shadesIn(await painted(page, third))).toBeGreaterThan(50);
          // These right breasts are stored with their chest walls at the left.
          await tile(page, 'R MLO').getByText('Orientation from the picture').waitFor();
          await eventually(async () => {
            const breast = boundsOf(await painted(page, third), (level) => level > 40);
            expect(third.width - breast.x - breast.width).toBeLessThan(3);
            expect(breast.height / box.height).toBeGreaterThan(0.9);
          });
          await screenshot(`samples film ${at + 1}`);
          await toWorklist(page);
        }
      },
      limitMs,
    );
  });
});

/** A ZIP whose entry climbs out of its folder, one that inflates without end, and one that is cut. */
function hostileArchives(image: Uint8Array): Readonly<Record<string, Uint8Array>> {
  const whole = zipSync({ 'image.dcm': image });
  return {
    'bomb.zip': zipSync({ 'bomb.dcm': new Uint8Array(2 ** 27) }, { level: 9 }),
    'climbs.zip': zipSync({ '../../climbs.dcm': new Uint8Array([1, 2, 3]) }),
    'cut.zip': whole.subarray(0, whole.length / 2),
  };
}

onEachHost('bad files', (open) => {
  it(
    'are listed with their names and reasons, and take nothing with them',
    async () => {
      const exam = join(await phantomFolder(1), 'exam-1');
      const image = readFileSync(join(exam, 'R-CC.dcm'));
      writeFileSync(join(exam, 'R-CC.dcm'), image.subarray(0, image.length - 1000));
      writeFileSync(join(exam, 'L-CC.dcm'), readFileSync(join(exam, 'L-CC.dcm')).subarray(0, 400));
      const bad = {
        'text.dcm': Buffer.from('These are no pixels.'),
        'empty.dcm': Buffer.alloc(0),
        DICOMDIR: Buffer.from('This is no directory.'),
        ...hostileArchives(image),
      };
      for (const [name, bytes] of Object.entries(bad)) writeFileSync(join(exam, name), bytes);
      const { page, screenshot } = await openFiles(open, [exam, join(exam, 'DICOMDIR')]);
      await hung(
        page,
        'R CC: cannot be shown. The file holds 249400 of the 250400 bytes of its pixels; copy it again from its origin.',
        'L CC: not in this exam',
        'R MLO',
        'L MLO',
      );
      await screenshot('samples truncated');
      await toWorklist(page);
      expect(await listedProblems(page)).toEqual({
        DICOMDIR: 'The file is not DICOM.',
        'R-CC.dcm': 'The file holds 249400 of the 250400 bytes of its pixels; copy it again from its origin.',
        'L-CC.dcm': 'The file ends inside (0008,0016); copy it again from its origin.',
        'bomb.zip/bomb.dcm': expect.stringMatching(
          /^The entry expands from \d+ to 134217728 bytes/,
        ) as string,
        'climbs.zip/../../climbs.dcm': 'The file is not DICOM.',
        'cut.zip': 'The ZIP archive is damaged or cut off.',
        'empty.dcm': 'The file is not DICOM.',
        'text.dcm': 'The file is not DICOM.',
      });
    },
    limitMs,
  );
});
