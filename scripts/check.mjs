// Formatter, linter, types of each environment, and the import table.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureSetup, root, runPinned } from './setup.mjs';

const modules = join(root, 'node_modules');
// The checker stops at a folder that is not there (yet).
const folders = ['contract', 'imaging', 'evaluation', 'models', 'training', 'main', 'renderer'];
const steps = [
  ['format', ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']],
  ['lint', ['eslint/bin/eslint.js', '--max-warnings', '0', '.']],
  ['types: pure code', ['typescript/bin/tsc', '-p', 'tsconfig.pure.json']],
  ['types: Node', ['typescript/bin/tsc', '-p', 'tsconfig.node.json']],
  [
    'import table',
    [
      'dependency-cruiser/bin/dependency-cruiser.mjs',
      ...['--config', '.dependency-cruiser.cjs'],
      ...folders.filter((folder) => existsSync(join(root, folder))),
    ],
  ],
];

/** Runs every check, also after one fails. Returns the names of those that failed. */
export function check() {
  const failed = [];
  for (const [name, [script, ...args]] of steps) {
    console.log(`== ${name}`);
    if (runPinned([join(modules, script), ...args]) !== 0) failed.push(name);
  }
  return failed;
}

if (process.argv[1] === import.meta.filename) {
  ensureSetup();
  const failed = check();
  if (failed.length > 0) {
    console.error(`failed: ${failed.join(', ')}`);
    process.exit(1);
  }
}
