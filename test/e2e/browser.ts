/** One Chromium per test file, started when first needed. */
import type { Browser } from 'playwright-core';
import { afterAll } from 'vitest';
import { launchBrowser } from './launchBrowser.ts';

export { launchBrowser } from './launchBrowser.ts';

let running: Promise<Browser> | null = null;

/** The test file's Chromium. */
export function sharedBrowser(): Promise<Browser> {
  running ??= launchBrowser();
  return running;
}

// This counts for every test file that imports this one.
afterAll(async () => {
  await (await running)?.close();
  running = null;
});
