import type { Weights } from '../checkpoint/tensors.ts';
import type { ConvOptions, GraphBuilder } from './builder.ts';
import type { Parameter, Value } from './operations.ts';

/** Both networks were trained with this (torch's default). */
const batchNormEpsilon = 1e-5;

/** Writes layers into a graph by the state-dict names of their weights. */
export class LayerBuilder {
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

  /** Convolution `name`.weight, without bias. */
  conv(name: string, x: Value, options: Omit<ConvOptions, 'bias'> = {}): Value {
    return this.graph.conv(name, x, this.parameter(`${name}.weight`), options);
  }

  /** Convolution `name`.weight with `name`.bias, giving a value called `output`. */
  convWithBias(output: string, name: string, x: Value): Value {
    const bias = this.parameter(`${name}.bias`);
    return this.graph.conv(output, x, this.parameter(`${name}.weight`), { bias });
  }

  /**
   * Convolution `name` followed by batch normalisation `norm`, as one convolution: the norm's scale goes into
   * the kernel and its shift becomes the bias, in double, rounded once.
   */
  convNorm(name: string, norm: string, x: Value, options: Omit<ConvOptions, 'bias'> = {}): Value {
    const { shape, data } = this.weight(`${name}.weight`);
    return this.foldedConv(name, shape, data, norm, x, options);
  }

  /** As `convNorm`, for a kernel that is not a tensor of the checkpoint. */
  foldedConv(
    name: string,
    shape: readonly number[],
    kernel: ArrayLike<number>,
    norm: string,
    x: Value,
    options: Omit<ConvOptions, 'bias'> = {},
  ): Value {
    const { scale, shift } = this.scaleAndShift(norm);
    const folded = new Float32Array(kernel.length);
    const perOutput = kernel.length / scale.length;
    for (let i = 0; i < kernel.length; i++) folded[i] = kernel[i] * scale[Math.floor(i / perOutput)];
    const w = this.graph.parameter(`${name}.weight`, shape, folded);
    const bias = this.graph.parameter(`${norm}.shift`, [shift.length], Float32Array.from(shift));
    return this.graph.conv(name, x, w, { ...options, bias });
  }

  /** Batch normalisation `name`, then ReLU. */
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
