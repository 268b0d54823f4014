// The program's TypeScript as JavaScript, for Electron, whose Node does not read types: build/app.
import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, runPinned } from './setup.mjs';

/** Path of the desktop app's main module after `buildApp`, relative to the project: package.json's "main". */
export const appMain = 'build/app/main/hosts/electron.js';

export function buildApp() {
  const out = join(root, 'build/app');
  rmSync(out, { recursive: true, force: true });
  if (runPinned([join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.desktop.json']) !== 0) {
    throw new Error('the desktop app could not be compiled');
  }
  // Weights that come with the program are found beside it.
  const weights = join(root, 'models/weights');
  if (existsSync(weights)) cpSync(weights, join(out, 'models/weights'), { recursive: true });
}
