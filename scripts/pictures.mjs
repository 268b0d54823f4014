// Makes the pictures of the README again, from fresh data folders: an overview as `analyze` writes it, and the app's screens.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildRenderer } from './build.mjs';
import { ensureSetup, root, runPinned } from './setup.mjs';

ensureSetup();
await buildRenderer();
const images = join(root, 'docs/images');
const folder = mkdtempSync(join(tmpdir(), 'mammoscope-pictures-'));
const run = (script, ...args) => {
  const code = runPinned([join(root, script), ...args]);
  if (code !== 0) process.exit(code);
};
const command = (...args) => run('main/hosts/cli.ts', ...args, '--library', join(folder, 'data'));
command('phantom', '--exams', '1', '--seed', '1', '--out', join(folder, 'exams'));
command('analyze', join(folder, 'exams'), '--out', join(folder, 'results'), '--device', 'cpu');
mkdirSync(images, { recursive: true });
copyFileSync(join(folder, 'results/exam-1/L-MLO-overview.png'), join(images, 'overview.png'));
rmSync(folder, { recursive: true });
run('test/e2e/pictures.ts', '--out', images);
