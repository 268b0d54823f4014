// Makes the pictures of the README again: the sample exam's overview, from a fresh data folder.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureSetup, root, runPinned } from './setup.mjs';

ensureSetup();
const folder = mkdtempSync(join(tmpdir(), 'mammoscope-pictures-'));
const command = (...args) => {
  const code = runPinned([join(root, 'main/hosts/cli.ts'), ...args, '--data', join(folder, 'data')]);
  if (code !== 0) process.exit(code);
};
command('phantom', '--exams', '1', '--seed', '1', '--out', join(folder, 'exams'));
command('analyze', join(folder, 'exams'), '--out', join(folder, 'results'), '--device', 'cpu');
mkdirSync(join(root, 'docs/images'), { recursive: true });
copyFileSync(join(folder, 'results/exam-1/L-MLO-overview.png'), join(root, 'docs/images/overview.png'));
rmSync(folder, { recursive: true });
