/** Keys and settings, in the real app. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { Settings } from '../../contract/settings.ts';
import { onEachHost, phantomFolder, type App, type OpenApp } from './app.ts';

onEachHost('keys', (open) => {
  it('one is changed by pressing another, and works from then on', async () => {
    const app = await openExam(open);
    const { page } = app;
    await page.keyboard.press('?');
    await app.screenshot('key sheet');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Length: L. Change' }).click();
    await page.keyboard.press('d');
    await page.getByRole('button', { name: 'Length: D. Change' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    await page.keyboard.press('l');
    expect(await tool(page)).toBe('window');
    await page.keyboard.press('d');
    expect(await tool(page)).toBe('length');
    await expect.poll(() => keysOf(app), patient).toEqual({ 'tool.length': ['d'] });
  });

  it('one that another command has is taken from it, or left', async () => {
    const app = await openExam(open, { keys: { 'tool.length': ['d'] } });
    const { page } = app;
    await page.keyboard.press('?');
    const magnifier = page.getByRole('button', { name: 'Magnifier: M. Change' });
    // All by keys: Enter waits for a key, Space is the key.
    await magnifier.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press(' ');
    await page.getByText('Space is used by Next hanging step (or quadrant).').waitFor();
    await app.screenshot('a key that is taken');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await keysOf(app)).toEqual({ 'tool.length': ['d'] });

    await magnifier.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+w');
    await page.getByText('Ctrl+W stays the system’s.').waitFor();
    await page.keyboard.press('d');
    await page.getByText('D is used by Length.').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Magnifier: D. Change' }).waitFor();
    await expect.poll(() => keysOf(app), patient).toEqual({ 'tool.magnifier': ['d'], 'tool.length': [] });

    await page.getByRole('button', { name: 'Reset all', exact: true }).click();
    await magnifier.waitFor();
    await expect.poll(() => keysOf(app), patient).toEqual({});
    // Escape leaves the waiting first, then the sheet.
    await magnifier.click();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('are found by what they do', async () => {
    const { page } = await openExam(open);
    await page.keyboard.press('?');
    await page.keyboard.press('Control+f');
    await page.keyboard.type('zoom out');
    const changing = page.getByRole('button', { name: /Change$/ });
    expect(await changing.evaluateAll((buttons) => buttons.map((button) => button.textContent))).toEqual([
      '-',
    ]);
  });

  it('are text where one types, press what has the focus, and lead to the images and back', async () => {
    const { page } = await openExam(open);
    const comment = page.getByLabel('Comment');
    await page.getByText('Comment').click();
    await comment.fill('');
    await comment.focus();
    await page.keyboard.type('lo? l');
    expect(await comment.inputValue()).toBe('lo? l');
    expect(await tool(page)).toBe('window');

    await page.keyboard.press('F6');
    const inImages = () =>
      page.evaluate(() => document.activeElement?.hasAttribute('data-image-area') ?? false);
    expect(await inImages()).toBe(true);
    await page.keyboard.press('l');
    expect(await tool(page)).toBe('length');
    await page.keyboard.press('F6');
    expect(await comment.evaluate((element) => element === document.activeElement)).toBe(true);

    // On a button Space is no hanging step: it presses the button.
    await page.getByRole('button', { name: 'Worklist' }).focus();
    await page.keyboard.press(' ');
    await page.getByRole('row').filter({ hasText: 'Phantom' }).waitFor();
  });
});

onEachHost('settings', (open) => {
  it('are changed, kept, and say what they do', async () => {
    const app = await openExam(open);
    const { page } = app;
    await page.keyboard.press('Control+,');
    await app.screenshot('settings');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('radio', { name: 'AI after the unaided read' }).check();
    await page.getByRole('checkbox', { name: 'Hide names and identifiers' }).check();
    await page.getByLabel('Width of the frame').fill('428');
    await page.getByText('5.00 px per mm').waitFor();
    await app.screenshot('settings calibrated');
    const expected = { readingMode: 'sequential', deidentified: true, screenPixelsPerMm: 5 };
    await expect.poll(() => settingsOf(app), patient).toMatchObject(expected);

    await page.getByLabel('Or measured with a ruler').fill('107');
    await page.getByRole('button', { name: 'Use it' }).click();
    // The frame is 428 pixels wide: 4 of them are a millimetre.
    await page.getByText('4.00 px per mm').waitFor();
    await page.getByRole('button', { name: 'Forget the calibration' }).click();
    await page.getByText('Not calibrated').waitFor();
    await page.keyboard.press('Control+,');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('take hanging protocols from files, and say what is wrong with one', async () => {
    const app = await openExam(open);
    const { page } = app;
    await page.keyboard.press('Control+,');
    const file = page.getByLabel('Hanging protocol file');
    const add = (text: string) =>
      file.setInputFiles({ name: 'mine.json', mimeType: 'application/json', buffer: Buffer.from(text) });
    const rows = [[{ laterality: 'L', views: ['MLO'] }]];
    const protocol = {
      format: 'mammoscope-hanging-protocol',
      version: 1,
      name: 'Mine',
      steps: [{ title: 'Left oblique', rows }],
    };

    await add(JSON.stringify({ ...protocol, version: 2 }));
    await page.getByText('Hanging protocol: version').waitFor();
    await add('<html>');
    await page.getByText('is not JSON').waitFor();
    await add(JSON.stringify(protocol));
    await page.getByText('“Mine” is saved.').waitFor();
    await add(JSON.stringify({ ...protocol, description: 'Second' }));
    await page.getByText('A protocol named “Mine” is saved already.').waitFor();
    await page.getByRole('button', { name: 'Replace it' }).click();
    await page.getByText('“Mine” is saved.').waitFor();
    const choice = page.getByRole('dialog').getByRole('combobox', { name: 'Protocol' });
    await choice.selectOption('Mine');
    await page.getByText('Second').waitFor();
    await app.screenshot('settings protocol');
    await page.keyboard.press('Escape');
    await page.locator('[data-tile="L MLO"]').waitFor();
    await expect.poll(() => page.locator('[data-tile]').count(), patient).toBe(1);

    await page.keyboard.press('Control+,');
    await page.getByRole('button', { name: 'Remove Mine' }).click();
    await page.getByText('“Mine” is removed.').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('[data-tile]').count(), patient).toBe(4);
  });
});

/** Also where the machine is busy with other things. */
const patient = { timeout: 20_000 };

async function openExam(open: OpenApp, settings: Partial<Settings> = {}): Promise<App> {
  const app = await open({
    paths: [await phantomFolder()],
    settings: { analyseOnOpen: false, ...settings },
  });
  await app.page.locator('[data-drawn="true"]').first().waitFor();
  return app;
}

async function settingsOf(app: App): Promise<Settings> {
  const state = await app.call('appState', null);
  if (!state.ok) throw new Error(state.problem.message);
  return state.value.settings;
}

const keysOf = async (app: App) => (await settingsOf(app)).keys;

const tool = (page: Page): Promise<string> => page.getByLabel('Tool of the left button').inputValue();

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong with the open dialog. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  return page.evaluate(`axe.run('dialog').then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`);
}
