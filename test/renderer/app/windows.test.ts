import { expect, test, vi } from 'vitest';
import { addWindow, listenEverywhere, usedWindow, type PageWindow } from '../../../renderer/app/windows.ts';

/** As far as listening goes, a window. */
const testWindow = () => new EventTarget() as unknown as PageWindow;
const press = (view: PageWindow) => view.dispatchEvent(new Event('keydown'));

test('a key is heard in every window, also in one that comes later, until either goes', () => {
  const [first, second] = [testWindow(), testWindow()];
  addWindow(first);
  const heard = vi.fn();
  const stop = listenEverywhere('keydown', heard);
  const leave = addWindow(second);
  press(first);
  press(second);
  expect(heard).toHaveBeenCalledTimes(2);
  leave();
  press(second);
  expect(heard).toHaveBeenCalledTimes(2);
  addWindow(second);
  press(second);
  expect(heard).toHaveBeenCalledTimes(3);
  stop();
  press(first);
  press(second);
  expect(heard).toHaveBeenCalledTimes(3);
});

test('the window in use is the one with the last key or press, as its own listeners see it already', () => {
  const [first, second] = [testWindow(), testWindow()];
  addWindow(first);
  addWindow(second);
  const seen: boolean[] = [];
  const stop = listenEverywhere('keydown', () => seen.push(usedWindow() === second));
  press(first);
  press(second);
  expect(seen).toEqual([false, true]);
  first.dispatchEvent(new Event('pointerdown'));
  expect(usedWindow()).toBe(first);
  stop();
});
