/** The operating threshold of a network: where the reader may put it, and what it meant where it was measured. Pure. */
import type { Architecture } from '../../contract/card.ts';
import type { OperatingPoint, ShownWeights } from '../../contract/imageAnalysis.ts';

export interface ThresholdRange {
  readonly low: number;
  readonly high: number;
}

/** Outlines run where the mass probability passes one half (docs/results.md): lower thresholds change nothing. */
const lowest: Readonly<Record<Architecture, number>> = { 'hds-uresnet': 0.5, gmic: 0 };

/** Within what was measured; all that has an effect where nothing was. */
export function thresholdRange({ architecture, operatingPoints }: ShownWeights): ThresholdRange {
  const floor = lowest[architecture];
  const measured = operatingPoints
    .map(({ threshold }) => threshold)
    .filter((threshold) => threshold >= floor);
  return measured.length === 0
    ? { low: floor, high: 1 }
    : { low: Math.min(...measured), high: Math.max(...measured) };
}

/** What the reader chose, held within the range; one half, or the nearest to it, until then. */
export function operatingThreshold(
  weights: ShownWeights,
  thresholds: Readonly<Record<string, number>>,
): number {
  const { low, high } = thresholdRange(weights);
  return Math.min(high, Math.max(low, thresholds[weights.sha256] ?? 0.5));
}

/**
 * The measured point in force at a threshold: the one with the least threshold that is not below it, since marks at or
 * above the one are marks at or above the other as far as was measured. No value is made up between two points. Null
 * where nothing was measured there.
 */
export function pointAt(points: readonly OperatingPoint[], threshold: number): OperatingPoint | null {
  let found: OperatingPoint | null = null;
  for (const point of points) {
    if (point.threshold < threshold - tolerance) continue;
    if (found === null || point.threshold < found.threshold) found = point;
  }
  return found;
}

/** Sliders move in decimal steps, which binary fractions do not hit exactly. */
const tolerance = 1e-9;
