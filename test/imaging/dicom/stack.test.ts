import { describe, expect, it } from 'vitest';
import type { ImageHeader, SlicePlace } from '../../../contract/image.ts';
import { readHeader } from '../../../imaging/dicom/header.ts';
import { parseDicom } from '../../../imaging/dicom/parse.ts';
import { stackHeader, stacksOf } from '../../../imaging/dicom/stack.ts';
import { Tag } from '../../../imaging/dicom/tags.ts';
import { TransferSyntax } from '../../../imaging/dicom/transferSyntax.ts';
import { imageHeader } from '../../fixtures/imageHeader.ts';
import { sliceFile, tomosynthesisClass } from '../../fixtures/slices.ts';
import type { SliceOptions } from '../../fixtures/slices.ts';
import { element } from './build.ts';

const plane: SlicePlace = {
  position: null,
  orientation: [1, 0, 0, 0, 1, 0],
  locationMm: null,
  frameOfReferenceUid: '',
};

/** A slice at z millimetres; null: without a position. */
function slice(z: number | null, changes: Partial<ImageHeader> = {}, folder = '/a') {
  const place = { ...plane, position: z === null ? null : [10, 20, z] };
  return {
    folder,
    header: imageHeader({ slice: place, sopInstanceUid: `1.${z}.${changes.instanceNumber}`, ...changes }),
  };
}

const shown = (images: readonly ReturnType<typeof slice>[]) =>
  stacksOf(images).map(({ slices, notices }) => ({
    at: slices.map(({ header }) => header.slice?.position?.[2]),
    notices,
  }));

describe('the order of slices', () => {
  it('is that of their positions along the normal', () => {
    expect(shown([slice(3), slice(1), slice(2)])).toEqual([{ at: [1, 2, 3], notices: [] }]);
    // Seen from below.
    const turned = { ...plane, orientation: [1, 0, 0, 0, -1, 0] };
    const from = (z: number) => slice(z, { slice: { ...turned, position: [0, 0, z] } });
    expect(shown([from(1), from(2), from(3)])[0].at).toEqual([3, 2, 1]);
  });

  it('is that of Slice Location, then of Instance Number, where positions do not tell, and is told', () => {
    const located = [3, 1, 2].map((locationMm) =>
      slice(null, { slice: { ...plane, locationMm }, instanceNumber: 9 - locationMm }),
    );
    const [{ slices, notices }] = stacksOf(located);
    expect(slices.map(({ header }) => header.slice?.locationMm)).toEqual([1, 2, 3]);
    expect(notices).toContain(
      'Its slices are in the order of Slice Location: not all of them state a position.',
    );
    const numbered = [3, 1, 2].map((instanceNumber) => slice(7, { instanceNumber }));
    const [stack] = stacksOf(numbered);
    expect(stack.slices.map(({ header }) => header.instanceNumber)).toEqual([1, 2, 3]);
    expect(stack.notices).toEqual([
      'Its slices are in the order of Instance Number: all of them state one position.',
    ]);
  });

  it('is told where numbers contradict it; numbers that only run downward do not', () => {
    const numbered = (...numbers: number[]) =>
      numbers.map((instanceNumber, z) => slice(z, { instanceNumber }));
    expect(shown(numbered(5, 4, 3))[0].notices).toEqual([]);
    expect(shown(numbered(5, 3, 4))[0].notices).toEqual([
      'Instance Number says another order of its slices than their positions, which were used.',
    ]);
  });

  it('does not hide slices that are missing, or lie where another does', () => {
    expect(shown([0, 1, 2, 5, 6, 8].map((z) => slice(z)))[0].notices).toEqual([
      '3 of its slices seem to be missing, after frames 3 and 5.',
    ]);
    const twice = shown([slice(0), slice(1), slice(2), slice(2, { instanceNumber: 7 })]);
    expect(twice).toEqual([
      { at: [0, 1, 2, 2], notices: ['1 slice lies where another one does; each is a frame.'] },
    ]);
  });
});

describe('slices of one stack', () => {
  it('are of one series, view, size and plane; without anything that orders them they are none', () => {
    const others: readonly Partial<ImageHeader>[] = [
      { seriesInstanceUid: '9' },
      { laterality: 'R' },
      { viewPosition: 'CC' },
      { rows: 9 },
      { patientName: 'Other' },
      { bitsStored: 16 },
      { slice: { ...plane, position: [0, 0, 2], frameOfReferenceUid: '1.9' } },
      { slice: { ...plane, position: [0, 0, 2], orientation: [0, 1, 0, 0, 0, -1] } },
    ];
    for (const other of others) expect(shown([slice(0), slice(1), slice(2, other)])).toHaveLength(2);
    expect(shown([slice(null), slice(null)])).toHaveLength(2);
  });

  it('of a series that is there twice, in two folders or at two times, make two', () => {
    const folders = ['/a', '/b'].flatMap((folder) => [0, 1, 2].map((z) => slice(z, {}, folder)));
    expect(shown(folders).map(({ at }) => at)).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ]);
    const times = ['1', '2'].flatMap((acquired) => [0, 1].map((z) => slice(z, { acquired })));
    expect(shown(times).map(({ at }) => at)).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  it('give their stack the first one’s header, and what is odd about any', () => {
    const [stack] = stacksOf([
      slice(1, { lossy: true, notices: ['A.', 'B.'] }),
      slice(0, { notices: ['A.'] }),
    ]);
    expect(stackHeader(stack)).toMatchObject({ frames: 2, slice: null, lossy: true, notices: ['A.', 'B.'] });
    expect(stackHeader(stack).sopInstanceUid).toBe('1.0.undefined');
  });
});

function headerOf(options: SliceOptions): ImageHeader {
  const file = parseDicom(sliceFile(options));
  const header = file.ok ? readHeader(file.value) : file;
  if (!header.ok) throw new Error(header.problem.message);
  return header.value;
}

describe('an image that may be a slice', () => {
  const chest = [element(Tag.BodyPartExamined, 'CS', 'CHEST')];

  it.each<[string, SliceOptions, string]>([
    ['tomosynthesis as CT', {}, 'tomosynthesis'],
    ['with the modality of a CT', { modality: 'CT' }, 'tomosynthesis'],
    [
      'a tomosynthesis object of one frame',
      { sopClass: tomosynthesisClass, modality: 'MG' },
      'tomosynthesis',
    ],
    ['a CT', { modality: 'CT', side: '', view: '', others: chest }, 'conventional'],
  ])('is %s', (_, options, kind) => {
    const header = headerOf({ z: 4, ...options });
    expect(header.kind).toBe(kind);
    expect(header.slice).toEqual({ ...plane, position: [0, 0, 4] });
  });

  it.each<[string, SliceOptions]>([
    ['a mammogram', { sopClass: '1.2.840.10008.5.1.4.1.1.1.2' }],
    ['of several frames', { others: [element(Tag.NumberOfFrames, 'IS', '2')] }],
    ['in big endian', { transferSyntax: TransferSyntax.ExplicitBig }],
    [
      'one with a plane over it',
      { others: [element(0x60000010, 'US', [4]), element(0x60000011, 'US', [6])] },
    ],
  ])('is not %s', (_, options) => {
    expect(headerOf(options).slice).toBeNull();
  });
});
