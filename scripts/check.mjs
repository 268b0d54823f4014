// Formatter, linter, types of each environment, and the import table.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureSetup, root, runPinnedQuietly } from './setup.mjs';

const modules = join(root, 'node_modules');
// The checker stops at a folder that is not there (yet).
const folders = ['contract', 'imaging', 'evaluation', 'models', 'training', 'main', 'renderer'];
const steps = [
  ['format', ['prettier/bin/prettier.cjs', '--check', '--cache', '--log-level', 'warn', '.']],
  ['lint', ['eslint/bin/eslint.js', '--max-warnings', '0', '.']],
  ['types: pure code', ['typescript/bin/tsc', '-p', 'tsconfig.pure.json']],
  ['types: Node', ['typescript/bin/tsc', '-p', 'tsconfig.node.json']],
  ['types: renderer', ['typescript/bin/tsc', '-p', 'tsconfig.renderer.json']],
  ['types: browser tests', ['typescript/bin/tsc', '-p', 'tsconfig.browserTests.json']],
  [
    'import table',
    [
      'dependency-cruiser/bin/dependency-cruiser.mjs',
      ...['--config', '.dependency-cruiser.cjs'],
      ...folders.filter((folder) => existsSync(join(root, folder))),
    ],
  ],
];

/** Runs all checks at once, and tells of each when it is done. Returns the names of those that failed. */
export async function check() {
  const failed = [];
  const run = async ([name, [script, ...args]]) => {
    const { code, output } = await runPinnedQuietly([join(modules, script), ...args]);
    console.log(`== ${name}${code === 0 ? '' : ': failed'}`);
    if (code === 0) return;
    process.stdout.write(output);
    failed.push(name);
  };
  await Promise.all(steps.map(run));
  return failed;
}

if (process.argv[1] === import.meta.filename) {
  ensureSetup();
  const failed = await check();
  if (failed.length > 0) {
    console.error(`failed: ${failed.join(', ')}`);
    process.exit(1);
  }
}
