/** All figures of one set of weights: of all images, by vendor, by fold. Pure. */
import type { OperatingPoint, WeightsCard } from '../../contract/card.ts';
import { bootstrapIntervals } from '../../evaluation/bootstrap.ts';
import type { Column } from '../../evaluation/columns.ts';
import { overFolds } from '../../evaluation/folds.ts';
import type { MarkedImage } from '../../evaluation/froc.ts';
import type { GmicCase } from '../../evaluation/gmicCase.ts';
import { gmicColumns } from '../../evaluation/gmicFigures.ts';
import type { HdsCase, MeasuredCase } from '../../evaluation/hdsCase.ts';
import { hdsColumns } from '../../evaluation/hdsFigures.ts';
import { operatingPoints, usualThresholds } from '../../evaluation/operatingPoints.ts';

/** A figure with its 95 % interval, or with its deviation over folds. */
export interface FigureValue {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Over folds (of a sample). */
  readonly standardDeviation: number | null;
}

/** Figures by key of some of the images. */
export interface Subset {
  readonly kind: 'all' | 'vendor' | 'fold' | 'folds';
  /** Vendor or number of the fold, from 1; number of folds. */
  readonly name: string;
  readonly images: number;
  readonly figures: Readonly<Record<string, FigureValue>>;
}

/** What is said of a column of any network. */
export type ColumnText = Pick<Column<never>, 'key' | 'title' | 'meaning' | 'table'>;

export type ModelCases =
  | { readonly architecture: 'hds-uresnet'; readonly cases: readonly HdsCase[] }
  | { readonly architecture: 'gmic'; readonly cases: readonly GmicCase[] };

export interface ModelFigures {
  readonly card: WeightsCard;
  readonly cases: ModelCases;
  readonly columns: readonly ColumnText[];
  readonly subsets: readonly Subset[];
  /** For the weights' card: of marks (HDS U-ResNet), of images called malignant (GMIC). */
  readonly operatingPoints: readonly OperatingPoint[];
}

export interface FigureOptions {
  /** Fold of each patient, from 0; null for no folds. */
  readonly folds: { readonly count: number; readonly of: ReadonlyMap<string, number> } | null;
  readonly seed: number;
  /** Of masks. */
  readonly threshold: number;
}

export function modelFigures(card: WeightsCard, cases: ModelCases, options: FigureOptions): ModelFigures {
  switch (cases.architecture) {
    case 'hds-uresnet':
      return {
        card,
        cases,
        columns: hdsColumns,
        subsets: subsetsOf(cases.cases, hdsColumns, options),
        // Below the mask's level there are no marks to count.
        operatingPoints: operatingPoints(
          cases.cases.map(({ marked }) => marked),
          usualThresholds.filter((threshold) => threshold >= options.threshold),
        ),
      };
    case 'gmic':
      return {
        card,
        cases,
        columns: gmicColumns,
        subsets: subsetsOf(cases.cases, gmicColumns, options),
        operatingPoints: operatingPoints(cases.cases.map(calledMalignant)),
      };
  }
}

/** An image as its own mark: the reader's threshold is on the image's score. */
function calledMalignant({ malignant }: GmicCase): MarkedImage {
  const { score, positive } = malignant;
  return { lesions: Number(positive), marks: [{ score, lesion: positive ? 0 : null }] };
}

function subsetsOf<Case extends MeasuredCase>(
  cases: readonly Case[],
  columns: readonly Column<Case>[],
  { folds, seed }: FigureOptions,
): readonly Subset[] {
  const plain = (kind: Subset['kind'], name: string, own: readonly Case[]): Subset => ({
    kind,
    name,
    images: own.length,
    figures: byKey(columns, (column) => ({ ...nothing, value: column.of(own) })),
  });
  const vendors = Map.groupBy(cases, ({ vendor }) => vendor);
  const byVendor = [...vendors]
    .filter(([vendor]) => vendor !== null)
    .map(([vendor, own]) => plain('vendor', vendor!, own))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const byFold = Array.from({ length: folds?.count ?? 0 }, (_, fold) =>
    plain(
      'fold',
      String(fold + 1),
      cases.filter(({ patient }) => folds!.of.get(patient) === fold),
    ),
  );
  return [
    { ...plain('all', '', cases), figures: withIntervals(cases, columns, seed) },
    ...byVendor,
    ...byFold,
    ...(folds === null ? [] : [overAllFolds(byFold, columns, cases.length)]),
  ];
}

const nothing: FigureValue = { value: null, low: null, high: null, standardDeviation: null };

function withIntervals<Case extends MeasuredCase>(
  cases: readonly Case[],
  columns: readonly Column<Case>[],
  seed: number,
): Subset['figures'] {
  const drawn = columns.filter(({ interval }) => interval === undefined);
  const intervals = bootstrapIntervals(
    cases,
    drawn.map((column) => (own: readonly Case[]) => column.of(own)),
    { seed },
  );
  return byKey(columns, (column) => {
    const value = column.of(cases);
    const formula = column.interval?.(cases) ?? null;
    const chance = intervals[drawn.indexOf(column)] ?? null;
    const [low, high] = formula ?? (chance === null ? [null, null] : [chance.low, chance.high]);
    return {
      value,
      low: value === null ? null : low,
      high: value === null ? null : high,
      standardDeviation: null,
    };
  });
}

/** Mean and deviation over the folds that have the figure. */
function overAllFolds<Case>(
  folds: readonly Subset[],
  columns: readonly Column<Case>[],
  images: number,
): Subset {
  const figures = byKey(columns, ({ key }) => {
    const values = folds.map((fold) => fold.figures[key].value).filter((value) => value !== null);
    if (values.length === 0) return nothing;
    const { mean, standardDeviation } = overFolds(values);
    return { ...nothing, value: mean, standardDeviation };
  });
  return { kind: 'folds', name: String(folds.length), images, figures };
}

function byKey<Case>(
  columns: readonly Column<Case>[],
  figure: (column: Column<Case>) => FigureValue,
): Subset['figures'] {
  return Object.fromEntries(columns.map((column) => [column.key, figure(column)]));
}
