/** The boundary between renderer and program: what comes in is checked, what goes out names no folder of this computer. */
import type { CallName } from '../../contract/api.ts';
import { fail } from '../../contract/problem.ts';
import type { Result } from '../../contract/problem.ts';
import type { Handlers } from './handlers.ts';
import { schemas } from './schemas.ts';

/**
 * Answers one call of the renderer. An unknown name and a request that is not of the call's shape are `bad-input`;
 * everything else is the handler's answer. Rejects where a handler threw, which is a bug.
 */
export async function answer(handlers: Handlers, name: string, request: unknown): Promise<Result<unknown>> {
  if (!isCallName(name)) return fail('bad-input', 'There is no such call; update the program.');
  const parsed = schemas[name].safeParse(request);
  if (!parsed.success) {
    const fields = parsed.error.issues.slice(0, 3).map(({ path }) => path.join('.') || 'the request');
    return fail('bad-input', `The program does not understand this request (${fields.join(', ')}).`);
  }
  // The schema of a name gives the request of that name's handler, which the compiler cannot follow through a variable.
  const handle = handlers[name] as (request: unknown) => Result<unknown> | Promise<Result<unknown>>;
  return handle(parsed.data);
}

function isCallName(name: string): name is CallName {
  return Object.hasOwn(schemas, name);
}
