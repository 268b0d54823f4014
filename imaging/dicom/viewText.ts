/** Views as people write them: `RCC`, `L MLO`, `CRANIO-CAUDAL`, `oblique medio-lateral`. Pure. */
import type { Laterality, ViewModifier, ViewPosition } from '../../contract/view.ts';
import { modifierRows, viewRows } from './viewCodes.ts';

/** What a text says of a view; null and none where it does not, or not unmistakably. */
export interface SpelledView {
  readonly laterality: Laterality | null;
  readonly viewPosition: ViewPosition | null;
  readonly viewModifiers: readonly ViewModifier[];
}

const nothing: SpelledView = { laterality: null, viewPosition: null, viewModifiers: [] };

const sides: ReadonlyMap<string, Laterality> = new Map([
  ...['L', 'LT', 'LEFT', 'LINKS', 'GAUCHE', 'IZQUIERDA', 'SINISTRA', 'ESQUERDA'].map(
    (word) => [word, 'L'] as const,
  ),
  ...['R', 'RT', 'RIGHT', 'RECHTS', 'DROITE', 'DERECHA', 'DESTRA', 'DIREITA'].map(
    (word) => [word, 'R'] as const,
  ),
]);

/** Words beside a view that say nothing of it. */
const fillers: ReadonlySet<string> = new Set([
  ...['VIEW', 'PROJECTION', 'BREAST', 'MAMMA', 'MAMMO', 'MAMMOGRAM', 'IMAGE', 'TRUE', 'STANDARD'],
  ...['TOMO', 'TOMOSYNTHESIS', 'DIGITAL', 'TO', 'COMPRESSION'],
]);

/** Modifiers that stand as words of their own beside an abbreviation. */
const modifierWords: ReadonlyMap<string, ViewModifier> = new Map([
  ['SPOT', 'S'],
  ['MAG', 'M'],
  ['MAGN', 'M'],
  ['MAGNIFIED', 'M'],
  ['MAGNIFICATION', 'M'],
]);

/** A side in any case or length (`LEFT`, `l`, `Right breast`); null for both, none, and anything else. */
export function sideFromText(value: string): Laterality | null {
  return theOne(wordsOf(value).map((word) => sides.get(word)));
}

/**
 * View Position (0018,5101) or the meaning of a view's code as it was written: an abbreviation of CID 4014 with the ACR
 * prefix or suffix of modifiers (`MCC`, `MLO ID`; PS3.16 CID 4015), CV or AT, which earlier editions listed as views, or the
 * name in words; with or without a side, in any case and punctuation.
 */
export function viewFromText(value: string): SpelledView {
  const said = wordsOf(value).filter((word) => !fillers.has(word));
  const modifiers = said.map((word) => modifierWords.get(word)).filter((modifier) => modifier !== undefined);
  const found = viewFromWords(said.filter((word) => !modifierWords.has(word)));
  return { ...found, viewModifiers: [...new Set([...found.viewModifiers, ...modifiers])] };
}

function viewFromWords(words: readonly string[]): SpelledView {
  const letters = words.join('');
  if (letters === '') return nothing;
  // `LM` and `RL` are no sides: what is an abbreviation as a whole is not taken apart.
  const whole = viewFromLetters(letters);
  if (whole !== null) return { laterality: null, ...whole };
  const laterality = theOne(words.map((word) => sides.get(word)));
  const rest = words.filter((word) => !sides.has(word)).join('');
  const apart = viewFromLetters(rest) ?? viewFromName(rest);
  if (apart !== null) return { laterality, ...apart };
  if (laterality !== null) return { ...nothing, laterality };
  // Written together: `RCC`, `LEFTMLO`.
  for (const [side, of] of sides) {
    const behind = letters.startsWith(side) ? viewFromLetters(letters.slice(side.length)) : null;
    if (behind !== null) return { laterality: of, ...behind };
  }
  return nothing;
}

type View = Omit<SpelledView, 'laterality'>;

const positions: readonly ViewPosition[] = viewRows.map((row) => row.abbreviation);
const prefixes: readonly ViewModifier[] = ['M', 'S'];
const suffixes: readonly ViewModifier[] = ['RL', 'RM', 'RI', 'RS', 'ID', 'NP', 'IMF', 'AX', 'TAN', 'AC'];

/** Abbreviations that are not the view with a prefix or suffix. */
const special: ReadonlyMap<string, View> = new Map<string, View>([
  ['CV', { viewPosition: 'CC', viewModifiers: ['CV'] }],
  ['AT', { viewPosition: 'MLO', viewModifiers: ['AT'] }],
  // "Exaggerated" in English, "externe" in French: not a plain CC in either.
  ['CCE', { viewPosition: 'XCC', viewModifiers: [] }],
  // "Displaced" to some, the right side in four languages ("derecha", "droite", ...): the view is plain, the rest is not.
  ['CCD', { viewPosition: 'CC', viewModifiers: [] }],
  ['MLOD', { viewPosition: 'MLO', viewModifiers: [] }],
]);

function viewFromLetters(letters: string): View | null {
  const known = special.get(letters);
  if (known !== undefined) return known;
  for (const position of positions) {
    if (letters === position) return { viewPosition: position, viewModifiers: [] };
    const suffix = suffixes.find((modifier) => letters === position + modifier);
    if (suffix !== undefined) return { viewPosition: position, viewModifiers: [suffix] };
    const prefix = prefixes.find((modifier) => letters === modifier + position);
    if (prefix !== undefined) return { viewPosition: position, viewModifiers: [prefix] };
  }
  return null;
}

/** The name of a view in words, joined in capitals: `CRANIOCAUDAL`. */
function viewFromName(letters: string): View | null {
  const name = letters.toLowerCase();
  const modifiers = modifierRows
    .filter(({ meaning }) => meaning.test(name))
    .map(({ abbreviation }) => abbreviation);
  const viewPosition =
    viewRows.find(({ meaning }) => meaning.test(name))?.abbreviation ??
    (modifiers.includes('AT') ? 'MLO' : modifiers.includes('CV') ? 'CC' : null);
  if (viewPosition === null && modifiers.length === 0) return null;
  return { viewPosition, viewModifiers: modifiers };
}

/** Words in capitals without accents; letters only. */
function wordsOf(value: string): readonly string[] {
  return value
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .split(/[^A-Z]+/)
    .filter((word) => word !== '');
}

function theOne<T>(values: readonly (T | undefined)[]): T | null {
  const distinct = new Set(values.filter((value) => value !== undefined));
  return distinct.size === 1 ? [...distinct][0] : null;
}
