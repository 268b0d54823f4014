/** The summary as a reader saves it by key: the first press asks, the second saves. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Saved without identity, as it is offered at first. */
export async function savedSummary(page: Page): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const download = page.waitForEvent('download', { timeout: 60_000 });
  await page.keyboard.press('Control+p');
  const dialog = page.getByRole('dialog', { name: 'Summary as PDF' });
  const identity = dialog.getByRole('checkbox', { name: 'With the patient’s name, identifiers and dates' });
  expect(await identity.isChecked()).toBe(false);
  await page.keyboard.press('Control+p');
  const file = await download;
  expect(await dialog.isVisible()).toBe(false);
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}
