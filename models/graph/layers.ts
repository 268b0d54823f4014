import type { Weights } from '../checkpoint/tensors.ts';
import type { ConvOptions, GraphBuilder } from './builder.ts';
import type { Parameter, Value } from './operations.ts';

/** Both networks were trained with this (torch's default). */
export const batchNormEpsilon = 1e-5;

type Unbiased = Omit<ConvOptions, 'bias'>;

/**
 * What networks are made of, by the state-dict names of their weights. `InferenceLayers` below serves; training has its own,
 * in which batch statistics count, channels drop out and the weights are inputs.
 */
export interface Layers {
  readonly graph: GraphBuilder;
  /** The weight itself. */
  parameter(name: string): Value;
  /** Convolution `name`.weight, without bias. */
  conv(name: string, x: Value, options?: Unbiased): Value;
  /** Convolution `name`.weight with `name`.bias, giving a value called `output`. */
  convWithBias(output: string, name: string, x: Value): Value;
  /** Convolution `name`, then batch normalisation `norm`. */
  convNorm(name: string, norm: string, x: Value, options?: Unbiased): Value;
  /** The same for a kernel of several input channels, each of which sees the one channel of x. */
  greyConvNorm(name: string, norm: string, x: Value, options?: Unbiased): Value;
  /** Batch normalisation `name`, then ReLU. */
  normRelu(name: string, x: Value): Value;
  /** In training, whole channels drop out at `rate` (0..1). */
  channelDropout(name: string, x: Value, rate: number): Value;
}

/** Layers of a trained network: running statistics, no dropout, batch normalisation folded into convolutions. */
export class InferenceLayers implements Layers {
  readonly graph: GraphBuilder;
  readonly #weights: Weights;

  constructor(graph: GraphBuilder, weights: Weights) {
    this.graph = graph;
    this.#weights = weights;
  }

  /** Numbers and shape of one tensor. Throws where it is absent: checkpoints are checked before this. */
  weight(name: string): { readonly shape: readonly number[]; readonly data: Float32Array } {
    const weight = this.#weights.get(name);
    if (weight === undefined) throw new Error(`no weight is called ${name}`);
    return weight;
  }

  parameter(name: string): Parameter {
    const { shape, data } = this.weight(name);
    return this.graph.parameter(name, shape, data);
  }

  conv(name: string, x: Value, options: Unbiased = {}): Value {
    return this.graph.conv(name, x, this.parameter(`${name}.weight`), options);
  }

  convWithBias(output: string, name: string, x: Value): Value {
    const bias = this.parameter(`${name}.bias`);
    return this.graph.conv(output, x, this.parameter(`${name}.weight`), { bias });
  }

  /**
   * Convolution `name` followed by batch normalisation `norm`, as one convolution: the norm's scale goes into
   * the kernel and its shift becomes the bias, in double, rounded once.
   */
  convNorm(name: string, norm: string, x: Value, options: Unbiased = {}): Value {
    const { shape, data } = this.weight(`${name}.weight`);
    return this.#foldedConv(name, shape, data, norm, x, options);
  }

  /** One channel and the sum of the kernel's channels is the same as the channel repeated. */
  greyConvNorm(name: string, norm: string, x: Value, options: Unbiased = {}): Value {
    const { shape, data } = this.weight(`${name}.weight`);
    const [outputs, inputs, rows, columns] = shape;
    const area = rows * columns;
    const summed = new Float64Array(outputs * area);
    data.forEach((value, i) => {
      summed[Math.floor(i / (inputs * area)) * area + (i % area)] += value;
    });
    return this.#foldedConv(name, [outputs, 1, rows, columns], summed, norm, x, options);
  }

  channelDropout(_name: string, x: Value): Value {
    return x;
  }

  #foldedConv(
    name: string,
    shape: readonly number[],
    kernel: ArrayLike<number>,
    norm: string,
    x: Value,
    options: Unbiased,
  ): Value {
    const { scale, shift } = this.scaleAndShift(norm);
    const folded = new Float32Array(kernel.length);
    const perOutput = kernel.length / scale.length;
    for (let i = 0; i < kernel.length; i++) folded[i] = kernel[i] * scale[Math.floor(i / perOutput)];
    const w = this.graph.parameter(`${name}.weight`, shape, folded);
    const bias = this.graph.parameter(`${norm}.shift`, [shift.length], Float32Array.from(shift));
    return this.graph.conv(name, x, w, { ...options, bias });
  }

  normRelu(name: string, x: Value): Value {
    const parameters = ['weight', 'bias', 'running_mean', 'running_var'].map((part) =>
      this.parameter(`${name}.${part}`),
    );
    return this.graph.relu(
      `${name}.relu`,
      this.graph.batchNormalization(name, x, parameters, batchNormEpsilon),
    );
  }

  /** Batch normalisation `name` as y = scale x + shift per channel, in double. */
  scaleAndShift(name: string): { readonly scale: Float64Array; readonly shift: Float64Array } {
    const [gamma, beta, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map(
      (part) => this.weight(`${name}.${part}`).data,
    );
    const scale = Float64Array.from(gamma, (g, c) => g / Math.sqrt(variance[c] + batchNormEpsilon));
    const shift = Float64Array.from(beta, (b, c) => b - mean[c] * scale[c]);
    return { scale, shift };
  }
}
