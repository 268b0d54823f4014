/** Checkpoints that `torch.save` wrote, in both containers (torch/serialization.py). */
import { damaged } from './pickle/machine.ts';
import { readPickle, type Pickle } from './pickle/readPickle.ts';
import { isKind, type StorageReference, type TensorReference } from './pickle/values.ts';
import { refuse, shown } from './refusal.ts';
import { inOrder, isContiguous, viewEnd, type StridedView } from './strided.ts';
import { findTensors } from './tensorDictionary.ts';
import { elementCount, itemSize, type CheckpointTensor, type CheckpointTensors } from './tensors.ts';
import type { ZipArchive } from './zip.ts';

/** Bytes of a storage by its key. */
type StorageBytes = (storage: StorageReference) => Uint8Array;

/** The archive's path of the description, or null where it is not one of PyTorch's. */
export function torchDescription(archive: ZipArchive): string | null {
  for (const name of archive.members.keys()) {
    if (/^[^/]*\/data\.pkl$/.test(name) || name === 'data.pkl') return name;
  }
  return null;
}

/**
 * The format since torch 1.6: `<name>/data.pkl` and one member `<name>/data/<key>` a storage. `description` is the path
 * of the first.
 */
export function readTorchZip(archive: ZipArchive, description: string): CheckpointTensors {
  const folder = description.slice(0, -'data.pkl'.length);
  const order = archive.members.has(`${folder}byteorder`) ? archive.read(`${folder}byteorder`) : null;
  if (order !== null && new TextDecoder().decode(order.subarray(0, 16)).trim() !== 'little') {
    refuseByteOrder();
  }
  const pickle = readPickle(archive.read(description), 0);
  const read = new Map<string, Uint8Array>();
  const capacity = [...archive.members.values()].reduce((total, member) => total + member.size, 0);
  return gather(pickle, capacity, (storage) => {
    const known = read.get(storage.key);
    if (known !== undefined) return known;
    const bytes = archive.read(`${folder}data/${storage.key}`);
    read.set(storage.key, bytes);
    return bytes;
  });
}

const magic = 0x1950a86a20f9469cfc6cn;
const protocol = 1001;

/**
 * The format before torch 1.6: five pickles (magic number, protocol, system, the object, the storages' keys), then for
 * each key an int64 element count and the elements. A pickle that is not `torch.save`'s is `unsupported`.
 */
export function readTorchLegacy(bytes: Uint8Array): CheckpointTensors {
  const first = readPickle(bytes, 0);
  if (first.value !== magic) {
    refuse('unsupported', 'This is a pickle, but not one that torch.save wrote. Save a state_dict with it.');
  }
  const version = readPickle(bytes, first.end);
  if (version.value !== protocol) refuse('unsupported', 'The PyTorch format version is not 1001.');
  const system = readPickle(bytes, version.end);
  if (isKind(system.value, 'dict') && system.value.entries.get('little_endian') === false) {
    refuseByteOrder();
  }
  const object = readPickle(bytes, system.end);
  const storages = readLegacyStorages(bytes, object, readPickle(bytes, object.end));
  return gather(
    object,
    bytes.length,
    (storage) => storages.get(storage.key) ?? damaged('a storage is missing'),
  );
}

function readLegacyStorages(bytes: Uint8Array, object: Pickle, keys: Pickle): Map<string, Uint8Array> {
  if (!isKind(keys.value, 'list')) damaged('the list of storages is missing');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const storages = new Map<string, Uint8Array>();
  let at = keys.end;
  for (const key of keys.value.items) {
    const storage = object.storages.get(String(key));
    if (storage === undefined) damaged('it lists a storage that nothing uses');
    if (at + 8 > bytes.length) refuseCutOff();
    const count = Number(view.getBigInt64(at, true));
    const length = count * itemSize[storage.type];
    if (count !== storage.count) damaged('a storage is not as long as it says');
    if (length > bytes.length - at - 8) refuseCutOff();
    storages.set(storage.key, bytes.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return storages;
}

/**
 * Copies that put views in order may take this many times the file in all: tied weights pass, a small file that describes
 * thousands of transposed views of one block does not.
 */
const mostCopies = 4;

function gather(pickle: Pickle, capacity: number, storageBytes: StorageBytes): CheckpointTensors {
  const tensors = new Map<string, CheckpointTensor>();
  let copied = 0;
  for (const [name, tensor] of findTensors(pickle.value)) {
    const { storage, shape, strides } = tensor;
    const view = { offset: storage.viewOffset + tensor.offset, shape, strides };
    const block = checkedBlock(name, tensor, view, storageBytes(storage));
    if (!isContiguous(view)) copied += elementCount(shape) * itemSize[storage.type];
    if (copied > mostCopies * capacity) {
      refuse('too-large', 'The checkpoint describes far more numbers than it holds.');
    }
    tensors.set(name, { type: storage.type, shape, bytes: inOrder(block, itemSize[storage.type], view) });
  }
  return tensors;
}

function checkedBlock(name: string, { storage }: TensorReference, view: StridedView, bytes: Uint8Array) {
  const count = Math.floor(bytes.length / itemSize[storage.type]);
  // Also keeps the element count exact: what touches few elements may still repeat them without end (stride 0).
  if (viewEnd(view) > count || elementCount(view.shape) > count) {
    refuse('corrupt', `Tensor ${shown(name)} reaches beyond its storage: the checkpoint is damaged.`);
  }
  return bytes;
}

function refuseByteOrder(): never {
  return refuse(
    'unsupported',
    'The checkpoint was written on a big-endian computer, which is not supported.',
  );
}

function refuseCutOff(): never {
  return refuse(
    'truncated',
    'The checkpoint ends before its last tensor: the file is cut off. Copy it again.',
  );
}
