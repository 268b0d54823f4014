import type { Frame, ImageHeader } from '../../../contract/image.ts';
import { fail, ok, type Result } from '../../../contract/problem.ts';
import type { ViewPosition } from '../../../contract/view.ts';
import { compose } from '../../geometry/affine.ts';
import { turnGrid } from '../../geometry/orientation.ts';
import { horizontalFlip, uprightTurn, type FlipSource, type HorizontalFlip } from '../hanging.ts';
import type { Prepared } from '../prepared.ts';
import { tissueValues } from '../storedValues.ts';
import { breastCrop, breastExtents, type BreastCrop, cropSettings, type Mode } from './crop.ts';
import { bestCenter, type CenterRule, cropped, cutWindow, standardise, windowSize } from './window.ts';

/** Changes whenever the prepared values of any image do. */
export const gmicPreparationVersion = 'gmic/1';

export interface GmicOptions {
  /** Instead of what the header or the content say. */
  readonly horizontalFlip?: HorizontalFlip;
}

/** GMIC's input with the intermediate results of the official preprocessing. */
export interface PreparedGmic extends Prepared {
  readonly horizontalFlip: HorizontalFlip;
  readonly flipSource: FlipSource;
  readonly mode: Mode;
  readonly centerRule: CenterRule;
  /** In the upright image (the source, unless it lay on its side). */
  readonly crop: BreastCrop;
  /** In the crop, mirrored where the breast points to the left. */
  readonly bestCenter: { readonly y: number; readonly x: number };
}

/**
 * The preprocessing of GMIC's authors (Shen et al., Medical Image Analysis 68:101908, 2021, and their code): breast
 * crop, best centre, 2944 x 1920 window with the breast pointing to the right, zero mean and unit deviation. Stored
 * values as in {@link tissueValues}; an image that lies on its side is turned first. Problems: no laterality,
 * colour, no breast to be found.
 */
export function prepareForGmic(
  header: ImageHeader,
  frame: Frame,
  options: GmicOptions = {},
): Result<PreparedGmic> {
  const { laterality } = header;
  if (laterality === null) {
    return fail(
      'no-laterality',
      'GMIC has to know whether this is a left or a right breast, but the image does not say it. ' +
        'Set Image Laterality, or put it into the file name (such as L-CC.png).',
    );
  }
  const stored = tissueValues(header, frame);
  if (!stored.ok) return stored;
  const upright = turnGrid(stored.value, uprightTurn(header));
  const image = upright.grid;
  const breast = breastExtents(image);
  if (breast === null) return noBreast();

  const { flip, source } =
    options.horizontalFlip === undefined
      ? horizontalFlip(header, laterality, image)
      : { flip: options.horizontalFlip, source: 'option' as const };
  const mode = (flip === 'NO') === (laterality === 'L') ? 'right' : 'left';
  const crop = breastCrop(breast, image.width, image.height, mode);
  const seen = cropped(image, crop.window, mode);
  const rule = centerRule(header.viewPosition);
  const center = bestCenter(seen, { rightmostX: crop.rightmost.x, bottommostY: crop.bottommost.y }, rule);
  const window = cutWindow(seen, center, rule);
  return ok({
    version: gmicPreparationVersion,
    data: standardise(window.pixels),
    ...windowSize,
    toSource: compose(window.toImage, upright.toOriginal),
    horizontalFlip: flip,
    flipSource: source,
    mode,
    centerRule: rule,
    crop,
    bestCenter: center,
  });
}

function noBreast() {
  const { iterations } = cropSettings;
  return fail(
    'bad-input',
    `No breast was found: the image is black, or nothing in it is more than ${2 * iterations} pixels across. ` +
      'GMIC needs a full mammogram at full resolution.',
  );
}

/**
 * The authors had CC and MLO views only. Views from the side follow the MLO rule, which keeps the lower end of the
 * breast; views from above or below, and those that are not known, the CC rule, which keeps as much breast as
 * possible wherever it lies.
 */
function centerRule(view: ViewPosition | null): CenterRule {
  switch (view) {
    case 'MLO':
    case 'ML':
    case 'LM':
    case 'LMO':
    case 'SIO':
    case 'ISO':
      return 'MLO';
    case 'CC':
    case 'XCC':
    case 'XCCL':
    case 'XCCM':
    case 'FB':
    case 'SPECIMEN':
    case null:
      return 'CC';
  }
}
