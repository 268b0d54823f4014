import { describe, expect, it } from 'vitest';
import type { Result } from '../../../contract/problem.ts';
import { readHeader } from '../../../imaging/dicom/header.ts';
import { parseDicom } from '../../../imaging/dicom/parse.ts';
import { frameBytes, pixelDataProblem } from '../../../imaging/dicom/pixelData.ts';
import { Tag } from '../../../imaging/dicom/tags.ts';
import { explicitBig, TransferSyntax } from '../../../imaging/dicom/transferSyntax.ts';
import { element, encapsulated, encode, imageElements, join, part10 } from './build.ts';
import type { TestElement } from './build.ts';

const baseline = TransferSyntax.JpegBaseline;
const jpeg = (...rest: number[]) => Uint8Array.of(0xff, 0xd8, 0xff, 0xc0, ...rest);
const frames = (count: number) => element(Tag.NumberOfFrames, 'IS', String(count));

interface Opened {
  readonly problem: string | null;
  frame(index: number): Result<Uint8Array>;
}

function open(bytes: Uint8Array): Opened {
  const file = parseDicom(bytes);
  if (!file.ok) throw new Error(file.problem.message);
  const header = readHeader(file.value);
  if (!header.ok) throw new Error(header.problem.message);
  return {
    problem: pixelDataProblem(file.value, header.value)?.kind ?? null,
    frame: (index) => frameBytes(file.value, header.value, index),
  };
}

function openFragments(
  extra: readonly TestElement[],
  offsets: readonly number[],
  fragments: readonly Uint8Array[],
  uid: string = baseline,
): Opened {
  return open(part10(uid, join(encode(imageElements(2, 3, 8, extra)), encapsulated(offsets, fragments))));
}

describe('native frames', () => {
  it('are slices', () => {
    const pixels = element(
      Tag.PixelData,
      'OB',
      Uint8Array.from({ length: 12 }, (_, index) => index),
    );
    const image = open(
      part10(TransferSyntax.ExplicitLittle, encode(imageElements(2, 3, 8, [frames(2), pixels]))),
    );
    expect(image.frame(0)).toEqual({ ok: true, value: Uint8Array.of(0, 1, 2, 3, 4, 5) });
    expect(image.frame(1)).toEqual({ ok: true, value: Uint8Array.of(6, 7, 8, 9, 10, 11) });
    expect(image.frame(2)).toMatchObject({ problem: { kind: 'bad-input' } });
    expect(image.frame(-1)).toMatchObject({ problem: { kind: 'bad-input' } });
  });

  it('of single bits follow each other without gaps', () => {
    // Two frames of 6 bits: 101101 and 011010, least significant bit first.
    const packed = Uint8Array.of(0b10101101, 0b00000110);
    const pixels = element(Tag.PixelData, 'OB', packed);
    const image = open(
      part10(TransferSyntax.ExplicitLittle, encode(imageElements(2, 3, 1, [frames(2), pixels]))),
    );
    const second = image.frame(1);
    expect(image.frame(0).ok && (image.frame(0) as { value: Uint8Array }).value[0] & 0x3f).toBe(0b101101);
    expect(second.ok && second.value[0] & 0x3f).toBe(0b011010);
  });

  it('of eight bits in big-endian words are put in order', () => {
    const pixels = element(Tag.PixelData, 'OW', Uint8Array.of(1, 0, 3, 2, 5, 4));
    const image = open(
      part10(TransferSyntax.ExplicitBig, encode(imageElements(2, 3, 8, [pixels]), explicitBig)),
    );
    expect(image.frame(0)).toEqual({ ok: true, value: Uint8Array.of(0, 1, 2, 3, 4, 5) });
  });

  it('that are missing are a problem before they are read', () => {
    const pixels = element(Tag.PixelData, 'OB', new Uint8Array(6));
    const many = open(
      part10(TransferSyntax.ExplicitLittle, encode(imageElements(2, 3, 8, [frames(2_000_000_000), pixels]))),
    );
    expect(many.problem).toBe('truncated');
    expect(many.frame(0).ok).toBe(true);
    expect(many.frame(1_999_999_999)).toMatchObject({ problem: { kind: 'truncated' } });
    expect(open(part10(TransferSyntax.ExplicitLittle, encode(imageElements(2, 3)))).problem).toBe(
      'no-pixel-data',
    );
  });
});

