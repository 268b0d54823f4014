/** Synthetic images for the decoders' tests: a smooth breast-like shape with noise, in any sample format. */
import type { Samples } from '../../../contract/image.ts';
import { type DicomElementToWrite, writeDicom } from '../../../imaging/dicom/write.ts';

export interface RawFormat {
  readonly rows: number;
  readonly columns: number;
  readonly bitsAllocated: 8 | 16;
  readonly bitsStored: number;
  readonly signed: boolean;
  readonly frames: number;
  readonly photometricInterpretation: 'MONOCHROME1' | 'MONOCHROME2' | 'RGB';
}

export const mammogram: RawFormat = {
  rows: 61,
  columns: 83,
  bitsAllocated: 16,
  bitsStored: 12,
  signed: false,
  frames: 1,
  photometricInterpretation: 'MONOCHROME2',
};

function samplesPerPixel(format: RawFormat): 1 | 3 {
  return format.photometricInterpretation === 'RGB' ? 3 : 1;
}

/** Stored values of all frames, reaching both ends of the range. */
export function rawSamples(format: RawFormat): Samples {
  const { rows, columns, bitsAllocated, bitsStored, signed, frames } = format;
  const columnSamples = columns * samplesPerPixel(format);
  const count = rows * columnSamples * frames;
  const samples =
    bitsAllocated === 8
      ? new (signed ? Int8Array : Uint8Array)(count)
      : new (signed ? Int16Array : Uint16Array)(count);
  const range = 2 ** bitsStored;
  const lowest = signed ? -range / 2 : 0;
  let state = 12345;
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const pixel = i % (rows * columnSamples);
    const x = pixel % columnSamples;
    const y = Math.floor(pixel / columnSamples);
    const inside = Math.hypot(x / columnSamples, y / rows - 0.5) < 0.5;
    const smooth = inside ? 0.35 + 0.3 * Math.sin(x / 9 + i / count) * Math.cos(y / 7) : 0.01;
    const value = Math.floor(range * (smooth + (state / 2 ** 32 - 0.5) * 0.02));
    samples[i] = lowest + Math.min(range - 1, Math.max(0, value));
  }
  samples[0] = lowest;
  samples[count - 1] = lowest + range - 1;
  return samples;
}

/** The same as an uncompressed DICOM file, for other programs to compress. */
export function rawDicom(format: RawFormat, samples: Samples): Uint8Array {
  const { rows, columns, bitsAllocated, bitsStored, signed, frames } = format;
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  const elements: DicomElementToWrite[] = [
    { tag: 0x00080016, vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.7' },
    { tag: 0x00080018, vr: 'UI', value: '1.2.3.4' },
    { tag: 0x00080060, vr: 'CS', value: 'MG' },
    { tag: 0x0020000d, vr: 'UI', value: '1.2.3' },
    { tag: 0x0020000e, vr: 'UI', value: '1.2.3.5' },
    { tag: 0x00280002, vr: 'US', value: samplesPerPixel(format) },
    { tag: 0x00280004, vr: 'CS', value: format.photometricInterpretation },
    ...(samplesPerPixel(format) > 1 ? [{ tag: 0x00280006, vr: 'US', value: 0 }] : []),
    ...(frames > 1 ? [{ tag: 0x00280008, vr: 'IS', value: String(frames) }] : []),
    { tag: 0x00280010, vr: 'US', value: rows },
    { tag: 0x00280011, vr: 'US', value: columns },
    { tag: 0x00280100, vr: 'US', value: bitsAllocated },
    { tag: 0x00280101, vr: 'US', value: bitsStored },
    { tag: 0x00280102, vr: 'US', value: bitsStored - 1 },
    { tag: 0x00280103, vr: 'US', value: signed ? 1 : 0 },
    { tag: 0x7fe00010, vr: bitsAllocated === 8 ? 'OB' : 'OW', value: bytes },
  ];
  return writeDicom(elements);
}
