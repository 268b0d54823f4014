/** `npm run ablation` as a process, on a few small phantoms. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { readMeasuredVariant } from '../../../main/training/ablationRecord.ts';
import { projectRoot } from '../../needs.ts';

const folder = mkdtempSync(join(tmpdir(), 'ablation-'));
const script = join(projectRoot, 'scripts/ablation.mjs');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// npm starts scripts in the project's folder and says where the user is.
const env = { ...process.env, INIT_CWD: folder, MAMMOSCOPE_DATA: join(folder, 'data') };

function ablation(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: projectRoot,
    env,
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr };
}

describe('npm run ablation', () => {
  const small = ['--steps', '4', '--exams', '2', '--height', '256', '--seed', '3'];
  const request = [...small, '--out', 'results'];
  const runs = join(folder, 'data/training/ablation');

  it('goes on after kill -9, prints the table, keeps it as a page, and trains nothing twice', async () => {
    const killed = spawn(process.execPath, [script, ...request], {
      cwd: projectRoot,
      env,
      stdio: 'ignore',
      detached: true,
    });
    const begun = () =>
      existsSync(runs) &&
      readdirSync(runs).some((run) =>
        existsSync(join(runs, run, 'classification/checkpoint-000001/state.json')),
      );
    while (!begun()) {
      expect(killed.exitCode).toBeNull();
      await wait(20);
    }
    // The whole group: the script and the program it has started.
    process.kill(-killed.pid!, 'SIGKILL');
    await once(killed, 'exit');

    const second = ablation(...request);
    expect(second.err).toMatch(/^classification: Goes on after epoch [12]\.\n$/);
    expect(second.code).toBe(0);
    expect(second.out).toMatch(/^multi-task: already measured/);
    expect(second.out).toMatch(/^hybrid: epoch 1, loss \d/m);
    expect(second.out).toContain('hybrid: measured, 4 steps');
    const [name, ...more] = readdirSync(join(folder, 'results'));
    expect(more).toEqual([]);
    expect(name).toMatch(/^ablation-\d{4}-\d\d-\d\d\.md$/);
    const file = join(folder, 'results', name);
    const page = readFileSync(file, 'utf8');
    const table = page.split('\n').filter((line) => line.startsWith('|'));
    expect(second.out).toContain(table.slice(0, 6).join('\n'));
    expect(page).toContain('seed 3');
    expect(page).toMatch(/\| Classification, deep supervision \| +- \| +- \| +- \| +- \| [01]\.\d{3} \|/);
    expect(page).not.toContain(folder);

    const third = ablation(...request);
    expect(third.code).toBe(0);
    expect(third.out).not.toContain('epoch');
    expect(third.out.match(/already measured/g)).toHaveLength(4);
    expect(readdirSync(join(folder, 'results'))).toEqual([name]);
    expect(readFileSync(file, 'utf8')).toBe(page);
  }, 300_000);

  it('keeps weights and cases, no checkpoints; segmentation alone answers by its largest pixel', () => {
    const run = join(runs, readdirSync(runs)[0]);
    expect(readdirSync(run).sort()).toEqual(
      ['classification', 'hybrid', 'multi-task', 'segmentation']
        .flatMap((variant) => [`${variant}.json`, `${variant}.safetensors`])
        .sort(),
    );
    expect(statSync(join(run, 'hybrid.safetensors')).size).toBeGreaterThan(2e7);
    const variant = readMeasuredVariant(readFileSync(join(run, 'segmentation.json'), 'utf8'));
    expect(variant?.sets.map(({ vendor, cases }) => [vendor, cases.length])).toEqual([
      ['Aurelia', 4],
      ['Northlight', 4],
    ]);
    // The largest pixel is above one half where any is; the classification exit, which learned nothing, knows nothing of it.
    const measured = variant!.sets.flatMap(({ cases }) => cases);
    const called = measured.map(({ score }) => score > 0.5);
    expect(called).toEqual(measured.map(({ lesions }) => lesions.found + lesions.falsePositives > 0));
    expect(called).toContain(true);
  });

  it('fits all variants into minutes, so many steps for each', () => {
    // So short a time is enough for one epoch, which is the least.
    const minutes = ['--minutes-per-variant', '0.001', '--exams', '1', '--height', '256'];
    const run = ablation(...minutes, '--out', 'minutes', '--library', 'elsewhere');
    expect(run.code).toBe(0);
    expect(run.out.match(/measured, 1 steps/g)).toHaveLength(4);
    expect(existsSync(join(folder, 'elsewhere/training/ablation'))).toBe(true);
  }, 300_000);

  it.each([
    [['--steps', '0'], '--steps takes a whole number from 1'],
    [['--steps', '5', '--minutes-per-variant', '5'], 'not both'],
    [['--minutes-per-variant', 'x'], 'takes a number above 0'],
    [['--height', '300'], 'multiple of 256'],
    [['--device', 'abacus'], '--device takes one of'],
    [['--unknown'], 'unknown'],
  ])('%j is bad usage', (args, message) => {
    const run = ablation(...args);
    expect(run.code).toBe(2);
    expect(run.err).toContain(message);
    expect(run.err).toContain('usage: npm run ablation');
  });
});
