import type { GraphBuilder } from '../graph/builder.ts';
import type { Value } from '../graph/operations.ts';
import { roundHalfToEven } from './rounding.ts';

/** How many values top-t% pooling averages: `share` (0..1) of `cells`, rounded half to even, at least one. */
export function topCount(cells: number, share: number): number {
  return Math.max(roundHalfToEven(cells * share), 1);
}

/** Mean of the largest `share` (0..1) of each map's values: (n, maps, rows, columns) to (n, maps). */
export function topShareMean(graph: GraphBuilder, name: string, maps: Value, share: number): Value {
  const [images, count, rows, columns] = maps.shape;
  const flat = graph.reshape(`${name}.flat`, maps, [images, count, rows * columns]);
  return graph.mean(name, graph.largest(`${name}.largest`, flat, topCount(rows * columns, share)), 2);
}

export const attentionName = 'attention';

/**
 * Gated attention (Ilse et al. 2018, equation 9): how much each of `features` (patches, features) counts,
 * (1, patches) summing to 1, and their mean weighted so, (1, features).
 */
export function gatedAttention(
  graph: GraphBuilder,
  features: Value,
  { u, v, w }: { readonly u: Value; readonly v: Value; readonly w: Value },
): { readonly attention: Value; readonly attended: Value } {
  const gate = graph.sigmoid('attention.gate', graph.linear('attention.u', features, u));
  const content = graph.tanh('attention.content', graph.linear('attention.v', features, v));
  const scores = graph.linear('attention.w', graph.product('attention.gated', gate, content), w);
  const row = graph.reshape('attention.scores', scores, [1, features.shape[0]]);
  const attention = graph.softmax(attentionName, row, 1);
  return { attention, attended: graph.matMul('attended', attention, features) };
}
