/** The curves of an evaluation as SVG. Pure. */
import type { ReliabilityBin } from '../calibration.ts';
import type { FrocPoint } from '../froc.ts';
import type { PrecisionRecallPoint } from '../precisionRecall.ts';
import type { RocPoint } from '../roc.ts';
import { lineChart, type Series } from './chart.ts';

/** A curve with what it is called in the legend, e.g. `hds-1 (AUC 0.93)`. */
export interface NamedCurve<Point> {
  readonly name: string;
  readonly points: readonly Point[];
}

const share = [0, 1] as const;
const chance: Series = {
  name: '',
  points: [
    [0, 0],
    [1, 1],
  ],
  reference: true,
};

export function rocChart(curves: readonly NamedCurve<RocPoint>[], title = 'ROC'): string {
  return lineChart({
    title,
    x: { label: 'False positive rate', range: share },
    y: { label: 'Sensitivity', range: share },
    series: [
      chance,
      ...curves.map(({ name, points }) => ({
        name,
        points: points.map(({ falsePositiveRate, sensitivity }) => [falsePositiveRate, sensitivity] as const),
      })),
    ],
  });
}

/** Steps from 0 to `limit` false positives per image; what lies beyond is cut off, and the last point holds up to there. */
export function frocChart(
  curves: readonly NamedCurve<FrocPoint>[],
  { title = 'FROC', limit = 4 }: { readonly title?: string; readonly limit?: number } = {},
): string {
  return lineChart({
    title,
    x: { label: 'False positives per image', range: [0, limit] },
    y: { label: 'Lesion sensitivity', range: share },
    series: curves.map(({ name, points }) => ({ name, points: frocSteps(points, limit) })),
  });
}

function frocSteps(points: readonly FrocPoint[], limit: number): readonly (readonly [number, number])[] {
  const steps: (readonly [number, number])[] = [];
  let height = 0;
  for (const { falsePositivesPerImage, sensitivity } of points) {
    if (falsePositivesPerImage > limit) break;
    steps.push([falsePositivesPerImage, height], [falsePositivesPerImage, sensitivity]);
    height = sensitivity;
  }
  return [...steps, [limit, height]];
}

export function precisionRecallChart(
  curves: readonly NamedCurve<PrecisionRecallPoint>[],
  title = 'Precision and recall',
): string {
  return lineChart({
    title,
    x: { label: 'Recall', range: share },
    y: { label: 'Precision', range: share },
    series: curves.map(({ name, points }) => ({
      name,
      points: points.map(({ recall, precision }) => [recall, precision] as const),
    })),
  });
}

export function reliabilityChart(
  curves: readonly NamedCurve<ReliabilityBin>[],
  title = 'Calibration',
): string {
  return lineChart({
    title,
    x: { label: 'Mean probability', range: share },
    y: { label: 'Share of positive cases', range: share },
    series: [
      chance,
      ...curves.map(({ name, points }) => ({
        name,
        points: points.map(({ predicted, observed }) => [predicted, observed] as const),
      })),
    ],
  });
}
