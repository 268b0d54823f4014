/** What can go wrong with something the user gave or asked for. Bugs throw; these are values. */
export type ProblemKind =
  | 'not-found'
  | 'unreadable'
  | 'unwritable'
  | 'disk-full'
  | 'not-an-image'
  | 'truncated'
  | 'corrupt'
  | 'unsupported'
  | 'too-large'
  | 'no-pixel-data'
  | 'no-laterality'
  | 'bad-checkpoint'
  | 'wrong-architecture'
  | 'unsafe-checkpoint'
  | 'unknown-weights'
  | 'name-taken'
  | 'no-device'
  | 'compute-failed'
  | 'cancelled'
  | 'bad-input';

/** One expected failure: its kind, and a sentence that says what happened and what to do. */
export interface Problem {
  readonly kind: ProblemKind;
  readonly message: string;
  /** The file it is about, as the user named it. */
  readonly file?: string;
}

/** What a function gives that may fail as expected: check `ok`, then `value` or `problem` is there. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** A failed result; `file` is the file it is about, as the user named it. */
export function fail(kind: ProblemKind, message: string, file?: string): { ok: false; problem: Problem } {
  return { ok: false, problem: file === undefined ? { kind, message } : { kind, message, file } };
}
