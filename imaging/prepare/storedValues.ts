import type { Frame, ImageHeader, Samples } from '../../contract/image.ts';
import { fail, ok, type Result } from '../../contract/problem.ts';
import type { Grid } from '../geometry/orientation.ts';

/**
 * A frame's stored values with dark tissue low and background zero, in 16 bits, as GMIC takes them.
 *
 * Neither the modality nor the VOI transform is applied: GMIC was trained on the stored values of For
 * Presentation images. What is not already so is made so:
 * - padding (Pixel Padding Value, PS3.3 C.7.5.1.1.2) becomes 0;
 * - MONOCHROME1 is inverted about the frame's largest value, so that the whitest stored value, the background,
 *   becomes 0;
 * - signed values below zero are all shifted up by the frame's smallest value;
 * - values that need more than 16 bits are divided by the smallest power of two that makes them fit (the
 *   preparation normalises by mean and deviation, so a factor does not matter).
 *
 * The samples themselves are returned, not a copy, where nothing of that applies to a 16-bit frame.
 */
export function tissueValues(header: ImageHeader, frame: Frame): Result<Grid<Uint16Array>> {
  const { rows: height, columns: width, samples, samplesPerPixel } = frame;
  const photometric = header.photometricInterpretation;
  if (samplesPerPixel !== 1 || (photometric !== 'MONOCHROME1' && photometric !== 'MONOCHROME2')) {
    return fail(
      'unsupported',
      `GMIC reads greyscale mammograms; this image is ${photometric || 'of unknown kind'} with ` +
        `${samplesPerPixel} sample(s) per pixel. Export it as MONOCHROME2 and try again.`,
    );
  }
  const inverted = photometric === 'MONOCHROME1';
  if (samples instanceof Uint16Array && !inverted && !containsPadding(header, samples)) {
    return ok({ width, height, data: samples });
  }
  return ok({ width, height, data: normalise(samples, header.padding, inverted) });
}

type Padding = ImageHeader['padding'];

/** Whether any sample other than 0 is padding. */
function containsPadding(header: ImageHeader, samples: Samples): boolean {
  const { padding } = header;
  if (padding === null || padding.high <= 0) return false;
  const low = Math.max(padding.low, 1);
  for (let i = 0; i < samples.length; i++) {
    if (samples[i] >= low && samples[i] <= padding.high) return true;
  }
  return false;
}

function normalise(samples: Samples, padding: Padding, inverted: boolean): Uint16Array {
  const low = padding === null ? Infinity : padding.low;
  const high = padding === null ? -Infinity : padding.high;
  let smallest = 0;
  let largest = -Infinity;
  for (let i = 0; i < samples.length; i++) {
    const value = samples[i];
    if (value >= low && value <= high) continue;
    if (value < smallest) smallest = value;
    if (value > largest) largest = value;
  }
  const sign = inverted ? -1 : 1;
  const offset = inverted ? largest : -smallest;
  const range = largest - smallest;
  const divisor = range > 65535 ? 2 ** (Math.ceil(Math.log2(range + 1)) - 16) : 1;
  const values = new Uint16Array(samples.length);
  for (let i = 0; i < samples.length; i++) {
    const value = samples[i];
    values[i] = value >= low && value <= high ? 0 : (sign * value + offset) / divisor;
  }
  return values;
}
