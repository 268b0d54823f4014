import { expect, test } from 'vitest';
import { breastsToAssess, missingFrom, missingText } from '../../contract/assessment.ts';
import type { Assessment } from '../../contract/reading.ts';
import { fourViews, view } from '../renderer/worklist/exams.ts';

const empty: Assessment = { density: null, breasts: [], comment: '' };
const right: Assessment = { ...empty, breasts: [{ laterality: 'R', biRads: '0' }] };

test('breasts to assess are those with a view; both where no view says which', () => {
  expect(breastsToAssess(fourViews)).toEqual(['R', 'L']);
  expect(breastsToAssess([view('L', 'CC'), view(null, 'MLO')])).toEqual(['L']);
  expect(breastsToAssess([view(null, 'CC')])).toEqual(['R', 'L']);
});

test.each([
  [empty, ['R', 'L'], ['R', 'L', 'density']],
  [right, ['R', 'L'], ['L', 'density']],
  [right, ['R'], ['density']],
  [{ ...right, density: 'not-given' }, ['R'], []],
  [{ ...right, breasts: [{ laterality: 'R', biRads: null }] }, ['R'], ['R', 'density']],
] as const)('%j of %j lacks %j', (assessment, breasts, missing) => {
  expect(missingFrom(assessment, breasts)).toEqual(missing);
});

test('what is missing is named', () => {
  expect(missingText('R')).toBe('Right breast has no BI-RADS.');
  expect(missingText('density')).toBe('Density is missing.');
});
