import type { Frame, ImageHeader, Samples } from '../../../contract/image.ts';
import { imageHeader } from '../../fixtures/imageHeader.ts';

/** A header of the left CC view, 16 bits, with nothing else said but what `values` say. */
export function header(values: Partial<ImageHeader> = {}): ImageHeader {
  return imageHeader({ laterality: 'L', viewPosition: 'CC', bitsStored: 16, highBit: 15, ...values });
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
