/**
 * Text values in the character sets of Specific Character Set (0008,0005): PS3.3 C.12.1.1.2, PS3.5 section 6.1.
 * ISO 2022 escapes are followed as far as the decoders of the Encoding Standard go (no JIS X 0212).
 */

/** Defined terms without and with code extensions -> label of the Encoding Standard. */
const labels: Readonly<Record<string, string>> = {
  'ISO_IR 6': 'windows-1252',
  'ISO_IR 100': 'windows-1252',
  'ISO_IR 101': 'iso-8859-2',
  'ISO_IR 109': 'iso-8859-3',
  'ISO_IR 110': 'iso-8859-4',
  'ISO_IR 144': 'iso-8859-5',
  'ISO_IR 127': 'iso-8859-6',
  'ISO_IR 126': 'iso-8859-7',
  'ISO_IR 138': 'iso-8859-8',
  'ISO_IR 148': 'windows-1254',
  'ISO_IR 203': 'iso-8859-15',
  'ISO_IR 13': 'shift_jis',
  'ISO_IR 166': 'windows-874',
  'ISO_IR 192': 'utf-8',
  'ISO_IR 149': 'euc-kr',
  'ISO_IR 58': 'gbk',
  GB18030: 'gb18030',
  GBK: 'gbk',
};

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
  return bytes.includes(escape) ? decodeWithEscapes(bytes, first) : decoder(first).decode(bytes);
}

function ascii(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** Bytes outside the declared set are shown as Latin-1, the most common undeclared one, rather than lost. */
function labelOf(term: string): string {
  return labels[term.trim().replace('ISO 2022 IR', 'ISO_IR')] ?? 'windows-1252';
}

function decodeWithEscapes(bytes: Uint8Array, first: string): string {
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

function decodeSegment(bytes: Uint8Array, label: string): string {
  if (label !== 'iso-2022-jp') return decoder(label).decode(bytes);
  return decoder(label).decode(Uint8Array.of(escape, 0x24, 0x42, ...bytes));
}
