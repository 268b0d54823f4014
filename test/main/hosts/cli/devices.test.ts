import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../../needs.ts';
import { temporaryFolder } from '../../store/temporaryFolder.ts';

function devices(...parts: string[]): { status: number | null; out: string; err: string } {
  const run = spawnSync(process.execPath, [join(projectRoot, 'main/hosts/cli.ts'), 'devices', ...parts], {
    encoding: 'utf8',
  });
  return { status: run.status, out: run.stdout, err: run.stderr };
}

describe('mammoscope devices', () => {
  it('lists what is there, with the self-check, and what auto uses', () => {
    const { status, out, err } = devices('--library', temporaryFolder());
    expect([status, err]).toEqual([0, '']);
    expect(out).toMatch(/^cpu +works: [0-9.]+ ms/m);
    expect(out).toMatch(/^--device auto uses (cpu|webgpu|cuda|directml|coreml)$/m);
  });

  it('prints the same as JSON, and makes the data folder for what it remembers', () => {
    const dataDir = join(temporaryFolder(), 'new');
    const { status, out } = devices('--json', '--library', dataDir);
    expect(status).toBe(0);
    const report = JSON.parse(out);
    expect(report.devices.at(-1)).toMatchObject({ device: 'cpu', works: true, maximumDifference: 0 });
    expect(typeof report.automatic).toBe('string');
    expect(existsSync(join(dataDir, 'devices.json'))).toBe(true);
  });

  it('refuses options it does not know', () => {
    expect(devices('--fast').status).toBe(2);
  });
});
