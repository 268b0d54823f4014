import { join } from 'node:path';
import type { WeightsCard } from '../../contract/card.ts';
import type { Findings } from '../../contract/findings.ts';
import { fail, ok, type Problem, type Result } from '../../contract/problem.ts';
import type { GmicCase } from '../../evaluation/gmicCase.ts';
import type { HdsCase } from '../../evaluation/hdsCase.ts';
import { answersOf } from '../../models/answers.ts';
import type { Example, ExampleSource } from '../../training/data/example.ts';
import { splitFolds } from '../../training/data/splits.ts';
import type { DeviceChoice } from '../compute/devices.ts';
import { makeFolder, writeWhole } from '../files/write.ts';
import { chooseWeights } from '../library/chooseWeights.ts';
import { casePicture } from './casePicture.ts';
import { badness, measure, outlined, type Measured } from './measure.ts';
import { metricsJson, type EvaluatedData } from './metricsJson.ts';
import { modelCurves } from './modelCurves.ts';
import { modelFigures, type ModelCases, type ModelFigures } from './modelFigures.ts';
import { openNetworkRunner, type NetworkRunner } from './networkRunner.ts';
import { reportHtml, type ReportedModel } from './report.ts';
import { examplePreparation, openData, type DataChoice, type OpenedData } from './sources.ts';
import { figuresCsv } from './tables.ts';
import { WorstCases } from './worstCases.ts';

export interface EvaluationRequest {
  readonly dataDir: string;
  /** Names of weights, or of architectures. */
  readonly weights: readonly string[];
  readonly data: DataChoice;
  readonly outDir: string;
  readonly device: DeviceChoice;
  /** Null for no folds. */
  readonly folds: number | null;
  /** A pixel is called where its probability is above this, 0..1. */
  readonly threshold: number;
  /** The mean over the image and its mirror image. */
  readonly flip: boolean;
  readonly programVersion: string;
}

export interface EvaluationListener {
  onNotice(sentence: string): void;
  /** Before the first image: how many times a network is to be run. */
  onTotal(runs: number): void;
  onStep(label: string): void;
  onRunEnd(): void;
  /** An image that is left out. */
  onProblem(problem: Problem): void;
}

export interface EvaluationReport {
  readonly models: readonly ModelFigures[];
  readonly problems: readonly Problem[];
  readonly files: readonly string[];
}

/** Of folds and bootstrap: the same images give the same figures. */
const seed = 1;
const worstShown = 8;

/**
 * Runs weights over images with known truth and writes `metrics.csv`, `metrics.json` and `report.html`. An image that fails
 * is one problem, and the rest goes on. After the signal nothing is written, and the result is `cancelled`. Problems of
 * the whole: unknown weights, data that cannot be opened or are too few for the folds, no device, a folder that cannot be
 * written, not one image measured.
 */
export async function evaluate(
  request: EvaluationRequest,
  listener: EvaluationListener,
  signal: AbortSignal,
): Promise<Result<EvaluationReport>> {
  const { dataDir, device, outDir } = request;
  const chosen = await chooseWeights(dataDir, request.weights);
  if (!chosen.ok) return chosen;
  // Before hours of work whose results have nowhere to go.
  const made = await makeFolder(outDir);
  if (!made.ok) return made;
  const problems: Problem[] = [];
  const onProblem = (problem: Problem) => {
    // Networks that see the images prepared differently find the same broken file.
    if (problems.some(({ file, message }) => file === problem.file && message === problem.message)) return;
    problems.push(problem);
    listener.onProblem(problem);
  };
  const telling = { ...listener, onProblem };
  const groups = await openGroups(request, chosen.value.cards, telling, signal);
  if (!groups.ok) return groups;
  const opened = await openNetworkRunner({ dataDir, device, signal });
  if (!opened.ok) return opened;
  const runner = opened.value;
  if (runner.notice !== null) listener.onNotice(runner.notice);
  try {
    const work: Work = { request, runner, listener: telling, signal };
    listener.onTotal(groups.value.reduce((sum, { source, models }) => sum + source.count * models.length, 0));
    for (const group of groups.value) await measureGroup(work, group);
    if (signal.aborted) return cancelled;
    return await write(work, groups.value, problems);
  } finally {
    await runner.close();
  }
}

