/** Checkpoints of a training: whenever the program is killed, the last one that was written whole is there to go on from. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../contract/problem.ts';
import { toFloat32 } from '../../models/checkpoint/float.ts';
import { readSafetensors, writeSafetensors } from '../../models/checkpoint/safetensors.ts';
import type { Weights } from '../../models/checkpoint/tensors.ts';
import type { Tensors } from '../../training/optimisers/optimiser.ts';
import type { RunState } from '../../training/runState.ts';
import { readProblem, writeProblem } from '../files/problems.ts';
import { readWhole } from '../files/read.ts';
import { writeDurably, type WriteFile } from '../files/write.ts';
import { sha256 } from '../library/hash.ts';
import { removeFolder, writeFolder } from '../library/weightsFiles.ts';
import { readRunState, writeRunState } from './runStateJson.ts';

export interface Checkpoint {
  readonly state: RunState;
  /** Parameters and running statistics. */
  readonly weights: Weights;
  /** The weights of `state.best`. */
  readonly best: Weights | null;
  /** The means of the weights at the ends of all epochs; null where the recipe asks for none. */
  readonly mean: Weights | null;
  readonly optimiser: Tensors;
}

export interface CheckpointFolder {
  /**
   * Writes a checkpoint beside those before it; the last two are kept. All of it is copied before this returns its promise, so
   * training may go on meanwhile. Saves asked for meanwhile are done one after the other.
   *
   * Problems as `writeProblem`'s; the checkpoints before are still there.
   */
  save(checkpoint: Checkpoint): Promise<Result<void>>;
  /** The last that can be read whole; null where there never was one. Problem `corrupt` where none can be read. */
  load(): Promise<Result<Checkpoint | null>>;
}

const kept = 2;
const stateFile = 'state.json';
const tensorsFile = 'state.safetensors';
const finished = /^checkpoint-(\d{6,})$/;
/** What a program that was killed leaves of a checkpoint that it was writing or removing (main/library/weightsFiles.ts). */
const unfinished = /^\.(incoming|outgoing)-/;

/** The checkpoints in `folder`, which belongs to one training alone. */
export function checkpointFolder(folder: string, write: WriteFile = writeDurably): CheckpointFolder {
  let before: Promise<unknown> = Promise.resolve();
  return {
    save(checkpoint) {
      const files = encode(checkpoint);
      const saved = before.then(() => save(folder, files, write));
      before = saved.catch(() => undefined);
      return saved;
    },
    load: () => loadLast(folder),
  };
}

type Files = Readonly<Record<string, Uint8Array>>;

async function save(folder: string, files: Files, write: WriteFile): Promise<Result<void>> {
  try {
    await removeUnfinished(folder);
    const [last] = await numbers(folder);
    await writeFolder(folder, nameOf((last ?? 0) + 1), files, write);
    for (const number of (await numbers(folder)).slice(kept)) await removeFolder(folder, nameOf(number));
    return ok(undefined);
  } catch (error) {
    return { ok: false, problem: writeProblem(error, folder, 'train into another folder') };
  }
}

async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    if (unfinished.test(name)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Of the checkpoints in the folder, the last first. */
async function numbers(folder: string): Promise<readonly number[]> {
  const found = (await namesIn(folder)).flatMap((name) => finished.exec(name)?.[1] ?? []);
  return found.map(Number).sort((one, other) => other - one);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function nameOf(number: number): string {
  return `checkpoint-${String(number).padStart(6, '0')}`;
}

async function loadLast(folder: string): Promise<Result<Checkpoint | null>> {
  let found: readonly number[];
  try {
    found = await numbers(folder);
  } catch (error) {
    return { ok: false, problem: readProblem(error, folder) };
  }
  for (const number of found) {
    const checkpoint = await load(join(folder, nameOf(number)));
    if (checkpoint !== null) return ok(checkpoint);
  }
  if (found.length === 0) return ok(null);
  const message = 'None of the checkpoints of this training can be read: start it anew in another folder.';
  return fail('corrupt', message, folder);
}

/** Null where a file is missing or damaged. */
async function load(folder: string): Promise<Checkpoint | null> {
  const text = await readWhole(join(folder, stateFile));
  const read = text.ok ? readRunState(new TextDecoder().decode(text.value)) : null;
  if (read === null) return null;
  const bytes = await readWhole(join(folder, tensorsFile));
  if (!bytes.ok || sha256(bytes.value) !== read.tensorsSha256) return null;
  return decode(read.state, bytes.value);
}

const groups = ['weights', 'best', 'mean', 'optimiser'] as const;

function encode({ state, weights, best, mean, optimiser }: Checkpoint): Files {
  const flat = [...optimiser].map(([name, data]) => [name, { shape: [data.length], data }] as const);
  const tensors = {
    weights,
    best: best ?? new Map(),
    mean: mean ?? new Map(),
    optimiser: new Map(flat),
  } satisfies Record<(typeof groups)[number], Weights>;
  const all: Weights = new Map(
    groups.flatMap((group) =>
      [...tensors[group]].map(([name, tensor]) => [`${group}/${name}`, tensor] as const),
    ),
  );
  const bytes = writeSafetensors(all);
  return {
    [tensorsFile]: bytes,
    [stateFile]: new TextEncoder().encode(writeRunState(state, sha256(bytes))),
  };
}

function decode(state: RunState, bytes: Uint8Array): Checkpoint | null {
  const read = readSafetensors(bytes);
  if (!read.ok) return null;
  const group = (wanted: (typeof groups)[number]): Weights =>
    new Map(
      [...read.value]
        .filter(([name]) => name.startsWith(`${wanted}/`))
        .map(([name, tensor]) => [
          name.slice(wanted.length + 1),
          { shape: tensor.shape, data: toFloat32(tensor) },
        ]),
    );
  const orNull = (weights: Weights) => (weights.size === 0 ? null : weights);
  return {
    state,
    weights: group('weights'),
    best: orNull(group('best')),
    mean: orNull(group('mean')),
    optimiser: new Map([...group('optimiser')].map(([name, { data }]) => [name, data])),
  };
}
