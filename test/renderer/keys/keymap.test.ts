import { describe, expect, it } from 'vitest';
import { parseChord } from '../../../renderer/keys/chord.ts';
import { commands } from '../../../renderer/keys/commands.ts';
import {
  assignKey,
  commandIds,
  defaultKeys,
  isReserved,
  keymapOf,
  removeKey,
  resetKeys,
} from '../../../renderer/keys/keymap.ts';

describe('the table of commands', () => {
  it('gives every command at least one key, and no key twice', () => {
    const all = commandIds.flatMap(defaultKeys);
    expect(new Set(all).size).toBe(all.length);
    for (const id of commandIds) expect(defaultKeys(id).length, id).toBeGreaterThan(0);
    expect(keymapOf({}).conflicts).toEqual([]);
  });

  it('has no key that cannot be read, and none that stays the browser’s', () => {
    for (const { keys } of Object.values(commands))
      for (const key of keys) expect(parseChord(key), key).not.toBeNull();
    expect(commandIds.flatMap(defaultKeys).filter(isReserved)).toEqual([]);
  });

  it('lets nothing but zooming, panning, thresholds and moving marks go on while a key is held', () => {
    expect(commandIds.filter((id) => 'repeats' in commands[id])).toEqual([
      'view.in',
      'view.out',
      'view.panLeft',
      'view.panRight',
      'view.panUp',
      'view.panDown',
      'ai.thresholdDown',
      'ai.thresholdUp',
      'edit.left',
      'edit.right',
      'edit.up',
      'edit.down',
    ]);
  });
});

describe('the key map', () => {
  it('takes the user’s keys in place of a command’s own', () => {
    const { keys, commandOf } = keymapOf({ 'display.invert': ['n', 'Shift+N'], 'ai.classification': [] });
    expect(keys['display.invert']).toEqual(['n', 'Shift+n']);
    expect(commandOf.get('n')).toBe('display.invert');
    expect(commandOf.get('Shift+n')).toBe('display.invert');
    expect(commandOf.has('i')).toBe(false);
  });

  it('tells of a key that two commands want; the first of the table has it', () => {
    const { conflicts, commandOf } = keymapOf({ 'view.reset': ['i'] });
    expect(conflicts).toEqual([{ key: 'i', commands: ['view.reset', 'display.invert'] }]);
    expect(commandOf.get('i')).toBe('view.reset');
  });

  it('passes over commands and keys that it does not know', () => {
    const { keys } = keymapOf({ 'no.such': ['a'], toString: ['b'], 'view.reset': ['Hyper+q', 'd', 'd'] });
    expect(keys['view.reset']).toEqual(['d']);
    expect(Object.keys(keys)).toEqual(commandIds);
  });
});

describe('changing keys', () => {
  it('puts a new key in the place of an old one', () => {
    expect(assignKey({}, 'view.in', 'd', '+')).toEqual({ 'view.in': ['d', '='] });
  });

  it('puts a key beside those there are', () => {
    expect(assignKey({}, 'display.invert', 'd', null)).toEqual({ 'display.invert': ['i', 'd'] });
  });

  it('takes the key from the command that had it', () => {
    const changes = assignKey({}, 'display.invert', 'w', 'i');
    expect(changes).toEqual({ 'display.invert': ['w'], 'display.nextPreset': [] });
    expect(keymapOf(changes).conflicts).toEqual([]);
  });

  it('leaves one key where a command’s other key is pressed again', () => {
    expect(assignKey({}, 'view.in', '=', '+')).toEqual({ 'view.in': ['='] });
    expect(assignKey({}, 'view.in', '+', '+')).toEqual({});
  });

  it('is no change once the defaults are back', () => {
    expect(assignKey({ 'display.invert': ['d'] }, 'display.invert', 'i', 'd')).toEqual({});
    expect(resetKeys({ 'display.invert': ['d'], 'view.reset': ['t'] }, 'display.invert')).toEqual({
      'view.reset': ['t'],
    });
  });

  it('resets by taking the key back from who has it now', () => {
    const changes = assignKey({}, 'display.invert', 'w', 'i');
    const reset = resetKeys(changes, 'display.nextPreset');
    expect(reset).toEqual({ 'display.invert': [] });
    expect(keymapOf(reset).commandOf.get('w')).toBe('display.nextPreset');
  });

  it('removes one key', () => {
    expect(removeKey({}, 'view.in', '+')).toEqual({ 'view.in': ['='] });
    expect(removeKey({}, 'view.out', '-')).toEqual({ 'view.out': [] });
  });
});
