import type { Frame, ImageHeader, Samples } from '../../../contract/image.ts';

/** A header with nothing said but what `values` say, for a greyscale image of one frame. */
export function header(values: Partial<ImageHeader> = {}): ImageHeader {
  return {
    transferSyntaxUid: '1.2.840.10008.1.2.1',
    sopClassUid: '',
    sopInstanceUid: '',
    studyInstanceUid: '',
    seriesInstanceUid: '',
    modality: 'MG',
    patientId: '',
    patientName: '',
    patientBirthDate: '',
    patientAge: '',
    accessionNumber: '',
    studyDate: '',
    studyDescription: '',
    manufacturer: '',
    manufacturerModelName: '',
    laterality: 'L',
    viewPosition: 'CC',
    viewModifiers: [],
    presentationIntent: null,
    patientOrientation: null,
    rows: 0,
    columns: 0,
    frames: 1,
    samplesPerPixel: 1,
    bitsAllocated: 16,
    bitsStored: 16,
    highBit: 15,
    signed: false,
    photometricInterpretation: 'MONOCHROME2',
    spacing: null,
    modalityTransform: { type: 'rescale', slope: 1, intercept: 0 },
    voiTransforms: [],
    padding: null,
    lossy: false,
    ...values,
  };
}

export function frame(rows: number, columns: number, samples: Samples): Frame {
  return { rows, columns, samplesPerPixel: 1, samples };
}

/** A breast like half an ellipse, chest wall at the left, 1000 bright; `width` and `height` are at least 300. */
export function halfEllipse(height: number, width: number, reach = 0.7): Uint16Array {
  const samples = new Uint16Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const ex = x / (reach * width);
      const ey = (y - height * 0.45) / (height * 0.4);
      if (ex * ex + ey * ey < 1) samples[y * width + x] = 1000 + ((x * 7 + y * 13) % 64);
    }
  }
  return samples;
}

/** The image mirrored left to right. */
export function mirrored<T extends Samples>(samples: T, width: number): T {
  const copy = samples.slice() as T;
  for (let start = 0; start < copy.length; start += width) copy.subarray(start, start + width).reverse();
  return copy;
}
