import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { fail, ok, type Result } from '../../contract/problem.ts';
import { saysBusy, storageProblem } from './failures.ts';

/** Holds a folder for one piece of work at a time. */
export interface FolderLock {
  release(): void;
}

export interface LockWait {
  /** How long another's work is waited for, milliseconds. */
  readonly limitMs: number;
  /** Called once, where there is another. */
  readonly onWait: () => void;
  /** What the problem says where it takes longer. */
  readonly busy: string;
}

const pollMs = 100;

/**
 * Locks a folder against other programs and other work of this one. The lock is the operating system's, taken by SQLite, so it
 * ends with the process, however that ends. Problems: `name-taken` where another keeps it; `cancelled` after the signal; those
 * of the disk.
 */
export async function lockFolder(
  folder: string,
  { limitMs, onWait, busy }: LockWait,
  signal: AbortSignal,
): Promise<Result<FolderLock>> {
  const path = join(folder, 'lock');
  const end = performance.now() + limitMs;
  let waits = false;
  while (!signal.aborted) {
    const lock = attempt(path);
    if (lock !== null) return lock;
    if (performance.now() >= end) return fail('name-taken', busy);
    if (!waits) onWait();
    waits = true;
    await wait(pollMs, undefined, { signal }).catch(() => undefined);
  }
  return fail('cancelled', 'Stopped before it began.');
}

/** Null where another has it. */
function attempt(path: string): Result<FolderLock> | null {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec('BEGIN EXCLUSIVE');
    const locked = database;
    return ok({ release: () => locked.close() });
  } catch (error) {
    database?.close();
    return saysBusy(error) ? null : { ok: false, problem: storageProblem(error, path) };
  }
}
