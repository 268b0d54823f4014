/** NumPy `.npz` archives: a ZIP of `.npy` arrays (numpy.lib.format, versions 1 to 3), one a tensor. */
import { refuse, shown } from './refusal.ts';
import { inOrder } from './strided.ts';
import {
  elementCount,
  itemSize,
  type CheckpointTensor,
  type CheckpointTensors,
  type TensorType,
} from './tensors.ts';
import type { ZipArchive } from './zip.ts';

const types: ReadonlyMap<string, TensorType> = new Map<string, TensorType>([
  ['<f2', 'float16'],
  ['<f4', 'float32'],
  ['<f8', 'float64'],
  ['<i8', 'int64'],
  ['<i4', 'int32'],
  ['<i2', 'int16'],
  ['|i1', 'int8'],
  ['|u1', 'uint8'],
  ['|b1', 'bool'],
]);

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const longestHeader = 1 << 16;

/** True for an archive of arrays: every member ends in `.npy`, or the first one is an array. */
export function isNpz(archive: ZipArchive): boolean {
  const names = [...archive.members.keys()];
  return names.length > 0 && (names.every((name) => name.endsWith('.npy')) || isNpy(archive.read(names[0])));
}

/** Tensors named as the members, without `.npy`. */
export function readNpz(archive: ZipArchive): CheckpointTensors {
  const tensors = new Map<string, CheckpointTensor>();
  for (const member of archive.members.keys()) {
    const name = member.replace(/\.npy$/, '');
    if (tensors.has(name)) refuse('corrupt', `The archive has the array ${shown(name)} twice.`);
    tensors.set(name, readArray(name, archive.read(member)));
  }
  return tensors;
}

function isNpy(bytes: Uint8Array): boolean {
  return magic.every((value, index) => bytes[index] === value);
}

function readArray(name: string, bytes: Uint8Array): CheckpointTensor {
  if (bytes.length < 12 || !isNpy(bytes)) {
    refuse('corrupt', `${shown(name)} in the archive is not a NumPy array.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = bytes[6] >= 2;
  const start = wide ? 12 : 10;
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  if (length > longestHeader || start + length > bytes.length) {
    refuse('corrupt', `The header of array ${shown(name)} is damaged.`);
  }
  const { type, shape, fortran } = readHeader(name, bytes.subarray(start, start + length));
  const body = bytes.subarray(start + length);
  if (body.length !== elementCount(shape) * itemSize[type]) {
    refuse('corrupt', `Array ${shown(name)} is not as long as its shape says.`);
  }
  if (!fortran) return { type, shape, bytes: body };
  // First axis fastest: strides are products of the axes before.
  const strides = shape.map((_, axis) => elementCount(shape.slice(0, axis)));
  return { type, shape, bytes: inOrder(body, itemSize[type], { offset: 0, shape, strides }) };
}

function readHeader(name: string, bytes: Uint8Array) {
  const text = new TextDecoder().decode(bytes);
  const description = /'descr':\s*'([^']*)'/.exec(text)?.[1];
  const fortran = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const axes = /'shape':\s*\(([\d,\s]*)\)/.exec(text)?.[1];
  if (description === undefined || fortran === undefined || axes === undefined) {
    return refuse('corrupt', `The header of array ${shown(name)} is damaged.`);
  }
  const type = types.get(description);
  if (type === undefined) {
    return refuse(
      'unsupported',
      `Array ${shown(name)} has type ${shown(description)}, which is not supported.`,
    );
  }
  const shape = axes
    .split(',')
    .map((axis) => axis.trim())
    .filter((axis) => axis !== '')
    .map(Number);
  if (shape.length > 64) refuse('corrupt', `The header of array ${shown(name)} is damaged.`);
  return { type, shape, fortran: fortran === 'True' };
}
