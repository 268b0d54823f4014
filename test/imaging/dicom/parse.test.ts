import { constants, deflateRawSync } from 'node:zlib';
import { deflateSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Problem, Result } from '../../../contract/problem.ts';
import { readHeader } from '../../../imaging/dicom/header.ts';
import { maximumInflatedBytes, parseDicom } from '../../../imaging/dicom/parse.ts';
import { frameBytes } from '../../../imaging/dicom/pixelData.ts';
import { Tag } from '../../../imaging/dicom/tags.ts';
import {
  explicitBig,
  explicitLittle,
  implicitLittle,
  TransferSyntax,
} from '../../../imaging/dicom/transferSyntax.ts';
import { items, number, numbers, text, texts } from '../../../imaging/dicom/values.ts';
import { element, encode, imageElements, join, part10, uint16, uint32 } from './build.ts';
import type { TestElement } from './build.ts';

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.problem.kind}: ${result.problem.message}`);
  return result.value;
}

function problem<T>(result: Result<T>): Problem {
  if (result.ok) throw new Error('expected a problem');
  return result.problem;
}

const pixels = Uint8Array.from({ length: 12 }, (_, index) => index);
const image = imageElements(2, 3, 16, [element(Tag.PixelData, 'OW', pixels)]);
const viewSequence = (open: boolean, vr = 'SQ') =>
  element(
    Tag.ViewCodeSequence,
    vr,
    [
      [
        element(Tag.CodeValue, 'SH', 'R-10226'),
        element(Tag.CodingSchemeDesignator, 'SH', 'SNM3'),
        element(Tag.ViewModifierCodeSequence, vr, [[element(Tag.CodeValue, 'SH', 'R-102D5')]], { open }),
      ],
    ],
    { open },
  );

describe('encodings', () => {
  const cases = [
    ['implicit little endian', TransferSyntax.ImplicitLittle, implicitLittle],
    ['explicit little endian', TransferSyntax.ExplicitLittle, explicitLittle],
    ['explicit big endian', TransferSyntax.ExplicitBig, explicitBig],
  ] as const;

  for (const [name, uid, encoding] of cases) {
    const dataSet = encode([...imageElements(2, 3, 16, [viewSequence(true)]), image.at(-1)!], encoding);
    const files = {
      'Part 10': part10(uid, dataSet),
      'without meta information': dataSet,
      'without preamble': part10(uid, dataSet).subarray(132),
      'with a wrong transfer syntax': part10(
        encoding.explicit ? TransferSyntax.ImplicitLittle : TransferSyntax.ExplicitLittle,
        dataSet,
      ),
      'with another wrong transfer syntax': part10(
        encoding.bigEndian ? TransferSyntax.ExplicitLittle : TransferSyntax.ExplicitBig,
        dataSet,
      ),
    };
    for (const [form, bytes] of Object.entries(files)) {
      it(`reads ${name}, ${form}`, () => {
        const file = value(parseDicom(bytes));
        expect(file.problem).toBeNull();
        expect(file.encoding).toEqual(encoding);
        const header = value(readHeader(file));
        expect(header).toMatchObject({ rows: 2, columns: 3, bitsStored: 12, modality: 'MG' });
        expect(header).toMatchObject({ viewPosition: 'MLO', viewModifiers: ['ID'] });
        expect(header.transferSyntaxUid).toBe(uid);
        expect(value(frameBytes(file, header, 0))).toEqual(pixels);
      });
    }
  }

  it('inflates a deflated data set', () => {
    const bytes = part10(TransferSyntax.DeflatedExplicitLittle, deflateSync(encode(image)));
    const file = value(parseDicom(bytes));
    const header = value(readHeader(file));
    expect(value(frameBytes(file, header, 0))).toEqual(pixels);
  });

  it('asks for the whole of a deflated file', () => {
    const bytes = part10(TransferSyntax.DeflatedExplicitLittle, deflateSync(encode(image)));
    expect(value(parseDicom(bytes.subarray(0, 200), { fileLength: bytes.length })).bytesNeeded).toBe(
      bytes.length,
    );
  });

  it('keeps what came before the damage of a deflated data set', () => {
    const packed = deflateSync(
      encode(
        imageElements(100, 100, 16, [
          element(
            Tag.PixelData,
            'OW',
            Uint8Array.from({ length: 20000 }, (_, index) => (index * index) >> 3),
          ),
        ]),
      ),
    );
    const bytes = part10(TransferSyntax.DeflatedExplicitLittle, packed.subarray(0, packed.length - 40));
    const file = value(parseDicom(bytes));
    const header = value(readHeader(file));
    expect(header.rows).toBe(100);
    expect(problem(frameBytes(file, header, 0)).kind).toBe('truncated');
  });

  it('refuses a deflate bomb', () => {
    // One mebibyte of zeros, flushed so that it can be repeated.
    const piece = deflateRawSync(new Uint8Array(2 ** 20), { finishFlush: constants.Z_FULL_FLUSH });
    const bomb = join(...Array.from({ length: maximumInflatedBytes / 2 ** 20 + 1 }, () => piece));
    expect(problem(parseDicom(part10(TransferSyntax.DeflatedExplicitLittle, bomb))).kind).toBe('too-large');
  });

  it('reads implicit meta information', () => {
    const meta = encode(
      [element(Tag.TransferSyntaxUid, 'UI', TransferSyntax.ExplicitLittle)],
      implicitLittle,
    );
    const bytes = join(new Uint8Array(128), new TextEncoder().encode('DICM'), meta, encode(image));
    expect(value(readHeader(value(parseDicom(bytes)))).rows).toBe(2);
  });

  it('says that other bytes are no image', () => {
    const texts = [
      '',
      'hello',
      'This is a text of more than a hundred bytes. '.repeat(5),
      'PK\u0003\u0004'.repeat(90),
    ];
    for (const content of texts) {
      expect(problem(parseDicom(new TextEncoder().encode(content))).kind).toBe('not-an-image');
    }
    expect(problem(parseDicom(new Uint8Array(1000))).kind).toBe('not-an-image');
    const random = Uint8Array.from({ length: 5000 }, (_, index) => (index * 7919 + (index >> 3) * 31) & 0xff);
    expect(problem(parseDicom(random)).kind).toBe('not-an-image');
  });
});

describe('sequences', () => {
  const root = (elements: readonly TestElement[], encoding = explicitLittle) =>
    value(
      parseDicom(
        part10(
          encoding.explicit ? TransferSyntax.ExplicitLittle : TransferSyntax.ImplicitLittle,
          encode(elements, encoding),
        ),
      ),
    ).dataSet;

  it('reads items of defined and undefined length, nested', () => {
    for (const encoding of [explicitLittle, implicitLittle]) {
      for (const open of [true, false]) {
        const [item] = items(
          root(
            [...image, viewSequence(open)].sort((a, b) => a.tag - b.tag),
            encoding,
          ),
          Tag.ViewCodeSequence,
        );
        expect(text(item, Tag.CodeValue)).toBe('R-10226');
        const [modifier] = items(item, Tag.ViewModifierCodeSequence);
        expect(text(modifier, Tag.CodeValue)).toBe('R-102D5');
      }
    }
  });

  it('reads UN of undefined and defined length as implicit VR', () => {
    for (const open of [true, false]) {
      const dataSet = root([...imageElements(2, 3, 16, [viewSequence(open, 'UN')]), image.at(-1)!]);
      const [item] = items(dataSet, Tag.ViewCodeSequence);
      expect(text(item, Tag.CodeValue)).toBe('R-10226');
      expect(text(items(item, Tag.ViewModifierCodeSequence)[0], Tag.CodeValue)).toBe('R-102D5');
      expect(number(dataSet, Tag.Rows, 'US')).toBe(2);
    }
  });

  it('goes over private sequences and encapsulated icons', () => {
    const icon = element(
      0x00880200,
      'SQ',
      [[element(Tag.Rows, 'US', [9]), element(Tag.PixelData, 'OB', [[], []], { open: true })]],
      { open: true },
    );
    const privateSequence = element(0x00091001, 'SQ', [[element(0x00091002, 'LO', 'x')], []], { open: true });
    const dataSet = root(
      imageElements(2, 3, 16, [privateSequence, icon, element(Tag.PixelData, 'OW', pixels)]),
    );
    expect(number(dataSet, Tag.Rows, 'US')).toBe(2);
    expect(dataSet.elements.has(Tag.PixelData)).toBe(true);
  });

  it('stops at nesting that is too deep, without overflowing', () => {
    const open = join(
      uint16(0x0040),
      uint16(0xa730),
      new TextEncoder().encode('SQ'),
      uint16(0),
      uint32(0xffffffff),
      uint16(0xfffe),
      uint16(0xe000),
      uint32(0xffffffff),
    );
    const deep = join(...Array.from({ length: 20000 }, () => open));
    const file = value(
      parseDicom(part10(TransferSyntax.ExplicitLittle, join(encode(imageElements(2, 3)), deep))),
    );
    expect(file.problem?.kind).toBe('corrupt');
    expect(file.problem?.message).toContain('32 deep');
    expect(value(readHeader(file)).rows).toBe(2);
    const header = value(readHeader(file));
    expect(problem(frameBytes(file, header, 0)).kind).toBe('corrupt');
  });

  it('reads sequences nested to the limit and defined ones beyond it', () => {
    let nested: TestElement = element(0x0040a730, 'SQ', [[]], { open: true });
    for (let depth = 1; depth < 32; depth++) nested = element(0x0040a730, 'SQ', [[nested]], { open: true });
    expect(root([...imageElements(2, 3, 16, [nested])]).elements.has(0x0040a730)).toBe(true);
    let lazy: TestElement = element(0x0040a730, 'SQ', [[]]);
    for (let depth = 0; depth < 500; depth++) lazy = element(0x0040a730, 'SQ', [[lazy]]);
    expect(items(root(imageElements(2, 3, 16, [lazy])), 0x0040a730)).toHaveLength(1);
  });

  it('takes a bounded number of items from a loop of empty ones', () => {
    const empty = join(uint16(0xfffe), uint16(0xe000), uint32(0));
    const content = join(...Array.from({ length: 50000 }, () => empty));
    const dataSet = root(imageElements(2, 3, 16, [element(Tag.ViewCodeSequence, 'SQ', content)]));
    expect(items(dataSet, Tag.ViewCodeSequence).length).toBe(4096);
  });
});

describe('damage and oddities', () => {
  const file = (dataSet: Uint8Array) => value(parseDicom(part10(TransferSyntax.ExplicitLittle, dataSet)));

  it('never allocates by a length that the file states', () => {
    const huge = encode([
      ...imageElements(2, 3),
      element(0x00321033, 'UN', new Uint8Array(4), { length: 0xfffffff0 }),
    ]);
    const read = file(huge);
    expect(read.problem).toMatchObject({ kind: 'truncated' });
    expect(read.problem?.message).toContain('(0032,1033)');
    expect(value(readHeader(read)).columns).toBe(3);
  });

  it('lists a file with cut pixels, and refuses its frame', () => {
    const bytes = part10(TransferSyntax.ExplicitLittle, encode(image));
    const cut = value(parseDicom(bytes.subarray(0, bytes.length - 3)));
    const header = value(readHeader(cut));
    expect(problem(frameBytes(cut, header, 0)).kind).toBe('truncated');
  });

  it('reports the cut where the header itself is cut', () => {
    const bytes = part10(TransferSyntax.ExplicitLittle, encode(image));
    for (let length = 140; length < 300; length++) {
      const cut = parseDicom(bytes.subarray(0, length));
      const header = cut.ok ? readHeader(cut.value) : cut;
      expect(['truncated', 'not-an-image', 'corrupt']).toContain(problem(header).kind);
    }
  });

  it('reads from the beginning of a file, or says how much more it needs', () => {
    const large = element(0x00091010, 'OB', new Uint8Array(5000));
    const bytes = part10(
      TransferSyntax.ExplicitLittle,
      encode(imageElements(2, 3, 16, [large, element(Tag.PixelData, 'OW', pixels)])),
    );
    let length = 200;
    for (let step = 0; step < 20; step++) {
      const read = value(parseDicom(bytes.subarray(0, length), { fileLength: bytes.length }));
      expect(read.problem).toBeNull();
      if (read.bytesNeeded === 0) break;
      expect(read.bytesNeeded).toBeGreaterThan(length);
      expect(read.bytesNeeded).toBeLessThanOrEqual(bytes.length);
      length = read.bytesNeeded;
    }
    expect(length).toBeLessThan(bytes.length);
    const read = value(parseDicom(bytes.subarray(0, length), { fileLength: bytes.length }));
    expect(value(readHeader(read))).toMatchObject({ rows: 2, columns: 3 });
    expect(read.pixelData?.length).toBe(12);
  });

  it('takes elements in any order and the first of duplicates', () => {
    const shuffled = [...image].reverse();
    expect(value(readHeader(file(encode(shuffled))))).toMatchObject({ rows: 2, modality: 'MG' });
    const twice = [...imageElements(2, 3), element(Tag.Rows, 'US', [7])];
    expect(value(readHeader(file(encode(twice)))).rows).toBe(2);
  });

  it('reads over group lengths, blank VRs, later VRs, delimiters too many and zeros at the end', () => {
    const blank = join(uint16(0x0028), uint16(0x0120), new TextEncoder().encode('  '), uint16(2), uint16(5));
    const later = join(
      uint16(0x0028),
      uint16(0x0200),
      new TextEncoder().encode('ZZ'),
      uint16(0),
      uint32(4),
      uint32(1),
    );
    const delimiter = join(uint16(0xfffe), uint16(0xe00d), uint32(0));
    const dataSet = join(
      encode([element(0x00080000, 'UL', [999]), ...imageElements(2, 3)]),
      blank,
      encode([element(0x00280121, 'US', [9])]),
      later,
      delimiter,
      encode([element(Tag.RescaleSlope, 'DS', '2'), element(Tag.PixelData, 'OW', pixels)]),
      new Uint8Array(100),
    );
    const header = value(readHeader(file(dataSet)));
    expect(header.padding).toEqual({ low: 5, high: 9 });
    expect(header.modalityTransform).toMatchObject({ slope: 2 });
  });

  it('reads implicit elements inside an explicit data set', () => {
    const dataSet = join(
      encode(imageElements(2, 3)),
      encode([element(Tag.RescaleIntercept, 'DS', '-1024')], implicitLittle),
      encode([element(Tag.PixelData, 'OW', pixels)]),
    );
    expect(value(readHeader(file(dataSet))).modalityTransform).toMatchObject({ intercept: -1024 });
  });

  it('reads a million small elements without delay', () => {
    const started = performance.now();
    const tiny = encode([element(0x00091001, 'LO', '')]);
    const many = new Uint8Array(tiny.length * 1_000_000);
    for (let at = 0; at < many.length; at += tiny.length) many.set(tiny, at);
    file(join(encode(imageElements(2, 3)), many));
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('values', () => {
  const dataSet = (elements: readonly TestElement[], encoding = explicitLittle) =>
    value(
      parseDicom(
        part10(
          encoding === explicitBig ? TransferSyntax.ExplicitBig : TransferSyntax.ExplicitLittle,
          encode(elements, encoding),
        ),
      ),
    ).dataSet;

  it('leaves out numbers that are none', () => {
    const read = dataSet([
      element(Tag.WindowCenter, 'DS', '1\\ 2.5 \\x\\\\1e3'),
      element(Tag.RescaleSlope, 'DS', ''),
    ]);
    expect(numbers(read, Tag.WindowCenter, 'DS')).toEqual([1, 2.5, 1000]);
    expect(number(read, Tag.RescaleSlope, 'DS')).toBeNull();
    expect(number(read, Tag.Rows, 'US')).toBeNull();
  });

  it('reads binary numbers in the byte order of the file', () => {
    for (const encoding of [explicitLittle, explicitBig]) {
      const read = dataSet(
        [
          element(0x00080018, 'UI', '1'),
          element(0x00189305, 'FD', [0.25]),
          element(Tag.Rows, 'US', [258]),
          element(0x00280120, 'SS', [-3]),
        ],
        encoding,
      );
      expect(number(read, 0x00189305, 'FD')).toBe(0.25);
      expect(number(read, Tag.Rows, 'US')).toBe(258);
      expect(number(read, 0x00280120, 'US')).toBe(-3);
    }
  });

  it('trims text and splits its values', () => {
    const read = dataSet([
      element(Tag.PatientOrientation, 'CS', ' A \\FR '),
      element(Tag.StudyInstanceUid, 'UI', '1.2.3'),
    ]);
    expect(texts(read, Tag.PatientOrientation)).toEqual(['A', 'FR']);
    expect(text(read, Tag.StudyInstanceUid)).toBe('1.2.3');
    expect(texts(read, Tag.PatientName)).toEqual([]);
  });
});
