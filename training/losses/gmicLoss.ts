import type { GraphBuilder } from '../../models/graph/builder.ts';
import type { Value } from '../../models/graph/operations.ts';

/** torch's limit of the logarithm in binary cross-entropy. */
const logLimit = -100;
const largest = 3.4028234663852886e38;

/**
 * Binary cross-entropy of probabilities (N, classes), 0..1, summed over classes, mean over images; (1). Logarithms are not below -100,
 * as in torch.
 *
 * @param targets (N, classes), 0 or 1
 */
export function binaryCrossEntropy(
  graph: GraphBuilder,
  name: string,
  probabilities: Value,
  targets: Value,
): Value {
  const [images] = probabilities.shape;
  const one = graph.parameter(`${name}.one`, [1, 1], Float32Array.of(1));
  const log = (part: string, p: Value): Value => {
    const plain = graph.add(`${name}.${part}.log`, { op: 'Log' }, [p])[0];
    return graph.add(`${name}.${part}.limited`, { op: 'Clip', least: logLimit, most: largest }, [plain])[0];
  };
  const other = (part: string, p: Value) => graph.add(`${name}.${part}`, { op: 'Sub' }, [one, p])[0];
  const positive = graph.product(`${name}.positive`, targets, log('yes', probabilities));
  const negative = graph.product(
    `${name}.negative`,
    other('target', targets),
    log('no', other('rest', probabilities)),
  );
  const likelihood = graph.sum(`${name}.likelihood`, positive, negative);
  const sum = graph.add(`${name}.sum`, { op: 'ReduceSum', axes: [0, 1], keepAxes: true }, [likelihood])[0];
  const factor = graph.parameter(`${name}.share`, [1], Float32Array.of(-1 / images));
  return graph.product(name, graph.reshape(`${name}.sum1`, sum, [1]), factor);
}

/**
 * Minus the logarithm of the attention that falls on some patches, mean over images; (1).
 *
 * @param attention (N, patches), each row summing to 1
 * @param wanted (N, patches), 1 for patches that should have it, 0 for others; all 1 where none or all should
 */
export function missedAttention(graph: GraphBuilder, name: string, attention: Value, wanted: Value): Value {
  const [images] = attention.shape;
  const held = graph.product(`${name}.held`, attention, wanted);
  const share = graph.add(`${name}.share`, { op: 'ReduceSum', axes: [1], keepAxes: true }, [held])[0];
  const log = graph.add(`${name}.log`, { op: 'Log' }, [share])[0];
  const limited = graph.add(`${name}.limited`, { op: 'Clip', least: logLimit, most: largest }, [log])[0];
  const sum = graph.add(`${name}.sum`, { op: 'ReduceSum', axes: [0, 1], keepAxes: true }, [limited])[0];
  const factor = graph.parameter(`${name}.mean`, [1], Float32Array.of(-1 / images));
  return graph.product(name, graph.reshape(`${name}.sum1`, sum, [1]), factor);
}

/** Sum of |saliency|^exponent over classes and cells, mean over images; (1) (GMIC, equation 10). */
export function saliencySize(graph: GraphBuilder, name: string, saliency: Value, exponent: number): Value {
  const rank = Array<number>(saliency.shape.length).fill(1);
  const power = graph.add(`${name}.power`, { op: 'Pow' }, [
    graph.add(`${name}.size`, { op: 'Abs' }, [saliency])[0],
    graph.parameter(`${name}.exponent`, rank, Float32Array.of(exponent)),
  ])[0];
  const axes = saliency.shape.map((_, axis) => axis);
  const sum = graph.add(`${name}.sum`, { op: 'ReduceSum', axes, keepAxes: true }, [power])[0];
  const share = graph.parameter(`${name}.share`, [1], Float32Array.of(1 / saliency.shape[0]));
  return graph.product(name, graph.reshape(`${name}.sum1`, sum, [1]), share);
}
