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
