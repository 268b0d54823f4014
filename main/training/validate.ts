/** How good weights are on a part of the data, by the network as it serves. */
import type { Findings } from '../../contract/findings.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { identity } from '../../imaging/geometry/affine.ts';
import { gmicColumns } from '../../evaluation/gmicFigures.ts';
import { hdsColumns } from '../../evaluation/hdsFigures.ts';
import type { Weights } from '../../models/checkpoint/tensors.ts';
import { answersOf } from '../../models/answers.ts';
import type { Example, ExampleSource } from '../../training/data/example.ts';
import { openNetwork } from '../compute/networks.ts';
import type { Device } from '../compute/session.ts';
import { measure } from '../evaluation/measure.ts';
import type { ModelCases } from '../evaluation/modelFigures.ts';
import { networkInput } from '../evaluation/networkInput.ts';
import { preparationOf } from './batches.ts';
import { Pauses } from './pauses.ts';

export interface Validation {
  /** What decides which weights are best, higher being better; null where the images have not both classes. */
  readonly metric: number | null;
  readonly figures: Readonly<Record<string, number | null>>;
  /** The figures to tell while training runs. */
  readonly told: readonly (readonly [name: string, value: number])[];
}

/** The figure that decides which weights are best, among an epoch's figures. */
export const metricName = 'validation metric';

/** A pixel is in a mass above this, as the authors have it. */
const maskLevel = 0.5;

/** HDS: mean of Dice and image AUC, as far as the ablation learns them. GMIC: AUC of malignant, by the branch that learns it. Of a part of the images after the signal. */
export async function validate(
  recipe: Recipe,
  weights: Weights,
  source: ExampleSource,
  indices: readonly number[],
  device: Device,
  signal: AbortSignal,
  pauses: Pauses,
): Promise<Validation> {
  const nothing = () => undefined;
  const cases = await casesOf(recipe, weights, source, indices, device, signal, nothing, pauses);
  const figures = namedFigures(cases, recipe);
  const values = figures.map(([, value]) => value).filter((value) => value !== null);
  const metric = values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    metric,
    figures: {
      [metricName]: metric,
      ...Object.fromEntries(figures.map(([name, value]) => [`validation ${name}`, value] as const)),
    },
    told: figures.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])),
  };
}

/** The figures that decide, with the names that people read. */
export function namedFigures(
  model: ModelCases,
  recipe: Recipe,
): readonly (readonly [string, number | null])[] {
  const of = <C>(
    columns: readonly { readonly key: string; of(cases: readonly C[]): number | null }[],
    key: string,
    cases: readonly C[],
  ) => columns.find((column) => column.key === key)?.of(cases) ?? null;
  switch (model.architecture) {
    case 'hds-uresnet': {
      const ablation = recipe.architecture === 'hds-uresnet' ? recipe.ablation : 'hybrid';
      const dice = ['Dice', of(hdsColumns, 'dice', model.cases)] as const;
      const auc = ['AUC', of(hdsColumns, 'auc', model.cases)] as const;
      if (ablation === 'segmentation') return [dice];
      return ablation === 'classification' ? [auc] : [dice, auc];
    }
    case 'gmic':
      return [['AUC malignant', of(gmicColumns, 'malignantAuc', model.cases)]];
  }
}

/**
 * Runs each image through the network as it serves and measures it, until the signal. `onCase` sees each with what was found.
 */
export async function casesOf(
  recipe: Recipe,
  weights: Weights,
  source: ExampleSource,
  indices: readonly number[],
  device: Device,
  signal: AbortSignal,
  onCase: (example: Example, findings: Findings) => void,
  pauses = new Pauses(signal),
): Promise<ModelCases> {
  const { architecture } = recipe;
  const preparation = preparationOf(recipe);
  const percentT = recipe.architecture === 'gmic' ? recipe.percentT : null;
  const collected: ReturnType<typeof measure>[] = [];
  let network: Awaited<ReturnType<typeof openNetwork>> | null = null;
  try {
    for (const index of indices) {
      if (!(await pauses.next())) break;
      const example = await source.example(index);
      network ??= await openNetwork({ device, size: example.size }, { architecture, percentT }, weights);
      const image = networkInput(example, { preparation });
      const run = await network.run({ data: image, toSource: identity });
      if (!run.ok) throw new Error(run.problem.message);
      const findings = run.value.findings({ spacing: null });
      onCase(example, findings);
      collected.push(measure(example, findings, maskLevel, answersOf(recipe)));
    }
  } finally {
    await network?.release();
  }
  return modelCases(architecture, collected);
}

function modelCases(
  architecture: ModelCases['architecture'],
  all: readonly ReturnType<typeof measure>[],
): ModelCases {
  switch (architecture) {
    case 'hds-uresnet':
      return {
        architecture,
        cases: all.flatMap((one) => (one.architecture === 'hds-uresnet' ? [one.measured] : [])),
      };
    case 'gmic':
      return {
        architecture,
        cases: all.flatMap((one) => (one.architecture === 'gmic' ? [one.measured] : [])),
      };
  }
}
