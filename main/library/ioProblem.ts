import type { Problem } from '../../contract/problem.ts';

/** What the system said when a file or folder could not be read. Anything else is a bug and is thrown on. */
export function ioProblem(error: unknown, file: string): Problem {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { kind: 'not-found', message: 'There is no such file or folder.', file };
    case 'EACCES':
    case 'EPERM':
      return { kind: 'unreadable', message: 'You may not read this; check its permissions.', file };
    case 'ELOOP':
      return { kind: 'unreadable', message: 'Its links lead in a circle.', file };
    default:
      if (typeof code !== 'string' || !/^E[A-Z]+$/.test(code)) throw error;
      return { kind: 'unreadable', message: `It could not be read (${code}).`, file };
  }
}
