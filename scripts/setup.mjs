// Makes a fresh clone ready: installs the locked dependencies when they are missing or out of date.
// Runs on the machine's own Node (20 or later); everything after it runs on the pinned Node 24.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.mammoscope-setup');

/** Path of the pinned Node that `npm ci` puts beside the other dependencies. */
export const pinnedNode = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

// Compiled modules are kept: every start after the first, and the compute child's, takes half the time.
process.env.NODE_COMPILE_CACHE ??= join(modules, '.cache', 'compile');

/** Installs what is missing. Says so on standard error, so that standard output stays a command's own. */
export function ensureSetup() {
  const wanted = lockHash();
  const present = existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(pinnedNode);
  if (present) return;
  process.stderr.write('Installing dependencies (once)...\n');
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', process.stderr, process.stderr],
    shell: process.platform === 'win32',
    // ONNX Runtime's install script only fetches CUDA libraries, from outside the registry: not needed here.
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
  });
  if (result.status !== 0) {
    process.stderr.write(
      'Installing dependencies failed: see the lines above. Is the npm registry reachable?\n',
    );
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}

/** Runs the pinned Node with `args` and returns its exit code; SIGINT and SIGTERM reach the child by the terminal's group. */
export function runPinned(args, options = {}) {
  const result = spawnSync(pinnedNode, args, { cwd: root, stdio: 'inherit', ...options });
  if (result.error) throw result.error;
  return result.status ?? 1;
}

/**
 * Runs a program until it ends, with this terminal. Signals are passed on, so that it ends in its own way; it is told
 * by its closed channel when this process is gone. Resolves with its exit code.
 */
export function runForeground(program, args, options = {}) {
  const child = spawn(program, args, {
    cwd: root,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    ...options,
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** Runs the pinned Node beside others. Resolves with its exit code and all that it wrote. */
export function runPinnedQuietly(args, env = process.env) {
  const child = spawn(pinnedNode, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
