import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeNpy } from '../../../../imaging/npy.ts';
import { mammogram, rawDicom, rawSamples } from '../../../imaging/pixels/rawImage.ts';
import { projectRoot } from '../../../needs.ts';

let folder = '';
const format = { ...mammogram, frames: 2 };
const samples = rawSamples(format);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mammoscope-pixels-command-'));
  writeFileSync(join(folder, 'two.dcm'), rawDicom(format, samples));
  writeFileSync(join(folder, 'text.dcm'), 'no image');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function pixels(...args: string[]) {
  return spawnSync(process.execPath, [join(projectRoot, 'main/hosts/cli.ts'), 'pixels', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
}

function array(name: string) {
  const decoded = decodeNpy(readFileSync(join(folder, name)));
  if (!decoded.ok) throw new Error(decoded.problem.message);
  return decoded.value;
}

describe('mammoscope pixels', () => {
  it('writes all frames, and one frame', () => {
    expect(pixels('two.dcm', '--out', 'all.npy')).toMatchObject({
      status: 0,
      stdout: 'all.npy: uint16 (2, 61, 83)\n',
    });
    expect(array('all.npy')).toEqual({ shape: [2, 61, 83], data: samples });
    expect(pixels('two.dcm', '--frame', '1', '--out', 'one.npy').status).toBe(0);
    expect(array('one.npy')).toEqual({ shape: [61, 83], data: samples.slice(61 * 83) });
  });

  it('ends with 1 and one line where the file cannot be decoded or written', () => {
    const cases = [
      [['text.dcm', '--out', 'x.npy'], /^text\.dcm: .+\n$/],
      [['absent.dcm', '--out', 'x.npy'], /^absent\.dcm: There is no such file or folder\. \(not-found\)\n$/],
      [['two.dcm', '--frame', '2', '--out', 'x.npy'], /^two\.dcm: .+\(bad-input\)\n$/],
      [['two.dcm', '--out', join('absent', 'x.npy')], /unwritable\)\n$/],
    ] as const;
    for (const [args, message] of cases) {
      const result = pixels(...args);
      expect(result.status).toBe(1);
      expect(result.stderr).toMatch(message);
    }
  });

  it('ends with 2 for bad usage', () => {
    expect(pixels('two.dcm').status).toBe(2);
    expect(pixels('two.dcm', '--frame', '-1', '--out', 'x.npy').status).toBe(2);
    expect(pixels('two.dcm', '--frame', 'x', '--out', 'x.npy').status).toBe(2);
  });
});
