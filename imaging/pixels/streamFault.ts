import type { ProblemKind } from '../../contract/problem.ts';

/**
 * What is wrong with a compressed pixel stream. Thrown only inside this folder, out of the depth of a
 * decoder; `decodeFrame` turns it into a `Problem`.
 */
export class StreamFault extends Error {
  readonly kind: ProblemKind;

  constructor(kind: 'corrupt' | 'truncated' | 'unsupported' | 'too-large', message: string) {
    super(message);
    this.kind = kind;
  }
}
