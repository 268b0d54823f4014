import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { lacks, needing } from '../needs.ts';
import { expectAccessible } from './accessibility.ts';
import { onEachHost, openLoopback, phantomFolder, temporaryFolder } from './app.ts';

/** On a busy machine. */
const patient = { timeout: 30_000 };

const table = (page: Page) => page.getByRole('treegrid', { name: 'Exams' });
const lines = (page: Page) => table(page).locator('[role=row][aria-level]');
const searchField = (page: Page) => page.getByRole('searchbox', { name: /^Search by name/ });
const activeLine = (page: Page) =>
  page.evaluate(() => {
    const id = document.activeElement?.getAttribute('aria-activedescendant');
    return id ? (document.getElementById(id)?.getAttribute('aria-rowindex') ?? null) : null;
  });

onEachHost('an empty library', (open) => {
  it('says what to do, and the sample exam is one press away', async () => {
    const { page } = await open({ viewport: { width: 1280, height: 800 } });
    await page.getByText('Drop a folder here, open one, or start with the sample exam.').waitFor();
    await expectAccessible(page);
    await page.getByRole('main').getByRole('button', { name: 'Sample exam' }).last().click();
    await page.getByRole('region', { name: 'Assessment' }).waitFor({ timeout: 90_000 });
    await page.keyboard.press('Escape');
    await table(page).waitFor();
    expect(await lines(page).count()).toBe(1);
  }, 120_000);
});

onEachHost('a worklist', (open) => {
  it('lists what was opened, and is walked, searched and opened by keyboard alone', async () => {
    const { page } = await open({ paths: [await phantomFolder(5)] });
    await table(page).waitFor();
    await expect.poll(() => lines(page).count(), patient).toBe(5);
    await expectAccessible(page);

    await page.keyboard.press('End');
    expect(await activeLine(page)).toBe('6');
    await page.keyboard.press('ArrowUp');
    expect(await activeLine(page)).toBe('5');
    await page.keyboard.press('Shift+Home');
    expect(await table(page).locator('[aria-selected=true]').count()).toBe(4);
    await page.getByRole('button', { name: 'Analyse 4 selected' }).waitFor();

    await page.keyboard.type('nobody');
    await page.getByText('No exam matches “nobody”').waitFor();
    await expectAccessible(page);
    expect(await searchField(page).inputValue()).toBe('nobody');
    await page.keyboard.press('Escape');
    await expect.poll(() => lines(page).count(), patient).toBe(5);

    await table(page).focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Assessment' }).waitFor();
    await page.keyboard.press('Escape');
    await table(page).waitFor();
    expect(await activeLine(page)).toBe('3');
  }, 120_000);

  it('sorts by every column and says which, and keeps the order for the next start', async () => {
    const { page, call } = await open({ paths: [await phantomFolder(2)] });
    await table(page).waitFor();
    for (const column of ['Patient', 'Age', 'Views', 'Density', 'AI', 'Status', 'Date']) {
      const title = table(page).getByRole('columnheader', { name: column });
      await title.getByRole('button').click();
      expect(await title.getAttribute('aria-sort')).toMatch(/^(a|de)scending$/);
    }
    await table(page).getByRole('columnheader', { name: 'Patient' }).getByRole('button').click();
    const keptView = async () => {
      const state = await call('appState', null);
      return state.ok ? state.value.settings.view : '';
    };
    await expect.poll(keptView).toContain('"patient"');
    await page.reload();
    const title = table(page).getByRole('columnheader', { name: 'Patient' });
    await expect.poll(() => title.getAttribute('aria-sort'), patient).toBe('ascending');
  }, 120_000);

  it('hides identities at one key, and shows them again', async () => {
    const { page } = await open({ paths: [await phantomFolder(2)] });
    await expect.poll(() => lines(page).count(), patient).toBe(2);
    const shown = await table(page).innerText();
    await page.keyboard.press('Shift+H');
    await page.getByText('Patient 1', { exact: true }).waitFor();
    const hidden = await table(page).innerText();
    const name = shown.split('\n').find((text) => /phantom/i.test(text));
    expect(name).toBeDefined();
    expect(hidden).not.toContain(name);
    expect(hidden).not.toMatch(/\d{4}-\d\d-\d\d/);
    expect(await page.getByRole('button', { name: 'Hide identities' }).getAttribute('aria-pressed')).toBe(
      'true',
    );
    await page.keyboard.press('Shift+H');
    await expect.poll(() => table(page).innerText()).toBe(shown);
  }, 120_000);

  it('takes exams off the list only when asked twice', async () => {
    const { page } = await open({ paths: [await phantomFolder(2)] });
    await expect.poll(() => lines(page).count(), patient).toBe(2);
    await lines(page).first().click();
    await page.getByRole('button', { name: 'Remove from list' }).click();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Keep' }).click();
    expect(await lines(page).count()).toBe(2);
    await page.getByRole('button', { name: 'Remove from list' }).click();
    await page.getByRole('button', { name: 'Take 1 exam off the list' }).click();
    await expect.poll(() => lines(page).count(), patient).toBe(1);
  }, 120_000);
});

