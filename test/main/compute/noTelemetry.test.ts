import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../../needs.ts';

// Its telemetry would keep an identifier of this computer and the events to be sent there, whether or not it reaches its
// collector. That nothing is sent is seen in test/e2e/nothingLeaves.test.ts.
it('ONNX Runtime keeps nothing for its telemetry in the home folder', () => {
  const home = mkdtempSync(join(tmpdir(), 'mammoscope-home-'));
  const script = `
    const { selfCheck } = await import('./main/compute/selfCheck.ts');
    const checked = await selfCheck({ type: 'self-check', device: 'cpu' }, { step: () => Promise.resolve() });
    console.log(checked.ok);
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
    cwd: projectRoot,
    encoding: 'utf8',
    // A run in CI switches it off by itself.
    env: { PATH: process.env.PATH, HOME: home, USERPROFILE: home, LOCALAPPDATA: home },
  });
  expect(stderr).toBe('');
  expect(stdout).toBe('true\n');
  expect(readdirSync(home, { recursive: true })).toEqual([]);
  rmSync(home, { recursive: true });
});
