/** `metrics.json`: an evaluation for other programs to read. */
import type { ReportedModel } from './report.ts';
import { figuresNotice } from './report.ts';

export const metricsVersion = 1;

export interface MetricsFacts {
  readonly created: string;
  readonly programVersion: string;
  readonly device: string;
  readonly data: readonly EvaluatedData[];
  readonly options: {
    readonly threshold: number;
    readonly testTimeAugmentation: 'horizontal flip' | null;
    readonly folds: number | null;
    readonly seed: number;
  };
  readonly models: readonly ReportedModel[];
  readonly problems: readonly {
    readonly image: string | null;
    readonly kind: string;
    readonly message: string;
  }[];
}

export interface EvaluatedData {
  readonly description: string;
  readonly images: number;
  readonly patients: number;
}

/** Thresholds of curves begin with infinity, which JSON does not have: null there. */
export function metricsJson({ created, programVersion, models, ...facts }: MetricsFacts): string {
  return `${JSON.stringify(
    {
      format: 'mammoscope-metrics',
      version: metricsVersion,
      program: { name: 'Mammoscope', version: programVersion },
      researchUseOnly: true,
      notice: figuresNotice,
      created,
      ...facts,
      models: models.map(({ figures: { card, columns, subsets, operatingPoints }, curves }) => ({
        name: card.name,
        architecture: card.architecture,
        sha256: card.sha256,
        untrained: card.untrained,
        columns: columns.map(({ key, title, meaning }) => ({ key, title, meaning: meaning ?? null })),
        subsets,
        operatingPoints,
        curves,
      })),
    },
    null,
    2,
  )}\n`;
}
