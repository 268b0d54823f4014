import { expect, test } from 'vitest';
import type { Assessment } from '../../../contract/reading.ts';
import { biRadsOf } from '../../../contract/assessment.ts';
import {
  absentText,
  assessmentText,
  progressText,
  shortText,
  withBiRads,
} from '../../../renderer/assess/assessment.ts';

const empty: Assessment = { density: null, breasts: [], comment: '' };

test('each breast keeps its own category, right first', () => {
  const both = withBiRads(withBiRads(empty, 'L', '4B'), 'R', '2');
  expect(both.breasts.map(({ laterality }) => laterality)).toEqual(['R', 'L']);
  const changed = withBiRads(both, 'L', '5');
  expect([biRadsOf(changed, 'R'), biRadsOf(changed, 'L')]).toEqual(['2', '5']);
  expect(changed.breasts).toHaveLength(2);
});

test('in a line', () => {
  const right = withBiRads(empty, 'R', '1');
  expect(assessmentText({ ...withBiRads(right, 'L', '4A'), density: 'c' })).toBe('R 1, L 4A, density c');
  expect(assessmentText({ ...right, density: 'not-given' })).toBe('R 1, density not given');
  expect(assessmentText(withBiRads(empty, 'L', null))).toBe('');
  expect(shortText({ ...right, density: 'c' })).toBe('R 1, c');
  expect(shortText({ ...right, density: 'not-given' })).toBe('R 1, density not given');
});

test('what is not said yet is a dash', () => {
  expect(progressText(withBiRads(empty, 'L', '2'), ['R', 'L'])).toBe('R –, L 2, density –');
  expect(progressText({ ...empty, density: 'a' }, ['L'])).toBe('L –, density a');
});

test('a breast that was not imaged is named', () => {
  expect(absentText(['R'])).toBe('left breast not in this exam');
  expect(absentText(['R', 'L'])).toBe('');
});
