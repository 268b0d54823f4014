import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { ExamRow } from '../../contract/exam.ts';
import type { Result } from '../../contract/problem.ts';
import { lacks, needing } from '../needs.ts';
import { openLoopback, phantomFolder, temporaryFolder } from './app.ts';
import { readPdf } from './exports/readPdf.ts';
import { savedSummary } from './exports/summaryFile.ts';

const limitMs = 120_000;
const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 30_000 });

/** As archives name folders: after the patient. */
const folderName = 'ROE_JANE_19600131';

/** A folder of this name with an exam and a file that is none. */
async function namedFolder(): Promise<string> {
  const folder = join(temporaryFolder(), folderName);
  const exam = join(await phantomFolder(1), 'exam-1');
  mkdirSync(folder);
  for (const view of ['R-CC', 'L-CC', 'R-MLO', 'L-MLO'])
    copyFileSync(join(exam, `${view}.dcm`), join(folder, `${view}.dcm`));
  writeFileSync(join(folder, 'broken.dcm'), Buffer.concat([Buffer.alloc(128), Buffer.from('DICM\x02\x00')]));
  return folder;
}

async function valueOf<T>(answered: Promise<Result<T>>): Promise<T> {
  const answer = await answered;
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.value;
}

const dashed = (date: string) => `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;

/** Texts that lead to the row's patient, as files and as the page write them. */
function identifying(row: ExamRow): readonly string[] {
  const { patientName, patientId, patientBirthDate: born, studyDate, accessionNumber } = row;
  const names = [patientName, patientName.replace('^', ', '), patientId, accessionNumber];
  const dates = [born, studyDate].filter((date) => date !== '');
  return [...names, ...dates, ...dates.map(dashed)].filter((text) => text !== '');
}

/** All that the page holds: elements, their attributes and what is typed into them. */
const pageText = (page: Page) =>
  page.evaluate(() => {
    const fields = [...document.querySelectorAll<HTMLInputElement>('input, textarea')];
    return [document.title, document.documentElement.outerHTML, ...fields.map(({ value }) => value)].join();
  });

describe.skipIf(lacks('chromium'))(needing('names of files where identities are hidden', 'chromium'), () => {
  it(
    'are not shown: not while they are opened, not in what is said of them, not among the problems',
    async () => {
      const app = await openLoopback({ settings: { analyseOnOpen: false, deidentified: true } });
      const { page, call } = app;
      await page.getByText('Drop a folder here').waitFor();
      // Every state that the page goes through, however short.
      await page.evaluate(() => {
        const seen: string[] = [];
        const look = () => void seen.push(document.documentElement.outerHTML);
        new MutationObserver(look).observe(document, {
          subtree: true,
          childList: true,
          characterData: true,
          attributes: true,
        });
        Object.assign(window, { seen });
      });
      await page.getByLabel('Folder of exams').setInputFiles(await namedFolder());
      const notices = page.getByRole('status', { name: 'Notices' });
      await notices.getByText('What was opened: 4 images in 5 files.').waitFor();
      await page.getByRole('button', { name: '1 problem' }).click();
      const dialog = page.getByRole('dialog', { name: 'Problems' });
      await dialog.getByRole('cell', { name: 'File 1.dcm' }).waitFor();
      const seen = await page.evaluate(() => (window as unknown as { seen: readonly string[] }).seen);
      expect(seen.some((text) => text.includes('Copying what was opened'))).toBe(true);
      expect(seen.filter((text) => text.includes(folderName))).toEqual([]);

      // They are what is hidden: shown again where identities are.
      await call('saveSettings', { settings: { deidentified: false } });
      await dialog.getByRole('cell', { name: `${folderName}/broken.dcm` }).waitFor();
      await call('saveSettings', { settings: { deidentified: true } });
      await dialog.getByRole('cell', { name: 'File 1.dcm' }).waitFor();
      expect(await pageText(page)).not.toContain(folderName);
      await app.close();
    },
    limitMs,
  );
});

describe.skipIf(lacks('chromium'))(needing('what leaves the program', 'chromium'), () => {
  it(
    'has no identity in its words, also where the screen shows it',
    async () => {
      const app = await openLoopback({ paths: [await namedFolder()], settings: { analyseOnOpen: false } });
      const { page, call } = app;
      const [row] = await valueOf(call('listExams', null));
      const texts = identifying(row);
      expect(texts.length).toBeGreaterThan(3);
      // Every word that is drawn into a picture.
      await page.addInitScript(() => {
        const drawn: string[] = [];
        const { prototype } = CanvasRenderingContext2D;
        const { fillText } = prototype;
        prototype.fillText = function (text, ...place) {
          drawn.push(text);
          return fillText.call(this, text, ...place);
        };
        Object.assign(window, { drawn });
      });
      await page.reload();
      const images = page.locator('[data-drawn="true"]');
      const list = page.getByRole('treegrid', { name: 'Exams' });
      await list.or(images.first()).first().waitFor();
      if (await list.isVisible()) await page.keyboard.press('Enter');
      await eventually(() => images.count()).toBe(4);
      const screen = await pageText(page);
      expect(texts.filter((text) => screen.includes(text)).length).toBeGreaterThan(1);

      const download = page.waitForEvent('download', { timeout: 60_000 });
      await page.keyboard.press('Control+s');
      const file = await download;
      const picture = { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
      const summary = await savedSummary(page);
      const drawn = await page.evaluate(() => (window as unknown as { drawn: readonly string[] }).drawn);
      const { text } = readPdf(summary.bytes);
      expect(drawn.join('\n')).toContain('R CC');
      expect(text).toContain('Research use only');
      const left = [
        picture.name,
        picture.bytes.toString('latin1'),
        summary.name,
        summary.bytes.toString('latin1'),
        text,
        ...drawn,
      ];
      expect(texts.filter((identity) => left.some((words) => words.includes(identity)))).toEqual([]);
      await app.close();
    },
    limitMs,
  );
});
