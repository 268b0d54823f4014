import { describe, expect, it } from 'vitest';
import type { Assessment } from '../../../contract/reading.ts';
import {
  entryOf,
  keyed,
  led,
  typedText,
  waitsText,
  withSaid,
  type Entry,
  type Target,
} from '../../../renderer/assess/entry.ts';

const empty: Assessment = { density: null, breasts: [], comment: '' };

/** What keys after a leader come to: "4B", "waits", "left", "passed". */
function typed(target: Target, ...keys: readonly string[]): string | null {
  let entry: Entry = entryOf(target);
  for (const [at, key] of keys.entries()) {
    const result = keyed(entry, key);
    if (result.type === 'waits') entry = result.entry;
    else if (at < keys.length - 1) throw new Error(`${key} ended it`);
    else return result.type === 'said' ? result.said.value : result.type;
  }
  return 'waits';
}

describe('keys after a leader', () => {
  it.each(['0', '1', '2', '3', '5', '6'])('%s is a category', (key) => {
    expect(typed('R', key)).toBe(key);
  });

  it('4 waits for its letter, or its digit on a keypad', () => {
    expect(typed('L', '4')).toBe('waits');
    for (const [key, category] of ['aA', 'bB', 'cC', '1A', '2B', '3C'].map((pair) => [...pair])) {
      expect(typed('L', '4', key)).toBe(`4${category}`);
    }
  });

  it.each([
    ['a', 'a'],
    ['d', 'd'],
    ['1', 'a'],
    ['4', 'd'],
    ['n', 'not-given'],
  ])('density by %s is %s', (key, density) => {
    expect(typed('density', key)).toBe(density);
  });

  it('Backspace takes back what was typed, then the leader; Escape leaves; Delete takes the category back', () => {
    expect(typed('R', '4', 'Backspace', '2')).toBe('2');
    expect(typed('R', '4', 'Backspace', 'Backspace')).toBe('left');
    expect(typed('R', '4', 'Escape')).toBe('left');
    expect(typed('R', 'Delete')).toBe(null);
  });

  it('what means nothing is said, and commits nothing; named keys go on to their commands', () => {
    for (const key of ['7', 'x', ' ', 'Enter']) expect(typed('R', key)).toBe('waits');
    for (const key of ['5', 'd', 'Enter']) expect(typed('R', '4', key)).toBe('waits');
    expect(typed('density', 'e')).toBe('waits');
    expect(keyed(entryOf('R'), 'x')).toMatchObject({ entry: { typed: '', refused: 'X' } });
    for (const key of ['PageDown', 'Ctrl+z', 'F11', 'Tab']) expect(typed('R', '4', key)).toBe('passed');
  });
});

describe('leaders', () => {
  const both = ['R', 'L'] as const;

  it('one pressed twice is for both breasts, where there are two', () => {
    expect(led(null, 'R', both).target).toBe('R');
    expect(led(entryOf('R'), 'R', both).target).toBe('both');
    expect(led(entryOf('L'), 'L', both).target).toBe('both');
    expect(led(entryOf('both'), 'R', both).target).toBe('R');
    expect(led(entryOf('R'), 'R', ['R']).target).toBe('R');
    expect(led(entryOf('density'), 'density', both).target).toBe('density');
  });

  it('another one takes over', () => {
    expect(led(entryOf('R'), 'L', both)).toEqual(entryOf('L'));
    expect(led({ ...entryOf('R'), typed: '4' }, 'R', both)).toEqual(entryOf('R'));
  });

  it('say what they wait for', () => {
    const text = (entry: Entry) => `${typedText(entry)}: ${waitsText(entry)}`;
    expect(text(entryOf('R'))).toBe('R _: 0 to 6');
    expect(text({ ...entryOf('R'), typed: '4' })).toBe('R 4_: A, B or C');
    expect(text(entryOf('both'))).toBe('R and L _: 0 to 6');
    expect(text(entryOf('density'))).toBe('Density _: a, b, c or d; n: not given');
  });
});

it('what is said is of one breast, both or the density', () => {
  const one = withSaid(empty, { target: 'L', value: '4B' });
  expect(one.breasts).toEqual([{ laterality: 'L', biRads: '4B' }]);
  const all = withSaid(withSaid(one, { target: 'both', value: '1' }), { target: 'density', value: 'b' });
  expect(all).toEqual({
    density: 'b',
    breasts: [
      { laterality: 'R', biRads: '1' },
      { laterality: 'L', biRads: '1' },
    ],
    comment: '',
  });
});
