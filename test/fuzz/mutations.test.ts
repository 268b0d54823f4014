/**
 * Thousands of damaged files through the paths of `info` and `pixels`, in child processes under a watchdog: no crash, no
 * hang, bounded memory, and a sentence for the user for each. Every file is determined by its number, so that a
 * failure can be repeated with `node test/fuzz/runMutations.ts <number> <number + 1>`.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { mutation } from './mutations.ts';
import type { Report } from './runMutations.ts';
import { loadSeeds } from './seeds.ts';

const files = 12_000;
const processes = 2;
const longestMilliseconds = 5000;
const mostMegabytes = 1024;
/** A run that fails this often will not pass; it need not go on. */
const mostFailures = 10;

interface Outcome {
  readonly failures: string[];
  readonly outcomes: Map<string, number>;
  done: number;
  megabytes: number;
  slowest: number;
}

/** Runs mutations `from` to `to`; starts again behind one that ended the process. */
async function run(from: number, to: number, outcome: Outcome): Promise<void> {
  let next = from;
  while (next < to && outcome.failures.length < mostFailures) next = await runOnce(next, to, outcome);
}

function runOnce(from: number, to: number, outcome: Outcome): Promise<number> {
  const script = join(import.meta.dirname, 'runMutations.ts');
  const child = spawn(process.execPath, [script, String(from), String(to)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let current = { index: from - 1, name: 'the start' };
  let hung = false;
  let errors = '';
  const hang = () => {
    hung = true;
    child.kill('SIGKILL');
  };
  // The start of the process and its seeds take longer than a file may.
  let watchdog = setTimeout(hang, 10 * longestMilliseconds);
  child.stderr.on('data', (text: Buffer) => (errors = (errors + text.toString()).slice(-1000)));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const report = JSON.parse(line) as Report;
    clearTimeout(watchdog);
    watchdog = setTimeout(hang, 2 * longestMilliseconds);
    if (report.type === 'begin') current = report;
    note(report, current.name, outcome);
  });
  return new Promise((resolve) => {
    child.on('close', (status, signal) => {
      clearTimeout(watchdog);
      if (hung) outcome.failures.push(`hung: ${current.name}`);
      else if (status !== 0) {
        outcome.failures.push(`crashed (${signal ?? status}): ${current.name}\n${errors}`);
      } else current = { index: to, name: '' };
      resolve(current.index + 1);
    });
  });
}

function note(report: Report, name: string, outcome: Outcome): void {
  switch (report.type) {
    case 'begin':
      break;
    case 'end':
      outcome.done++;
      outcome.slowest = Math.max(outcome.slowest, report.milliseconds);
      if (report.milliseconds > longestMilliseconds) {
        outcome.failures.push(`took ${Math.round(report.milliseconds)} ms: ${name}`);
      }
      for (const kind of new Set(report.outcome.split(' '))) {
        outcome.outcomes.set(kind, (outcome.outcomes.get(kind) ?? 0) + 1);
      }
      break;
    case 'fault':
      outcome.failures.push(`threw: ${name}\n${report.message}`);
      break;
    case 'memory':
      outcome.megabytes = Math.max(outcome.megabytes, report.megabytes);
  }
}

describe('damaged files', () => {
  it('are the same files every time', () => {
    const seeds = loadSeeds();
    for (const index of [0, 1, 77, 4711]) expect(mutation(seeds, index)).toEqual(mutation(seeds, index));
  });

  it(`end no process, take no time and no memory: ${files} of them`, { timeout: 600_000 }, async () => {
    const outcome: Outcome = { failures: [], outcomes: new Map(), done: 0, megabytes: 0, slowest: 0 };
    const share = Math.ceil(files / processes);
    await Promise.all(
      Array.from({ length: processes }, (_, at) =>
        run(at * share, Math.min(files, (at + 1) * share), outcome),
      ),
    );
    expect(outcome.failures).toEqual([]);
    expect(outcome.done).toBe(files);
    expect(outcome.megabytes).toBeLessThan(mostMegabytes);
    // The mutations reach every part: some still decode, and some fail in each way.
    for (const kind of [
      'frame',
      'corrupt',
      'truncated',
      'unsupported',
      'too-large',
      'not-an-image',
      'no-pixel-data',
    ]) {
      expect(outcome.outcomes.get(kind) ?? 0, kind).toBeGreaterThan(10);
    }
  });
});
