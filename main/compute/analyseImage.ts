import { basename } from 'node:path';
import type { WeightsCard } from '../../contract/card.ts';
import type { ImageAnalysis, StepTimings } from '../../contract/findings.ts';
import type { Frame, ImageHeader } from '../../contract/image.ts';
import { fail, ok, type Result } from '../../contract/problem.ts';
import { openImage } from '../../imaging/openImage.ts';
import { prepare, type Prepared } from '../../imaging/prepare/prepare.ts';
import { sidesOf } from '../../imaging/prepare/sides.ts';
import { answersOf } from '../../models/answers.ts';
import { imageHash, pixelHash } from '../library/hash.ts';
import { readImageBytes } from '../library/readImage.ts';
import { withStatedView } from '../library/imageStatement.ts';
import { findCard } from '../library/weightsStore.ts';
import { pack, type Packed } from '../store/packed.ts';
import type { LoadedNetworks, NetworkRun } from './networks.ts';
import type {
  AnalyseOutcome,
  AnalyseTask,
  DecodedImage,
  WeightsProblem,
  WeightsReference,
} from './protocol.ts';
import type { TaskContext } from './serve.ts';

/**
 * Analyses one image: it is read and decoded once, and then, for each of the weights that are still to be run (the
 * program may know some results already), prepared and run through the network, whose findings come back in source
 * pixels. Weights that fail do so alone; a problem of the image itself is the whole result.
 */
export async function analyseImage(
  task: AnalyseTask,
  context: TaskContext,
  networks: LoadedNetworks,
): Promise<Result<AnalyseOutcome>> {
  const decoded = await decode(task, context);
  if (!decoded.ok) return decoded;
  const { image, frame, timingsMs } = decoded.value;
  const wanted = await context.ask(image);
  const header = withStatedView(image.header, task.stated);
  const analyses: Packed[] = [];
  const problems: WeightsProblem[] = [];
  // Weights with the same preparation share what was prepared.
  const shared: PreparedCache = new Map();
  for (const weights of task.weights.filter(({ name }) => wanted.includes(name))) {
    const analysed = await analyse(task, context, networks, weights, { header, frame, shared });
    if (analysed.ok) analyses.push(pack(analysed.value));
    else problems.push({ weights: weights.name, problem: analysed.problem });
  }
  const peakMemoryBytes = process.resourceUsage().maxRSS * 1024;
  return ok({ ...image, analyses, problems, peakMemoryBytes, timingsMs });
}

interface Decoded {
  readonly image: DecodedImage;
  readonly frame: Frame;
  readonly timingsMs: StepTimings;
}

async function decode(task: AnalyseTask, context: TaskContext): Promise<Result<Decoded>> {
  await context.step({ name: 'read', weights: null });
  const start = performance.now();
  const bytes = await readImageBytes({ file: task.file, entry: task.entry });
  if (!bytes.ok) return bytes;
  const readEnd = performance.now();
  await context.step({ name: 'decode', weights: null });
  const opened = openImage(bytes.value, basename(task.entry === '' ? task.file : task.entry));
  if (!opened.ok) return opened;
  const stated = opened.value.frameHeader(task.frame);
  const frame = await opened.value.decode(task.frame);
  if (!frame.ok) return frame;
  const decodeEnd = performance.now();
  const { notice } = sidesOf(stated, frame.value);
  const header = notice === null ? stated : { ...stated, notices: [...stated.notices, notice] };
  const pixels = pixelHash(frame.value);
  const image = { header, pixelHash: pixels, imageHash: imageHash(pixels, header) };
  const timingsMs = {
    read: readEnd - start,
    decode: decodeEnd - readEnd,
    hash: performance.now() - decodeEnd,
  };
  return ok({ image, frame: frame.value, timingsMs });
}

/** Prepared images by the preparation's description. */
type PreparedCache = Map<string, Result<Prepared>>;

/** An image as networks see it. */
interface Seen {
  readonly header: ImageHeader;
  readonly frame: Frame;
  readonly shared: PreparedCache;
}

async function analyse(
  task: AnalyseTask,
  context: TaskContext,
  networks: LoadedNetworks,
  weights: WeightsReference,
  { header, frame, shared }: Seen,
): Promise<Result<ImageAnalysis>> {
  const { name } = weights;
  const card = await findCard(task.dataDir, name);
  if (!card.ok) return card;
  await context.step({ name: 'prepare', weights: name });
  const start = performance.now();
  const prepared = prepareOnce(card.value.card, header, frame, shared);
  if (!prepared.ok) return prepared;
  const prepareEnd = performance.now();

  await context.step({ name: 'load', weights: name });
  const { width, height, toSource, version } = prepared.value;
  const network = await networks.get({
    dataDir: task.dataDir,
    device: task.device,
    weights,
    percentT: card.value.card.percentT,
    size: { width, height },
  });
  if (!network.ok) return network;
  const loadEnd = performance.now();

  await context.step({ name: 'network', weights: name });
  let run: Result<NetworkRun>;
  try {
    run = await network.value.run(prepared.value);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fail(
      'compute-failed',
      `The network could not be run on ${task.device} (${reason}); try --device cpu.`,
    );
  }
  if (!run.ok) return run;

  await context.step({ name: 'findings', weights: name });
  const findingsStart = performance.now();
  const findings = run.value.findings(header);
  const { architecture, sha256, untrained, phantomsOnly = null, training } = network.value.card;
  return ok({
    architecture,
    weightsName: name,
    weightsSha256: sha256,
    untrained,
    phantomsOnly,
    answers: answersOf(training?.recipe),
    device: task.device,
    preparationVersion: version,
    inputToSource: toSource,
    inputSize: { width, height },
    findings,
    timingsMs: {
      prepare: prepareEnd - start,
      load: loadEnd - prepareEnd,
      ...run.value.timingsMs,
      findings: performance.now() - findingsStart,
    },
  });
}

function prepareOnce(
  { preparation }: WeightsCard,
  header: ImageHeader,
  frame: Frame,
  shared: PreparedCache,
): Result<Prepared> {
  const key = JSON.stringify(preparation);
  const known = shared.get(key);
  if (known !== undefined) return known;
  const prepared = prepare(preparation, header, frame);
  shared.set(key, prepared);
  return prepared;
}
