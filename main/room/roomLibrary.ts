import { fail, ok } from '../../contract/problem.ts';
import type { Problem, Result } from '../../contract/problem.ts';
import { openLibrary } from '../store/database.ts';
import type { Library } from '../store/database.ts';
import { storageProblem } from '../store/failures.ts';
import { memoryLibrary } from '../store/memoryLibrary.ts';

/** The library as the reading room uses it. */
export interface RoomLibrary {
  /** Can always be written to; in memory where `readOnly`. */
  readonly library: Library;
  /** True where nothing new outlives the program. */
  readonly readOnly: boolean;
  /** What the user should be told of how it was opened. */
  readonly problem: Problem | null;
  close(): void;
}

/**
 * Opens the library of a data folder. Where it cannot be written, what is in it is shown from memory, and exams can still
 * be listed and looked at.
 */
export function openRoomLibrary(dataDir: string): RoomLibrary {
  const opened = openLibrary(dataDir);
  if (opened.ok && !opened.value.readOnly) {
    const library = opened.value;
    return { library, readOnly: false, problem: library.notice, close: () => library.close() };
  }
  const library = memoryLibrary(dataDir, opened.ok ? opened.value : null);
  if (opened.ok) opened.value.close();
  const problem: Problem = opened.ok
    ? {
        kind: 'unwritable',
        message: 'The data folder cannot be written: what is there is shown, and nothing new is kept.',
      }
    : opened.problem;
  return { library, readOnly: true, problem, close: () => library.close() };
}

/**
 * Does what must be kept: in a read-only library, and where the disk refuses, the problem says what was not kept, e.g.
 * "The assessment".
 */
export function keep<T>(room: RoomLibrary, what: string, work: (library: Library) => T): Result<T> {
  if (room.readOnly) {
    const message = `${what} was not kept: the data folder cannot be written. Make it writable, or choose another one with --library.`;
    return fail('unwritable', message);
  }
  return write(room, what, work);
}

/** Does what ends with the program where the library is read-only. Problems: those of a full or failing disk. */
export function write<T>(room: RoomLibrary, what: string, work: (library: Library) => T): Result<T> {
  const done = read(room, work);
  return done.ok ? done : fail(done.problem.kind, `${what} was not kept. ${done.problem.message}`);
}

/** Asks the library. Problems: `corrupt`, `unwritable` where another program keeps it locked. */
export function read<T>(room: RoomLibrary, work: (library: Library) => T): Result<T> {
  try {
    return ok(work(room.library));
  } catch (error) {
    return { ok: false, problem: storageProblem(error, room.library.path) };
  }
}
