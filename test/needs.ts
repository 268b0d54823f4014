/**
 * What a test may need beyond Node: an absent need skips the test, and the name of the suite says which.
 *
 *     describe.skipIf(lacks('shared'))(needing('decoder against GDCM', 'shared'), () => { ... })
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const projectRoot = join(import.meta.dirname, '..');
/** Real data for tests, beside the project; never copied into it. */
export const sharedDir = join(projectRoot, '..', 'shared');

function onPath(tool: string): boolean {
  return (
    spawnSync(process.platform === 'win32' ? 'where' : 'which', [tool], { stdio: 'ignore' }).status === 0
  );
}

function pythonWith(module: string): boolean {
  return spawnSync(systemPython, ['-c', `import ${module}`], { stdio: 'ignore' }).status === 0;
}

/** The system's Chromium (or Chrome), for tests in a browser; null where there is none. */
export function chromiumPath(): string | null {
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const found = names.map((name) => spawnSync('which', [name], { encoding: 'utf8' }).stdout?.trim());
  return found.find((path) => path) ?? null;
}

/** Electron's runtime, which its package fetches from outside the npm registry; null where it is not here. */
export function electronPath(): string | null {
  const folder = join(projectRoot, 'node_modules/electron');
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const program = join(folder, 'dist', readFileSync(pathFile, 'utf8'));
  return existsSync(program) ? program : null;
}

/** The system's Python, which is where distribution packages (python3-onnx, python3-pydicom) install. */
export const systemPython = '/usr/bin/python3';

const checks = {
  shared: () => existsSync(join(sharedDir, 'fixtures')),
  'shared cases': () => existsSync(join(sharedDir, 'cases')),
  dciodvfy: () => onPath('dciodvfy'),
  dcmtk: () => onPath('dcmdump') && onPath('dcmcjpeg'),
  gdcm: () => onPath('gdcmconv'),
  'python3-onnx': () => pythonWith('onnx'),
  'python3-pydicom': () => pythonWith('pydicom'),
  'python3-numpy': () => pythonWith('numpy'),
  'python3-torch': () => pythonWith('torch'),
  strace: () => onPath('strace'),
  chromium: () => chromiumPath() !== null,
  electron: () => electronPath() !== null,
} as const;

export type Need = keyof typeof checks;

const known = new Map<Need, boolean>();

/** True when the need is absent. */
export function lacks(need: Need): boolean {
  const cached = known.get(need);
  if (cached !== undefined) return !cached;
  const present = checks[need]();
  known.set(need, present);
  return !present;
}

/** What needs are called where their names alone do not say what is missing. */
const titles: Partial<Record<Need, string>> = { electron: "Electron's runtime" };

/** Suite name that tells what it needs, so that a skipped suite is reported with its reason. */
export function needing(name: string, ...needs: Need[]): string {
  return `${name} [needs ${needs.map((need) => titles[need] ?? need).join(', ')}]`;
}
