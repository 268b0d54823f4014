import { expect, test } from 'vitest';
import { analysedFrame as analysedByProgram } from '../../../main/library/analysable.ts';
import { analysedFrame, frameAfter, frameBeside } from '../../../renderer/tools/cine.ts';

test('frames run at their rate and begin again after the last', () => {
  expect(frameAfter(3, 0, 10, 8)).toBe(3);
  expect(frameAfter(3, 99, 10, 8)).toBe(3);
  expect(frameAfter(3, 100, 10, 8)).toBe(4);
  expect(frameAfter(3, 500, 10, 8)).toBe(0);
  expect(frameAfter(7, 2000, 2, 8)).toBe(3);
});

test('single frames end at the first and the last', () => {
  expect(frameBeside(0, -1, 8)).toBe(0);
  expect(frameBeside(6, 5, 8)).toBe(7);
  expect(frameBeside(2, 1, 8)).toBe(3);
});

test('the frame that the marks are shown on is the one that was analysed', () => {
  for (const frames of [1, 2, 3, 30, 61]) expect(analysedFrame(frames)).toBe(analysedByProgram({ frames }));
});
