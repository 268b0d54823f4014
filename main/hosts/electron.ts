/** The desktop app's entry: where its parts are once it is compiled (build/app beside build/renderer). */
import { fileURLToPath } from 'node:url';
import { defaultDataDir } from './cli/dataDir.ts';
import { runDesktopApp } from './electron/run.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

runDesktopApp({
  dataDir: process.env.MAMMOSCOPE_DATA || defaultDataDir(),
  rendererDir: path('../../../renderer/'),
  preload: path('./electron/preload.cjs'),
  computeChild: new URL('../compute/child.js', import.meta.url),
});
