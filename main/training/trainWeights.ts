/** From a request to weights with their card and report: what `mammoscope train` does. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Architecture, OperatingPoint, TrainingRecord, WeightsCard } from '../../contract/card.ts';
import type { Findings } from '../../contract/findings.ts';
import { fail, ok, type Problem, type Result } from '../../contract/problem.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { operatingPoints } from '../../evaluation/operatingPoints.ts';
import type { Weights } from '../../models/checkpoint/tensors.ts';
import { parseRecipe, publishedRecipes } from '../../training/recipe.ts';
import { inEpochs } from '../../training/schedule.ts';
import { bestOf, drawnRecipe } from '../../training/search.ts';
import { chooseDevice, type DeviceChoice } from '../compute/devices.ts';
import { forkHost } from '../compute/host.ts';
import { openRuntime, type Device } from '../compute/session.ts';
import { casePicture } from '../evaluation/casePicture.ts';
import { outlined } from '../evaluation/measure.ts';
import { modelCurves } from '../evaluation/modelCurves.ts';
import type { ModelCases } from '../evaluation/modelFigures.ts';
import { dataChoice } from '../evaluation/sources.ts';
import { readProblem } from '../files/problems.ts';
import { makeFolder } from '../files/write.ts';
import { checkNameFree, readWeights, saveWeights } from '../library/weightsStore.ts';
import { preparationOf } from './batches.ts';
import { manifestHash } from './manifest.ts';
import { Pauses } from './pauses.ts';
import { startBatches, type BatchThreads } from './startBatches.ts';
import { train, type Trained, type TrainingListener } from './trainer.ts';
import { openTrainingData, type TrainingData } from './trainingData.ts';
import { writeTrainingReport, type ReportPicture } from './trainingReport.ts';
import { casesOf, namedFigures } from './validate.ts';
import type { Example, ExampleSource } from '../../training/data/example.ts';
import type { PhantomExamplesOptions } from '../../training/data/phantomExamples.ts';

export interface TrainWeightsRequest {
  readonly dataDir: string;
  readonly architecture: Architecture;
  /** A folder, or `phantom:<seed>[:<exams>]`. */
  readonly data: string;
  /** Which phantoms, where they are the data. */
  readonly phantoms: Pick<PhantomExamplesOptions, 'vendor' | 'lesions'>;
  /** Names of weights to begin with; null for random numbers. */
  readonly from: string | null;
  /** JSON of what differs from the published recipe; null for that itself. */
  readonly recipeFile: string | null;
  /** Of the weights that come out. */
  readonly name: string;
  readonly minutes: number | null;
  readonly epochs: number | null;
  readonly device: DeviceChoice;
  /** Name and version. */
  readonly program: string;
}

export interface TrainWeightsListener extends TrainingListener {
  onProblem(problem: Problem): void;
}

export interface TrainedWeights {
  readonly name: string;
  readonly reportFile: string;
  readonly ended: string;
  /** Figures on the images kept for the test. */
  readonly measured: readonly (readonly [name: string, value: number])[];
  readonly peakMemoryBytes: number;
}

/** Exams where `phantom:<seed>` does not say how many. */
const phantomExams = 200;
/** In the report. */
const mostPictures = 6;
/** A pixel is in a mass above this, as the authors have it; also of GMIC's saliency in pictures. */
const outlineLevel = 0.5;

/**
 * Trains, measures on the images that were kept for it, and stores weights, card and `report.html`. Interrupted, it goes on
 * with the same request from the last epoch. Problems: those of each part; nothing that was learned is lost by any of them.
 */
export async function trainWeights(
  request: TrainWeightsRequest,
  listener: TrainWeightsListener,
  signal: AbortSignal,
  pauses = new Pauses(signal),
): Promise<Result<TrainedWeights>> {
  const free = await checkNameFree(request.dataDir, request.name);
  if (!free.ok) return free;
  return withSetting(request, listener, signal, pauses, async (setting) => {
    const trained = await trainIn(setting, setting.recipe, setting.folder);
    return trained.ok ? await keep(setting, trained.value, request.name, setting.folder) : trained;
  });
}

/**
 * GMIC's search (paper, 3.2): trains `recipe.search.draws` sets of hyper-parameters and keeps the best `recipe.search.keep` by
 * validation AUC, stored as `<name>-1`, `<name>-2`, ..., the best first. Interrupted, it goes on with the same request.
 * The minutes are each training's.
 */
