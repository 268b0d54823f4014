// `npm run build`: the renderer, built to build/renderer when anything it is made of has changed.
import { createHash } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ensureSetup, root, runPinnedQuietly } from './setup.mjs';

/** What the renderer is made of. */
const sources = [
  ...['renderer', 'contract', 'imaging'],
  ...['package-lock.json', 'vite.config.ts', 'tsconfig.json', 'tsconfig.base.json', 'tsconfig.renderer.json'],
];
const buildDir = join(root, 'build');
/** Folder of the built renderer. */
export const rendererDir = join(buildDir, 'renderer');
const stampName = '.fingerprint';
const longestBuildMs = 5 * 60_000;

/** Brings build/renderer up to date; quick when it is. Others that ask at the same time wait for the one that builds. */
export async function buildRenderer() {
  if (isCurrent(fingerprint())) return;
  const release = await takeLock();
  try {
    // While waiting, another may have built it.
    const wanted = fingerprint();
    if (!isCurrent(wanted)) await build(wanted);
  } finally {
    release();
  }
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const file of sources.flatMap(filesAt)) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** Paths of a file, or of all files below a folder, relative to the project and in order. */
function filesAt(source) {
  if (/\.\w+$/.test(source)) return [source];
  return readdirSync(join(root, source), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

function isCurrent(wanted) {
  const stamp = join(rendererDir, stampName);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
}

/** Builds beside and renames, so that nobody serves half a build. */
async function build(wanted) {
  process.stderr.write('Building the reading room...\n');
  const fresh = `${rendererDir}-${process.pid}`;
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const args = [vite, 'build', '--outDir', fresh, '--logLevel', 'warn'];
  // A test's environment would give React's development build.
  const env = { ...process.env, NODE_ENV: 'production', NO_COLOR: '1', FORCE_COLOR: '0' };
  const { code, output } = await runPinnedQuietly(args, env);
  if (code !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    throw new Error(`The reading room could not be built:\n${output}`);
  }
  writeFileSync(join(fresh, stampName), wanted);
  rmSync(rendererDir, { recursive: true, force: true });
  renameSync(fresh, rendererDir);
}

/** Waits until no other process builds. Returns what lets the next one in. */
async function takeLock() {
  mkdirSync(buildDir, { recursive: true });
  const lock = join(buildDir, '.lock');
  const own = `${lock}-${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    for (;;) {
      try {
        // The lock appears with its owner's number in it, or not at all.
        linkSync(own, lock);
        return () => rmSync(lock, { force: true });
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      if (isLeftBehind(lock)) rmSync(lock, { force: true });
      else await wait(100);
    }
  } finally {
    rmSync(own, { force: true });
  }
}

/** True for the lock of a builder that was killed, also where another process has its number by now. */
function isLeftBehind(lock) {
  try {
    if (Date.now() - statSync(lock).mtimeMs > longestBuildMs) return true;
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return false;
  } catch (error) {
    // ENOENT: its owner has just finished.
    return error.code === 'ESRCH';
  }
}

if (process.argv[1] === import.meta.filename) {
  ensureSetup();
  try {
    await buildRenderer();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
