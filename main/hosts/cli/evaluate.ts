import { Command, InvalidArgumentError, Option } from 'commander';
import { deviceChoices, type DeviceChoice } from '../../compute/devices.ts';
import type { EvaluationReport } from '../../evaluation/evaluate.ts';
import { dataDirOf, once } from './dataDir.ts';
import { counted, failCommand, print, printProblem } from './output.ts';
import { ProgressBar } from './progress.ts';
import { wholeNumber } from './wholeNumber.ts';

interface EvaluateOptions {
  readonly data: string;
  readonly out: string;
  readonly folds?: number;
  readonly threshold: number;
  readonly tta?: boolean;
  readonly device: DeviceChoice;
}

/** `mammoscope evaluate <weights…> --data D --out DIR`: the papers' figures on images whose truth is known. */
export function evaluateCommand(): Command {
  return new Command('evaluate')
    .description("measure weights on images with known truth; print the papers' tables and write a report")
    .argument('<weights...>', 'which weights, by name or architecture')
    .addOption(
      once(
        new Option(
          '--data <images>',
          'images with their truth: a folder as "mammoscope phantom" writes it, or phantom:<seed>[:<exams>]',
        ),
      ).makeOptionMandatory(),
    )
    .requiredOption('--out <dir>', 'folder for metrics.csv, metrics.json and report.html')
    .addOption(
      new Option('--folds <k>', 'mean and deviation over k folds of the patients').argParser(
        wholeNumber(2, 100),
      ),
    )
    .addOption(
      new Option('--threshold <p>', 'a pixel belongs to a mass where its probability is above this')
        .argParser(probability)
        .default(0.5),
    )
    .option('--tta', 'mean over each image and its mirror image')
    .addOption(new Option('--device <device>', 'where networks run').choices(deviceChoices).default('auto'))
    .action((weights: string[], options: EvaluateOptions, command: Command) =>
      evaluateWeights(weights, options, dataDirOf(command)),
    );
}

function probability(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value < 1)) {
    throw new InvalidArgumentError('It is a number between 0 and 1.');
  }
  return value;
}

async function evaluateWeights(
  weights: readonly string[],
  { data, out, folds, threshold, tta, device }: EvaluateOptions,
  dataDir: string,
): Promise<void> {
  const { evaluate } = await import('../../evaluation/evaluate.ts');
  const { dataChoice } = await import('../../evaluation/sources.ts');
  const { programVersion } = await import('../../app.ts');
  const choice = dataChoice(data);
  if (!choice.ok) {
    failCommand(choice.problem, 2);
    return;
  }
  const bar = new ProgressBar();
  const cancel = new AbortController();
  const onInterrupt = () => cancel.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onInterrupt);
  const evaluated = await evaluate(
    {
      dataDir,
      weights,
      data: choice.value,
      outDir: out,
      device,
      folds: folds ?? null,
      threshold,
      flip: tta ?? false,
      programVersion,
    },
    {
      onNotice: (sentence) => bar.above(() => process.stderr.write(`${sentence}\n`)),
      onTotal: (runs) => bar.begin(runs),
      onStep: (label) => bar.step(label),
      onRunEnd: () => bar.advance(),
      onProblem: (problem) => bar.above(() => printProblem(problem)),
    },
    cancel.signal,
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onInterrupt);
  bar.clear();
  if (!evaluated.ok) {
    const usage = ['unknown-weights', 'bad-input'].includes(evaluated.problem.kind);
    failCommand(evaluated.problem, usage ? 2 : 1);
    return;
  }
  await printTables(evaluated.value);
  if (evaluated.value.problems.length > 0) process.exitCode = 1;
}

async function printTables({ models, problems, files }: EvaluationReport): Promise<void> {
  const { intervalLines, textTables } = await import('../../evaluation/tables.ts');
  for (const table of textTables(models)) print(`${table}\n`);
  for (const line of intervalLines(models)) print(line);
  const failed = problems.length === 0 ? '' : `, ${counted(problems.length, 'problem')}`;
  print(`For research use only${failed}. Wrote ${files.join(', ')}`);
}
