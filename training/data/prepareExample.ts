import type { Affine, Size } from '../../contract/geometry.ts';
import type { Frame, ImageHeader } from '../../contract/image.ts';
import { ok, type Result } from '../../contract/problem.ts';
import type { Laterality } from '../../contract/view.ts';
import { gmicWindow } from '../../imaging/prepare/gmic/prepareForGmic.ts';
import { prepareForHds } from '../../imaging/prepare/hds.ts';
import { breastMask } from './breastMask.ts';
import type { Example, LesionTruth } from './example.ts';

/** What becomes of an image: the same as in an analysis, apart from the normalisation. */
export type ExamplePreparation =
  | {
      readonly rule: 'hds-uresnet/1';
      /** What the breast is resized to; the published networks' is 1024 x 512. */
      readonly size: Size;
    }
  | {
      readonly rule: 'gmic/1';
      /** Of the window; the published networks' is 2944 x 1920. */
      readonly size: Size;
    };

/** An image with its truth, before preparation. Masks: 1 inside, 0 outside; rows x columns of the frame. */
export interface SourceImage {
  readonly header: ImageHeader;
  readonly frame: Frame;
  /** Made at the scale of GMIC's window, so that it is not to be shrunk. */
  readonly shrunk: boolean;
  /** Null where nobody knows; it is then found by a threshold in the prepared image. */
  readonly breast: Uint8Array | null;
  readonly lesions: readonly LesionTruth[];
}

/** Whose image it is and how people call it. */
export interface ExampleIdentity {
  readonly patient: string;
  readonly name: string;
  readonly laterality: Laterality;
  readonly viewPosition: string;
  readonly vendor: string | null;
}

/**
 * Prepares an image as an analysis does, and takes its masks along: a mask's value at a prepared pixel is that of the
 * source pixel under its middle. Problems: those of the preparation.
 */
export function prepareExample(
  source: SourceImage,
  identity: ExampleIdentity,
  preparation: ExamplePreparation,
): Result<Example> {
  const prepared = preparePixels(source, preparation);
  if (!prepared.ok) return prepared;
  const { pixels, size, toSource } = prepared.value;
  const carry = (mask: Uint8Array): Uint8Array => carryMask(mask, source.frame, size, toSource);
  return ok({
    ...identity,
    size,
    pixels,
    breast: source.breast === null ? breastMask(pixels, size) : carry(source.breast),
    lesions: source.lesions.map((lesion) => ({ ...lesion, mask: carry(lesion.mask) })),
  });
}

interface PreparedPixels {
  readonly pixels: Uint8Array | Uint16Array;
  readonly size: Size;
  readonly toSource: Affine;
}

function preparePixels(
  { header, frame, shrunk }: SourceImage,
  preparation: ExamplePreparation,
): Result<PreparedPixels> {
  switch (preparation.rule) {
    case 'hds-uresnet/1': {
      const prepared = prepareForHds(header, frame, { mean: 0, std: 1, size: preparation.size });
      if (!prepared.ok) return prepared;
      const { data, width, height, toSource } = prepared.value;
      return ok({ pixels: Uint8Array.from(data, Math.round), size: { width, height }, toSource });
    }
    case 'gmic/1': {
      const window = gmicWindow(header, frame, { size: preparation.size, shrunk });
      if (!window.ok) return window;
      const { pixels, size, toSource } = window.value;
      const toFullRange = 2 ** (16 - Math.min(16, header.bitsStored));
      return ok({ pixels: pixels.map((value) => value * toFullRange), size, toSource });
    }
  }
}

/** The mask in prepared pixels: each takes the source pixel under its middle; 0 beyond the source. */
function carryMask(mask: Uint8Array, { rows, columns }: Frame, size: Size, toSource: Affine): Uint8Array {
  const { width, height } = size;
  const carried = new Uint8Array(width * height);
  const { a, b, c, d, e, f } = toSource;
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at++) {
      const x = Math.floor(a * (column + 0.5) + c * (row + 0.5) + e);
      const y = Math.floor(b * (column + 0.5) + d * (row + 0.5) + f);
      if (x >= 0 && x < columns && y >= 0 && y < rows) carried[at] = mask[y * columns + x];
    }
  }
  return carried;
}
