import { describe, expect, test } from 'vitest';
import { durationText, figureText, progressLine, stopping, timeLeft } from '../../training/progress.ts';

describe('early stopping', () => {
  test.each([
    [[], 2, { best: null, without: 0, stop: false }],
    [[0.5], 2, { best: 0, without: 0, stop: false }],
    [[0.5, 0.4], 2, { best: 0, without: 1, stop: false }],
    [[0.5, 0.4, 0.5], 2, { best: 0, without: 2, stop: true }],
    [[0.5, 0.4, 0.6], 2, { best: 2, without: 0, stop: false }],
    [[0.5, NaN, NaN], 2, { best: 0, without: 2, stop: true }],
    [[NaN, NaN], 2, { best: null, without: 2, stop: true }],
    [[NaN, -1], 2, { best: 1, without: 0, stop: false }],
    [[0.5, 0, 0, 0, 0], null, { best: 0, without: 4, stop: false }],
  ])('%j with patience %s', (validations, patience, expected) => {
    expect(stopping(validations, patience)).toEqual(expected);
  });
});

describe('time left', () => {
  const steady = Array.from({ length: 31 }, (_, at) => ({ atMs: 1000 * at, share: at / 100 }));

  test('at a steady pace is what is left of the share', () => {
    expect(timeLeft(steady)).toBeCloseTo(70_000, 6);
  });

  test('follows a change of pace', () => {
    const slower = Array.from({ length: 30 }, (_, at) => ({
      atMs: 30_000 + 4000 * (at + 1),
      share: (31 + at) / 100,
    }));
    expect(timeLeft([...steady, ...slower])).toBeCloseTo(4000 * 40, 6);
  });

  test('of a run that was gone on with counts this sitting alone', () => {
    const marks = [
      { atMs: 0, share: 0.5 },
      { atMs: 10_000, share: 0.6 },
    ];
    expect(timeLeft(marks)).toBeCloseTo(40_000, 6);
  });

  test('is not known before there is a pace', () => {
    expect(timeLeft([])).toBeNull();
    expect(timeLeft(steady.slice(0, 1))).toBeNull();
    expect(timeLeft([steady[0], { atMs: 5000, share: 0 }])).toBeNull();
  });

  test('is never more than the limit of time', () => {
    expect(timeLeft(steady, { leftMs: 5000 })).toBe(5000);
    expect(timeLeft(steady, { leftMs: 1e9 })).toBeCloseTo(70_000, 6);
    expect(timeLeft([], { leftMs: 5000 })).toBe(5000);
    expect(timeLeft(steady, { leftMs: -5 })).toBe(0);
  });
});

test.each([
  [0, '0 s'],
  [59_400, '59 s'],
  [59_600, '1 min'],
  [12.4 * 60_000, '12 min'],
  [59.7 * 60_000, '1 h'],
  [200 * 60_000, '3 h 20 min'],
  [53 * 3_600_000, '2 d 5 h'],
  [48 * 3_600_000, '2 d'],
])('%d ms are told as %s', (ms, expected) => {
  expect(durationText(ms)).toBe(expected);
});

test.each([
  [0, '0'],
  [0.41234, '0.412'],
  [-0.5, '-0.500'],
  [1.23456, '1.23'],
  [1234.5, '1235'],
  [0.00012345, '1.23e-4'],
  [123456, '1.23e+5'],
  [NaN, 'NaN'],
])('%d is told as %s', (value, expected) => {
  expect(figureText(value)).toBe(expected);
});

test('a line of progress tells what is known', () => {
  const telling = { epoch: 3, epochs: 20, loss: null, validation: [], leftMs: null };
  expect(progressLine(telling)).toBe('epoch 3 of 20');
  expect(progressLine({ ...telling, loss: 0.4121, validation: [['Dice', 0.7126]], leftMs: 720_000 })).toBe(
    'epoch 3 of 20, loss 0.412, Dice 0.713, about 12 min left',
  );
});