export async function searchWeights(
  request: TrainWeightsRequest,
  listener: TrainWeightsListener,
  signal: AbortSignal,
  pauses = new Pauses(signal),
): Promise<Result<readonly TrainedWeights[]>> {
  return withSetting(request, listener, signal, pauses, async (setting) => {
    const { recipe, folder } = setting;
    if (recipe.architecture !== 'gmic') return fail('bad-input', 'Only the recipe of gmic has a search.');
    const nameOf = (rank: number) => `${request.name}-${rank}`;
    for (let rank = 1; rank <= recipe.search.keep; rank++) {
      const free = await checkNameFree(request.dataDir, nameOf(rank));
      if (!free.ok) return free;
    }
    const drawn: { readonly recipe: Recipe; readonly own: string; readonly validationAuc: number }[] = [];
    for (let draw = 0; draw < recipe.search.draws; draw++) {
      const own = join(folder, `draw-${draw + 1}`);
      const made = await makeFolder(own, { mode: 0o700 });
      if (!made.ok) return made;
      listener.onNotice(`Search: training ${draw + 1} of ${recipe.search.draws}.`);
      const one = drawnRecipe(recipe, draw);
      const trained = await trainIn(setting, one, own);
      if (!trained.ok) return trained;
      drawn.push({ recipe: one, own, validationAuc: trained.value.state.best?.metric ?? 0 });
    }
    const kept: TrainedWeights[] = [];
    for (const [index, one] of bestOf(drawn, recipe.search.keep).entries()) {
      // It is finished: this reads its weights again, which are too many to be kept in memory.
      const trained = await trainIn(setting, one.recipe, one.own);
      if (!trained.ok) return trained;
      const stored = await keep(setting, trained.value, nameOf(index + 1), one.own);
      if (!stored.ok) return stored;
      kept.push(stored.value);
    }
    return ok(kept);
  });
}

/** What a request's trainings have in common. */
interface Setting {
  readonly request: TrainWeightsRequest;
  readonly listener: TrainWeightsListener;
  readonly signal: AbortSignal;
  readonly pauses: Pauses;
  readonly recipe: Recipe;
  readonly folder: string;
  readonly from: { readonly card: WeightsCard; readonly weights: Weights } | null;
  readonly source: ExampleSource;
  readonly phantomsOnly: boolean;
  readonly dataSha256: string;
  readonly threads: BatchThreads;
  readonly device: Device;
}

async function withSetting<T>(
  request: TrainWeightsRequest,
  listener: TrainWeightsListener,
  signal: AbortSignal,
  pauses: Pauses,
  work: (setting: Setting) => Promise<Result<T>>,
): Promise<Result<T>> {
  const { dataDir, architecture, name } = request;
  const recipe = await recipeOf(request);
  if (!recipe.ok) return recipe;
  const from = request.from === null ? null : await readWeights(dataDir, request.from);
  if (from !== null && !from.ok) return from;
  if (from !== null && from.value.card.architecture !== architecture) {
    const { card } = from.value;
    return fail(
      'wrong-architecture',
      `The weights ${card.name} are for ${card.architecture}, not for ${architecture}.`,
    );
  }
  const folder = join(dataDir, 'training', 'runs', name);
  const made = await makeFolder(folder, { mode: 0o700 });
  if (!made.ok) return made;
  const data = trainingData(request, recipe.value);
  if (!data.ok) return data;
  const opened = await openTrainingData(data.value, dataDir, { onProblem: listener.onProblem });
  if (!opened.ok) return opened;
  const { source, phantomsOnly, problems } = opened.value;
  problems.forEach(listener.onProblem);
  const chosen = await chooseDevice(request.device, forkHost(), dataDir, signal);
  if (!chosen.ok) return chosen;
  if (chosen.value.notice !== null) listener.onNotice(chosen.value.notice);
  const threads = startBatches(data.value, dataDir, batchThreads);
  try {
    return await work({
      request,
      listener,
      signal,
      pauses,
      recipe: recipe.value,
      folder,
      from: from === null ? null : from.value,
      source,
      phantomsOnly: phantomsOnly && (from === null || hasSeenPhantomsOnly(from.value.card)),
      // Phantoms are what their description says, on every machine: none need be made to know them.
      dataSha256: await manifestHash(source, data.value.type === 'phantoms' ? [] : undefined),
      threads,
      device: chosen.value.device,
    });
  } finally {
    await threads.close();
  }
}

/** Random numbers have seen nothing else either. */
function hasSeenPhantomsOnly({ untrained, phantomsOnly = false }: WeightsCard): boolean {
  return untrained || phantomsOnly;
}

