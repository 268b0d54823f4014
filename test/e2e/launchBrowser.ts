/** How tests and benches start Chromium. */
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { chromiumPath } from '../needs.ts';

/** WebGL without a graphics card, no traffic of the browser's own, and no name but this computer's. */
export const browserFlags = [
  '--no-sandbox',
  '--enable-unsafe-swiftshader',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/** Starts a Chromium of its own, with further flags. */
export function launchBrowser(...furtherFlags: string[]): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === null) throw new Error('there is no Chromium here');
  return chromium.launch({ executablePath, args: [...browserFlags, ...furtherFlags] });
}
