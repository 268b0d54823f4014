import type { Result } from '../../contract/problem.ts';
import { isNpz, readNpz } from './npz.ts';
import { attempt, refuse } from './refusal.ts';
import { isSafetensors, parseSafetensors } from './safetensors.ts';
import type { CheckpointTensors } from './tensors.ts';
import { readTorchLegacy, readTorchZip, torchDescription } from './torch.ts';
import { isZip, openZip } from './zip.ts';

/**
 * Reads the named tensors of a checkpoint, recognised by its content: PyTorch (`.p`, `.pt`, `.pth`; ZIP and the older
 * pickles), safetensors, NumPy `.npz`. Executes nothing; allocates little more than the file holds. The `module.` that
 * DataParallel puts before every name is taken off.
 *
 * Problems name `fileName`: `unsafe-checkpoint` for a pickle that names anything but harmless constructors,
 * `truncated`, `corrupt`, `too-large`, `unsupported`, `bad-checkpoint` where there are no tensors.
 */
export function readCheckpoint(bytes: Uint8Array, fileName: string): Result<CheckpointTensors> {
  const read = attempt(() => withoutPrefix(readTensors(bytes)));
  return read.ok ? read : { ok: false, problem: { ...read.problem, file: fileName } };
}

const hdf5 = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

function readTensors(bytes: Uint8Array): CheckpointTensors {
  if (bytes.length === 0) refuse('truncated', 'The file is empty.');
  if (isZip(bytes)) return readArchive(bytes);
  if (isSafetensors(bytes)) return parseSafetensors(bytes);
  if (hdf5.every((value, index) => bytes[index] === value)) {
    refuse('unsupported', 'This is an HDF5 file (Keras); weights of this architecture come from PyTorch.');
  }
  if (!startsPickle(bytes[0])) {
    refuse(
      'unsupported',
      'This is no checkpoint that is known here: PyTorch (.p, .pt, .pth), .safetensors or .npz is.',
    );
  }
  return readTorchLegacy(bytes);
}

function readArchive(bytes: Uint8Array): CheckpointTensors {
  const archive = openZip(bytes);
  const description = torchDescription(archive);
  if (description !== null) return readTorchZip(archive, description);
  if (isNpz(archive)) return readNpz(archive);
  return refuse('unsupported', 'This ZIP archive holds neither a PyTorch checkpoint nor NumPy arrays.');
}

/** Protocol 2 and later say so in their first byte; older ones begin with one of a few opcodes. */
function startsPickle(first: number): boolean {
  return first === 0x80 || '(cdl]}iISLVN'.includes(String.fromCharCode(first));
}

const prefix = 'module.';

function withoutPrefix(tensors: CheckpointTensors): CheckpointTensors {
  const names = [...tensors.keys()];
  if (names.length === 0) refuse('bad-checkpoint', 'The file holds no tensors.');
  if (!names.every((name) => name.startsWith(prefix))) return tensors;
  return new Map([...tensors].map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}