describe('encapsulated frames', () => {
  const [one, two, three] = [jpeg(1, 1), jpeg(2, 2), jpeg(3, 3)];
  const rest = Uint8Array.of(9, 9);

  it('of a single frame are all fragments together', () => {
    expect(openFragments([], [], [one, rest, rest]).frame(0)).toEqual({
      ok: true,
      value: join(one, rest, rest),
    });
  });

  it('are found by the basic offset table', () => {
    // Frame 2 begins at the third fragment: 8 + 6 + 8 + 2 bytes on.
    const image = openFragments([frames(2)], [0, 24], [one, rest, two]);
    expect(image.frame(0)).toEqual({ ok: true, value: join(one, rest) });
    expect(image.frame(1)).toEqual({ ok: true, value: two });
  });

  it('are found by the extended offset table', () => {
    const extended = [
      element(Tag.ExtendedOffsetTable, 'OV', [0, 24]),
      element(Tag.ExtendedOffsetTableLengths, 'OV', [16, 6]),
    ];
    const image = openFragments([frames(2), ...extended], [], [one, rest, rest]);
    expect(image.frame(0)).toEqual({ ok: true, value: join(one, rest) });
    expect(image.frame(1)).toEqual({ ok: true, value: rest });
  });

  it('without a table are one fragment each, or begin where an image begins', () => {
    expect(openFragments([frames(3)], [], [one, two, three]).frame(2)).toEqual({ ok: true, value: three });
    const image = openFragments([frames(2)], [], [one, rest, rest, two]);
    expect(image.frame(0)).toEqual({ ok: true, value: join(one, rest, rest) });
    expect(image.frame(1)).toEqual({ ok: true, value: two });
  });

  it('with a wrong offset table are found without it', () => {
    const image = openFragments([frames(2)], [0, 77], [one, rest, two]);
    expect(image.frame(1)).toEqual({ ok: true, value: two });
  });

  it('that cannot be told apart are a problem', () => {
    expect(openFragments([frames(2)], [], [one, rest, rest]).frame(0)).toMatchObject({
      problem: { kind: 'corrupt' },
    });
    expect(openFragments([frames(5)], [], [rest, rest], TransferSyntax.RleLossless).frame(0).ok).toBe(false);
    expect(openFragments([], [], []).frame(0)).toMatchObject({ problem: { kind: 'no-pixel-data' } });
  });

  it('are truncated where the file ends inside them, and only those', () => {
    const bytes = part10(
      baseline,
      join(encode(imageElements(2, 3, 8, [frames(2)])), encapsulated([], [one, two])),
    );
    const cut = open(bytes.subarray(0, bytes.length - 10));
    expect(cut.frame(0)).toEqual({ ok: true, value: one });
    expect(cut.frame(1)).toMatchObject({ problem: { kind: 'truncated' } });
    const open8 = open(bytes.subarray(0, bytes.length - 8));
    expect(open8.frame(1)).toEqual({ ok: true, value: two });
  });

  it('that are far larger than their bytes can tell are refused', () => {
    const sized = (rows: number, length: number) => {
      const elements = [element(Tag.Rows, 'US', [rows]), element(Tag.Columns, 'US', [8000])];
      return openFragments(elements, [], [new Uint8Array(length)]).frame(0);
    };
    expect(sized(8000, 1000)).toMatchObject({ problem: { kind: 'corrupt' } });
    expect(sized(8000, 100_000).ok).toBe(true);
    expect(sized(4000, 1000).ok).toBe(true);
  });

  it('that do not fit the transfer syntax are a problem', () => {
    expect(openFragments([], [], [one], TransferSyntax.ExplicitLittle).problem).toBe('corrupt');
    expect(openFragments([], [], [one], '1.2.3.4').problem).toBe('unsupported');
    const native = element(Tag.PixelData, 'OB', new Uint8Array(6));
    expect(open(part10(baseline, encode(imageElements(2, 3, 8, [native])))).problem).toBe('corrupt');
  });

  it('of a hundred thousand fragments are found in linear time', () => {
    const count = 100_000;
    const empty = new Uint8Array(8);
    empty.set([0xfe, 0xff, 0x00, 0xe0]);
    const fragments = new Uint8Array(8 * count);
    for (let at = 0; at < fragments.length; at += 8) fragments.set(empty, at);
    const start = encapsulated([], []);
    const pixelData = join(start.subarray(0, start.length - 8), fragments);
    const image = open(part10(baseline, join(encode(imageElements(2, 3, 8, [frames(count)])), pixelData)));
    const started = performance.now();
    for (let index = 0; index < count; index++) expect(image.frame(index).ok).toBe(true);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
