import { createHash } from 'node:crypto';
import type { Frame, ImageHeader } from '../../contract/image.ts';
import { pack } from '../store/packed.ts';

/** SHA-256, hexadecimal. */
export function sha256(...parts: readonly (Uint8Array | string)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** Hash of decoded samples: equal for the same pixels in any file format and transfer syntax. */
export function pixelHash(frame: Frame): string {
  const { samples } = frame;
  return sha256(
    `${samples.constructor.name} ${frame.rows}x${frame.columns}x${frame.samplesPerPixel}\n`,
    new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength),
  );
}

/**
 * Hash of an image as networks and findings see it: the samples, and everything in the header that says how to read
 * them (look-up tables, side, orientation, spacing, padding). Who it shows and where it is from do not count.
 */
export function imageHash(pixels: string, header: ImageHeader): string {
  const { json, bytes } = pack({
    pixels,
    laterality: header.laterality,
    viewPosition: header.viewPosition,
    viewModifiers: header.viewModifiers,
    presentationIntent: header.presentationIntent,
    patientOrientation: header.patientOrientation,
    rows: header.rows,
    columns: header.columns,
    samplesPerPixel: header.samplesPerPixel,
    bitsAllocated: header.bitsAllocated,
    bitsStored: header.bitsStored,
    highBit: header.highBit,
    signed: header.signed,
    photometricInterpretation: header.photometricInterpretation,
    spacing: header.spacing,
    modalityTransform: header.modalityTransform,
    voiTransforms: header.voiTransforms,
    padding: header.padding,
  });
  return sha256(json, bytes);
}
