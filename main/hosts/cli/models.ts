import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import type { Architecture } from '../../../contract/card.ts';
import type { Result } from '../../../contract/problem.ts';
import type { StoredWeights } from '../../library/weightsStore.ts';
import { defaultPercentT } from '../../../models/gmic/model.ts';
import { registry } from '../../../models/registry.ts';
import { dataDirOf } from './dataDir.ts';
import { modelsRunCommand } from './modelsRun.ts';
import { failCommand, print, printProblem } from './output.ts';
import { wholeNumber } from './wholeNumber.ts';

const loadStore = () => import('../../library/weightsStore.ts');
const loadImport = () => import('../../library/weightsImport.ts');

/** `mammoscope models ...`: import, list, show, verify, remove, make and run weights. */
export function modelsCommand(): Command {
  return new Command('models')
    .description('weights of the networks: import, list, show, verify, remove, make, run')
    .addCommand(importCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(verifyCommand())
    .addCommand(removeCommand())
    .addCommand(initCommand())
    .addCommand(modelsRunCommand());
}

interface ImportOptions {
  readonly name: string;
  readonly percentT?: number;
  readonly licence?: string;
  readonly trainingData?: string;
  readonly allowUnexpected?: boolean;
}

function importCommand(): Command {
  return new Command('import')
    .description('import a checkpoint: PyTorch (.p, .pt, .pth), .safetensors or .npz')
    .addArgument(architectureArgument())
    .argument('<file>', 'the checkpoint; it is recognised by its content')
    .requiredOption('--name <name>', 'what to call the weights')
    .addOption(
      new Option(
        '--percent-t <t>',
        `gmic: share of saliency values that top-t% pooling averages (default: ${defaultPercentT})`,
      ).argParser(parsePercentT),
    )
    .option('--licence <text>', 'licence of the weights, kept on their card')
    .option('--training-data <text>', 'what they were trained on, kept on their card')
    .option(
      '--allow-unexpected',
      'leave out tensors that the network does not take, instead of refusing them',
    )
    .action(async (architecture: Architecture, file: string, options: ImportOptions, command: Command) => {
      if (options.percentT !== undefined && registry[architecture].percentT === null) {
        failCommand({ kind: 'bad-input', message: `--percent-t is for gmic, not for ${architecture}.` }, 2);
        return;
      }
      const { importWeights } = await loadImport();
      const result = await importWeights(dataDirOf(command), { architecture, file, ...options });
      report(result, (card) => `Imported ${card.name} (${card.architecture}), SHA-256 ${card.sha256}.`);
    });
}

function initCommand(): Command {
  return new Command('init')
    .description('make random weights, marked untrained, the same for the same seed')
    .addArgument(architectureArgument())
    .addOption(
      new Option('--seed <seed>', 'whole number from 0').argParser(wholeNumber(0)).makeOptionMandatory(),
    )
    .option('--name <name>', 'what to call them (default: <architecture>-untrained-<seed>)')
    .action(
      async (architecture: Architecture, options: { seed: number; name?: string }, command: Command) => {
        const { createUntrainedWeights } = await loadImport();
        const result = await createUntrainedWeights(dataDirOf(command), { architecture, ...options });
        report(result, (card) => `Made ${card.name} (${card.architecture}), UNTRAINED: for trying only.`);
      },
    );
}

function listCommand(): Command {
  return new Command('list')
    .description('list the weights')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }, command: Command) => {
      const { listWeights } = await loadStore();
      const { weights, problems } = await listWeights(dataDirOf(command));
      if (options.json) print(JSON.stringify({ weights: weights.map(flat), problems }, null, 2));
      else if (weights.length > 0) weights.map(listLine).forEach(print);
      else {
        print(
          'There are no weights. Import some with "mammoscope models import <architecture> <file> --name NAME",',
        );
        print(
          'or make untrained ones to try the program with "mammoscope models init <architecture> --seed 1".',
        );
      }
      problems.forEach(printProblem);
      if (problems.length > 0) process.exitCode = 1;
    });
}

