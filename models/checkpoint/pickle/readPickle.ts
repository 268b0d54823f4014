import { refuse } from '../refusal.ts';
import { storageReference } from './constructors.ts';
import { createMachine, damaged, pop, takeByte } from './machine.ts';
import { opcodes } from './opcodes.ts';
import type { PyValue, StorageReference } from './values.ts';

export interface Pickle {
  readonly value: PyValue;
  /** Storages that it refers to, by key. */
  readonly storages: ReadonlyMap<string, StorageReference>;
  /** Where the next byte after it stands. */
  readonly end: number;
}

/**
 * Most steps that are read. A state dictionary takes about sixty a tensor; each step adds at most one small object,
 * so that this bounds memory too.
 */
const mostSteps = 2_000_000;

/**
 * Reads one pickle that begins at `start`, protocols 0 to 5, executing nothing: names that are not on the
 * allow-list are refused as `unsafe-checkpoint`. Time and memory are linear in its length.
 */
export function readPickle(bytes: Uint8Array, start: number): Pickle {
  const storages = new Map<string, StorageReference>();
  const machine = createMachine(bytes, start, (persistentId) => {
    const storage = storageReference(persistentId);
    const known = storages.get(storage.key);
    if (known !== undefined && known.type !== storage.type) damaged('a storage has two types');
    storages.set(storage.key, storage);
    return storage;
  });
  for (let step = 0; !machine.stopped; step++) {
    if (step === mostSteps) {
      refuse('too-large', `The checkpoint's description takes more than ${mostSteps} steps.`);
    }
    const code = takeByte(machine);
    const execute = opcodes.get(code);
    if (execute === undefined) damaged(`0x${code.toString(16)} is no pickle instruction`);
    execute(machine);
  }
  return { value: pop(machine), storages, end: machine.at };
}
