import { expect, test } from 'vitest';
import { perFrame } from '../../../renderer/tools/perFrame.ts';

function stage() {
  const done: number[] = [];
  const frames: (() => void)[] = [];
  const take = perFrame(
    (value: number) => done.push(value),
    (task) => frames.push(task),
  );
  return { done, frames, take, paint: () => frames.splice(0).forEach((task) => task()) };
}

test('once per painted frame, with the latest value', () => {
  const { done, frames, take, paint } = stage();
  take(1);
  take(2);
  take(3);
  expect(done).toEqual([]);
  expect(frames).toHaveLength(1);
  paint();
  expect(done).toEqual([3]);
  take(4);
  paint();
  expect(done).toEqual([3, 4]);
});

test('what is flushed is not done again', () => {
  const { done, take, paint } = stage();
  take(1);
  take.flush();
  take.flush();
  paint();
  expect(done).toEqual([1]);
});
