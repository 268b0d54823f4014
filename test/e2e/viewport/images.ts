/** Generated DICOM images for pixel tests: small, with every value where the test knows it. */
import { type DicomElementToWrite, writeDicom } from '../../../imaging/dicom/write.ts';

export interface TestImage {
  readonly rows: number;
  readonly columns: number;
  /** Stored value (three for colour) of a pixel. */
  readonly value: (x: number, y: number) => number | readonly [number, number, number];
  readonly bitsAllocated: 8 | 16 | 32;
  readonly bitsStored: number;
  readonly signed?: boolean;
  readonly photometricInterpretation?: string;
  /** Row and column spacing, millimetres. */
  readonly spacing?: readonly [number, number];
  readonly frames?: number;
  readonly others?: readonly DicomElementToWrite[];
}

/** A secondary capture file of it; frame n adds n to every value. */
export function testDicom(image: TestImage): Uint8Array {
  const { rows, columns, bitsAllocated, bitsStored, signed = false, frames = 1 } = image;
  const colour = Array.isArray(image.value(0, 0));
  const perPixel = colour ? 3 : 1;
  const bytesPerSample = bitsAllocated / 8;
  const bytes = new Uint8Array(rows * columns * frames * perPixel * bytesPerSample);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const put = (value: number) => {
    if (bitsAllocated === 8) view.setUint8(at, value & 255);
    else if (bitsAllocated === 16) view.setUint16(at, value & 65535, true);
    else view.setUint32(at, value >>> 0, true);
    at += bytesPerSample;
  };
  for (let frame = 0; frame < frames; frame++) {
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        const value = image.value(x, y);
        for (const sample of Array.isArray(value) ? value : [value as number]) put(sample + frame);
      }
    }
  }
  const spacing: DicomElementToWrite[] = image.spacing
    ? [{ tag: 0x00280030, vr: 'DS', value: image.spacing.map(String) }]
    : [];
  return writeDicom([
    { tag: 0x00080016, vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.7' },
    { tag: 0x00080018, vr: 'UI', value: '1.2.3.4' },
    { tag: 0x00280002, vr: 'US', value: perPixel },
    {
      tag: 0x00280004,
      vr: 'CS',
      value: image.photometricInterpretation ?? (colour ? 'RGB' : 'MONOCHROME2'),
    },
    ...(colour ? [{ tag: 0x00280006, vr: 'US', value: 0 }] : []),
    ...(frames > 1 ? [{ tag: 0x00280008, vr: 'IS', value: String(frames) }] : []),
    { tag: 0x00280010, vr: 'US', value: rows },
    { tag: 0x00280011, vr: 'US', value: columns },
    ...spacing,
    { tag: 0x00280100, vr: 'US', value: bitsAllocated },
    { tag: 0x00280101, vr: 'US', value: bitsStored },
    { tag: 0x00280102, vr: 'US', value: bitsStored - 1 },
    { tag: 0x00280103, vr: 'US', value: signed ? 1 : 0 },
    ...(image.others ?? []),
    { tag: 0x7fe00010, vr: bitsAllocated === 8 ? 'OB' : 'OW', value: bytes },
  ]);
}

/** Window elements: function, then center and width of each. */
export function windows(
  voiFunction: string,
  ...all: readonly (readonly [center: number, width: number])[]
): DicomElementToWrite[] {
  return [
    { tag: 0x00281050, vr: 'DS', value: all.map(([center]) => String(center)) },
    { tag: 0x00281051, vr: 'DS', value: all.map(([, width]) => String(width)) },
    { tag: 0x00281056, vr: 'CS', value: voiFunction },
  ];
}

/** An item of Modality or VOI LUT Sequence. */
export function lutItem(first: number, bits: number, data: readonly number[]): DicomElementToWrite[] {
  return [
    { tag: 0x00283002, vr: 'US', value: [data.length % 65536, first & 65535, bits] },
    { tag: 0x00283006, vr: 'OW', value: Uint16Array.from(data) },
  ];
}
