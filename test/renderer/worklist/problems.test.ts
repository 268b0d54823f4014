import { expect, test } from 'vitest';
import { problemsAsText, problemsMatching } from '../../../renderer/worklist/problems.ts';

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
