// Electron's runtime: found, fetched once where it can be, and started.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildApp } from './buildApp.mjs';
import { pinnedNode, root, runForeground } from './setup.mjs';

const folder = join(root, 'node_modules/electron');
/** Says that fetching was tried: `npm ci`, which brings another version, removes it. */
const triedStamp = join(folder, '.mammoscope-tried');
/** A hundred megabytes on a slow line; a refusal comes at once. */
const fetchLimitMs = 180_000;

/** Path of the runtime's program; null where it is not here and could not be fetched (tried once). */
export function electronRuntime() {
  const here = installedRuntime();
  if (here !== null || existsSync(triedStamp) || !existsSync(folder)) return here;
  process.stderr.write("Fetching Electron's runtime (once)...\n");
  spawnSync(pinnedNode, [join(folder, 'install.js')], { stdio: 'ignore', timeout: fetchLimitMs });
  mkdirSync(dirname(triedStamp), { recursive: true });
  writeFileSync(triedStamp, '');
  return installedRuntime();
}

/** As `node_modules/electron/index.js` finds it, which would fetch it without a limit. */
function installedRuntime() {
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH || join(folder, 'dist');
  const program = join(dist, readFileSync(pathFile, 'utf8'));
  return existsSync(program) ? program : null;
}

/** Runs the desktop app until it is closed. Resolves with its exit code. */
export function startElectron(runtime, { dataDir, paths }) {
  buildApp();
  const env = { ...process.env, ...(dataDir === undefined ? {} : { MAMMOSCOPE_DATA: dataDir }) };
  return runForeground(runtime, [root, ...paths], { env });
}
