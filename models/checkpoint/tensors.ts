export type TensorType =
  'float16' | 'float32' | 'float64' | 'int64' | 'int32' | 'int16' | 'int8' | 'uint8' | 'bool' | 'bfloat16';

/** One tensor of a checkpoint: contiguous little-endian bytes in C order. */
export interface CheckpointTensor {
  readonly type: TensorType;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** Tensors by name, in the file's order. */
export type CheckpointTensors = ReadonlyMap<string, CheckpointTensor>;

/** A network's weights as its graph builder takes them: float32, C order, by state-dict name. */
export type Weights = ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;