/** A folder with an exam and files that are none. */
async function mixedFolder(): Promise<string> {
  const folder = join(temporaryFolder(), 'study');
  const exams = await phantomFolder(1);
  mkdirSync(folder);
  for (const view of ['R-CC', 'R-MLO', 'L-CC', 'L-MLO'])
    copyFileSync(join(exams, 'exam-1', `${view}.dcm`), join(folder, `${view}.dcm`));
  writeFileSync(join(folder, 'broken.dcm'), Buffer.concat([Buffer.alloc(128), Buffer.from('DICM\x02\x00')]));
  writeFileSync(join(folder, 'notes.txt'), 'not an image');
  return folder;
}

describe.skipIf(lacks('chromium'))(needing('opening in a browser', 'chromium'), () => {
  it('copies a chosen folder, lists its exam, and names each bad file with its reason', async () => {
    const app = await openLoopback();
    const { page } = app;
    await page.getByText('copies the files into its own folder').waitFor();
    await page.getByLabel('Folder of exams').setInputFiles(await mixedFolder());
    await expect.poll(() => lines(page).count(), patient).toBe(1);
    await page.getByRole('button', { name: /^\d+ problems?$/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Problems' });
    await dialog.getByRole('cell', { name: 'study/broken.dcm' }).waitFor();
    await expectAccessible(page);
    const reasons = await dialog.getByRole('row').allInnerTexts();
    expect(reasons.slice(1).every((text) => /\.\s*$/.test(text))).toBe(true);
    await dialog.getByRole('searchbox').fill('broken');
    expect(await dialog.getByRole('row').count()).toBe(2);
    await dialog.getByRole('button', { name: 'Clear' }).click();
    await dialog.getByText('No problems.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    expect(await page.getByRole('button', { name: /^\d+ problems?$/ }).count()).toBe(0);
    await app.close();
  }, 120_000);

  it('takes files that are dropped on the window', async () => {
    const app = await openLoopback();
    const { page } = app;
    const folder = await phantomFolder(1);
    await page.getByText('Drop a folder here').waitFor();
    await page
      .getByLabel('Files of exams')
      .setInputFiles(['R-CC', 'L-CC'].map((view) => join(folder, 'exam-1', `${view}.dcm`)));
    await expect.poll(() => lines(page).count(), patient).toBe(1);
    const said = await page.evaluate(async () => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['not an image'], 'dropped.txt'));
      const fire = (type: string) =>
        document.body.dispatchEvent(
          new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }),
        );
      fire('dragover');
      await new Promise((resolve) => setTimeout(resolve, 100));
      const overlay = document.body.innerText.includes('Drop to open');
      fire('drop');
      return overlay;
    });
    expect(said).toBe(true);
    await page.getByText('dropped.txt: no mammograms among 1 file.').waitFor();
    expect(await page.getByText('Drop to open').count()).toBe(0);
    await app.close();
  }, 120_000);

  it('lists without the code of the reading screen, which is told when it is opened', async () => {
    // A single exam would be opened at once.
    const app = await openLoopback({ paths: [await phantomFolder(2)] });
    const { page } = app;
    await expect.poll(() => lines(page).count(), patient).toBe(2);
    app.expectProblem(/ERR_|dynamically imported|preload/);
    await page.route('**/ReadingScreen*', (route) => route.abort());
    const uncaught: Error[] = [];
    page.on('pageerror', (error) => uncaught.push(error));
    const refused = page.waitForEvent('requestfailed', (request) => request.url().includes('ReadingScreen'));
    await page.reload();
    await refused;
    await expect.poll(() => lines(page).count(), patient).toBe(2);
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(uncaught).toEqual([]);
    await lines(page).first().dblclick();
    await page.getByText('This screen failed').waitFor();
    await page.unroute('**/ReadingScreen*');
    await page.getByRole('button', { name: 'Load it again' }).click();
    await lines(page).first().dblclick();
    await page.locator('canvas').first().waitFor();
    await app.close();
  }, 120_000);

  it('says while the program cannot be reached, and lists anew when it can', async () => {
    const app = await openLoopback({ paths: [await phantomFolder(2)] });
    const { page } = app;
    app.expectProblem(/events|ERR_/);
    await page.route('**/events', (route) => route.abort());
    await page.reload();
    await page.getByText('Not connected.').waitFor();
    await app.index(await phantomFolder(2, 9));
    await page.unroute('**/events');
    await expect.poll(() => lines(page).count(), patient).toBe(4);
    expect(await page.getByText('Not connected.').count()).toBe(0);
    await app.host.close();
    await page.getByText('Not connected.').waitFor();
    expect(await lines(page).count()).toBe(4);
    await app.close();
  }, 120_000);
});
