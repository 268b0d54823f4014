import { expect, test } from 'vitest';
import {
  activeIndex,
  allSelected,
  extendedTo,
  followedTo,
  lineAfterKey,
  nothingSelected,
  onlySelected,
  toggled,
} from '../../../renderer/worklist/selection.ts';

const order = ['a', 'b', 'c', 'd', 'e'];

test('a range goes from the anchor, both ways, and shrinks again', () => {
  const down = extendedTo(order, onlySelected('b'), 'd');
  expect([...down.selected]).toEqual(['b', 'c', 'd']);
  expect([...extendedTo(order, down, 'c').selected]).toEqual(['b', 'c']);
  expect([...extendedTo(order, down, 'a').selected]).toEqual(['a', 'b']);
});

test('where the anchor has left the list, the range starts where it ends', () => {
  expect(extendedTo(order, onlySelected('gone'), 'c')).toEqual(onlySelected('c'));
});

test('toggling adds and takes away, and moves the anchor', () => {
  const two = toggled(onlySelected('a'), 'c');
  expect([...two.selected]).toEqual(['a', 'c']);
  expect(two.anchor).toBe('c');
  expect([...toggled(two, 'a').selected]).toEqual(['c']);
});

test('all selected: the keyboard stays where it is', () => {
  expect(allSelected(order, onlySelected('c'))).toMatchObject({ active: 'c', selected: new Set(order) });
  expect(allSelected(order, nothingSelected).active).toBe('a');
});

test('the keyboard is on the first line until it was used, or when its exam has left', () => {
  expect(activeIndex(order, nothingSelected)).toBe(0);
  expect(activeIndex(order, onlySelected('d'))).toBe(3);
  expect(activeIndex(order, onlySelected('gone'))).toBe(0);
  expect(activeIndex([], onlySelected('a'))).toBe(-1);
});

test('keys move within the list', () => {
  const to = (key: string, from: number) => lineAfterKey(key, from, 5, 3);
  expect([to('ArrowDown', 4), to('ArrowUp', 0), to('ArrowDown', 1)]).toEqual([4, 0, 2]);
  expect([to('PageDown', 0), to('PageDown', 3), to('PageUp', 4)]).toEqual([3, 4, 1]);
  expect([to('Home', 3), to('End', 0), to('x', 0)]).toEqual([0, 4, null]);
});

test('reading moves a single selection along, and leaves several alone', () => {
  expect(followedTo(onlySelected('a'), 'b')).toEqual(onlySelected('b'));
  const two = toggled(onlySelected('a'), 'c');
  expect(followedTo(two, 'd')).toEqual({ active: 'd', anchor: 'd', selected: two.selected });
});
