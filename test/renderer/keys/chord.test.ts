import { describe, expect, it } from 'vitest';
import { chordName, chordsOf, chordText, parseChord, type KeyPress } from '../../../renderer/keys/chord.ts';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  metaKey: false,
  altGraph: false,
  ...more,
});
const canonical = (text: string) => {
  const chord = parseChord(text);
  return chord && chordText(chord);
};

describe('keys as text', () => {
  it.each([
    ['a', 'a'],
    ['Shift+H', 'Shift+h'],
    ['Ctrl+Shift+Z', 'Ctrl+Shift+z'],
    ['Shift+Ctrl+Z', 'Ctrl+Shift+z'],
    ['Shift+ ', 'Shift+ '],
    [' ', ' '],
    ['?', '?'],
    ['Shift+?', '?'],
    ['+', '+'],
    ['Ctrl++', 'Ctrl++'],
    ['PageDown', 'PageDown'],
    ['Shift+Tab', 'Shift+Tab'],
    ['Alt+F11', 'Alt+F11'],
    ['é', 'é'],
  ])('%j is %j', (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });

  it.each(['', 'Ctrl+', 'Hyper+a', 'ab', 'Shift', 'Control', 'Dead', 'Ctrl+Meta', 'page down'])(
    '%j is no key',
    (text) => {
      expect(parseChord(text)).toBeNull();
    },
  );

  it.each([
    [' ', 'Space', 'Space'],
    ['Ctrl+Shift+z', 'Ctrl+Shift+Z', '⇧⌘Z'],
    ['Alt+ArrowLeft', 'Alt+←', '⌥←'],
    ['?', '?', '?'],
    ['PageDown', 'Page down', 'Page down'],
  ])('%j reads %j, on macOS %j', (text, elsewhere, mac) => {
    expect(chordName(text, false)).toBe(elsewhere);
    expect(chordName(text, true)).toBe(mac);
  });
});

describe('keys pressed', () => {
  it('are letters whatever Caps Lock says; Shift is a modifier of letters and named keys', () => {
    expect(chordsOf(press('A', { code: 'KeyA' }), false)).toEqual(['a']);
    expect(chordsOf(press('a', { code: 'KeyA', shiftKey: true }), false)).toEqual(['Shift+a']);
    expect(chordsOf(press('Tab', { shiftKey: true }), false)).toEqual(['Shift+Tab']);
    expect(chordsOf(press(' ', { code: 'Space', shiftKey: true }), false)).toEqual(['Shift+ ']);
  });

  it('are characters, however the layout types them', () => {
    expect(chordsOf(press('?', { code: 'Slash', shiftKey: true }), false)).toEqual(['?']);
    expect(chordsOf(press('?', { code: 'Minus', shiftKey: true }), false)).toEqual(['?']);
    expect(chordsOf(press('+', { code: 'NumpadAdd' }), false)).toEqual(['+']);
  });

  it('take the main modifier of the platform, and mean nothing with the other one', () => {
    expect(chordsOf(press('z', { ctrlKey: true }), false)).toEqual(['Ctrl+z']);
    expect(chordsOf(press('z', { metaKey: true }), true)).toEqual(['Ctrl+z']);
    expect(chordsOf(press('z', { metaKey: true }), false)).toEqual([]);
    expect(chordsOf(press('z', { ctrlKey: true }), true)).toEqual([]);
  });

  it('read AltGr, and Option on macOS, as part of the character', () => {
    const german = { code: 'Digit8', ctrlKey: true, altKey: true, altGraph: true };
    expect(chordsOf(press('[', german), false)).toEqual(['[']);
    expect(chordsOf(press('[', { code: 'Digit5', altKey: true }), true)).toEqual(['[']);
    expect(chordsOf(press('1', { code: 'Digit1', altKey: true }), false)).toEqual(['Alt+1']);
  });

  it('fall back to the place of the key where the layout has another script, or digits with Shift', () => {
    expect(chordsOf(press('й', { code: 'KeyQ' }), false)).toEqual(['й', 'q']);
    expect(chordsOf(press('Я', { code: 'KeyZ', ctrlKey: true, shiftKey: true }), false)).toEqual([
      'Ctrl+Shift+я',
      'Ctrl+Shift+z',
    ]);
    expect(chordsOf(press('&', { code: 'Digit1' }), false)).toEqual(['&', '1']);
    expect(chordsOf(press('х', { code: 'BracketLeft' }), false)).toEqual(['х', '[']);
    // Shift+1 on a US keyboard is no digit, and a French A (at the place of Q) is an A.
    expect(chordsOf(press('!', { code: 'Digit1', shiftKey: true }), false)).toEqual(['!']);
    expect(chordsOf(press('a', { code: 'KeyQ' }), false)).toEqual(['a']);
  });

  it('are none for modifiers, dead keys and what composes a character', () => {
    for (const key of ['Shift', 'Control', 'Alt', 'Meta', 'Dead', 'Process', 'Unidentified', 'CapsLock'])
      expect(chordsOf(press(key), false)).toEqual([]);
  });
});
