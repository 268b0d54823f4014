/**
 * What a test may need beyond Node: an absent need skips the test, and the name of the suite says which.
 *
 *     describe.skipIf(lacks('shared'))(needing('decoder against GDCM', 'shared'), () => { ... })
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
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

/** The system's Python, which is where distribution packages (python3-onnx, python3-pydicom) install. */
export const systemPython = '/usr/bin/python3';

const checks = {
  shared: () => existsSync(join(sharedDir, 'fixtures')),
  dciodvfy: () => onPath('dciodvfy'),
  dcmtk: () => onPath('dcmdump') && onPath('dcmcjpeg'),
  gdcm: () => onPath('gdcmconv'),
  'python3-onnx': () => pythonWith('onnx'),
  'python3-pydicom': () => pythonWith('pydicom'),
  'python3-numpy': () => pythonWith('numpy'),
  'python3-torch': () => pythonWith('torch'),
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

/** Suite name that tells what it needs, so that a skipped suite is reported with its reason. */
export function needing(name: string, ...needs: Need[]): string {
  return `${name} [needs ${needs.join(', ')}]`;
}
