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

/** Bytes of one element. */
export const itemSize: Readonly<Record<TensorType, number>> = {
  float16: 2,
  float32: 4,
  float64: 8,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint8: 1,
  bool: 1,
  bfloat16: 2,
};

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, axis) => product * axis, 1);
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((axis, index) => axis === b[index]);
}
