/** Which networks' marks are drawn. Pure. */
import type { ShownWeights } from '../../contract/imageAnalysis.ts';

export interface DrawnNetworks {
  /** Their outlines and classification maps, in this order. */
  readonly hds: readonly ShownWeights[];
  /** Saliency and patches of one: maps of several would hide each other. */
  readonly gmic: ShownWeights | null;
}

/**
 * Those that the reader chose (`networks`: SHA-256 -> drawn); of networks on which the reader said nothing, the first of
 * each architecture.
 */
export function drawnNetworks(
  weights: readonly ShownWeights[],
  networks: Readonly<Record<string, boolean>>,
): DrawnNetworks {
  const hds = weights.filter(({ architecture }) => architecture === 'hds-uresnet');
  const gmic = weights.filter(({ architecture }) => architecture === 'gmic');
  return {
    hds: hds.filter(({ sha256 }, index) => networks[sha256] ?? index === 0),
    gmic: gmic.find(({ sha256 }) => networks[sha256] === true) ?? gmic[0] ?? null,
  };
}

/** After the reader chose the GMIC weights to draw: these and no other. */
export function withGmic(
  networks: Readonly<Record<string, boolean>>,
  weights: readonly ShownWeights[],
  chosen: string,
): Readonly<Record<string, boolean>> {
  const gmic = weights.filter(({ architecture }) => architecture === 'gmic');
  return { ...networks, ...Object.fromEntries(gmic.map(({ sha256 }) => [sha256, sha256 === chosen])) };
}

/** SVG dash patterns that tell several HDS networks apart, in the order of all HDS weights; undefined is solid. */
const dashes: readonly (string | undefined)[] = [undefined, '7 5', '2.5 4.5', '12 4'];

export function dashOf(weights: readonly ShownWeights[], sha256: string): string | undefined {
  const hds = weights.filter(({ architecture }) => architecture === 'hds-uresnet');
  const index = hds.findIndex((candidate) => candidate.sha256 === sha256);
  return dashes[Math.max(0, index) % dashes.length];
}
