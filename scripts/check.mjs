// Formatter, linter, types of each environment, and the import table.
import { join } from 'node:path';
import { ensureSetup, root, runPinned } from './setup.mjs';

const modules = join(root, 'node_modules');
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
      ...['contract', 'imaging', 'evaluation', 'models', 'training', 'main'],
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
