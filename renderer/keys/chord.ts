/** Keys as text: one canonical form for what a table, a user's change and a keyboard event say. Pure. */

/** A key with its modifiers. `ctrl` is the platform's main modifier: Ctrl, on macOS Cmd. */
export interface Chord {
  readonly ctrl: boolean;
  readonly alt: boolean;
  /** False for characters that Shift itself makes (`?`, `+`): the layout decides how they are typed. */
  readonly shift: boolean;
  /** As `KeyboardEvent.key`; letters in lower case. */
  readonly key: string;
}

/** What is read of a `KeyboardEvent`. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
  /** AltGr is held: it makes characters and is no modifier of its own. */
  readonly altGraph: boolean;
}

const isLetter = (key: string): boolean => [...key].length === 1 && key.toLowerCase() !== key.toUpperCase();

/** A character that a layout may need Shift for: Shift says nothing about it. */
const isSymbol = (key: string): boolean => [...key].length === 1 && key !== ' ' && !isLetter(key);

/** Keys that only modify, compose or are unknown. */
const notKeys = new Set([
  'Control',
  'Shift',
  'Alt',
  'AltGraph',
  'Meta',
  'CapsLock',
  'NumLock',
  'ScrollLock',
  'Fn',
  'FnLock',
  'Dead',
  'Process',
  'Compose',
  'Unidentified',
]);

function normalised(chord: Chord): Chord | null {
  if (notKeys.has(chord.key)) return null;
  if (isLetter(chord.key)) return { ...chord, key: chord.key.toLowerCase() };
  return isSymbol(chord.key) ? { ...chord, shift: false } : chord;
}

/** `Ctrl+Shift+z`, `Shift+ `, `PageDown`, `?`, `Ctrl++`; null where it is none. */
export function parseChord(text: string): Chord | null {
  const match = /^((?:(?:Ctrl|Alt|Shift)\+)*)(.|[A-Z][A-Za-z0-9]+)$/u.exec(text);
  if (!match) return null;
  const modifiers = match[1].split('+');
  return normalised({
    ctrl: modifiers.includes('Ctrl'),
    alt: modifiers.includes('Alt'),
    shift: modifiers.includes('Shift'),
    key: match[2],
  });
}

/** The canonical text: what key maps are keyed by. */
export function chordText({ ctrl, alt, shift, key }: Chord): string {
  return `${ctrl ? 'Ctrl+' : ''}${alt ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${key}`;
}

/** Where a US keyboard has the characters that other layouts may lack or hide behind AltGr. */
const charactersByCode: Readonly<Record<string, string>> = {
  BracketLeft: '[',
  BracketRight: ']',
  Comma: ',',
  Period: '.',
  Slash: '/',
  Backquote: '`',
  Minus: '-',
  Equal: '=',
};

/** The key at that place of a US keyboard, where the layout's own character can be no command. */
function keyByPlace({ key, code, shiftKey }: KeyPress): string | null {
  const digit = /^Digit(\d)$/.exec(code);
  // French and Czech keyboards type digits with Shift.
  if (digit) return shiftKey ? null : digit[1];
  // Cyrillic, Greek, Hebrew, Arabic…: the Latin letter printed on the same key.
  if ([...key].length !== 1 || key.charCodeAt(0) < 128) return null;
  const letter = /^Key([A-Z])$/.exec(code);
  if (letter) return letter[1].toLowerCase();
  return shiftKey ? null : (charactersByCode[code] ?? null);
}

/**
 * The chords that an event may mean, the likeliest first: by the character typed, then by the place of the key.
 * None for modifiers alone, and where the other platform's main modifier is held (Windows key; Control on macOS).
 */
export function chordsOf(press: KeyPress, mac: boolean): readonly string[] {
  const { altGraph } = press;
  if (mac ? press.ctrlKey : press.metaKey && !altGraph) return [];
  const ctrl = mac ? press.metaKey : press.ctrlKey && !altGraph;
  // Option, too, makes characters on macOS: `[` is Option+5 on a German keyboard.
  const alt = press.altKey && !altGraph && !(mac && isSymbol(press.key));
  const chord = normalised({ ctrl, alt, shift: press.shiftKey, key: press.key });
  if (!chord) return [];
  const other = press.altKey || altGraph ? null : keyByPlace(press);
  const byPlace = other === null ? null : normalised({ ctrl, alt, shift: press.shiftKey, key: other });
  const texts = [chordText(chord), ...(byPlace ? [chordText(byPlace)] : [])];
  return [...new Set(texts)];
}

const names: Readonly<Record<string, string>> = {
  ' ': 'Space',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  PageUp: 'Page up',
  PageDown: 'Page down',
  Escape: 'Esc',
};

/** As a reader reads it: `Ctrl+Shift+Z`, `⇧⌘Z` on macOS, `Space`. */
export function chordName(text: string, mac: boolean): string {
  const chord = parseChord(text);
  if (!chord) return text;
  const key = names[chord.key] ?? (isLetter(chord.key) ? chord.key.toUpperCase() : chord.key);
  return mac
    ? `${chord.alt ? '⌥' : ''}${chord.shift ? '⇧' : ''}${chord.ctrl ? '⌘' : ''}${key}`
    : `${chord.ctrl ? 'Ctrl+' : ''}${chord.alt ? 'Alt+' : ''}${chord.shift ? 'Shift+' : ''}${key}`;
}
