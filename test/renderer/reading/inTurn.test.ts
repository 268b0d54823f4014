import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { inTurn } from '../../../renderer/reading/inTurn.ts';
import { useReading } from '../../../renderer/reading/store.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('what can wait is done one after the other, and not at all where it is not wanted any more', () => {
  const done: string[] = [];
  const later = ['a', 'b', 'c'].map((name) => inTurn(() => done.push(name)));
  expect(done).toEqual([]);
  vi.advanceTimersByTime(300);
  expect(done).toEqual(['a']);
  later[1]();
  vi.advanceTimersByTime(300);
  expect(done).toEqual(['a', 'c']);
  expect(vi.getTimerCount()).toBe(0);
});

test('a gesture goes first', () => {
  const done: string[] = [];
  inTurn(() => done.push('a'));
  useReading.getState().glideDisplays({});
  vi.advanceTimersByTime(3000);
  expect(done).toEqual([]);
  useReading.getState().rest();
  vi.advanceTimersByTime(300);
  expect(done).toEqual(['a']);
});

test('so do running frames', () => {
  const done: string[] = [];
  inTurn(() => done.push('a'));
  useReading.getState().play('image');
  vi.advanceTimersByTime(3000);
  expect(done).toEqual([]);
  useReading.getState().play(null);
  vi.advanceTimersByTime(300);
  expect(done).toEqual(['a']);
});
