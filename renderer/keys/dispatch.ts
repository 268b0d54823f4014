/** Whether a key pressed is a command, or belongs to what has the focus. Pure. */
import { chordsOf, parseChord, type KeyPress } from './chord.ts';
import type { CommandId } from './commands.ts';
import type { Keymap } from './keymap.ts';

/**
 * What has the focus, by the keys it needs itself: `text` all that types or edits, `list` (select, combo box) all but
 * function keys too, `range` and `choice` (checkbox, radio button, tab) some, `press` (button, link) Space and Enter.
 */
export type FocusKind = 'text' | 'list' | 'range' | 'choice' | 'press' | 'none';

export interface KeySituation {
  readonly focus: FocusKind;
  /** The focus is in the element marked `data-image-area`. */
  readonly inImageArea: boolean;
  /** Text on the page is selected. */
  readonly textSelected: boolean;
}

const arrows = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'];
const ownKeys: Readonly<Record<'range' | 'choice' | 'press', readonly string[]>> = {
  range: [...arrows, 'Home', 'End', 'PageUp', 'PageDown'],
  choice: [...arrows, ' ', 'Home', 'End'],
  press: [' ', 'Enter'],
};

function belongsToFocus(key: string, { focus, inImageArea, textSelected }: KeySituation): boolean {
  const chord = parseChord(key);
  // Tab walks the findings only where the images have the focus; elsewhere it moves the focus, as everywhere.
  if (chord?.key === 'Tab' && !inImageArea) return true;
  if (key === 'Ctrl+c' && textSelected) return true;
  switch (focus) {
    case 'text':
    case 'list':
      return !/^F\d+$/.test(chord?.key ?? '');
    case 'range':
    case 'choice':
    case 'press':
      return chord !== null && !chord.ctrl && ownKeys[focus].includes(chord.key);
    case 'none':
      return false;
  }
}

/** The command that the key means there; null where it means none, or belongs to what has the focus. */
export function commandFor(
  keymap: Keymap,
  press: KeyPress,
  situation: KeySituation,
  mac: boolean,
): CommandId | null {
  const key = chordsOf(press, mac).find((text) => keymap.commandOf.has(text));
  if (key === undefined || belongsToFocus(key, situation)) return null;
  return keymap.commandOf.get(key) ?? null;
}
