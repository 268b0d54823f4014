/** `ablationProgram.ts [options]`: see scripts/ablation.mjs and docs/training.md. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Problem } from '../../contract/problem.ts';
import { progressLine } from '../../training/progress.ts';
import { programVersion } from '../app.ts';
import { deviceChoices, type DeviceChoice } from '../compute/devices.ts';
import { makeFolder, writeWhole } from '../files/write.ts';
import { defaultDataDir, libraryGiven, libraryOptions } from '../hosts/cli/dataDir.ts';
import { runAblation, type AblationRequest } from './ablation.ts';
import { ablationDate, ablationPage, ablationResults } from './ablationPage.ts';
import type { AblationBudget, AblationRecord } from './ablationRecord.ts';

const usage = `usage: npm run ablation [-- options]

Trains the four variants of HDS U-ResNet's paper alike on phantoms and prints its table 1. Interrupted, the same
command goes on.
  --steps N                  of every variant (default 600)
  --minutes-per-variant M    as many steps for all as the slowest variant makes in M minutes, instead
  --seed N                   of phantoms and training (default 1)
  --exams N                  phantom exams to train on (default 60)
  --height N                 of the images, pixels, a multiple of 256 (default 512)
  --device D                 ${deviceChoices.join(', ')} (default cpu)
  --out DIR                  for the page (default docs/results)
  --library DIR              keeps phantoms and checkpoints there (or MAMMOSCOPE_DATA)`;

const text = { type: 'string' } as const;
const options = {
  steps: text,
  'minutes-per-variant': text,
  seed: text,
  exams: text,
  height: text,
  device: text,
  out: text,
  ...libraryOptions,
} as const;

/** Where the user is: npm starts scripts in the project's folder. */
const from = process.env.INIT_CWD ?? process.cwd();

function readArguments(): AblationRequest & { readonly outDir: string } {
  const { values } = parseArgs({ options });
  const library = libraryGiven(values);
  if (!library.ok) throw new UsageError(library.problem.message);
  const device = deviceChoices.find((choice): choice is DeviceChoice => choice === (values.device ?? 'cpu'));
  if (device === undefined) throw new UsageError(`--device takes one of ${deviceChoices.join(', ')}.`);
  const height = wholeNumber('height', values.height ?? '512', 256, 4096);
  if (height % 256 !== 0) throw new UsageError('--height takes a multiple of 256.');
  const project = join(import.meta.dirname, '../..');
  return {
    dataDir:
      library.value === undefined
        ? process.env.MAMMOSCOPE_DATA || defaultDataDir()
        : resolve(from, library.value),
    outDir: values.out === undefined ? join(project, 'docs/results') : resolve(from, values.out),
    seed: wholeNumber('seed', values.seed ?? '1', 0, 999_999_999),
    exams: wholeNumber('exams', values.exams ?? '60', 1, 100_000),
    budget: budgetOf(values.steps, values['minutes-per-variant']),
    height,
    device,
    program: `Mammoscope ${programVersion}`,
  };
}

class UsageError extends Error {}

function wholeNumber(name: string, said: string, least: number, most: number): number {
  const value = Number(said);
  if (/^\d+$/.test(said) && value >= least && value <= most) return value;
  throw new UsageError(`--${name} takes a whole number from ${least} to ${most}, not ${said}.`);
}

function budgetOf(steps: string | undefined, minutes: string | undefined): AblationBudget {
  if (minutes === undefined) {
    return { kind: 'steps', steps: wholeNumber('steps', steps ?? '600', 1, 1_000_000) };
  }
  if (steps !== undefined) throw new UsageError('Give --steps or --minutes-per-variant, not both.');
  const value = Number(minutes);
  if (value > 0 && value <= 100_000) return { kind: 'minutes', minutes: value };
  throw new UsageError(`--minutes-per-variant takes a number above 0, not ${minutes}.`);
}

async function main(): Promise<number> {
  let given: ReturnType<typeof readArguments>;
  try {
    given = readArguments();
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (!(error instanceof UsageError) && !code.startsWith('ERR_PARSE_ARGS')) throw error;
    console.error(`${message}\n\n${usage}`);
    return 2;
  }
  // Before an hour of work that has nowhere to go.
  const made = await makeFolder(given.outDir);
  if (!made.ok) return problem(made.problem);
  const done = await runAblation(given, listener, cancelled());
  clearLine();
  if (!done.ok) return problem(done.problem);
  console.log(`\n${ablationResults(done.value)}`);
  const file = join(given.outDir, await pageName(given.outDir, done.value));
  const written = await writeWhole(file, ablationPage(done.value));
  if (!written.ok) return problem(written.problem);
  console.log(`\nWrote ${file}`);
  return 0;
}

/** Aborted when the user interrupts, and when the script that started this is gone. */
function cancelled(): AbortSignal {
  const cancel = new AbortController();
  for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect']) process.on(event, () => cancel.abort());
  // Listening for the channel's end must not keep this process.
  process.channel?.unref();
  return cancel.signal;
}

/** A page of its own for every ablation of a day; the same one again for the same ablation. */
async function pageName(folder: string, record: AblationRecord): Promise<string> {
  for (let number = 1; ; number++) {
    const name = `ablation-${ablationDate(record)}${number === 1 ? '' : `-${number}`}.md`;
    const before = await readFile(join(folder, name), 'utf8').catch(() => null);
    if (before === null || before.includes(`\`${record.id}\``)) return name;
  }
}

function problem({ file, message }: Problem): number {
  console.error(file === undefined ? message : `${file}: ${message}`);
  return 1;
}

function clearLine(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
}

const listener: Parameters<typeof runAblation>[1] = {
  onNotice(sentence) {
    clearLine();
    console.error(sentence);
  },
  onProblem(found) {
    clearLine();
    problem(found);
  },
  onProgress(variant, telling) {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${variant}: ${progressLine(telling)}`);
  },
  onEpoch(variant, { epoch, figures }) {
    clearLine();
    console.log(`${variant}: epoch ${epoch}, loss ${figures.loss?.toPrecision(4) ?? 'not finite'}`);
  },
  onMeasured({ variant, steps, finished }, known) {
    clearLine();
    console.log(
      `${variant}: ${known ? `already measured ${finished.slice(0, 10)}` : 'measured'}, ${steps} steps`,
    );
  },
};

process.exitCode = await main();
