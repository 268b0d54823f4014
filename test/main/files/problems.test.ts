import { describe, expect, it } from 'vitest';
import { readProblem, writeProblem } from '../../../main/files/problems.ts';

const failed = (code: string) => Object.assign(new Error(`${code}: failed`), { code });

describe('what the system refuses', () => {
  it('is told apart for reading', () => {
    const said = (code: string) => readProblem(failed(code), 'x.dcm');
    expect(said('EACCES')).toMatchObject({ kind: 'unreadable', file: 'x.dcm' });
    expect(said('EIO')).toMatchObject({ kind: 'unreadable', message: expect.stringContaining('EIO') });
    expect(said('ENOENT')).toMatchObject({ kind: 'not-found' });
  });

  it.each([
    ['ENOSPC', 'disk-full'],
    ['EDQUOT', 'disk-full'],
    ['EFBIG', 'too-large'],
    ['EROFS', 'unwritable'],
    ['EEXIST', 'unwritable'],
    ['EISDIR', 'unwritable'],
    ['ENOENT', 'unwritable'],
    ['EIO', 'unwritable'],
  ])('is told apart for writing: %s is %s, with the remedy', (code, kind) => {
    const problem = writeProblem(failed(code), 'out', 'write elsewhere with --out');
    expect(problem).toMatchObject({ kind, file: 'out' });
    expect(problem.message).toMatch(/write elsewhere with --out\.$/);
  });

  it.each([failed('ERR_INVALID_ARG_TYPE'), new TypeError('a bug'), 'ENOSPC', null])(
    'throws bugs on: %s',
    (bug) => {
      for (const problemOf of [readProblem, writeProblem]) {
        let thrown: unknown = 'nothing';
        try {
          problemOf(bug, 'x');
        } catch (error) {
          thrown = error;
        }
        expect(thrown).toBe(bug);
      }
    },
  );
});
