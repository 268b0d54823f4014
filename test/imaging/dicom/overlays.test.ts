import { describe, expect, it } from 'vitest';
import { coveredPixels } from '../../../imaging/dicom/overlays.ts';
import { Tag } from '../../../imaging/dicom/tags.ts';
import { TransferSyntax, explicitBig, explicitLittle } from '../../../imaging/dicom/transferSyntax.ts';
import { type OpenedImage, openImage } from '../../../imaging/openImage.ts';
import { element, encode, imageElements, part10 } from './build.ts';
import type { TestElement } from './build.ts';

const us = (tag: number, value: number) => element(tag, 'US', [value]);

/** A plane of `rows` x `columns`; `extra` by low tags. */
function plane(
  group: number,
  rows: number,
  columns: number,
  data: TestElement['value'] | null,
  ...extra: TestElement[]
) {
  const base = group * 0x10000;
  return [
    us(base + 0x10, rows),
    us(base + 0x11, columns),
    ...extra,
    us(base + 0x100, 1),
    us(base + 0x102, 0),
    ...(data === null ? [] : [element(base + 0x3000, 'OW', data)]),
  ];
}

function opened(
  planes: readonly TestElement[],
  { pixels = new Uint8Array(12), frames = 1, encoding = explicitLittle } = {},
): OpenedImage {
  const elements = imageElements(2, 3, 16, [
    element(Tag.NumberOfFrames, 'IS', String(frames)),
    ...planes,
    element(Tag.PixelData, 'OW', pixels),
  ]);
  const uid = encoding.bigEndian ? TransferSyntax.ExplicitBig : TransferSyntax.ExplicitLittle;
  const image = openImage(part10(uid, encode(elements, encoding)), '');
  if (!image.ok) throw new Error(image.problem.message);
  return image.value;
}

function covered(image: OpenedImage, at = 0, frame = 0): string[] {
  const found: string[] = [];
  coveredPixels(image.overlays()[at], frame, (x, y) => found.push(`${x} ${y}`));
  return found;
}

describe('overlay planes', () => {
  it('are read bit by bit, in either byte order, and lie where they say', () => {
    // 2 x 9 bits: the first, the ninth and the last.
    const words = [0b0000_0001_0000_0001, 0b10];
    for (const encoding of [explicitLittle, explicitBig]) {
      const image = opened(plane(0x6000, 2, 9, words, element(0x60000050, 'SS', [-1, 3])), { encoding });
      expect(covered(image)).toEqual(['2 -2', '10 -2', '10 -1']);
      expect(image.header.notices).toEqual([
        'One overlay plane is drawn over the image; it is hidden with the text of the views.',
      ]);
    }
  });

  it('are read in every group, each for its frames', () => {
    const two = [
      ...plane(0x6000, 1, 4, [0b0010_0001], element(0x60000015, 'IS', '2'), us(0x60000051, 2)),
      ...plane(0x601e, 1, 1, [1]),
    ];
    const image = opened(two, { pixels: new Uint8Array(36), frames: 3 });
    expect(image.overlays().map(({ group }) => group)).toEqual([0x6000, 0x601e]);
    expect([0, 1, 2].map((frame) => covered(image, 0, frame))).toEqual([[], ['0 0'], ['1 0']]);
    expect([0, 2].map((frame) => covered(image, 1, frame))).toEqual([['0 0'], ['0 0']]);
    expect(image.header.notices).toEqual([
      '2 overlay planes are drawn over the image; they are hidden with the text of the views.',
    ]);
  });

  it('are found in unused bits of the pixels', () => {
    const pixels = new Uint8Array(new Uint16Array([0x1005, 7, 0, 0, 0x2000, 0xf001]).buffer);
    const embedded = plane(0x6000, 2, 3, null).filter(({ tag }) => tag !== 0x60000102);
    const image = opened([...embedded, us(0x60000102, 12)], { pixels });
    expect(covered(image)).toEqual(['0 0', '2 1']);
    // In a bit that holds values there is none.
    expect(opened([...embedded, us(0x60000102, 3)], { pixels }).overlays()).toEqual([]);
  });

  it('that are cut are left out, with a word', () => {
    const image = opened(plane(0x6000, 100, 100, [1]));
    expect(image.overlays()).toEqual([]);
    expect(image.header.notices).toEqual(['One overlay plane cannot be read and is left out.']);
  });
});

describe('content that is left out', () => {
  it('is told of private data as large as pictures, not of settings', () => {
    const privateData = (bytes: number) => [
      element(0x7e010010, 'LO', 'MAKER'),
      element(0x7e011010, 'OB', new Uint8Array(bytes)),
    ];
    expect(opened(privateData(2 ** 20)).header.notices).toEqual([
      "The maker's own data (1.0 MiB, group 7E01) are left out; they may hold further pictures.",
    ]);
    expect(opened(privateData(2 ** 16)).header.notices).toEqual([]);
  });

  it('is told of frames beyond those that are told', () => {
    expect(opened([], { pixels: new Uint8Array(36) }).header.notices).toEqual([
      'The pixel data hold 3 frames where 1 is told; the others are left out.',
    ]);
    expect(opened([], { pixels: new Uint8Array(14) }).header.notices).toEqual([]);
  });
});
