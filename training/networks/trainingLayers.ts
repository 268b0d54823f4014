import type { ConvOptions, GraphBuilder } from '../../models/graph/builder.ts';
import { batchNormEpsilon, type Layers } from '../../models/graph/layers.ts';
import type { Value } from '../../models/graph/operations.ts';
import type { WeightTable } from '../../models/graph/weightTable.ts';

type Unbiased = Omit<ConvOptions, 'bias'>;

/** Names of the outputs with a batch normalisation's statistics of this batch, (C) each: mean, and variance (biased). */
export function batchStatisticsNames(norm: string): { readonly mean: string; readonly variance: string } {
  return { mean: `${norm}.batch_mean`, variance: `${norm}.batch_var` };
}

/** A batch normalisation of the graph. */
export interface Norm {
  readonly name: string;
  /** Numbers per channel that its statistics are taken over. */
  readonly count: number;
  /** The values with its statistics: mean, variance. */
  readonly statistics: readonly Value[];
}

/** A dropout mask that a step feeds: (N, C, 1, 1) of 0 and 1 / (1 - rate). */
export interface DropoutMask {
  readonly name: string;
  readonly shape: readonly number[];
  readonly rate: number;
}

/**
 * Layers in training: weights are inputs of the graph, so that they can change from step to step; batch normalisation takes
 * the batch's own statistics and puts them out; dropout masks are inputs, so that runs repeat.
 */
export class TrainingLayers implements Layers {
  readonly graph: GraphBuilder;
  readonly #shapes: ReadonlyMap<string, readonly number[]>;
  readonly #parameters = new Map<string, Value>();
  readonly #norms: Norm[] = [];
  readonly #masks: DropoutMask[] = [];

  constructor(graph: GraphBuilder, table: WeightTable) {
    this.graph = graph;
    this.#shapes = new Map(table.map(({ name, shape }) => [name, shape]));
  }

  /** Weights that the graph takes, in order of use. */
  get parameters(): readonly string[] {
    return [...this.#parameters.keys()];
  }

  get norms(): readonly Norm[] {
    return this.#norms;
  }

  get masks(): readonly DropoutMask[] {
    return this.#masks;
  }

  parameter(name: string): Value {
    const known = this.#parameters.get(name);
    if (known !== undefined) return known;
    const shape = this.#shapes.get(name);
    if (shape === undefined) throw new Error(`no weight is called ${name}`);
    const made = this.graph.input(name, shape);
    this.#parameters.set(name, made);
    return made;
  }

  conv(name: string, x: Value, options: Unbiased = {}): Value {
    return this.graph.conv(name, x, this.parameter(`${name}.weight`), options);
  }

  convWithBias(output: string, name: string, x: Value): Value {
    const bias = this.parameter(`${name}.bias`);
    return this.graph.conv(output, x, this.parameter(`${name}.weight`), { bias });
  }

  convNorm(name: string, norm: string, x: Value, options: Unbiased = {}): Value {
    return this.#norm(norm, this.conv(name, x, options));
  }

  greyConvNorm(name: string, norm: string, x: Value, options: Unbiased = {}): Value {
    const kernel = this.parameter(`${name}.weight`);
    const summed = this.graph.add(`${name}.grey`, { op: 'ReduceSum', axes: [1], keepAxes: true }, [
      kernel,
    ])[0];
    return this.#norm(norm, this.graph.conv(name, x, summed, options));
  }

  normRelu(name: string, x: Value): Value {
    return this.graph.relu(`${name}.relu`, this.#norm(name, x));
  }

  channelDropout(name: string, x: Value, rate: number): Value {
    if (rate === 0) return x;
    const shape = [x.shape[0], x.shape[1], 1, 1];
    this.#masks.push({ name: `${name}.mask`, shape, rate });
    return this.graph.product(name, x, this.graph.input(`${name}.mask`, shape));
  }

  #norm(name: string, x: Value): Value {
    const { graph } = this;
    const names = batchStatisticsNames(name);
    const mean = graph.channelMean(names.mean, x);
    const perChannel = graph.reshape(`${name}.mean`, mean, [1, x.shape[1], 1, 1]);
    // Around the mean, not by the mean of squares: nothing is lost where the mean is far from 0.
    const centred = graph.add(`${name}.centred`, { op: 'Sub' }, [x, perChannel])[0];
    const variance = graph.channelMean(names.variance, graph.product(`${name}.squared`, centred, centred));
    const count = x.shape[0] * x.shape[2] * x.shape[3];
    this.#norms.push({ name, count, statistics: [mean, variance] });
    const parameters = [this.parameter(`${name}.weight`), this.parameter(`${name}.bias`), mean, variance];
    return graph.batchNormalization(name, x, parameters, batchNormEpsilon, 'batch');
  }
}
