import { fail, ok, type Result } from '../contract/problem.ts';

/** NumPy's names of the element types that are read and written here. */
export type NpyType = '|u1' | '|i1' | '<u2' | '<i2' | '<u4' | '<i4' | '<f4' | '<f8';

export type NpyData =
  Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/** An array in C order (last axis fastest). */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: NpyData;
}

const types: Readonly<Record<NpyType, (buffer: ArrayBuffer) => NpyData>> = {
  '|u1': (buffer) => new Uint8Array(buffer),
  '|i1': (buffer) => new Int8Array(buffer),
  '<u2': (buffer) => new Uint16Array(buffer),
  '<i2': (buffer) => new Int16Array(buffer),
  '<u4': (buffer) => new Uint32Array(buffer),
  '<i4': (buffer) => new Int32Array(buffer),
  '<f4': (buffer) => new Float32Array(buffer),
  '<f8': (buffer) => new Float64Array(buffer),
};

function typeOf(data: NpyData): NpyType {
  if (data instanceof Uint8Array) return '|u1';
  if (data instanceof Int8Array) return '|i1';
  if (data instanceof Uint16Array) return '<u2';
  if (data instanceof Int16Array) return '<i2';
  if (data instanceof Uint32Array) return '<u4';
  if (data instanceof Int32Array) return '<i4';
  if (data instanceof Float32Array) return '<f4';
  return '<f8';
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Writes NumPy's `.npy` format, version 1.0 (numpy.lib.format), little endian, C order. */
export function encodeNpy({ shape, data }: NpyArray): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const description = `{'descr': '${typeOf(data)}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const unpadded = magic.length + 4 + description.length + 1;
  const padded = Math.ceil(unpadded / 64) * 64;
  const header = `${description}${' '.repeat(padded - unpadded)}\n`;
  const bytes = new Uint8Array(padded + data.byteLength);
  bytes.set(magic, 0);
  bytes.set([1, 0, header.length & 0xff, header.length >> 8], magic.length);
  bytes.set(new TextEncoder().encode(header), magic.length + 4);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), padded);
  return bytes;
}

/** Reads `.npy` versions 1 to 3, little endian, C order. Anything else is a `corrupt` or `unsupported` problem. */
export function decodeNpy(bytes: Uint8Array): Result<NpyArray> {
  if (bytes.length < 12 || magic.some((value, index) => bytes[index] !== value)) {
    return fail('not-an-image', 'This is not a NumPy .npy file.');
  }
  const wide = bytes[6] >= 2;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = wide ? 12 : 10;
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  if (start + length > bytes.length) return fail('truncated', 'The .npy header is cut off.');
  const header = new TextDecoder().decode(bytes.subarray(start, start + length));
  const type = /'descr':\s*'([^']+)'/.exec(header)?.[1];
  const shape = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  if (type === undefined || shape === undefined) return fail('corrupt', 'The .npy header cannot be read.');
  if (!(type in types)) return fail('unsupported', `The .npy element type ${type} is not supported.`);
  if (/'fortran_order':\s*True/.test(header)) {
    return fail('unsupported', 'The .npy array is in Fortran order; save it in C order.');
  }
  const dims = shape.split(',').map((part) => part.trim());
  const axes = dims.filter((part) => part !== '').map(Number);
  if (axes.some((axis) => !Number.isSafeInteger(axis) || axis < 0)) {
    return fail('corrupt', 'The .npy shape cannot be read.');
  }
  const itemSize = Number(type[2]);
  const expected = axes.reduce((product, axis) => product * axis, 1) * itemSize;
  const body = bytes.subarray(start + length);
  if (body.length < expected) return fail('truncated', 'The .npy file ends before its last element.');
  const buffer = new ArrayBuffer(expected);
  new Uint8Array(buffer).set(body.subarray(0, expected));
  return ok({ shape: axes, data: types[type as NpyType](buffer) });
}
