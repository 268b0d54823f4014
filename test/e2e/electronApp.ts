/** The desktop app in Electron, where its runtime is. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from 'playwright-core';
import { electronPath, projectRoot } from '../needs.ts';
import { openedApp } from './openedApp.ts';
import type { App, OpenOptions } from './openedApp.ts';
import { watch } from './watch.ts';

/** Between two looks at the list while it fills, in ms. */
const lookAgainMs = 500;

/** `viewport` is the window's to decide. */
export async function openElectron(options: OpenOptions = {}): Promise<App> {
  const executablePath = electronPath();
  if (executablePath === null) throw new Error("Electron's runtime is not here");
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'mammoscope-e2e-'));
  const electron = await _electron.launch({
    executablePath,
    args: [projectRoot, ...(options.paths ?? [])],
    env: { ...definedOnly(process.env), MAMMOSCOPE_DATA: dataDir },
  });
  const watched = await watch(electron.context(), 'mammoscope://app');
  const page = await electron.firstWindow();
  const end = async () => {
    await electron.close();
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
  };
  const app = openedApp(page, dataDir, watched, end);
  if (options.settings !== undefined) {
    const state = await app.call('appState', null);
    if (!state.ok) throw new Error(state.problem.message);
    await app.call('saveSettings', { settings: { ...state.value.settings, ...options.settings } });
    await page.reload();
  }
  if (options.paths !== undefined) await untilListed(app);
  return app;
}

/** Until the list holds exams and does not change any more. */
async function untilListed(app: App): Promise<void> {
  let before = '[]';
  for (;;) {
    const listed = await app.call('listExams', null);
    const now = JSON.stringify(listed.ok ? listed.value : []);
    if (now !== '[]' && now === before) return;
    before = now;
    await app.page.waitForTimeout(lookAgainMs);
  }
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