/** One set of weights while its cases come together. */
interface Model {
  readonly card: WeightsCard;
  readonly hds: HdsCase[];
  readonly gmic: GmicCase[];
  readonly worst: WorstCases;
}

/** Weights that look at the same prepared images. */
interface Group {
  readonly source: ExampleSource;
  readonly models: readonly Model[];
  /** Fold of each patient. */
  readonly folds: ReadonlyMap<string, number> | null;
}

interface Work {
  readonly request: EvaluationRequest;
  readonly runner: NetworkRunner;
  readonly listener: EvaluationListener;
  readonly signal: AbortSignal;
}

const cancelled = fail('cancelled', 'Cancelled. Nothing was written.');

async function openGroups(
  request: EvaluationRequest,
  cards: readonly WeightsCard[],
  listener: EvaluationListener,
  signal: AbortSignal,
): Promise<Result<readonly Group[]>> {
  const groups: Group[] = [];
  for (const [, own] of Map.groupBy(cards, (card) => JSON.stringify(examplePreparation(card)))) {
    const opened = await openGroup(request, own, listener, signal);
    if (!opened.ok) return opened;
    groups.push(opened.value);
  }
  return ok(groups);
}

async function openGroup(
  { data, folds, dataDir }: EvaluationRequest,
  cards: readonly WeightsCard[],
  listener: EvaluationListener,
  signal: AbortSignal,
): Promise<Result<Group>> {
  const onProgress = (done: number, of: number) => {
    signal.throwIfAborted();
    listener.onStep(`looking at image ${done} of ${of}`);
  };
  let opened: Result<OpenedData>;
  try {
    opened = await openData(data, examplePreparation(cards[0]), { dataDir, onProgress });
  } catch (error) {
    if (signal.aborted) return cancelled;
    throw error;
  }
  if (!opened.ok) return opened;
  const { source, problems } = opened.value;
  problems.forEach((problem) => listener.onProblem(problem));
  if (folds !== null && source.patients.length < folds) {
    return fail(
      'bad-input',
      `${source.patients.length} patients cannot be split into ${folds} folds: choose fewer with --folds.`,
    );
  }
  return ok({
    source,
    models: cards.map((card) => ({ card, hds: [], gmic: [], worst: new WorstCases(worstShown) })),
    folds: folds === null ? null : foldOfPatients(source, folds),
  });
}

function foldOfPatients(source: ExampleSource, folds: number): ReadonlyMap<string, number> {
  const splits = splitFolds(source, folds, 0, seed);
  return new Map(
    splits.flatMap(({ test }, fold) => test.map((index) => [source.patientOf(index), fold] as const)),
  );
}

async function measureGroup(work: Work, { source, models }: Group): Promise<void> {
  const { listener, runner, request, signal } = work;
  for (let index = 0; index < source.count; index++) {
    // Lets a signal in: making a phantom blocks.
    await new Promise((resolve) => setImmediate(resolve));
    if (signal.aborted) return;
    listener.onStep(`image ${index + 1} of ${source.count}`);
    const example = await exampleOf(source, index);
    for (const model of models) {
      if (signal.aborted) return;
      if (example.ok) {
        listener.onStep(`${example.value.name} ${model.card.name}`);
        const findings = await runner.run(model.card, example.value, { flip: request.flip });
        if (signal.aborted) return;
        if (findings.ok) take(model, example.value, findings.value, request.threshold);
        else listener.onProblem(named(findings.problem, `${example.value.name}, ${model.card.name}`));
      }
      listener.onRunEnd();
    }
    if (!example.ok) listener.onProblem(example.problem);
  }
}

function named(problem: Problem, file: string): Problem {
  return { file, ...problem };
}

async function exampleOf(source: ExampleSource, index: number): Promise<Result<Example>> {
  try {
    return ok(await source.example(index));
  } catch (error) {
    const name = `${source.patientOf(index)}, image ${index + 1}`;
    return fail('unreadable', error instanceof Error ? error.message : String(error), name);
  }
}

