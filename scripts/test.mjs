// `npm test`: sets up, checks, then runs every test. Arguments go to the test runner.
import { join } from 'node:path';
import { check } from './check.mjs';
import { ensureSetup, root, runPinned } from './setup.mjs';

ensureSetup();
const args = process.argv.slice(2);
const failed = args.length > 0 ? [] : await check();
if (runPinned([join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...args]) !== 0) failed.push('tests');
if (failed.length > 0) {
  console.error(`failed: ${failed.join(', ')}`);
  process.exit(1);
}
