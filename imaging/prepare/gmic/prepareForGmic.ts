import type { Affine, Size } from '../../../contract/geometry.ts';
import type { Frame, ImageHeader } from '../../../contract/image.ts';
import { fail, ok, type Result } from '../../../contract/problem.ts';
import type { ViewPosition } from '../../../contract/view.ts';
import { compose, identity, scaling } from '../../geometry/affine.ts';
import { turnGrid, type Grid } from '../../geometry/orientation.ts';
import { resize } from '../../geometry/resize.ts';
import { horizontalFlip, uprightTurn, type FlipSource, type HorizontalFlip } from '../hanging.ts';
import type { Prepared } from '../prepared.ts';
import { sidesOf } from '../sides.ts';
import { tissueValues } from '../storedValues.ts';
import {
  breastCrop,
  breastExtents,
  type BreastCrop,
  type CropSettings,
  cropSettings,
  type Mode,
} from './crop.ts';
import { bestCenter, type CenterRule, cropped, cutWindow, standardise, windowSize } from './window.ts';

/** Changes whenever the prepared values of any image do. */
export const gmicPreparationVersion = 'gmic/2';

export interface GmicOptions {
  /** Instead of what the header or the content say. */
  readonly horizontalFlip?: HorizontalFlip;
  /**
   * Of the window, for networks that were trained on fewer pixels than the published ones: everything is done at the scale
   * of its height to the published height.
   */
  readonly size?: Size;
  /** True where the frame was made at the window's scale already, so that it is not to be shrunk. */
  readonly shrunk?: boolean;
}

/** How the window was found, with the intermediate results of the official preprocessing, and its stored values. */
export interface GmicWindow {
  /** (height, width), row by row: stored values as in {@link tissueValues}, the breast pointing to the right. */
  readonly pixels: Uint16Array;
  readonly size: Size;
  /** Window -> source pixels. */
  readonly toSource: Affine;
  readonly horizontalFlip: HorizontalFlip;
  readonly flipSource: FlipSource;
  readonly mode: Mode;
  readonly centerRule: CenterRule;
  /** In the upright image (the source, unless it lay on its side), at the window's scale. */
  readonly crop: BreastCrop;
  /** In the crop, mirrored where the breast points to the left. */
  readonly bestCenter: { readonly y: number; readonly x: number };
}

/** GMIC's input with the intermediate results of the official preprocessing. */
export interface PreparedGmic extends Prepared, Omit<GmicWindow, 'pixels' | 'size' | 'toSource'> {}

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
  const window = gmicWindow(header, frame, options);
  if (!window.ok) return window;
  const { pixels, size, ...found } = window.value;
  return ok({ version: gmicPreparationVersion, data: standardise(pixels), ...size, ...found });
}

/** The same without the last step, {@link standardise}. */
export function gmicWindow(
  header: ImageHeader,
  frame: Frame,
  { horizontalFlip: givenFlip, size = windowSize, shrunk = false }: GmicOptions = {},
): Result<GmicWindow> {
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
  const scale = size.height / windowSize.height;
  const { image, toUpright } = shrunk
    ? { image: upright.grid, toUpright: identity }
    : shrink(upright.grid, scale);
  const settings = scaledSettings(scale);
  const breast = breastExtents(image, settings);
  if (breast === null) return noBreast();

  const { flip, source } =
    givenFlip === undefined
      ? horizontalFlip(header, laterality, image, sidesOf(header, frame).isOpposite)
      : { flip: givenFlip, source: 'option' as const };
  const mode = (flip === 'NO') === (laterality === 'L') ? 'right' : 'left';
  const crop = breastCrop(breast, image.width, image.height, mode, settings.buffer);
  const seen = cropped(image, crop.window, mode);
  const rule = centerRule(header.viewPosition);
  const points = { rightmostX: crop.rightmost.x, bottommostY: crop.bottommost.y };
  const center = bestCenter(seen, points, rule, size);
  const window = cutWindow(seen, center, rule, size);
  return ok({
    pixels: window.pixels,
    size,
    toSource: compose(compose(window.toImage, toUpright), upright.toOriginal),
    horizontalFlip: flip,
    flipSource: source,
    mode,
    centerRule: rule,
    crop,
    bestCenter: center,
  });
}

function scaledSettings(scale: number): CropSettings {
  return {
    iterations: Math.max(1, Math.round(cropSettings.iterations * scale)),
    buffer: Math.round(cropSettings.buffer * scale),
  };
}

/** Means of areas, rounded; the image itself at scale 1. */
function shrink(
  image: Grid<Uint16Array>,
  scale: number,
): { readonly image: Grid<Uint16Array>; readonly toUpright: Affine } {
  if (scale === 1) return { image, toUpright: identity };
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  const values = resize(image, { x: 0, y: 0, width: image.width, height: image.height }, width, height);
  return {
    image: { width, height, data: Uint16Array.from(values, Math.round) },
    toUpright: scaling(image.width / width, image.height / height),
  };
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