function listLine({ card, builtIn }: StoredWeights): string {
  const marks = [card.untrained ? 'UNTRAINED' : '', builtIn ? 'built in' : ''].filter((mark) => mark !== '');
  return [card.name, card.architecture, card.created.slice(0, 10), card.sha256.slice(0, 12), ...marks].join(
    '  ',
  );
}

function flat({ card, builtIn }: StoredWeights) {
  return { ...card, builtIn };
}

function showCommand(): Command {
  return new Command('show')
    .description('show the card of weights')
    .argument('<name>')
    .option('--json', 'as JSON')
    .action(async (name: string, options: { json?: boolean }, command: Command) => {
      const { findCard } = await loadStore();
      const found = await findCard(dataDirOf(command), name);
      report(found, (stored) => (options.json ? JSON.stringify(flat(stored), null, 2) : cardText(stored)));
    });
}

function cardText({ card, builtIn }: StoredWeights): string {
  const { preparation } = card;
  const statistics =
    preparation.rule === 'hds-uresnet/1' ? `, mean ${preparation.mean}, std ${preparation.std}` : '';
  const rows: readonly (readonly [string, string | null])[] = [
    ['name', card.name],
    ['architecture', card.architecture],
    ['state', card.untrained ? `UNTRAINED: random numbers (seed ${card.seed}), for trying only` : null],
    ['origin', builtIn ? 'comes with the program' : null],
    ['source', card.source === null ? null : `${card.source.file} (SHA-256 ${card.source.sha256})`],
    ['SHA-256', card.sha256],
    ['created', card.created],
    ['licence', card.licence],
    ['training data', card.trainingData],
    ['validation', card.phantomsOnly === true ? 'on phantoms only, not on patients' : null],
    ['preparation', `${preparation.rule}${statistics}`],
    ['percent t', card.percentT === null ? null : String(card.percentT)],
    ...Object.entries(card.metrics).map(([name, value]) => [name, String(value)] as const),
  ];
  return rows
    .filter(([, value]) => value !== null)
    .map(([label, value]) => `${label.padEnd(14)} ${value}`)
    .join('\n');
}

function verifyCommand(): Command {
  return new Command('verify')
    .description('check weights against their cards: hash, names, shapes, finite values')
    .argument('[names...]', 'which; all where none is given')
    .action(async (names: string[], _options: object, command: Command) => {
      const { listWeights, verifyWeights } = await loadStore();
      const dataDir = dataDirOf(command);
      const listed = names.length === 0 ? await listWeights(dataDir) : null;
      listed?.problems.forEach(printProblem);
      if (listed !== null && listed.problems.length > 0) process.exitCode = 1;
      if (listed !== null && listed.weights.length === 0) print('There are no weights to verify.');
      for (const name of listed?.weights.map(({ card }) => card.name) ?? names) {
        report(await verifyWeights(dataDir, name), () => `${name}: whole`);
      }
    });
}

function removeCommand(): Command {
  return new Command('remove')
    .description('remove weights')
    .argument('<name>')
    .action(async (name: string, _options: object, command: Command) => {
      const { removeWeights } = await loadStore();
      report(await removeWeights(dataDirOf(command), name), () => `Removed ${name}.`);
    });
}

function architectureArgument(): Argument {
  return new Argument('<architecture>').choices(Object.keys(registry));
}

/** Prints what was done, or the problem; a request that makes no sense is bad usage. */
function report<T>(result: Result<T>, done: (value: T) => string): void {
  if (result.ok) print(done(result.value));
  else failCommand(result.problem, result.problem.kind === 'bad-input' ? 2 : 1);
}

function parsePercentT(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= 1) return value;
  throw new InvalidArgumentError('It is a share: above 0, at most 1.');
}
