import { join } from 'node:path';
import { Command } from 'commander';
import type { WeightsCard } from '../../../contract/card.ts';
import { fail, ok, type Result } from '../../../contract/problem.ts';
import { decodeNpy, encodeNpy, type NpyArray } from '../../../imaging/npy.ts';
import type { Weights } from '../../../models/checkpoint/tensors.ts';
import { finiteOutputs } from '../../../models/finite.ts';
import { defaultPercentT } from '../../../models/gmic/model.ts';
import type { Size } from '../../../contract/geometry.ts';
import { registry } from '../../../models/registry.ts';
import type { LoadGraph } from '../../../models/runtime.ts';
import { readWhole } from '../../files/read.ts';
import { makeFolder, writeWhole } from '../../files/write.ts';
import { readWeights } from '../../library/weightsStore.ts';
import { dataDirOf } from './dataDir.ts';
import { failCommand, print } from './output.ts';

/** No prepared image is larger than this, bytes. */
const largestInput = 64 * 2 ** 20;

/** A prepared image, C order. */
interface Input {
  readonly size: Size;
  readonly data: Float32Array;
}

/** Files to write: arrays by name, and the scalars. */
interface Dump {
  readonly arrays: Readonly<Record<string, NpyArray>>;
  readonly scalars: Readonly<Record<string, number | readonly number[]>>;
}

/** `mammoscope models run <name> --input x.npy --dump DIR`: a network's raw outputs, for comparison with others'. */
export function modelsRunCommand(): Command {
  return new Command('run')
    .description('run a prepared image through a network on the CPU and write its raw outputs')
    .argument('<name>', 'which weights')
    .requiredOption('--input <file>', 'prepared image: .npy, float32, shape (1, 1, height, width)')
    .requiredOption('--dump <dir>', 'folder for the outputs (.npy) and scalars.json')
    .action(async (name: string, options: { input: string; dump: string }, command: Command) => {
      const result = await runAndDump(dataDirOf(command), name, options.input, options.dump);
      if (result.ok) print(result.value);
      else failCommand(result.problem);
    });
}

async function runAndDump(
  dataDir: string,
  name: string,
  inputFile: string,
  dumpDir: string,
): Promise<Result<string>> {
  const stored = await readWeights(dataDir, name);
  if (!stored.ok) return stored;
  const { card, weights } = stored.value;
  const input = await readInput(inputFile, card);
  if (!input.ok) return input;
  const { openRuntime } = await import('../../compute/session.ts');
  const dump = await run(card, weights, await openRuntime('cpu'), input.value);
  if (!dump.ok) return dump;
  const written = await writeDump(dumpDir, dump.value);
  if (!written.ok) return written;
  const mark = card.untrained ? ' The weights are UNTRAINED: these numbers mean nothing.' : '';
  return ok(`Wrote ${written.value} files to ${dumpDir}.${mark}`);
}

async function readInput(file: string, { architecture, name }: WeightsCard): Promise<Result<Input>> {
  const bytes = await readWhole(file, largestInput);
  if (!bytes.ok) return bytes;
  const array = decodeNpy(bytes.value);
  if (!array.ok) return { ok: false, problem: { ...array.problem, file } };
  const { shape, data } = array.value;
  if (!(data instanceof Float32Array)) {
    return fail('bad-input', 'The array must be float32: save it with .astype("float32").', file);
  }
  const [count, channels, height, width] = shape;
  if (shape.length !== 4 || count !== 1 || channels !== 1) {
    const given = `(${shape.join(', ')})`;
    return fail('bad-input', `The shape must be (1, 1, height, width), but it is ${given}.`, file);
  }
  const misfit = registry[architecture].sizeProblem({ width, height });
  if (misfit !== null) {
    return fail(
      'bad-input',
      `The image is ${height} high and ${width} wide; for ${name} (${architecture}) ${misfit}.`,
      file,
    );
  }
  if (!data.every(Number.isFinite)) {
    return fail('bad-input', 'The array has values that are not finite numbers.', file);
  }
  return ok({ size: { width, height }, data });
}

async function run(
  card: WeightsCard,
  weights: Weights,
  loadGraph: LoadGraph,
  input: Input,
): Promise<Result<Dump>> {
  switch (card.architecture) {
    case 'hds-uresnet':
      return runHds(weights, loadGraph, input);
    case 'gmic':
      return runGmic(card, weights, loadGraph, input);
  }
}

async function runHds(weights: Weights, loadGraph: LoadGraph, { size, data }: Input): Promise<Result<Dump>> {
  const { loadHds } = await import('../../../models/hdsUresnet/run.ts');
  const network = await loadHds(weights, loadGraph, size, { innerExits: true });
  const finite = finiteOutputs(await network.run(data));
  if (!finite.ok) return finite;
  const outputs = finite.value;
  const { mapSize } = outputs;
  const exits = outputs.exits.flatMap(({ segmentation, classification }, exit) => [
    [`seg${exit}`, { shape: [2, size.height, size.width], data: segmentation }] as const,
    [`cls${exit}`, { shape: [2, mapSize.height, mapSize.width], data: classification }] as const,
  ]);
  return ok({
    arrays: Object.fromEntries(exits),
    scalars: {
      image_prob_official: outputs.imageProbabilityOfficial,
      image_prob_max: outputs.imageProbabilityMax,
      seg_prob_max: outputs.segmentationProbabilityMax,
    },
  });
}

async function runGmic(
  card: WeightsCard,
  weights: Weights,
  loadGraph: LoadGraph,
  { size, data }: Input,
): Promise<Result<Dump>> {
  const { loadGmic } = await import('../../../models/gmic/run.ts');
  const percentT = card.percentT ?? defaultPercentT;
  const network = await loadGmic(weights, loadGraph, { percentT, size });
  const finite = finiteOutputs(await network.run(data));
  if (!finite.ok) return finite;
  const outputs = finite.value;
  const { mapSize, patchLocations, patchAttentions } = outputs;
  const row = (values: readonly number[]): NpyArray => ({
    shape: [values.length],
    data: Float32Array.from(values),
  });
  return ok({
    arrays: {
      saliency: { shape: [2, mapSize.height, mapSize.width], data: outputs.saliency },
      patch_locations: {
        shape: [patchLocations.length, 2],
        data: Int32Array.from(patchLocations.flat()),
      },
      patch_attns: row(patchAttentions),
      y_global: row(outputs.yGlobal),
      y_local: row(outputs.yLocal),
      y_fusion: row(outputs.yFusion),
    },
    scalars: {
      percent_t: percentT,
      patch_attns: patchAttentions,
      y_global: outputs.yGlobal,
      y_local: outputs.yLocal,
      y_fusion: outputs.yFusion,
      y_paper_mean: outputs.paperMean,
    },
  });
}

/** Number of files written. */
async function writeDump(dir: string, { arrays, scalars }: Dump): Promise<Result<number>> {
  const files: (readonly [string, Uint8Array | string])[] = [
    ...Object.entries(arrays).map(([name, array]) => [`${name}.npy`, encodeNpy(array)] as const),
    ['scalars.json', `${JSON.stringify(scalars, null, 2)}\n`],
  ];
  const options = { remedy: 'choose another folder with --dump' };
  const made = await makeFolder(dir, options);
  if (!made.ok) return made;
  for (const [name, content] of files) {
    const written = await writeWhole(join(dir, name), content, options);
    if (!written.ok) return written;
  }
  return ok(files.length);
}
