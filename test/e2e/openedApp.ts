/** What every opened app has, whichever host it runs in. */
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { CallFunction, CallName, RequestOf, ResponseOf } from '../../contract/api.ts';
import type { Result } from '../../contract/problem.ts';
import type { Settings } from '../../contract/settings.ts';
import type { Watch } from './watch.ts';
// Declares what Electron's preload script puts on the window.
import type {} from '../../renderer/host/client.ts';

export interface OpenOptions {
  /** Files and folders to open the app with, as on a command line; it is opened when they are indexed. */
  readonly paths?: readonly string[];
  /** Kept when the app is closed; where absent, a temporary one that is not. */
  readonly dataDir?: string;
  /** CSS pixels; 1920 x 1080 where absent. */
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Settings that differ from a new library's. */
  readonly settings?: Partial<Settings>;
}

export interface App {
  readonly page: Page;
  readonly dataDir: string;
  /** Addresses of all requests so far. */
  readonly requests: readonly string[];
  /** Calls the program as the page does. */
  readonly call: CallFunction;
  /** Says that a problem which matches is meant; every other fails the test when the app is closed. */
  expectProblem(pattern: RegExp): void;
  /** Writes a PNG into `MAMMOSCOPE_SCREENSHOTS` (a temporary folder where unset). Resolves with its path. */
  screenshot(name: string): Promise<string>;
  /** Ends the app. Rejects where it had problems: requests that left it, errors on its page or in the console. */
  close(): Promise<void>;
}

export const defaultViewport = { width: 1920, height: 1080 };

export function openedApp(page: Page, dataDir: string, watched: Watch, end: () => Promise<void>): App {
  return {
    page,
    dataDir,
    requests: watched.requests,
    call: (name, request) => callFromPage(page, name, request),
    expectProblem: watched.expectProblem,
    screenshot: async (name) => {
      const folder = process.env.MAMMOSCOPE_SCREENSHOTS ?? join(tmpdir(), 'mammoscope-screenshots');
      mkdirSync(folder, { recursive: true });
      const path = join(folder, `${name.replace(/[^\w-]+/g, '-')}.png`);
      await page.screenshot({ path });
      return path;
    },
    close: async () => {
      await end();
      const problems = watched.problems();
      if (problems.length > 0) throw new Error(`The app had problems:\n${problems.join('\n')}`);
    },
  };
}

async function callFromPage<Name extends CallName>(
  page: Page,
  name: Name,
  request: RequestOf<Name>,
): Promise<Result<ResponseOf<Name>>> {
  const answer = await page.evaluate(
    async ([name, body]) => {
      if (window.mammoscope) return window.mammoscope.call(name, JSON.parse(body));
      const headers = { 'Content-Type': 'application/json' };
      return (await fetch(`call/${name}`, { method: 'POST', headers, body })).json() as unknown;
    },
    [name, JSON.stringify(request)] as const,
  );
  return answer as Result<ResponseOf<Name>>;
}
