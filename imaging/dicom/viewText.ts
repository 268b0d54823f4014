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

/** Abbreviations of modifiers that stand as words of their own, before a view or behind it. */
const modifierWords: ReadonlyMap<string, ViewModifier> = new Map([
  ['MAG', 'M'],
  ['MAGN', 'M'],
  ['TAN', 'TAN'],
]);

/** A side in any case or length (`LEFT`, `l`, `Right breast`); null for both, none, and anything else. */
export function sideFromText(value: string): Laterality | null {
  return theOne(wordsOf(value).map((word) => sides.get(word)));
}

/**
 * View Position (0018,5101) or the meaning of a view's code as it was written: an abbreviation of CID 4014 with the ACR
 * prefix or suffix of modifiers (`MCC`, `MLO ID`; PS3.16 CID 4015), CV or AT, which earlier editions listed as views, or the
 * name in words; with or without a side, in any case and punctuation. What can be taken apart in two ways says nothing.
 */
export function viewFromText(value: string): SpelledView {
  const named = withoutModifiers(wordsOf(value).join(' '));
  const said = named.rest.split(' ').filter((word) => word !== '' && !fillers.has(word));
  const abbreviated = said
    .map((word) => modifierWords.get(word))
    .filter((modifier) => modifier !== undefined);
  const found = viewFromWords(said.filter((word) => !modifierWords.has(word)));
  return {
    laterality: found.laterality,
    viewPosition: found.viewPosition ?? viewOfModifiers(named.modifiers),
    viewModifiers: [...new Set([...found.viewModifiers, ...named.modifiers, ...abbreviated])],
  };
}

/** True for a lateral view of which nobody says whether it is ML or LM: `LAT`, `R LATERAL`. */
export function isLateral(value: string): boolean {
  const { rest, modifiers } = withoutModifiers(wordsOf(value).join(' '));
  return modifiers.length === 0 && /\b[RL]?LAT(ERAL)?\b/.test(rest);
}

/** The modifiers that a text names, and what is left of it. */
function withoutModifiers(said: string): { modifiers: readonly ViewModifier[]; rest: string } {
  const modifiers: ViewModifier[] = [];
  let rest = said.toLowerCase();
  for (const { abbreviation, meaning } of modifierRows) {
    if (!meaning.test(rest)) continue;
    modifiers.push(abbreviation);
    rest = rest.replace(meaning, ' ');
  }
  return { modifiers, rest: rest.toUpperCase() };
}

/** Earlier editions listed two of them as views. */
function viewOfModifiers(modifiers: readonly ViewModifier[]): ViewPosition | null {
  if (modifiers.includes('AT')) return 'MLO';
  return modifiers.includes('CV') ? 'CC' : null;
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
  // Written together: `RCC`, `LEFTMLO`. The first word has side and view: `LAT` is no `AT`, and in `RM CC` no word is a side.
  const [first, ...others] = words;
  for (const [side, of] of sides) {
    if (!first.startsWith(side) || !isView(first.slice(side.length))) continue;
    const behind = viewFromLetters(first.slice(side.length) + others.join(''));
    if (behind !== null) return { laterality: of, ...behind };
  }
  return nothing;
}

/** True for the abbreviation of a view with or without modifiers; not for that of a modifier alone. */
function isView(letters: string): boolean {
  return viewFromLetters(letters) !== null && !modifiersAlone.has(letters);
}

type View = Omit<SpelledView, 'laterality'>;

const positions: readonly ViewPosition[] = viewRows.map((row) => row.abbreviation);
const prefixes: readonly ViewModifier[] = ['M', 'S'];
const suffixes: readonly ViewModifier[] = ['RL', 'RM', 'RI', 'RS', 'ID', 'NP', 'IMF', 'AX', 'TAN', 'AC'];
const modifiersAlone: ReadonlySet<string> = new Set(['CV', 'AT']);

/** Abbreviations that are not the view with a prefix or suffix. */
const special: ReadonlyMap<string, View> = new Map<string, View>([
  ['CV', { viewPosition: 'CC', viewModifiers: ['CV'] }],
  ['CCCV', { viewPosition: 'CC', viewModifiers: ['CV'] }],
  ['AT', { viewPosition: 'MLO', viewModifiers: ['AT'] }],
  ['MLOAT', { viewPosition: 'MLO', viewModifiers: ['AT'] }],
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
  const row = viewRows.find(({ meaning }) => meaning.test(name));
  return row === undefined ? null : { viewPosition: row.abbreviation, viewModifiers: [] };
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
