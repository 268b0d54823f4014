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
  return graph.mean(name, graph.largest(`${name}.largest`, flat, topCount(rows * columns, share)), [2]);
}

export const attentionName = 'attention';

/** Attention per patch, (N, patches), each row summing to 1, and the features weighted so, (N, features). */
interface Attended {
  readonly attention: Value;
  readonly attended: Value;
}

/**
 * Gated attention (Ilse et al. 2018, equation 9) over the patches of each of N images, whose features are (N patches, features),
 * one image after the other.
 */
export function gatedAttention(
  graph: GraphBuilder,
  features: Value,
  images: number,
  { u, v, w }: { readonly u: Value; readonly v: Value; readonly w: Value },
): Attended {
  const gate = graph.sigmoid('attention.gate', graph.linear('attention.u', features, u));
  const content = graph.tanh('attention.content', graph.linear('attention.v', features, v));
  const scores = graph.linear('attention.w', graph.product('attention.gated', gate, content), w);
  const rows = graph.reshape('attention.scores', scores, [images, features.shape[0] / images]);
  return attend(graph, graph.softmax(attentionName, rows, 1), features);
}

/** All patches alike. */
export function evenAttention(graph: GraphBuilder, features: Value, images: number): Attended {
  const patches = features.shape[0] / images;
  const even = new Float32Array(features.shape[0]).fill(1 / patches);
  return attend(graph, graph.parameter(attentionName, [images, patches], even), features);
}

function attend(graph: GraphBuilder, attention: Value, features: Value): Attended {
  const [images, patches] = attention.shape;
  const length = features.shape[1];
  const rows = graph.reshape('attention.rows', attention, [images, 1, patches]);
  const perImage = graph.reshape('attention.features', features, [images, patches, length]);
  const weighted = graph.matMul('attention.weighted', rows, perImage);
  return { attention, attended: graph.reshape('attended', weighted, [images, length]) };
}
