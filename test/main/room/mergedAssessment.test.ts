import { expect, test } from 'vitest';
import type { Assessment } from '../../../contract/reading.ts';
import { mergedAssessment } from '../../../main/room/mergedAssessment.ts';

const empty: Assessment = {
  density: null,
  breasts: [
    { laterality: 'R', biRads: null },
    { laterality: 'L', biRads: null },
  ],
  comment: '',
};
const right2: Assessment = {
  ...empty,
  breasts: [
    { laterality: 'R', biRads: '2' },
    { laterality: 'L', biRads: null },
  ],
};
const left5: Assessment = { ...empty, breasts: [{ laterality: 'L', biRads: '5' }] };
const saying = (comment: string): Assessment => ({ ...empty, comment });

test('what each window changed is kept', () => {
  expect(mergedAssessment(empty, right2, { ...left5, density: 'c' })).toEqual({
    density: 'c',
    breasts: [
      { laterality: 'R', biRads: '2' },
      { laterality: 'L', biRads: '5' },
    ],
    comment: '',
  });
});

test('what was taken back stays taken back', () => {
  const kept = { ...right2, density: 'b' as const };
  expect(mergedAssessment(right2, empty, kept)).toEqual({ ...empty, density: 'b' });
});

test('of a choice that both changed, the later save counts', () => {
  const right4: Assessment = { ...empty, breasts: [{ laterality: 'R', biRads: '4A' }] };
  expect(mergedAssessment(empty, right4, right2).breasts[0]).toEqual({ laterality: 'R', biRads: '4A' });
});

test.each([
  ['', 'mine', 'theirs', 'theirs\nmine'],
  ['old', 'old', 'theirs', 'theirs'],
  ['old', 'mine', 'old', 'mine'],
  ['old', '', 'old', ''],
  // A save whose answer was lost, and what was typed since.
  ['', 'mass, new', 'mass', 'mass, new'],
])('no comment is lost: %j, %j, %j', (before, mine, kept, merged) => {
  expect(mergedAssessment(saying(before), saying(mine), saying(kept)).comment).toBe(merged);
});
