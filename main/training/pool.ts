/** Prepared examples kept on disk, so that each is rendered, or decoded, once. */
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import type { Problem } from '../../contract/problem.ts';
import type { Example, ExampleSource, GroupedSource } from '../../training/data/example.ts';
import { makeFolder, writeWhole } from '../files/write.ts';
import { sha256 } from '../library/hash.ts';
import { pack, unpack } from '../store/packed.ts';

/** Raised whenever examples are stored otherwise, or prepared otherwise under the same description. */
const poolVersion = 1;

const defaultMemoryBytes = 2 ** 28;
/** A part that is younger may be another process's that is just writing. */
const leftoverAgeMs = 10 * 60 * 1000;

export interface PoolOptions {
  /** Examples kept in memory, bytes. */
  readonly memoryBytes?: number;
  /** Hears once that examples cannot be stored; they are made anew each time then. */
  readonly onProblem?: (problem: Problem) => void;
}

/** Where the pools of a data folder are. */
export function poolsFolder(dataDir: string): string {
  return join(dataDir, 'training', 'examples');
}

/**
 * `source` with a store of its examples in a folder of its own below `folder`, named by the source's description. A
 * stored example is read again only if it is whole: half-written and damaged ones are made anew. Any number of
 * processes may use a pool at once.
 */
export async function pooled(
  source: ExampleSource | GroupedSource,
  folder: string,
  options: PoolOptions = {},
): Promise<ExampleSource> {
  const own = join(folder, sha256(`${poolVersion} ${source.description}`).slice(0, 24));
  const pool = new Pool(source, own, options);
  await pool.open();
  return {
    description: source.description,
    patients: source.patients,
    count: source.count,
    patientOf: (index) => source.patientOf(index),
    example: (index) => pool.example(index),
  };
}

class Pool {
  readonly #source: ExampleSource | GroupedSource;
  readonly #folder: string;
  readonly #options: PoolOptions;
  /** The least recently used first. */
  readonly #kept = new Map<number, Example>();
  #keptBytes = 0;
  /** Examples that are being read or made. */
  readonly #pending = new Map<number, Promise<Example>>();
  /** Groups are made one after the other: a source keeps no more than one. */
  #making: Promise<unknown> = Promise.resolve();
  #storing = true;

  constructor(source: ExampleSource | GroupedSource, folder: string, options: PoolOptions) {
    this.#source = source;
    this.#folder = folder;
    this.#options = options;
  }

  async open(): Promise<void> {
    const made = await makeFolder(this.#folder, { mode: 0o700 });
    if (!made.ok) return this.#giveUp(made.problem);
    await removeLeftovers(this.#folder);
    const about = JSON.stringify({ version: poolVersion, description: this.#source.description });
    const written = await writeWhole(join(this.#folder, 'about.json'), `${about}\n`, { mode: 0o600 });
    if (!written.ok) this.#giveUp(written.problem);
  }

  example(index: number): Promise<Example> {
    const kept = this.#kept.get(index);
    if (kept !== undefined) {
      this.#kept.delete(index);
      this.#kept.set(index, kept);
      return Promise.resolve(kept);
    }
    const pending = this.#pending.get(index) ?? this.#get(index);
    if (!this.#pending.has(index)) {
      this.#pending.set(index, pending);
      const done = (): void => void this.#pending.delete(index);
      pending.then(done, done);
    }
    return pending;
  }

  async #get(index: number): Promise<Example> {
    const stored = await readExample(this.#fileOf(index));
    const example = stored ?? (await this.#inTurn(() => this.#make(index)));
    this.#keep(index, example);
    return example;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#making.then(work);
    this.#making = done.catch(() => undefined);
    return done;
  }

  /** Makes and stores all of the group, unless another request has done so while this one waited. */
  async #make(index: number): Promise<Example> {
    const stored = await readExample(this.#fileOf(index));
    if (stored !== null) return stored;
    const example = await this.#source.example(index);
    const group = 'groupOf' in this.#source ? this.#source.groupOf(index) : [index];
    for (const member of group) {
      await this.#store(member, member === index ? example : await this.#source.example(member));
    }
    return example;
  }

  async #store(index: number, example: Example): Promise<void> {
    if (!this.#storing) return;
    const written = await writeWhole(this.#fileOf(index), encodeExample(example), { mode: 0o600 });
    if (!written.ok) this.#giveUp(written.problem);
  }

  #giveUp(problem: Problem): void {
    if (this.#storing) this.#options.onProblem?.(problem);
    this.#storing = false;
  }

  #keep(index: number, example: Example): void {
    const limit = this.#options.memoryBytes ?? defaultMemoryBytes;
    this.#kept.set(index, example);
    this.#keptBytes += bytesOf(example);
    for (const [oldest, dropped] of this.#kept) {
      if (this.#keptBytes <= limit) break;
      this.#kept.delete(oldest);
      this.#keptBytes -= bytesOf(dropped);
    }
  }

  #fileOf(index: number): string {
    return join(this.#folder, `${index}.example`);
  }
}

function bytesOf({ pixels, breast, lesions }: Example): number {
  return pixels.byteLength + breast.byteLength * (1 + lesions.length);
}

async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.partial')) continue;
    const file = join(folder, name);
    // Whoever wrote it may have renamed it just now.
    const info = await stat(file).catch(() => null);
    if (info !== null && Date.now() - info.mtimeMs > leftoverAgeMs) await rm(file, { force: true });
  }
}

/** zlib (RFC 1950), whose checksum covers all of it: the length of the text in four bytes, little endian, text, arrays. */
export function encodeExample(example: Example): Uint8Array {
  const { json, bytes } = pack(example);
  const text = Buffer.from(json);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return deflateSync(Buffer.concat([length, text, bytes]), { level: 1 });
}

/** The example in a file; null where there is none, or not a whole one. */
async function readExample(file: string): Promise<Example | null> {
  try {
    const content = inflateSync(await readFile(file));
    const end = 4 + content.readUInt32LE(0);
    return unpack({ json: content.toString('utf8', 4, end), bytes: content.subarray(end) }) as Example;
  } catch {
    return null;
  }
}
