/** One tensor that a network needs, by its state-dict name. */
export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Every tensor that a network needs, in the order of the authors' state dict. */
export type WeightTable = readonly WeightSpec[];

/** The four tensors of a batch normalisation over `channels` channels. */
export function batchNormWeights(name: string, channels: number): WeightTable {
  return ['weight', 'bias', 'running_mean', 'running_var'].map((part) => ({
    name: `${name}.${part}`,
    shape: [channels],
  }));
}

/** A square convolution's kernel: output channels, input channels, rows, columns. */
export function convWeight(name: string, outputs: number, inputs: number, size: number): WeightSpec {
  return { name: `${name}.weight`, shape: [outputs, inputs, size, size] };
}
