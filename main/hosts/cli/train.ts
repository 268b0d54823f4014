import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import type { Architecture } from '../../../contract/architecture.ts';
import { deviceChoices, type DeviceChoice } from '../../compute/devices.ts';
import { figureText, progressLine, type Telling } from '../../../training/progress.ts';
import type { TrainedWeights, TrainWeightsListener } from '../../training/trainWeights.ts';
import { dataDirOf, once } from './dataDir.ts';
import { failCommand, print, printProblem } from './output.ts';
import { wholeNumber } from './wholeNumber.ts';

interface TrainOptions {
  readonly architecture?: Architecture;
  readonly data?: string;
  readonly from?: string;
  readonly recipe?: string;
  readonly out: string;
  readonly minutes?: number;
  readonly epochs?: number;
  readonly device: DeviceChoice;
  readonly search?: boolean;
  readonly gradientsOnly?: boolean;
  readonly weights?: string;
  readonly batch?: string;
}

const architectures: readonly Architecture[] = ['gmic', 'hds-uresnet'];

/** `mammoscope train <architecture> --data D --out NAME`: new weights with card and report. */
export function trainCommand(): Command {
  return new Command('train')
    .description('train a network on images with known truth; interrupted, the same command goes on')
    .addArgument(new Argument('[architecture]', 'which network').choices(architectures))
    .addOption(
      once(
        new Option(
          '--data <images>',
          'images with their truth: a folder as "mammoscope phantom" writes it, or phantom:<seed>[:<exams>]',
        ),
      ),
    )
    .option('--from <weights>', 'begin with these weights instead of random numbers')
    .option('--recipe <file>', 'JSON of what differs from the published recipe')
    .requiredOption(
      '--out <name>',
      'name of the new weights; with --gradients-only: folder for the gradients',
    )
    .addOption(
      new Option('--minutes <m>', 'fit the epochs into so many minutes')
        .argParser(minutes)
        .conflicts('epochs'),
    )
    .addOption(
      new Option('--epochs <n>', 'instead of the number in the recipe').argParser(wholeNumber(1, 1e6)),
    )
    .addOption(
      new Option('--device <device>', 'where the network runs').choices(deviceChoices).default('auto'),
    )
    .option(
      '--search',
      "gmic: train the recipe's draws of hyper-parameters, keep the best as NAME-1, NAME-2, ...",
    )
    .option('--gradients-only', 'one forward and backward run on a batch, dropout off')
    .addOption(new Option('--architecture <name>', 'for --gradients-only').choices(architectures))
    .option('--weights <weights>', 'for --gradients-only: name of weights, or a checkpoint file')
    .option('--batch <dir>', 'for --gradients-only: folder with input.npy, mask.npy, labels.npy')
    .action((architecture: Architecture | undefined, options: TrainOptions, command: Command) => {
      const chosen = architecture ?? options.architecture;
      if (chosen === undefined) return usage('Say which network: gmic or hds-uresnet.');
      const dataDir = dataDirOf(command);
      return options.gradientsOnly === true
        ? gradients(chosen, options, dataDir)
        : trainNetwork(chosen, options, dataDir);
    });
}

function minutes(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= 1e6) return value;
  throw new InvalidArgumentError('It is a number of minutes above 0.');
}

function usage(message: string): void {
  failCommand({ kind: 'bad-input', message }, 2);
}

async function gradients(architecture: Architecture, options: TrainOptions, dataDir: string): Promise<void> {
  const { weights, batch, out, device } = options;
  if (weights === undefined || batch === undefined)
    return usage('--gradients-only needs --weights and --batch.');
  const { gradientsOnly } = await import('../../training/gradientsOnly.ts');
  const written = await gradientsOnly({
    dataDir,
    architecture,
    weights,
    batchDir: batch,
    outDir: out,
    // For comparison: the device that is the same everywhere unless another is asked for.
    device: device === 'auto' ? 'cpu' : device,
  });
  if (!written.ok) return failCommand(written.problem, written.problem.kind === 'unknown-weights' ? 2 : 1);
  print(`Wrote ${written.value} files to ${out}.`);
}

async function trainNetwork(
  architecture: Architecture,
  options: TrainOptions,
  dataDir: string,
): Promise<void> {
  const { data, from, recipe, out, device } = options;
  if (data === undefined) return usage('Say what to train on with --data.');
  const { openApp } = await import('../../app.ts');
  const app = openApp({ dataDir, device });
  const line = new ProgressLine();
  const cancel = new AbortController();
  const onInterrupt = () => cancel.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onInterrupt);
  const request = {
    architecture,
    data,
    phantoms: {},
    from: from ?? null,
    recipeFile: recipe ?? null,
    name: out,
    minutes: options.minutes ?? null,
    epochs: options.epochs ?? null,
    search: options.search ?? false,
  };
  const listener: TrainWeightsListener = {
    onNotice: (sentence) => line.above(() => process.stderr.write(`${sentence}\n`)),
    onProblem: (problem) => line.above(() => printProblem(problem)),
    onProgress: (telling) => line.show(telling),
    onEpoch: (figures) => line.above(() => print(epochLine(figures))),
  };
  const trained = await app.train(request, listener, cancel.signal);
  await app.close();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onInterrupt);
  line.clear();
  if (!trained.ok) {
    const badUsage = ['unknown-weights', 'bad-input', 'wrong-architecture', 'name-taken'].includes(
      trained.problem.kind,
    );
    failCommand(trained.problem, badUsage ? 2 : 1);
    return;
  }
  trained.value.forEach(printTrained);
}

function printTrained({ name, ended, measured, reportFile, peakMemoryBytes }: TrainedWeights): void {
  print(`${ended} Weights ${name} are stored. For research use only.`);
  for (const [figure, value] of measured)
    print(`  ${figure}, images kept for the test: ${figureText(value)}`);
  print(`Report: ${reportFile}`);
  print(`Peak memory: ${Math.round(peakMemoryBytes / 2 ** 20)} MiB`);
}

/** `epoch 3: loss 0.412, learning rate 0.001, validation Dice 0.713`. */
function epochLine({
  epoch,
  figures,
}: {
  readonly epoch: number;
  readonly figures: Readonly<Record<string, number | null>>;
}): string {
  const parts = Object.entries(figures).map(([name, value]) => {
    return `${name} ${value === null ? 'not measurable' : Number(value.toPrecision(4))}`;
  });
  return `epoch ${epoch}: ${parts.join(', ')}`;
}

/** One line on standard error that is written over, where that is a terminal. */
class ProgressLine {
  #text = '';

  show(telling: Telling): void {
    this.#text = progressLine(telling);
    this.#draw();
  }

  above(write: () => void): void {
    this.clear();
    write();
    this.#draw();
  }

  clear(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }

  #draw(): void {
    if (process.stderr.isTTY)
      process.stderr.write(`\r\x1b[K${this.#text.slice(0, (process.stderr.columns || 80) - 1)}`);
  }
}
