/** An assessment by key: a leader says of what, the keys after it say what. Pure. */
import type { Assessment, BiRads } from '../../contract/reading.ts';
import type { BreastDensity } from '../../contract/reading.ts';
import type { Laterality } from '../../contract/view.ts';
import { withBiRads } from './assessment.ts';

export type Leader = Laterality | 'density';
/** `both`: the leader of a breast twice. */
export type Target = Leader | 'both';

/** What is waited for. */
export interface Entry {
  readonly target: Target;
  /** Category 4 is not whole without its letter. */
  readonly typed: '' | '4';
  /** The key pressed last that means nothing here, readable. */
  readonly refused: string | null;
}

export type Said =
  | { readonly target: Laterality | 'both'; readonly value: BiRads | null }
  | { readonly target: 'density'; readonly value: BreastDensity | 'not-given' | null };

/** What a key comes to. `passed`: it is none of this; what waited is left, and the key does what it does elsewhere. */
export type Keyed =
  | { readonly type: 'waits'; readonly entry: Entry }
  | { readonly type: 'said'; readonly said: Said }
  | { readonly type: 'left' }
  | { readonly type: 'passed' };

export const entryOf = (target: Target): Entry => ({ target, typed: '', refused: null });

/** A leader pressed while `entry` waits (null: none does). */
export function led(entry: Entry | null, leader: Leader, breasts: readonly Laterality[]): Entry {
  const twice = entry !== null && entry.target === leader && entry.typed === '' && leader !== 'density';
  return entryOf(twice && breasts.length === 2 ? 'both' : leader);
}

const wholeCategories: Readonly<Record<string, BiRads>> = {
  '0': '0',
  '1': '1',
  '2': '2',
  '3': '3',
  '5': '5',
  '6': '6',
};
/** Digits too, for a keypad. */
const fourths: Readonly<Record<string, BiRads>> = {
  a: '4A',
  b: '4B',
  c: '4C',
  '1': '4A',
  '2': '4B',
  '3': '4C',
};
const densityKeys: Readonly<Record<string, BreastDensity | 'not-given'>> = {
  a: 'a',
  b: 'b',
  c: 'c',
  d: 'd',
  '1': 'a',
  '2': 'b',
  '3': 'c',
  '4': 'd',
  n: 'not-given',
};

/** Whether the key says something of what is waited for. */
export function isAnswer({ target, typed }: Entry, key: string): boolean {
  if (target === 'density') return Object.hasOwn(densityKeys, key);
  if (typed === '4') return Object.hasOwn(fourths, key);
  return key === '4' || Object.hasOwn(wholeCategories, key);
}

/** `key` as in key maps (`renderer/keys/chord.ts`). */
export function keyed(entry: Entry, key: string): Keyed {
  const { target, typed } = entry;
  if (isAnswer(entry, key)) {
    if (target === 'density') return { type: 'said', said: { target, value: densityKeys[key] } };
    if (typed === '' && key === '4') return { type: 'waits', entry: { target, typed: '4', refused: null } };
    const value = typed === '4' ? fourths[key] : wholeCategories[key];
    return { type: 'said', said: { target, value } };
  }
  switch (key) {
    case 'Escape':
      return { type: 'left' };
    case 'Backspace':
      return typed === '4' ? { type: 'waits', entry: entryOf(target) } : { type: 'left' };
    case 'Delete':
      return { type: 'said', said: { target, value: null } };
    case 'Enter':
      return { type: 'waits', entry: { ...entry, refused: 'Enter' } };
    case ' ':
      return { type: 'waits', entry: { ...entry, refused: 'Space' } };
    default:
      // Letters, digits and signs would have been meant for this; named keys and those with Ctrl or Alt are not.
      return [...key].length === 1
        ? { type: 'waits', entry: { ...entry, refused: key.toUpperCase() } }
        : { type: 'passed' };
  }
}

export function withSaid(assessment: Assessment, said: Said): Assessment {
  if (said.target === 'density') return { ...assessment, density: said.value };
  const sides: readonly Laterality[] = said.target === 'both' ? ['R', 'L'] : [said.target];
  return sides.reduce((before, side) => withBiRads(before, side, said.value), assessment);
}

const targetNames: Readonly<Record<Target, string>> = { R: 'R', L: 'L', both: 'R and L', density: 'Density' };

/** "R 4_": what was typed, and where the next key goes. */
export const typedText = ({ target, typed }: Entry): string =>
  `${targetNames[target]} ${typed === '' ? '_' : `${typed}_`}`;

/** "A, B or C": what is waited for. */
export function waitsText({ target, typed }: Entry): string {
  if (target === 'density') return 'a, b, c or d; n: not given';
  return typed === '4' ? 'A, B or C' : '0 to 6';
}