function take(model: Model, example: Example, findings: Findings, threshold: number): void {
  const one = measure(example, findings, threshold, answersOf(model.card.training?.recipe));
  if (one.architecture === 'hds-uresnet') model.hds.push(one.measured);
  else model.gmic.push(one.measured);
  model.worst.offer(badness(one), () => ({
    name: example.name,
    caption: captionOf(one),
    picture: casePicture(example, {
      ...outlined(example, findings, threshold),
      patches: findings.architecture === 'gmic' ? findings.patches.map(({ rect }) => rect) : [],
    }),
  }));
}

function captionOf(one: Measured): string {
  switch (one.architecture) {
    case 'hds-uresnet': {
      const { positive, score, dice, lesions } = one.measured;
      const truth = positive ? 'mass' : 'no mass';
      return `${truth}, probability ${score.toFixed(2)}, Dice ${dice.toFixed(2)}, ${lesions.found} of ${lesions.lesions} masses found, ${lesions.falsePositives} false`;
    }
    case 'gmic': {
      const { malignant, benign } = one.measured;
      const truth = [malignant.positive ? 'malignant' : '', benign.positive ? 'benign' : '']
        .filter((name) => name !== '')
        .join(' and ');
      return `${truth || 'no lesion'}, malignant ${malignant.score.toFixed(2)}, benign ${benign.score.toFixed(2)}`;
    }
  }
}

function casesOf({ card, hds, gmic }: Model): ModelCases {
  return card.architecture === 'gmic'
    ? { architecture: 'gmic', cases: gmic }
    : { architecture: 'hds-uresnet', cases: hds };
}

async function write(
  { request, runner }: Work,
  groups: readonly Group[],
  problems: readonly Problem[],
): Promise<Result<EvaluationReport>> {
  const measured = groups.flatMap(({ models, folds }) =>
    models
      .map((model) => ({ model, cases: casesOf(model), folds }))
      .filter(({ cases }) => cases.cases.length > 0),
  );
  if (measured.length === 0) {
    return fail('bad-input', 'Not one image could be measured; the problems above say why.');
  }
  const models = measured.map(({ model, cases, folds }): ReportedModel => {
    const options = {
      folds: folds && { count: request.folds!, of: folds },
      seed,
      threshold: request.threshold,
    };
    const figures = modelFigures(model.card, cases, options);
    return { figures, curves: modelCurves(cases), worst: model.worst.list() };
  });
  const data = groups.map(({ source: { description, count, patients } }): EvaluatedData => {
    return { description, images: count, patients: patients.length };
  });
  const files = Object.entries(contents(request, runner.device, data, models, problems));
  for (const [name, content] of files) {
    const written = await writeWhole(join(request.outDir, name), content);
    if (!written.ok) return written;
  }
  return ok({
    models: models.map(({ figures }) => figures),
    problems,
    files: files.map(([name]) => join(request.outDir, name)),
  });
}

function contents(
  { threshold, flip, folds, programVersion }: EvaluationRequest,
  device: string,
  data: readonly EvaluatedData[],
  models: readonly ReportedModel[],
  problems: readonly Problem[],
): Readonly<Record<string, string>> {
  const created = new Date().toISOString();
  const told = problems.map(({ file, kind, message }) => ({ image: file ?? null, kind, message }));
  return {
    'metrics.csv': figuresCsv(models.map(({ figures }) => figures)),
    'metrics.json': metricsJson({
      created,
      programVersion,
      device,
      data,
      options: {
        threshold,
        testTimeAugmentation: flip ? 'horizontal flip' : null,
        folds,
        seed,
      },
      models,
      problems: told,
    }),
    'report.html': reportHtml({
      created,
      program: `Mammoscope ${programVersion}`,
      about: [
        ...data.map(
          ({ description, images, patients }) => `${images} images of ${patients} patients: ${description}`,
        ),
        `Masks at probabilities above ${threshold}${flip ? '; mean over the image and its mirror image' : ''}; run on ${device}`,
      ],
      models,
      problems: told.map(({ image, message }) => `${image ?? 'An image'}: ${message}`),
    }),
  };
}
