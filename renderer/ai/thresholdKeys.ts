/** What the keys for "threshold down" and "threshold up" move. Pure. */
import type { ShownExam, ShownWeights } from '../../contract/imageAnalysis.ts';
import { drawnNetworks } from './networks.ts';
import { operatingThreshold, thresholdRange } from './operatingPoint.ts';
import { countOf } from '../app/countOf.ts';
import { architectureNames } from './scores.ts';
import { withLayer, withThreshold } from './overlayChoices.ts';
import type { OverlayChoices } from './overlayChoices.ts';

export const thresholdStep = 0.05;

/**
 * The operating thresholds of the networks whose outlines are drawn; without outlines, where the saliency maps that are
 * drawn begin. So the keys act on what the reader sees.
 */
export function steppedThresholds(
  choices: OverlayChoices,
  weights: readonly ShownWeights[],
  direction: 1 | -1,
): OverlayChoices {
  const { hds } = drawnNetworks(weights, choices.networks);
  if (choices.layers.contours.on && hds.length > 0) {
    return hds.reduce((changed, network) => {
      const { low, high } = thresholdRange(network);
      const threshold = stepped(operatingThreshold(network, choices.thresholds), direction, low, high);
      return withThreshold(changed, network.sha256, threshold);
    }, choices);
  }
  return (['malignant', 'benign'] as const).reduce((changed, layer) => {
    const { on, threshold } = choices.layers[layer];
    return on ? withLayer(changed, layer, { threshold: stepped(threshold, direction, 0, 1) }) : changed;
  }, choices);
}

/** The next multiple of a step, so that repeated keys land on round numbers from wherever a slider was left. */
function stepped(threshold: number, direction: 1 | -1, low: number, high: number): number {
  const steps = threshold / thresholdStep;
  const next = direction === 1 ? Math.floor(steps + 1e-6) + 1 : Math.ceil(steps - 1e-6) - 1;
  const rounded = Math.round(next * thresholdStep * 100) / 100;
  return Math.min(high, Math.max(low, rounded));
}

const mapNames = { malignant: 'Malignant map', benign: 'Benign map', classification: 'Mass map' } as const;

/**
 * What the thresholds that differ between two choices are now, and what they hide: "Threshold 0.65 (HDS U-ResNet): 2
 * outlines hidden; Malignant map from 0.25". '' where none differs.
 */
export function thresholdSign(
  { weights, images }: Pick<ShownExam, 'weights' | 'images'>,
  before: OverlayChoices,
  now: OverlayChoices,
): string {
  const contours = (sha256: string) =>
    images.flatMap(({ analyses }) =>
      analyses.flatMap((analysis) =>
        analysis.architecture === 'hds-uresnet' && analysis.weightsSha256 === sha256 ? analysis.contours : [],
      ),
    );
  const alone = weights.filter(({ architecture }) => architecture === 'hds-uresnet').length < 2;
  const networks = weights.flatMap((network) => {
    const { sha256, name, architecture } = network;
    const threshold = operatingThreshold(network, now.thresholds);
    if (threshold === operatingThreshold(network, before.thresholds)) return [];
    const hidden = contours(sha256).filter(({ probability }) => probability < threshold).length;
    if (architecture === 'gmic') return [`Threshold ${threshold.toFixed(2)} (${architectureNames.gmic})`];
    const whose = alone ? architectureNames[architecture] : name;
    const count = hidden === 0 ? 'no outline' : countOf(hidden, 'outline');
    return [`Threshold ${threshold.toFixed(2)} (${whose}): ${count} hidden`];
  });
  const maps = (['malignant', 'benign', 'classification'] as const).flatMap((layer) => {
    const { threshold } = now.layers[layer];
    return threshold === before.layers[layer].threshold
      ? []
      : [`${mapNames[layer]} from ${threshold.toFixed(2)}`];
  });
  return [...networks, ...maps].join('; ');
}
