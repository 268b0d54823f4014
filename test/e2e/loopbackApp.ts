/** The app in Chromium, with program and host in the test's own process. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { beforeAll } from 'vitest';
import type { AppState } from '../../contract/api.ts';
import type { Result } from '../../contract/problem.ts';
import type { Settings } from '../../contract/settings.ts';
import { openDesktop } from '../../main/desktop.ts';
import type { Desktop } from '../../main/desktop.ts';
import { startLoopback } from '../../main/hosts/loopback.ts';
import type { Loopback } from '../../main/hosts/loopback.ts';
import { lacks, projectRoot } from '../needs.ts';
import { sharedBrowser } from './browser.ts';
import { defaultViewport, openedApp } from './openedApp.ts';
import type { App, OpenOptions } from './openedApp.ts';
import { watch } from './watch.ts';

/** Longest that a build may take where the machine is busy. */
const buildLimitMs = 300_000;

// This counts for every test file that imports this one.
beforeAll(() => {
  if (lacks('chromium')) return;
  const built = spawnSync(process.execPath, [join(projectRoot, 'scripts/build.mjs')], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(built.stderr);
}, buildLimitMs);

export interface LoopbackApp extends App {
  readonly desktop: Desktop;
  readonly host: Loopback;
  readonly context: BrowserContext;
  /** Indexes files and folders; resolves when that is done. */
  index(...paths: string[]): Promise<void>;
}

export async function openLoopback(options: OpenOptions = {}): Promise<LoopbackApp> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'mammoscope-e2e-'));
  const desktop = openDesktop({ dataDir, device: 'cpu', hostName: 'loopback' });
  if (options.settings !== undefined) await changeSettings(desktop, options.settings);
  if (options.paths !== undefined) await indexAll(desktop, options.paths);
  const rendererDir = join(projectRoot, 'build/renderer');
  const started = await startLoopback({ desktop, rendererDir });
  if (!started.ok) throw new Error(started.problem.message);
  const host = started.value;
  const browser = await sharedBrowser();
  const context = await browser.newContext({ viewport: options.viewport ?? defaultViewport });
  const watched = await watch(context, `http://127.0.0.1:${host.port}`);
  const page = await context.newPage();
  await page.goto(host.url);
  const end = async () => {
    await context.close();
    await host.close();
    await desktop.close();
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
  };
  const index = (...paths: string[]) => indexAll(desktop, paths);
  return { ...openedApp(page, dataDir, watched, end), desktop, host, context, index };
}

async function changeSettings(desktop: Desktop, changes: Partial<Settings>): Promise<void> {
  const state = (await desktop.call('appState', null)) as Result<AppState>;
  if (!state.ok) throw new Error(state.problem.message);
  const saved = await desktop.call('saveSettings', { settings: { ...state.value.settings, ...changes } });
  if (!saved.ok) throw new Error(saved.problem.message);
}

function indexAll(desktop: Desktop, paths: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    const stop = desktop.onEvent((event) => {
      if (event.type !== 'indexing' || event.indexing.state === 'running') return;
      stop();
      resolve();
    });
    desktop.index(paths, 'test');
  });
}
