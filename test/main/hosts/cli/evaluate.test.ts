import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { writePhantomExam } from '../../../../main/exports/phantomFiles.ts';
import { projectRoot } from '../../../needs.ts';

const folder = mkdtempSync(join(tmpdir(), 'evaluate-'));
const exams = join(folder, 'exams');
const cli = join(projectRoot, 'main/hosts/cli.ts');
const env = { ...process.env, MAMMOSCOPE_DATA: join(folder, 'data') };

function mammoscope(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', env });
  return { code: status, out: stdout, err: stderr };
}

beforeAll(async () => {
  for (const index of [1, 2]) {
    const at = join(exams, `exam-${index}`);
    const written = await writePhantomExam(at, 5, index, { size: 1024, lesions: 'always' });
    if (!written.ok) throw new Error(written.problem.message);
  }
  writeFileSync(join(exams, 'exam-2/L-CC.dcm'), 'not an image');
  for (const [architecture, name] of [
    ['hds-uresnet', 'masses'],
    ['gmic', 'lesions'],
  ]) {
    mammoscope('models', 'init', architecture, '--seed', '1', '--name', name);
  }
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('mammoscope evaluate', () => {
  it("prints the papers' tables and writes figures, curves and pictures; names what cannot be read", () => {
    const out = join(folder, 'out');
    const run = mammoscope(
      ...['evaluate', 'masses', 'lesions', '--data', exams, '--out', out],
      ...['--folds', '2', '--tta', '--device', 'cpu'],
    );
    expect(run.err).toMatch(/exam-2.L-CC\.dcm: .*\(not-an-image\)/);
    expect(run.code).toBe(1);
    const lines = run.out.split('\n');
    expect(lines[0]).toMatch(/^Masses .* Dice +SE pixel +SE lesion +FPI +ACC +AUC +F1 +Precision +Recall$/);
    expect(lines[1]).toMatch(/^masses \(untrained\)( +(\d+\.\d{3}|-)){9}$/);
    expect(run.out).toMatch(/^ {2}mean of 2 folds .*\d\.\d{3} ± \d\.\d{3}/m);
    expect(run.out).toMatch(/^Classification \(GMIC\) +AUC mal /m);
    expect(run.out).toMatch(/^lesions: AUC mal \d\.\d{3} \(95 % .* DeLong\)$/m);
    expect(run.out).toContain('For research use only, 1 problem.');

    interface Metrics {
      readonly problems: readonly unknown[];
      readonly data: readonly { readonly images: number; readonly patients: number }[];
      readonly models: readonly {
        readonly name: string;
        readonly subsets: readonly { readonly kind: string; readonly images: number }[];
      }[];
    }
    const metrics = JSON.parse(readFileSync(join(out, 'metrics.json'), 'utf8')) as Metrics;
    expect(metrics).toMatchObject({
      researchUseOnly: true,
      options: { testTimeAugmentation: 'horizontal flip', folds: 2 },
    });
    expect(metrics.problems).toHaveLength(1);
    expect(metrics.data.map(({ images, patients }) => [images, patients])).toEqual([
      [7, 2],
      [7, 2],
    ]);
    for (const { subsets } of metrics.models) {
      const folds = subsets.filter(({ kind }) => kind === 'fold');
      expect(folds.map(({ images }) => images).sort()).toEqual([3, 4]);
    }
    const csv = readFileSync(join(out, 'metrics.csv'), 'utf8');
    expect(csv).toMatch(/^masses,hds-uresnet,all,,7,dice,\d/m);
    const report = readFileSync(join(out, 'report.html'), 'utf8');
    expect(report).toContain('These weights are untrained');
    expect(report.match(/<img src="data:image\/png;base64,/g)!.length).toBe(14);
  }, 90_000);

  it.each([
    ['unknown weights', ['nosuch', '--data', 'phantom:1:1'], 'There are no weights named nosuch'],
    ['phantoms that are none', ['masses', '--data', 'phantom:x'], 'is no phantom data'],
    ['a folder that is not there', ['masses', '--data', join(folder, 'nowhere')], 'no such file or folder'],
    ['too many folds', ['masses', '--data', 'phantom:1:2', '--folds', '3'], 'cannot be split into 3 folds'],
    ['a threshold of 1', ['masses', '--data', 'phantom:1:1', '--threshold', '1'], 'between 0 and 1'],
    ['no data', ['masses'], "required option '--data"],
  ])('refuses %s', (_, args, words) => {
    const out = join(folder, 'refused');
    const run = mammoscope('evaluate', ...args, '--out', out);
    expect(run.err).toContain(words);
    expect(run.code).toBe(words.includes('file or folder') ? 1 : 2);
    expect(existsSync(join(out, 'metrics.json'))).toBe(false);
  });

  it('stops at Ctrl+C, and writes nothing', async () => {
    const out = join(folder, 'cancelled');
    const args = ['evaluate', 'masses', '--data', 'phantom:1:50', '--out', out, '--device', 'cpu'];
    const child = spawn(process.execPath, [cli, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let words = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (words += text));
    const closed = once(child, 'close') as Promise<[number | null]>;
    // The folder is made when the program listens to signals.
    await vi.waitFor(() => expect(existsSync(out)).toBe(true), 30_000);
    child.kill('SIGINT');
    const [code] = await closed;
    expect(code).toBe(1);
    expect(words).toContain('Cancelled. Nothing was written.');
    expect(existsSync(join(out, 'metrics.json'))).toBe(false);
  }, 60_000);
});
