import type { CallName, RequestOf, ResponseOf } from '../../contract/api.ts';
import type { Result } from '../../contract/problem.ts';

/** What answers each call: one that is missing does not compile. */
export type Handlers = {
  readonly [Name in CallName]: (
    request: RequestOf<Name>,
  ) => Result<ResponseOf<Name>> | Promise<Result<ResponseOf<Name>>>;
};