async function trainIn(
  { request, listener, signal, pauses, from, source, dataSha256, threads, device }: Setting,
  recipe: Recipe,
  folder: string,
): Promise<Result<Trained>> {
  const { minutes } = request;
  return await train(
    { folder, source, threads, dataSha256, recipe, from: from?.weights ?? null, minutes, device },
    await openRuntime(device, { spinning: false }),
    listener,
    signal,
    pauses,
  );
}

/** Batches are made beside the steps; more threads would take the processor from them. */
const batchThreads = 1;

async function recipeOf({ architecture, recipeFile, epochs }: TrainWeightsRequest): Promise<Result<Recipe>> {
  let recipe: Recipe = publishedRecipes[architecture];
  if (recipeFile !== null) {
    let text: string;
    try {
      text = await readFile(recipeFile, 'utf8');
    } catch (error) {
      return { ok: false, problem: readProblem(error, recipeFile) };
    }
    const parsed = parseRecipe(text, architecture, recipeFile);
    if (!parsed.ok) return parsed;
    recipe = parsed.value;
  }
  return ok(epochs === null ? recipe : inEpochs(recipe, epochs));
}

function trainingData({ data, phantoms }: TrainWeightsRequest, recipe: Recipe): Result<TrainingData> {
  const choice = dataChoice(data, phantomExams);
  if (!choice.ok) return choice;
  const { architecture, size } = recipe;
  switch (choice.value.type) {
    case 'phantoms': {
      const { seed, exams } = choice.value;
      return ok({ type: 'phantoms', architecture, seed, options: { ...phantoms, exams, size } });
    }
    case 'folder': {
      const { rule } = preparationOf(recipe);
      return ok({ type: 'folder', folder: choice.value.folder, preparation: { rule, size } });
    }
  }
}

/** Measures the weights and stores them with all that is known of them. */
async function keep(
  { request: { dataDir, program }, source, phantomsOnly, device, from, signal, pauses }: Setting,
  trained: Trained,
  name: string,
  folder: string,
): Promise<Result<TrainedWeights>> {
  const parent = from?.card.name ?? null;
  const { state, weights, split, ended, peakMemoryBytes } = trained;
  const { recipe, data, curves } = state;
  const pictures: ReportPicture[] = [];
  const drawLesions = (example: Example, findings: Findings) => {
    if (pictures.length >= mostPictures || example.lesions.length === 0) return;
    const overlay = { ...outlined(example, findings, outlineLevel), patches: [] };
    pictures.push({ caption: example.name, png: casePicture(example, overlay) });
  };
  const tested = await casesOf(recipe, weights, source, split.test, device, signal, drawLesions, pauses);
  if (signal.aborted) return fail('cancelled', 'Stopped. The same command goes on where it was.');
  const measured = namedFigures(tested, recipe).flatMap(([figure, value]) =>
    value === null ? [] : [[figure, value] as const],
  );
  const training: TrainingRecord = {
    parent,
    recipe,
    data,
    curves: curves.map(({ epoch, figures }) => ({ epoch, figures })),
    epochs: state.epoch,
    steps: state.step,
    elapsedMs: Math.round(state.elapsedMs),
  };
  const created = new Date().toISOString();
  const saved = await saveWeights(
    dataDir,
    {
      name,
      architecture: recipe.architecture,
      source: null,
      licence: null,
      created,
      trainingData: data.description,
      phantomsOnly,
      metrics: Object.fromEntries(measured.map(([figure, value]) => [`${figure}, test images`, value])),
      untrained: false,
      seed: recipe.seed,
      preparation: preparationOf(recipe),
      percentT: recipe.architecture === 'gmic' ? recipe.percentT : null,
      operatingPoints: pointsOf(tested),
      training,
    },
    weights,
  );
  if (!saved.ok) return saved;
  const drawn = modelCurves(tested);
  const reportFile = join(folder, 'report.html');
  const written = await writeTrainingReport(reportFile, {
    name,
    program,
    created,
    parent,
    ended,
    state,
    measured,
    roc: drawn.flatMap(({ question, roc }) => (roc === null ? [] : [{ name: question, points: roc }])),
    froc: drawn.flatMap(({ question, froc }) => (froc === null ? [] : [{ name: question, points: froc }])),
    pictures,
  });
  if (!written.ok) return written;
  return ok({ name, reportFile, ended, measured, peakMemoryBytes });
}

function pointsOf(model: ModelCases): readonly OperatingPoint[] {
  switch (model.architecture) {
    case 'hds-uresnet':
      return operatingPoints(model.cases.map(({ marked }) => marked));
    case 'gmic':
      return operatingPoints(model.cases.map(({ malignant }) => malignant.marked));
  }
}
