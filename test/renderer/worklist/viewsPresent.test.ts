import { expect, test } from 'vitest';
import { lacksViews, viewsPresent } from '../../../renderer/worklist/viewsPresent.ts';
import { fourViews, view } from './exams.ts';

test('counts the four views; the rest by their labels, with how many', () => {
  const present = viewsPresent([
    ...fourViews,
    view('R', 'CC'),
    view('L', 'CC', 'M'),
    view('R', 'ML'),
    view('R', 'ML'),
  ]);
  expect(present.screening).toEqual({ 'R CC': 2, 'R MLO': 1, 'L CC': 1, 'L MLO': 1 });
  expect(present.others).toEqual(['L MCC', 'R ML ×2']);
});

test('a magnified or side-less view is none of the four', () => {
  expect(lacksViews(fourViews)).toBe(false);
  expect(lacksViews([...fourViews.slice(1), view('R', 'CC', 'M')])).toBe(true);
  expect(lacksViews([...fourViews.slice(1), view(null, 'CC')])).toBe(true);
});
