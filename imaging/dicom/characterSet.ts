/**
 * Text values in the character sets of Specific Character Set (0008,0005): PS3.3 C.12.1.1.2, PS3.5 section 6.1.
 * ISO 2022 escapes are followed as far as the decoders of the Encoding Standard go (no JIS X 0212).
 */
import { bare } from './spelling.ts';

/** Registration numbers of the defined terms (`ISO_IR 100`, `ISO 2022 IR 100`) -> label of the Encoding Standard. */
const labels: Readonly<Record<string, string>> = {
  100: 'windows-1252',
  101: 'iso-8859-2',
  109: 'iso-8859-3',
  110: 'iso-8859-4',
  144: 'iso-8859-5',
  127: 'iso-8859-6',
  126: 'iso-8859-7',
  138: 'iso-8859-8',
  148: 'windows-1254',
  203: 'iso-8859-15',
  13: 'shift_jis',
  // ISO 646 is a part of what it is extended by in the values that follow.
  87: 'shift_jis',
  166: 'windows-874',
  192: 'utf-8',
  149: 'euc-kr',
  58: 'gbk',
};

/** ASCII alone: the default repertoire. Bytes beyond it are undeclared. */
const defaultTerms: ReadonlySet<string> = new Set(['', 'ISOIR6', 'ISO2022IR6', 'ISO646', 'ASCII', 'USASCII']);

/** Escape sequences (after ESC) -> label, and whether the set has two bytes below 0x80 (PS3.3 tables C.12-3 and C.12-4). */
const escapes: readonly (readonly [string, string])[] = [
  ['$)C', 'euc-kr'],
  ['$)A', 'gbk'],
  ['$B', 'iso-2022-jp'],
  ['$@', 'iso-2022-jp'],
  ['(J', 'shift_jis'],
  [')I', 'shift_jis'],
  ['-A', 'windows-1252'],
  ['-B', 'iso-8859-2'],
  ['-C', 'iso-8859-3'],
  ['-D', 'iso-8859-4'],
  ['-L', 'iso-8859-5'],
  ['-G', 'iso-8859-6'],
  ['-F', 'iso-8859-7'],
  ['-H', 'iso-8859-8'],
  ['-M', 'windows-1254'],
  ['-b', 'iso-8859-15'],
  ['-T', 'windows-874'],
];

const newDecoder = (label: string) => new TextDecoder(label);
const decoders = new Map<string, ReturnType<typeof newDecoder>>();

function decoder(label: string): ReturnType<typeof newDecoder> {
  const found = decoders.get(label) ?? newDecoder(label);
  decoders.set(label, found);
  return found;
}

const escape = 0x1b;

function isPlain(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte >= 0x80 || byte === escape) return false;
  return true;
}

/** Decodes a value; `characterSets` are the values of Specific Character Set, empty for the default repertoire. */
export function decodeText(bytes: Uint8Array, characterSets: readonly string[]): string {
  if (isPlain(bytes)) return bytes.length > 512 ? decoder('windows-1252').decode(bytes) : ascii(bytes);
  const first = labelOf(characterSets[0] ?? '');
  return bytes.includes(escape) ? decodeWithEscapes(bytes, first) : decodeSegment(bytes, first);
}

function ascii(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

const known = new Map<string, string | null>();

/**
 * The label of a term; null where it declares nothing. A term that is none of the standard's is read as the one that it can
 * only mean (`ISO IR 192`, `UTF-8`, `ISO-8859-1`).
 */
function labelOf(term: string): string | null {
  const found = known.get(term);
  if (found !== undefined) return found;
  const label = newLabelOf(term);
  // A library has a few; a hostile one must not fill the memory with others.
  if (known.size < mostKnown) known.set(term, label);
  return label;
}

const mostKnown = 1000;

function newLabelOf(term: string): string | null {
  const spelled = bare(term);
  if (defaultTerms.has(spelled)) return null;
  const number = /^(?:ISO)?(?:2022)?IR(\d+)$/.exec(spelled)?.[1] ?? /^ISO(\d{2,3})$/.exec(spelled)?.[1];
  if (number !== undefined) return labels[number] ?? null;
  const name = term.trim().toLowerCase();
  return labelByName(name) ?? labelByName(name.replace(/[\s_]+/g, '-')) ?? labelByName(spelled.toLowerCase());
}

/** Names that the Encoding Standard knows: `utf8`, `latin1`, `iso-8859-5`, `gb18030`, `cp1252`. */
function labelByName(name: string): string | null {
  const part = /^iso-?8859-?(\d{1,2})$/.exec(name)?.[1];
  const label = part === undefined ? name : `iso-8859-${part}`;
  try {
    decoder(label);
    return label;
  } catch {
    return null; // TextDecoder throws for names that it does not know.
  }
}

function decodeWithEscapes(bytes: Uint8Array, first: string | null): string {
  let text = '';
  let label = first;
  let start = 0;
  while (start < bytes.length) {
    const found = bytes.indexOf(escape, start);
    const end = found < 0 ? bytes.length : found;
    text += decodeSegment(bytes.subarray(start, end), label);
    if (found < 0) break;
    const sequence = ascii(bytes.subarray(found + 1, found + 4));
    const known = escapes.find(([letters]) => sequence.startsWith(letters));
    // (B and unknown ones return to the first set; unknown ones are taken as long as (B.
    label = known?.[1] ?? first;
    start = found + 1 + (known?.[0].length ?? 2);
  }
  return text;
}

function decodeSegment(bytes: Uint8Array, label: string | null): string {
  if (label === 'iso-2022-jp') {
    return decoder(label).decode(Uint8Array.of(escape, 0x24, 0x42, ...bytes));
  }
  // Undeclared bytes are UTF-8 where they can be, which text in another set hardly ever is by chance. All else, and what is
  // declared as UTF-8 and is none, is shown as Latin-1, the most common one, rather than lost.
  const isUnicode = label === null || label === 'utf-8';
  if (isUnicode) return decoder(isUtf8(bytes) ? 'utf-8' : 'windows-1252').decode(bytes);
  return decoder(label).decode(bytes);
}

/** True for well-formed UTF-8 (Unicode table 3-7), also where the last of several characters is cut off. */
function isUtf8(bytes: Uint8Array): boolean {
  let several = false;
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at];
    const length =
      first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (length === 0) return false;
    for (let next = 1; next < length; next++) {
      if (at + next >= bytes.length) return several;
      const byte = bytes[at + next];
      const [low, high] = next === 1 ? secondBytes(first) : [0x80, 0xbf];
      if (byte < low || byte > high) return false;
    }
    several ||= length > 1;
    at += length;
  }
  return true;
}

function secondBytes(first: number): readonly [number, number] {
  switch (first) {
    case 0xe0:
      return [0xa0, 0xbf];
    case 0xed:
      return [0x80, 0x9f];
    case 0xf0:
      return [0x90, 0xbf];
    case 0xf4:
      return [0x80, 0x8f];
    default:
      return [0x80, 0xbf];
  }
}
