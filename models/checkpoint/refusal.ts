import { ok, type Problem, type ProblemKind, type Result } from '../../contract/problem.ts';

/**
 * How the readers in this folder give up on a file from deep inside it. It never leaves the folder: every
 * exported reader turns it into a `Problem` with `attempt`.
 */
class Refusal extends Error {
  readonly problem: Problem;

  constructor(kind: ProblemKind, message: string) {
    super(message);
    this.problem = { kind, message };
  }
}

/** Gives up on the file. */
export function refuse(kind: ProblemKind, message: string): never {
  throw new Refusal(kind, message);
}

/** Runs a reader; its refusal becomes a problem, any other exception is a bug and goes on. */
export function attempt<T>(read: () => T): Result<T> {
  try {
    return ok(read());
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, problem: error.problem };
    throw error;
  }
}

/**
 * A name from an untrusted file as it may stand in a message: control characters (a terminal would obey them)
 * escaped, length bounded.
 */
export function shown(name: string): string {
  const cut = name.length > 120 ? `${name.slice(0, 117)}...` : name;
  return cut.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
