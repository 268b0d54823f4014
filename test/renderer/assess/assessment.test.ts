import { expect, test } from 'vitest';
import type { Assessment } from '../../../contract/reading.ts';
import {
  assessmentText,
  biRadsOf,
  breastsToAssess,
  missingToLock,
  withBiRads,
} from '../../../renderer/assess/assessment.ts';
import { fourViews, view } from '../worklist/exams.ts';

const empty: Assessment = { density: null, breasts: [], comment: '' };

test('each breast keeps its own category, right first', () => {
  const both = withBiRads(withBiRads(empty, 'L', '4B'), 'R', '2');
  expect(both.breasts.map(({ laterality }) => laterality)).toEqual(['R', 'L']);
  const changed = withBiRads(both, 'L', '5');
  expect([biRadsOf(changed, 'R'), biRadsOf(changed, 'L')]).toEqual(['2', '5']);
  expect(changed.breasts).toHaveLength(2);
});

test('breasts to assess are those with a view; both where no view says which', () => {
  expect(breastsToAssess(fourViews)).toEqual(['R', 'L']);
  expect(breastsToAssess([view('L', 'CC'), view(null, 'MLO')])).toEqual(['L']);
  expect(breastsToAssess([view(null, 'CC')])).toEqual(['R', 'L']);
});

test('locking needs the category of each breast that was imaged', () => {
  expect(missingToLock(empty, ['R', 'L'])).toBe(
    'Choose the BI-RADS category of the right breast and of the left breast first.',
  );
  const right = withBiRads(empty, 'R', '0');
  expect(missingToLock(right, ['R', 'L'])).toBe('Choose the BI-RADS category of the left breast first.');
  expect(missingToLock(right, ['R'])).toBeNull();
  expect(missingToLock(withBiRads(right, 'R', null), ['R'])).not.toBeNull();
});

test('in a line', () => {
  expect(assessmentText({ ...withBiRads(empty, 'L', '4A'), density: 'c' })).toBe('density c, L 4A');
  expect(assessmentText(withBiRads(empty, 'L', null))).toBe('');
});
