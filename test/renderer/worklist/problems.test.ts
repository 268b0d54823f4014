import { expect, test } from 'vitest';
import { problemsAsText, problemsMatching, withoutNames } from '../../../renderer/worklist/problems.ts';

const problems = [
  { file: 'exam/readme.txt', problem: { kind: 'not-an-image', message: 'This is no image.' } },
  {
    file: 'exam/a.dcm',
    problem: { kind: 'truncated', message: 'The file ends too early;\nCopy it\tagain.' },
  },
] as const;

test('found by file and by reason', () => {
  expect(problemsMatching(problems, ' README ')).toEqual([problems[0]]);
  expect(problemsMatching(problems, 'copy it')).toEqual([problems[1]]);
  expect(problemsMatching(problems, '')).toBe(problems);
});

test('as lines for a spreadsheet, whatever is in the texts', () => {
  expect(problemsAsText(problems)).toBe(
    'exam/readme.txt\tThis is no image.\nexam/a.dcm\tThe file ends too early; Copy it again.',
  );
});

test('where identities are hidden, a number and the ending stand for a name', () => {
  const named = [...problems, { ...problems[0], file: 'DOE^JANE/DOE^JANE.19660214' }];
  expect(withoutNames(named).map(({ file }) => file)).toEqual(['File 1.txt', 'File 2.dcm', 'File 3']);
  expect(withoutNames(named).map(({ problem }) => problem)).toEqual(named.map(({ problem }) => problem));
});
