import { describe, expect, it } from 'vitest';
import type { KeyPress } from '../../../renderer/keys/chord.ts';
import { commandFor, type FocusKind, type KeySituation } from '../../../renderer/keys/dispatch.ts';
import { keymapOf } from '../../../renderer/keys/keymap.ts';

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
const situation = (focus: FocusKind, more: Partial<KeySituation> = {}): KeySituation => ({
  focus,
  inImageArea: false,
  textSelected: false,
  ...more,
});
const keymap = keymapOf({});
const run = (pressed: KeyPress, where: KeySituation) => commandFor(keymap, pressed, where, false);

describe('a key as a command', () => {
  it('runs by character, or by place where the character means nothing', () => {
    expect(run(press(' '), situation('none'))).toBe('step.next');
    expect(run(press('?', { shiftKey: true }), situation('none'))).toBe('program.keys');
    expect(run(press('ш', { code: 'KeyI' }), situation('none'))).toBe('display.invert');
    expect(run(press('&', { code: 'Digit1' }), situation('none'))).toBe('view.1');
    expect(run(press('d'), situation('none'))).toBeNull();
  });

  it('stays text where one types; function keys are no text', () => {
    for (const focus of ['text', 'list'] as const) {
      expect(run(press('i'), situation(focus))).toBeNull();
      expect(run(press('Escape'), situation(focus))).toBeNull();
      expect(run(press('z', { ctrlKey: true }), situation(focus))).toBeNull();
      expect(run(press('F6'), situation(focus))).toBe('program.images');
    }
  });

  it('leaves Space and Enter to buttons, arrows to sliders, Space to checkboxes; other keys run', () => {
    expect(run(press(' '), situation('press'))).toBeNull();
    expect(run(press('Enter'), situation('press'))).toBeNull();
    expect(run(press('i'), situation('press'))).toBe('display.invert');
    expect(run(press('ArrowLeft'), situation('range'))).toBeNull();
    expect(run(press(' '), situation('range'))).toBe('step.next');
    expect(run(press(' '), situation('choice'))).toBeNull();
    expect(run(press('i'), situation('choice'))).toBe('display.invert');
  });

  it('walks findings by Tab in the image area only', () => {
    expect(run(press('Tab'), situation('none'))).toBeNull();
    expect(run(press('Tab'), situation('press'))).toBeNull();
    expect(run(press('Tab'), situation('none', { inImageArea: true }))).toBe('ai.next');
    expect(run(press('Tab', { shiftKey: true }), situation('none', { inImageArea: true }))).toBe(
      'ai.previous',
    );
  });

  it('leaves Ctrl+C to selected text', () => {
    const copy = press('c', { ctrlKey: true });
    expect(run(copy, situation('none'))).toBe('program.copy');
    expect(run(copy, situation('none', { textSelected: true }))).toBeNull();
  });
});
