import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeNpy } from '../../../../imaging/npy.ts';
import { halfEllipse } from '../../../imaging/prepare/images.ts';
import { lacks, needing, projectRoot, sharedDir } from '../../../needs.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mammoscope-prepare-command-'));
  const pgm = pgmOf(halfEllipse(600, 400), 400);
  writeFileSync(join(folder, 'L-CC.pgm'), pgm);
  writeFileSync(join(folder, 'unnamed.pgm'), pgm);
  writeFileSync(join(folder, 'R-MLO.pgm'), pgmOf(new Uint16Array(400 * 600), 400));
  writeFileSync(join(folder, 'text.dcm'), 'no image');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Portable graymap of 16 bits, most significant byte first. */
function pgmOf(samples: Uint16Array, width: number): Uint8Array {
  const bytes = new Uint8Array(2 * samples.length);
  const view = new DataView(bytes.buffer);
  samples.forEach((value, i) => view.setUint16(2 * i, value));
  return Buffer.concat([Buffer.from(`P5\n${width} ${samples.length / width}\n65535\n`), bytes]);
}

function run(...args: string[]) {
  const command = [join(projectRoot, 'main/hosts/cli.ts'), 'prepare', ...args];
  return spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8' });
}

function array(name: string) {
  const decoded = decodeNpy(readFileSync(join(folder, name)));
  if (!decoded.ok) throw new Error(decoded.problem.message);
  return decoded.value;
}

describe('mammoscope prepare', () => {
  it('writes the input of GMIC and says where it is from', () => {
    const result = run('L-CC.pgm', '--for', 'gmic', '--out', 'gmic.npy');
    expect(result).toMatchObject({ status: 0, stderr: '' });
    expect(result.stdout).toMatch(
      /^gmic\.npy: float32 \(1, 1, 2944, 1920\), gmic\/2\nwindow: rows 0 to \d+, columns 0 to \d+\ntransform: x' = 1 x/,
    );
    expect(array('gmic.npy').shape).toEqual([1, 1, 2944, 1920]);
    expect(array('gmic.npy').data).toBeInstanceOf(Float32Array);
  });

  it('prints JSON, and takes the word of the options', () => {
    const args = ['unnamed.pgm', '--for', 'gmic', '--out', 'x.npy', '--json'];
    const result = run(...args, '--laterality', 'R', '--view', 'ML', '--horizontal-flip', 'YES');
    expect(result.status).toBe(0);
    expect(JSON.parse(result.stdout)).toMatchObject({
      file: 'unnamed.pgm',
      version: 'gmic/2',
      shape: [1, 1, 2944, 1920],
      transform: { a: 1, b: 0, c: 0, d: 1, e: 0 },
      window: { left: 0, top: 0 },
      horizontalFlip: 'YES',
      flipSource: 'option',
      mode: 'right',
      centerRule: 'MLO',
    });
  });

  it('writes the input of HDS', () => {
    const result = run('L-CC.pgm', '--for', 'hds-uresnet', '--out', 'hds.npy', '--json');
    expect(result.status).toBe(0);
    expect(JSON.parse(result.stdout)).toMatchObject({
      version: 'hds-uresnet/1',
      shape: [1, 1, 1024, 512],
      window: { left: 0 },
    });
    expect(array('hds.npy').shape).toEqual([1, 1, 1024, 512]);
  });

  it('ends with 1 and one line where an image cannot be prepared or written', () => {
    const cases = [
      [['absent.dcm', '--for', 'gmic', '--out', 'y.npy'], /^absent\.dcm: .+\(not-found\)\n$/],
      [['text.dcm', '--for', 'gmic', '--out', 'y.npy'], /^text\.dcm: .+\n$/],
      [['unnamed.pgm', '--for', 'gmic', '--out', 'y.npy'], /^unnamed\.pgm: .+\(no-laterality\)\n$/],
      [['R-MLO.pgm', '--for', 'gmic', '--out', 'y.npy'], /^R-MLO\.pgm: .+\(bad-input\)\n$/],
      [['R-MLO.pgm', '--for', 'hds-uresnet', '--out', 'y.npy'], /^R-MLO\.pgm: .+\(bad-input\)\n$/],
      [['L-CC.pgm', '--for', 'gmic', '--frame', '1', '--out', 'y.npy'], /^L-CC\.pgm: .+\(bad-input\)\n$/],
      [['L-CC.pgm', '--for', 'gmic', '--out', join('absent', 'y.npy')], /\(unwritable\)\n$/],
    ] as const;
    for (const [args, message] of cases) {
      const result = run(...args);
      expect(result.stderr).toMatch(message);
      expect(result.status).toBe(1);
    }
  });

  it('ends with 2 for bad usage', () => {
    expect(run('L-CC.pgm', '--out', 'y.npy').status).toBe(2);
    expect(run('L-CC.pgm', '--for', 'vgg', '--out', 'y.npy').status).toBe(2);
    expect(run('L-CC.pgm', '--for', 'gmic', '--horizontal-flip', 'maybe', '--out', 'y.npy').status).toBe(2);
    expect(run('L-CC.pgm', '--for', 'hds-uresnet', '--horizontal-flip', 'NO', '--out', 'y.npy').status).toBe(
      2,
    );
  });
});

describe.skipIf(lacks('shared'))(needing('mammoscope prepare on a fixture', 'shared'), () => {
  it("prints the authors' crop and centre", () => {
    const fixtures = join(sharedDir, 'fixtures');
    const expected = JSON.parse(readFileSync(join(fixtures, 'gmic', '0_R-MLO', 'preprocess.json'), 'utf8'));
    const result = run(join(fixtures, 'images', '0_R-MLO.png'), '--for', 'gmic', '--out', 'r.npy', '--json');
    const { window, rightmostPoints, bottommostPoints, bestCenter } = JSON.parse(result.stdout);
    expect([window.top, window.bottom, window.left, window.right]).toEqual(expected.window_location);
    expect(rightmostPoints).toEqual(expected.rightmost_points);
    expect(bottommostPoints).toEqual(expected.bottommost_points);
    expect(bestCenter).toEqual(expected.best_center);
  });
});
