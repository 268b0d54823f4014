// `node scripts/realMarks.mjs --out DIR [--shared DIR] [--library DIR] [--device D] [--pictures] <weights…>`: what weights mark on
// the real mammograms beside the project, and where. DIR is a folder outside the project.
import { join, relative, resolve } from 'node:path';
import { ensureSetup, root, runPinned } from './setup.mjs';

ensureSetup();
const args = process.argv.slice(2);
const out = args[args.indexOf('--out') + 1];
if (args.includes('--out') && out !== undefined && !relative(root, resolve(out)).startsWith('..')) {
  console.error('Pictures of patients do not belong in the project: choose a folder outside with --out.');
  process.exit(2);
}
process.exit(runPinned([join(root, 'main/evaluation/realMarksProgram.ts'), ...args]));
