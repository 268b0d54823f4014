/** Every suite runs, small: figures are not looked at here, and none is missing. */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lacks, needing, projectRoot } from '../needs.ts';
import type { Need } from '../needs.ts';

const suites = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => name.replace(/\.ts$/, ''));

/** Of each suite: what its figures hold, and what it needs. */
const expected: Readonly<Record<string, { readonly figures: readonly string[]; readonly need?: Need }>> = {
  engine: { figures: ['examWallMs', 'stepMsPerImage', 'peakMemoryMiB', 'ratios', 'indexing'] },
  jpeg2000: { figures: ['jpeg2000', 'losslessJpeg'] },
  training: { figures: ['hds-uresnet', 'gmic', 'pytorch'] },
  viewer: { figures: ['drawing', 'panning', 'windowing', 'keys', 'memory', 'worklist'], need: 'chromium' },
};

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

function run(suite: string, onError?: (text: string, stop: () => void) => void): Promise<Ended> {
  const args = ['--expose-gc', join(import.meta.dirname, `${suite}.ts`), '--toy'];
  const child = spawn(process.execPath, args, { cwd: projectRoot });
  const told = { out: '', errors: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (told.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told.errors += text;
    onError?.(told.errors, () => child.kill('SIGINT'));
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...told })));
}

/** Paths of all numbers that are none. */
function notNumbers(value: unknown, path: string): readonly string[] {
  if (value === null) return [path];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, each]) => notNumbers(each, `${path}/${name}`));
}

it('knows what each suite is to print', () => {
  expect(Object.keys(expected).sort()).toEqual(suites.toSorted());
});

for (const [suite, { figures, need }] of Object.entries(expected)) {
  describe.skipIf(need !== undefined && lacks(need))(need ? needing(suite, need) : suite, () => {
    it('prints all of its figures at toy size', async () => {
      const { code, out, errors } = await run(suite);
      expect(code, errors).toBe(0);
      const printed = JSON.parse(out) as Record<string, unknown>;
      expect(Object.keys(printed)).toEqual(expect.arrayContaining([...figures]));
      // What could not be computed is printed as null.
      expect(notNumbers(printed, suite)).toEqual([]);
    }, 300_000);
  });
}

describe('a suite that is stopped', () => {
  it('prints what it has', async () => {
    const { code, out } = await run('training', (errors, stop) => {
      if (errors.includes('gmic...')) stop();
    });
    expect(code).toBe(130);
    const printed = JSON.parse(out) as Record<string, unknown>;
    expect(printed).toHaveProperty('stopped');
    expect(printed).toHaveProperty(['hds-uresnet', 'stepMs']);
    expect(printed).not.toHaveProperty('pytorch');
  }, 300_000);
});
