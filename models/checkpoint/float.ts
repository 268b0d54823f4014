import type { CheckpointTensor, TensorType } from './tensors.ts';
import { elementCount, itemSize } from './tensors.ts';

/** Value of an IEEE 754 half-precision number given by its 16 bits. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

let halves: Float32Array | null = null;

/** Every half-precision value by its bits: looking up is several times faster than computing. */
function allHalves(): Float32Array {
  halves ??= Float32Array.from({ length: 0x10000 }, (_, bits) => halfToNumber(bits));
  return halves;
}

/**
 * The tensor's values rounded to float32. A float32 tensor that lies on a multiple of four bytes is not copied; its data is
 * a view into the file.
 */
export function toFloat32({ type, shape, bytes }: CheckpointTensor): Float32Array {
  const count = elementCount(shape);
  // A copy by constructor: `slice` of Node's Buffer, which is a Uint8Array too, would be a view at the same odd place.
  const aligned = bytes.byteOffset % itemSize[type] === 0 ? bytes : new Uint8Array(bytes);
  const { buffer, byteOffset } = aligned;
  switch (type) {
    case 'float32':
      return new Float32Array(buffer, byteOffset, count);
    case 'float16': {
      const values = allHalves();
      return Float32Array.from(new Uint16Array(buffer, byteOffset, count), (bits) => values[bits]);
    }
    case 'bfloat16': {
      const wide = Uint32Array.from(new Uint16Array(buffer, byteOffset, count), (bits) => bits << 16);
      return new Float32Array(wide.buffer);
    }
    case 'int64':
      return Float32Array.from(new BigInt64Array(buffer, byteOffset, count), Number);
    case 'float64':
    case 'int32':
    case 'int16':
    case 'int8':
    case 'uint8':
    case 'bool':
      return new Float32Array(new numberArrays[type](buffer, byteOffset, count));
  }
}

const numberArrays: Readonly<
  Record<
    Exclude<TensorType, 'float32' | 'float16' | 'bfloat16' | 'int64'>,
    new (buffer: ArrayBufferLike, offset: number, count: number) => ArrayLike<number>
  >
> = {
  float64: Float64Array,
  int32: Int32Array,
  int16: Int16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  bool: Uint8Array,
};
