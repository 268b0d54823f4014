// `npm run bench -- <suite> [--toy] [--json FILE]`: runs test/bench/<suite>.ts on the pinned Node.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureSetup, root, runPinned } from './setup.mjs';

ensureSetup();
const folder = join(root, 'test/bench');
const [suite, ...args] = process.argv.slice(2);
const file = join(folder, `${suite}.ts`);
if (suite === undefined || !/^[a-z0-9]+$/i.test(suite) || !existsSync(file)) {
  const suites = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  console.error(`usage: npm run bench -- <suite> [--toy] [--json FILE]`);
  console.error(`suites: ${suites.map((name) => name.replace(/\.ts$/, '')).join(', ')}`);
  process.exit(2);
}
process.exit(runPinned(['--expose-gc', file, ...args]));
