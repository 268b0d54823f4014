import type { Rect, Size } from '../../contract/geometry.ts';
import type { Frame, ImageHeader } from '../../contract/image.ts';
import { fail, ok, type Result } from '../../contract/problem.ts';
import { compose, scaling, translation } from '../geometry/affine.ts';
import { turnGrid } from '../geometry/orientation.ts';
import { resize } from '../geometry/resize.ts';
import { displayValues } from '../pixels/display.ts';
import { breastRegion } from './breast.ts';
import { uprightTurn } from './hanging.ts';
import type { Prepared } from './prepared.ts';

/** Changes whenever the prepared values of any image do. */
export const hdsPreparationVersion = 'hds-uresnet/1';

/** Input size of the authors. */
export const hdsSize: Size = { width: 512, height: 1024 };

/** Mean and deviation of the weights' training images, on the scale 0..255. */
export interface TrainingStatistics {
  readonly mean: number;
  readonly std: number;
}

export interface PreparedHds extends Prepared {
  /** What was kept of the upright image (the source, unless it lay on its side). */
  readonly crop: Rect;
}

/**
 * The input of the hybrid deep supervision U-ResNet (angrypudding/hybrid-ds, whose images were 8-bit):
 * the image as its own first VOI transform shows it, rounded to 0..255; turned upright where it lies on its side; blank
 * sides removed, which leaves the box of the breast ({@link breastRegion}); resized to `size` (the authors': 1024 x 512), each axis
 * by itself, by areas where it shrinks and linearly where it grows; `(value - mean) / std`. Left and right breasts
 * stay as they are hung. Problem: an image of one value.
 */
export function prepareForHds(
  header: ImageHeader,
  frame: Frame,
  { mean, std, size = hdsSize }: TrainingStatistics & { readonly size?: Size },
): Result<PreparedHds> {
  const shown = { width: frame.columns, height: frame.rows, data: displayValues(header, frame) };
  const upright = turnGrid(shown, uprightTurn(header));
  const region = breastRegion(upright.grid);
  if (region === null) {
    return fail('bad-input', 'No breast was found: all of the image is equally bright, or too small.');
  }
  const { box } = region;
  const { width, height } = size;
  const data = resize(upright.grid, box, width, height);
  for (let i = 0; i < data.length; i++) data[i] = (data[i] - mean) / std;
  const toUpright = compose(scaling(box.width / width, box.height / height), translation(box.x, box.y));
  return ok({
    version: hdsPreparationVersion,
    data,
    width,
    height,
    toSource: compose(toUpright, upright.toOriginal),
    crop: box,
  });
}
