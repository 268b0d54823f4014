import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../imaging/dicom/characterSet.ts';
import { readablePersonName } from '../../../imaging/dicom/personName.ts';

/** The bytes of a text in which `\xHH` and `\e` (escape) stand for bytes. */
function bytes(text: string): Uint8Array {
  const plain = text.replaceAll('\\e', '\\x1b');
  const parts = plain.match(/\\x[0-9a-f]{2}|[^]/g) ?? [];
  return Uint8Array.from(parts, (part) =>
    part.startsWith('\\x') ? parseInt(part.slice(2), 16) : part.charCodeAt(0),
  );
}

describe('character sets', () => {
  it('decodes single-byte sets and UTF-8', () => {
    expect(decodeText(bytes('M\\xfcller'), ['ISO_IR 100'])).toBe('Müller');
    expect(decodeText(bytes('M\\xc3\\xbcller'), ['ISO_IR 192'])).toBe('Müller');
    expect(decodeText(bytes('\\xbb\\xee\\xda\\x63\\x65\\xdc\\xd1\\x79\\x70\\xd3'), ['ISO_IR 144'])).toBe(
      'Люкceмбypг',
    );
    expect(decodeText(bytes('\\xc4\\xe9\\xef\\xed\\xf5\\xf3\\xe9\\xef\\xf2'), ['ISO_IR 126'])).toBe(
      'Διονυσιος',
    );
    expect(decodeText(bytes('\\xb9\\xda'), ['GB18030'])).toBe('冠');
    expect(decodeText(bytes('\\xd4\\xcf\\xc0\\xde'), ['ISO_IR 13'])).toBe('ﾔﾏﾀﾞ');
    expect(decodeText(bytes('plain'), [])).toBe('plain');
  });

  it('shows bytes of no declared set as Latin-1', () => {
    expect(decodeText(bytes('Andr\\xe9'), [])).toBe('André');
    expect(decodeText(bytes('Andr\\xe9'), ['NONSENSE'])).toBe('André');
    expect(decodeText(bytes('Andr\\xe9'), ['ISO_IR 9999'])).toBe('André');
  });

  it.each([
    ['ISO IR 192', 'utf-8'],
    ['ISO-IR 192', 'utf-8'],
    ['iso_ir 192', 'utf-8'],
    ['ISO_IR_192', 'utf-8'],
    ['ISO_IR192', 'utf-8'],
    ['ISO 192', 'utf-8'],
    ['UTF8', 'utf-8'],
    ['UTF-8', 'utf-8'],
    ['Utf_8', 'utf-8'],
    ['ISO-IR-100', 'latin'],
    ['ISO_IR 100 ', 'latin'],
    ['ISO 2022 IR 100', 'latin'],
    ['ISO2022_IR_100', 'latin'],
    ['IR 100', 'latin'],
    ['ISO-8859-1', 'latin'],
    ['ISO 8859-1', 'latin'],
    ['ISO8859_1', 'latin'],
    ['LATIN1', 'latin'],
    ['WINDOWS-1252', 'latin'],
    ['cp1252', 'latin'],
  ])('reads %j as what it can only mean', (term, meant) => {
    const text = meant === 'latin' ? 'M\\xfcller' : 'M\\xc3\\xbcller';
    expect(decodeText(bytes(text), [term])).toBe('Müller');
    // The bytes of the other would be something else.
    if (meant === 'latin') expect(decodeText(bytes('\\xc3\\xbc'), [term])).toBe('Ã¼');
  });

  it.each([
    ['ISO IR 144', '\\xbb\\xee\\xda', 'Люк'],
    ['ISO_8859-5', '\\xbb\\xee\\xda', 'Люк'],
    ['gb 18030', '\\xb9\\xda', '冠'],
    ['ISO IR 13', '\\xd4\\xcf\\xc0\\xde', 'ﾔﾏﾀﾞ'],
  ])('reads %j', (term, text, meant) => {
    expect(decodeText(bytes(text), [term])).toBe(meant);
  });

  it.each([[[]], [['']], [['ISO_IR 6']], [['ISO 2022 IR 6']], [['NONSENSE']]])(
    'takes undeclared bytes that are valid UTF-8 as such: %j',
    (declared) => {
      expect(decodeText(bytes('M\\xc3\\xbcller^\\xe5\\xb1\\xb1'), declared)).toBe('Müller^山');
      // Cut off in the middle of a character, as long texts are.
      expect(decodeText(bytes('M\\xc3\\xbcller\\xe5\\xb1'), declared)).toContain('Müller');
    },
  );

  it.each([
    '\\xc0\\xaf',
    '\\xed\\xa0\\x80',
    '\\xf4\\x90\\x80\\x80',
    '\\xe0\\x80\\xaf',
    '\\xff\\xfe',
    '\\xbc',
  ])('loses nothing of bytes that are no UTF-8, declared or not: %j', (text) => {
    const latin = decodeText(bytes(text), ['ISO_IR 100']);
    expect(decodeText(bytes(text), [])).toBe(latin);
    expect(decodeText(bytes(text), ['ISO_IR 192'])).toBe(latin);
  });

  // PS3.5 annexes H, I and K: the standard's own examples.
  it('follows the escapes of the Japanese examples', () => {
    const kanji = 'Yamada^Tarou=\\e$B;3ED\\e(B^\\e$BB@O:\\e(B=\\e$B$d$^$@\\e(B^\\e$B$?$m$&\\e(B';
    expect(decodeText(bytes(kanji), ['', 'ISO 2022 IR 87'])).toBe('Yamada^Tarou=山田^太郎=やまだ^たろう');
    const katakana = '\\xd4\\xcf\\xc0\\xde^\\xc0\\xdb\\xb3=\\e$B;3ED\\e(J^\\e$BB@O:\\e(J';
    expect(decodeText(bytes(katakana), ['ISO 2022 IR 13', 'ISO 2022 IR 87'])).toBe('ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎');
  });

  it('follows the escapes of the Korean and Chinese examples', () => {
    const korean =
      'Hong^Gildong=\\e$)C\\xfb\\xf3^\\e$)C\\xd1\\xce\\xd4\\xd7=\\e$)C\\xc8\\xab^\\e$)C\\xb1\\xe6\\xb5\\xbf';
    expect(decodeText(bytes(korean), ['', 'ISO 2022 IR 149'])).toBe('Hong^Gildong=洪^吉洞=홍^길동');
    const chinese = 'Zhang^XiaoDong=\\e$)A\\xd5\\xc5^\\e$)A\\xd0\\xa1\\xb6\\xab=';
    expect(decodeText(bytes(chinese), ['', 'ISO 2022 IR 58'])).toBe('Zhang^XiaoDong=张^小东=');
  });

  it('survives escapes that lead nowhere', () => {
    expect(decodeText(bytes('a\\e'), [''])).toBe('a');
    expect(decodeText(bytes('a\\e$Bb'), [''])).toContain('a');
    expect(decodeText(bytes('a\\e%Gb'), [''])).toBe('ab');
  });
});

describe('person names', () => {
  it('are shown as people write them', () => {
    expect(readablePersonName('Doe^Jane^Q^Dr^PhD')).toBe('Doe, Dr Jane Q PhD');
    expect(readablePersonName('Doe')).toBe('Doe');
    expect(readablePersonName('^^=山田^太郎')).toBe('山田, 太郎');
    expect(readablePersonName('')).toBe('');
  });
});
