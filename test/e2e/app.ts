/**
 * The real app in a real browser, for end-to-end tests:
 *
 *     onEachHost('the worklist', (open) => {
 *       it('lists what was opened', async () => {
 *         const app = await open({ paths: [await phantomFolder(2)] });
 *         await app.page.getByText('Phantom').first().waitFor();
 *       });
 *     });
 *
 * Apps are closed after their test, which fails then where a request left the machine or a page had an error. What only
 * the loopback host has (its desktop, its context) is in `openLoopback`, below
 * `describe.skipIf(lacks('chromium'))(needing('...', 'chromium'), ...)`; such apps are closed by the test.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe } from 'vitest';
import { writePhantomExam } from '../../main/exports/phantomFiles.ts';
import type { PhantomOptions } from '../../training/phantoms/phantomExam.ts';
import { lacks, needing } from '../needs.ts';
import type { Need } from '../needs.ts';
import { openElectron } from './electronApp.ts';
import { openLoopback } from './loopbackApp.ts';
import type { App, OpenOptions } from './openedApp.ts';

export type { App, OpenOptions } from './openedApp.ts';
export { openLoopback } from './loopbackApp.ts';
export type { LoopbackApp } from './loopbackApp.ts';

export type OpenApp = (options?: OpenOptions) => Promise<App>;

/** The same app behind each door. */
const hosts: readonly { readonly name: string; readonly need: Need; readonly open: OpenApp }[] = [
  { name: 'in a browser', need: 'chromium', open: openLoopback },
  { name: 'in Electron', need: 'electron', open: openElectron },
];

/** A suite that runs on every host that is here, and is skipped by name on the others. */
export function onEachHost(name: string, define: (open: OpenApp) => void): void {
  for (const host of hosts) {
    describe.skipIf(lacks(host.need))(needing(`${name} ${host.name}`, host.need), () => {
      const opened: App[] = [];
      afterEach(async ({ task }) => {
        const apps = opened.splice(0);
        if (task.result?.state === 'fail') {
          await Promise.all(apps.map((app) => app.screenshot(`failed ${task.name}`).catch(() => undefined)));
        }
        await Promise.all(apps.map((app) => app.close()));
      });
      define(async (options) => {
        const app = await host.open(options);
        opened.push(app);
        return app;
      });
    });
  }
}

const temporary: string[] = [];
afterAll(() => temporary.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A folder that is removed after the test file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mammoscope-e2e-files-'));
  temporary.push(folder);
  return folder;
}

/** Rows of phantoms whose pixels do not matter: four views are made in a fraction of a second. */
const quickRows = 400;

/** A new folder with `count` phantom exams in `exam-1`, `exam-2`, ...: the same for the same seed. Resolves with its path. */
export async function phantomFolder(count = 1, seed = 1, options: PhantomOptions = {}): Promise<string> {
  const folder = temporaryFolder();
  for (let index = 1; index <= count; index++) {
    const exam = join(folder, `exam-${index}`);
    const written = await writePhantomExam(exam, seed, index, { size: quickRows, ...options });
    if (!written.ok) throw new Error(written.problem.message);
  }
  return folder;
}
