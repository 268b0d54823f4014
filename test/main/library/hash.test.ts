import { describe, expect, it } from 'vitest';
import type { Frame, ImageHeader } from '../../../contract/image.ts';
import { imageHash, pixelHash, sha256 } from '../../../main/library/hash.ts';
import { sampleHeader } from '../store/sampleRecords.ts';

const frame: Frame = { rows: 2, columns: 3, samplesPerPixel: 1, samples: Uint16Array.of(1, 2, 3, 4, 5, 6) };

describe('sha256', () => {
  it('is SHA-256 of all parts (FIPS 180-2, appendix B.1)', () => {
    const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(sha256('abc')).toBe(abc);
    expect(sha256('a', Uint8Array.of(98), 'c')).toBe(abc);
  });
});

describe('pixelHash', () => {
  it('is the same for the same samples, wherever they lie in memory', () => {
    const inside = Uint16Array.of(9, 1, 2, 3, 4, 5, 6, 9).subarray(1, 7);
    expect(pixelHash({ ...frame, samples: inside })).toBe(pixelHash(frame));
  });

  it.each([
    ['one sample', { samples: Uint16Array.of(1, 2, 3, 4, 5, 7) }],
    ['the shape', { rows: 3, columns: 2 }],
    ['the type', { samples: Int16Array.of(1, 2, 3, 4, 5, 6) }],
  ])('changes with %s', (_name, change) => {
    expect(pixelHash({ ...frame, ...change })).not.toBe(pixelHash(frame));
  });
});

describe('imageHash', () => {
  const hash = imageHash('pixels', sampleHeader());

  it('does not depend on who is shown, where the file is from, or how it was compressed', () => {
    const other = sampleHeader({
      patientName: 'Other',
      sopInstanceUid: '9.9',
      studyInstanceUid: '9',
      transferSyntaxUid: '1.2.840.10008.1.2.4.70',
      studyDate: '20200101',
      manufacturer: 'Other',
    });
    expect(imageHash('pixels', other)).toBe(hash);
  });

  it.each<[string, Partial<ImageHeader>]>([
    ['side', { laterality: 'R' }],
    ['view', { viewPosition: 'MLO' }],
    ['photometric interpretation', { photometricInterpretation: 'MONOCHROME1' }],
    ['spacing', { spacing: { rowMm: 0.2, columnMm: 0.2, source: 'PixelSpacing' } }],
    ['padding', { padding: null }],
    ['orientation', { patientOrientation: ['P', 'L'] }],
    ['rescale', { modalityTransform: { type: 'rescale', slope: 2, intercept: 0 } }],
    [
      'look-up table, by one value',
      {
        voiTransforms: [
          {
            type: 'lut',
            firstMapped: 0,
            bits: 12,
            data: Uint16Array.of(0, 800, 1600, 2400, 3201),
            explanation: null,
          },
        ],
      },
    ],
  ])('changes with the %s', (_name, change) => {
    expect(imageHash('pixels', sampleHeader(change))).not.toBe(hash);
  });

  it('changes with the pixels', () => {
    expect(imageHash('others', sampleHeader())).not.toBe(hash);
  });
});
