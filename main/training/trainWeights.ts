/** From a request to weights with their card and report: what `mammoscope train` does. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Architecture, OperatingPoint, TrainingRecord } from '../../contract/card.ts';
import { fail, ok, type Problem, type Result } from '../../contract/problem.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { operatingPoints } from '../../evaluation/operatingPoints.ts';
import { parseRecipe, publishedRecipes } from '../../training/recipe.ts';
import { inEpochs } from '../../training/schedule.ts';
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
import { startBatches } from './startBatches.ts';
import { train, type Trained, type TrainingListener } from './trainer.ts';
import { openTrainingData, type TrainingData } from './trainingData.ts';
import { writeTrainingReport, type ReportPicture } from './trainingReport.ts';
import { casesOf, namedFigures } from './validate.ts';
import type { ExampleSource } from '../../training/data/example.ts';

export interface TrainWeightsRequest {
  readonly dataDir: string;
  readonly architecture: Architecture;
  /** A folder, or `phantom:<seed>[:<exams>]`. */
  readonly data: string;
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
): Promise<Result<TrainedWeights>> {
  const { dataDir, architecture, name, minutes } = request;
  const free = await checkNameFree(dataDir, name);
  if (!free.ok) return free;
  const recipe = await recipeOf(request);
  if (!recipe.ok) return recipe;
  const from = request.from === null ? null : await readWeights(dataDir, request.from);
  if (from !== null && !from.ok) return from;
  if (from !== null && from.value.card.architecture !== architecture) {
    const message = `The weights ${name} are for ${from.value.card.architecture}, not for ${architecture}.`;
    return fail('wrong-architecture', message);
  }
  const folder = join(dataDir, 'training', 'runs', name);
  const made = await makeFolder(folder, { mode: 0o700 });
  if (!made.ok) return made;
  const data = trainingData(request.data, recipe.value);
  if (!data.ok) return data;
  const opened = await openTrainingData(data.value, dataDir, { onProblem: listener.onProblem });
  if (!opened.ok) return opened;
  const { source, problems } = opened.value;
  problems.forEach(listener.onProblem);
  const chosen = await chooseDevice(request.device, forkHost(), dataDir, signal);
  if (!chosen.ok) return chosen;
  if (chosen.value.notice !== null) listener.onNotice(chosen.value.notice);
  const { device } = chosen.value;
  const threads = startBatches(data.value, dataDir, batchThreads);
  try {
    // Phantoms are what their description says, on every machine: none need be made to know them.
    const dataSha256 = await manifestHash(source, data.value.type === 'phantoms' ? [] : undefined);
    const parent = from === null ? null : from.value;
    const trained = await train(
      {
        folder,
        source,
        threads,
        dataSha256,
        recipe: recipe.value,
        from: parent?.weights ?? null,
        minutes,
        device,
      },
      await openRuntime(device),
      listener,
      signal,
    );
    if (!trained.ok) return trained;
    return await keep(
      request,
      trained.value,
      source,
      { device, parent: parent?.card.name ?? null, folder },
      signal,
    );
  } finally {
    await threads.close();
  }
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

function trainingData(text: string, recipe: Recipe): Result<TrainingData> {
  const choice = dataChoice(text, phantomExams);
  if (!choice.ok) return choice;
  const { architecture, size } = recipe;
  switch (choice.value.type) {
    case 'phantoms': {
      const { seed, exams } = choice.value;
      return ok({ type: 'phantoms', architecture, seed, options: { exams, size } });
    }
    case 'folder': {
      const { rule } = preparationOf(recipe);
      return ok({ type: 'folder', folder: choice.value.folder, preparation: { rule, size } });
    }
  }
}

/** Measures the weights and stores them with all that is known of them. */
async function keep(
  { dataDir, name, program }: TrainWeightsRequest,
  trained: Trained,
  source: ExampleSource,
  {
    device,
    parent,
    folder,
  }: { readonly device: Device; readonly parent: string | null; readonly folder: string },
  signal: AbortSignal,
): Promise<Result<TrainedWeights>> {
  const { state, weights, split, ended, peakMemoryBytes } = trained;
  const { recipe, data, curves } = state;
  const pictures: ReportPicture[] = [];
  const tested = await casesOf(recipe, weights, source, split.test, device, signal, (example, findings) => {
    if (pictures.length >= mostPictures || example.lesions.length === 0) return;
    const overlay = { ...outlined(example, findings, outlineLevel), patches: [] };
    pictures.push({ caption: example.name, png: casePicture(example, overlay) });
  });
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
