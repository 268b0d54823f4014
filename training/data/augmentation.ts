/** How much a picture may be changed for training, as data, and the drawing of what is done to one. */
import type { Affine, Point } from '../../contract/geometry.ts';
import { apply, compose, inverse, scaling, translation } from '../../imaging/geometry/affine.ts';
import type { Random } from '../phantoms/random.ts';
import type { Example } from './example.ts';
import { drawMarks, type Mark, type MarkSettings } from './marks.ts';
import { drawTone, type ToneCurve, type ToneSettings } from './tone.ts';

type Range = readonly [low: number, high: number];

/** Changes of place. Lesions move with their tissue. */
export interface GeometrySettings {
  /** Chances, 0..1. */
  readonly flipHorizontal: number;
  readonly flipVertical: number;
  /** Magnification of both axes, and the ratio of one axis' to the other's. */
  readonly scale: Range;
  /** Share of pictures, 0..1, that are scans of low resolution in a window made for full ones; their magnification. Null: none. */
  readonly reduced: { readonly share: number; readonly scale: Range } | null;
  readonly aspect: Range;
  /** At most, to either side. */
  readonly rotationDegrees: number;
  /** At most, to either side: the farther from the chest wall, the more tissue moves up or down. */
  readonly shearDegrees: number;
  /** At most, as a share of width and height. */
  readonly shift: number;
  /** Chance that the chest wall then goes back to the side of the picture. */
  readonly chestWallAtSide: number;
}

/** One way for pictures to look. Lengths are pixels at a height of 1024, greys 0..1. */
export interface LookSettings {
  readonly tone: ToneSettings;
  /** How much of the difference to the local mean is added: below 0 flattens, above sharpens and makes halos. */
  readonly sharpening: Range;
  /** How much darker the breast is at its edge, 0..1, and over which distance. */
  readonly edgeDarkening: Range;
  readonly edgeWidth: Range;
  /** Added at the skin. */
  readonly skin: Range;
  /** Added at the upper end of the chest wall, falling off downwards, in oblique views. */
  readonly muscle: Range;
  /** Grey of blank film, what is added near the breast, and its uneven lighting. */
  readonly background: Range;
  readonly haze: Range;
  readonly vignette: Range;
  /** Deviation of noise before and after the blur; deviation of the blur. */
  readonly grain: Range;
  readonly noise: Range;
  readonly blur: Range;
  /** At most so many bright folds of skin. */
  readonly folds: number;
  readonly marks: MarkSettings;
}

export interface AugmentationSettings {
  readonly geometry: GeometrySettings;
  /** Pictures look one of these ways, by their shares; as they are where there are none. */
  readonly looks: readonly { readonly share: number; readonly look: LookSettings }[];
}

const still: GeometrySettings = {
  flipHorizontal: 0,
  flipVertical: 0,
  scale: [1, 1],
  reduced: null,
  aspect: [1, 1],
  rotationDegrees: 0,
  shearDegrees: 0,
  shift: 0,
  chestWallAtSide: 0,
};

/** Pictures as they are: for validation and tests. */
export const noAugmentation: AugmentationSettings = { geometry: still, looks: [] };

/** Scanned film: soft, dark at the edge, white muscle, blank film that is not black, labels and dust. */
export const filmLook: LookSettings = {
  tone: { middle: [0.3, 0.6], steepness: [0, 3.5], top: [0.85, 1.15], unevenness: 0.3 },
  sharpening: [-0.5, 0.1],
  edgeDarkening: [0.4, 1],
  edgeWidth: [40, 220],
  skin: [0, 0],
  muscle: [0, 0.6],
  background: [0, 0.12],
  haze: [0, 0.15],
  vignette: [-0.1, 0.25],
  grain: [0, 0.02],
  noise: [0, 0.006],
  blur: [0.6, 3.5],
  folds: 2,
  marks: { label: 0.3, border: 0.12, notch: 0.15, scratches: 4, dust: 6, skinMarkers: 1 },
};

/** A detector's picture, processed by its maker: crisp, even to the edge, black air. */
export const detectorLook: LookSettings = {
  tone: { middle: [0.2, 0.5], steepness: [0, 4.5], top: [0.85, 1.15], unevenness: 0.3 },
  sharpening: [-0.2, 1],
  edgeDarkening: [0, 0.5],
  edgeWidth: [10, 60],
  skin: [0, 0.2],
  muscle: [-0.15, 0.25],
  background: [0, 0],
  haze: [0, 0],
  vignette: [0, 0],
  grain: [0, 0.03],
  noise: [0, 0.02],
  blur: [0, 1],
  folds: 2,
  marks: { label: 0.25, border: 0.03, notch: 0, scratches: 1, dust: 0, skinMarkers: 2 },
};

const bothLooks = [
  { share: 0.5, look: filmLook },
  { share: 0.5, look: detectorLook },
];

/** For the HDS U-ResNet, which sees breasts hung either way. */
export const hdsAugmentation: AugmentationSettings = {
  geometry: {
    flipHorizontal: 0.5,
    flipVertical: 0.5,
    scale: [0.87, 1.3],
    reduced: null,
    aspect: [0.85, 1.18],
    rotationDegrees: 5,
    shearDegrees: 12,
    shift: 0.06,
    chestWallAtSide: 0.8,
  },
  looks: bothLooks,
};

/** For GMIC, whose window always holds the chest wall at its left. */
export const gmicAugmentation: AugmentationSettings = {
  geometry: { ...hdsAugmentation.geometry, flipHorizontal: 0, flipVertical: 0.5 },
  // Letters are as large as its cells where a scan is small.
  looks: bothLooks.map(({ share, look }) => ({
    share,
    look: { ...look, marks: { ...look.marks, label: 0.6 } },
  })),
};

/** Steepness of the curves of {@link GmicRecipe.flatCurves}: as far as looks' own curves go the other way. */
export const flatSteepness: Range = [-4.5, 0];

/** How much smaller scans of low resolution are: from those with a third of a detector's rows. */
export const reducedScale: Range = [0.33, 0.87];

/** What is done to one picture. */
export interface Augmentation {
  /** Augmented pixels -> the example's. */
  readonly toExample: Affine;
  /** What lies beyond the example is black, as beyond a scan; else it looks as blank film or air. */
  readonly framed: boolean;
  /** Null: the grey values stay as they are. */
  readonly look: Look | null;
}

/** Values drawn within {@link LookSettings}; lengths in the example's pixels. */
export interface Look {
  readonly tone: ToneCurve;
  readonly sharpening: number;
  readonly edgeDarkening: number;
  readonly edgeWidth: number;
  readonly skin: number;
  readonly muscle: number;
  /** In the example's pixels: from the corner at the chest wall down and towards the nipple. */
  readonly muscleEnd: Point;
  readonly chestWallRight: boolean;
  readonly background: number;
  readonly haze: number;
  readonly vignette: number;
  readonly grain: number;
  readonly noise: number;
  readonly blur: number;
  readonly noiseSeed: number;
  readonly folds: readonly Mark[];
  readonly marks: readonly Mark[];
}

/** Draws what is done to `example`. The same stream gives the same. */
export function drawAugmentation(
  random: Random,
  settings: AugmentationSettings,
  example: Example,
): Augmentation {
  const { reduced } = settings.geometry;
  const framed = reduced !== null && random.chance(reduced.share);
  const scale = framed ? reduced.scale : settings.geometry.scale;
  const toExample = drawGeometry(random, { ...settings.geometry, scale }, example);
  const chosen = random.next();
  let below = 0;
  for (const { share, look } of settings.looks) {
    below += share;
    if (chosen < below) return { toExample, framed, look: drawLook(random, look, example, toExample) };
  }
  return { toExample, framed, look: null };
}

function drawGeometry(random: Random, settings: GeometrySettings, example: Example): Affine {
  const { width, height } = example.size;
  const scale = logarithmic(random, settings.scale);
  const aspect = Math.sqrt(logarithmic(random, settings.aspect));
  const angle = (random.between(-1, 1) * settings.rotationDegrees * Math.PI) / 180;
  const slope = Math.tan((random.between(-1, 1) * settings.shearDegrees * Math.PI) / 180);
  const shiftX = random.between(-1, 1) * settings.shift * width;
  const shiftY = random.between(-1, 1) * settings.shift * height;
  const flipX = random.chance(settings.flipHorizontal) ? -1 : 1;
  const flipY = random.chance(settings.flipVertical) ? -1 : 1;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const steps = [
    translation(-width / 2, -height / 2),
    scaling(flipX * scale * aspect, (flipY * scale) / aspect),
    { a: 1, b: slope, c: 0, d: 1, e: 0, f: 0 },
    { a: cos, b: sin, c: -sin, d: cos, e: 0, f: 0 },
    translation(width / 2 + shiftX, height / 2 + shiftY),
  ];
  const toAugmented = steps.reduce(compose);
  if (!random.chance(settings.chestWallAtSide)) return inverse(toAugmented);
  const wall = { x: rightHalfHasMore(example) ? width : 0, y: height / 2 };
  const { x } = apply(toAugmented, wall);
  const side = x > width / 2 ? width : 0;
  // A little beyond the side, so that the rotation shows less of what is not there.
  const beyond = Math.abs(sin) * height * 0.25 * (side === 0 ? -1 : 1);
  return inverse(compose(toAugmented, translation(side + beyond - x, 0)));
}

function logarithmic(random: Random, [low, high]: Range): number {
  return Math.exp(random.between(Math.log(low), Math.log(high)));
}

function drawLook(random: Random, settings: LookSettings, example: Example, toExample: Affine): Look {
  const { size } = example;
  const unit = size.height / 1024;
  const between = (range: Range): number => random.between(...range);
  const mirrored = rightHalfHasMore(example);
  return {
    tone: drawTone(random, settings.tone, middleGrey(example)),
    sharpening: between(settings.sharpening),
    edgeDarkening: between(settings.edgeDarkening),
    edgeWidth: between(settings.edgeWidth) * unit,
    skin: between(settings.skin),
    muscle: example.viewPosition === 'MLO' ? between(settings.muscle) : 0,
    muscleEnd: { x: size.width * random.between(0.35, 0.9), y: size.height * random.between(0.3, 0.75) },
    chestWallRight: mirrored,
    background: between(settings.background),
    haze: between(settings.haze),
    vignette: between(settings.vignette),
    grain: between(settings.grain),
    noise: between(settings.noise),
    blur: between(settings.blur) * unit,
    noiseSeed: random.below(2 ** 31),
    folds: drawFolds(random, settings.folds, example, toExample, mirrored),
    marks: drawMarks(random, settings.marks, surroundings(example, toExample)),
  };
}

function surroundings(example: Example, toExample: Affine) {
  const { width, height } = example.size;
  const inside = (masks: readonly Uint8Array[]) => (x: number, y: number) => {
    const point = apply(toExample, { x, y });
    const column = Math.floor(point.x);
    const row = Math.floor(point.y);
    if (column < 0 || row < 0 || column >= width || row >= height) return false;
    return masks.some((mask) => mask[row * width + column] === 1);
  };
  return {
    size: example.size,
    inBreast: inside([example.breast]),
    inLesion: inside(example.lesions.map(({ mask }) => mask)),
  };
}

/** Median of the breast's pixels, 0..1, to 1/256; of a sample of them. */
function middleGrey({ pixels, breast }: Example): number {
  const white = whiteOf(pixels);
  const histogram = new Uint32Array(256);
  let count = 0;
  for (let at = 0; at < pixels.length; at += 23) {
    if (breast[at] === 0) continue;
    histogram[Math.floor((255 * pixels[at]) / white)]++;
    count++;
  }
  if (count === 0) return 0.5;
  let level = 0;
  for (let below = histogram[0]; 2 * below < count; below += histogram[level]) level++;
  return level / 255;
}

/** The value of white in an example's pixels. */
export function whiteOf(pixels: Example['pixels']): number {
  return pixels instanceof Uint8Array ? 255 : 65535;
}

/** The breast is wider at the chest wall. */
function rightHalfHasMore({ breast, size }: Example): boolean {
  let balance = 0;
  for (let at = 0; at < breast.length; at += 7) {
    if (breast[at] === 1) balance += at % size.width < size.width / 2 ? -1 : 1;
  }
  return balance > 0;
}

/** Bright lines near the chest wall and in the axilla, where skin folds. */
function drawFolds(
  random: Random,
  most: number,
  { size }: Example,
  toExample: Affine,
  chestWallRight: boolean,
): readonly Mark[] {
  const unit = size.height / 1024;
  const toAugmented = inverse(toExample);
  return Array.from({ length: random.below(most + 1) }, (): Mark => {
    const depth = random.between(0, 0.45) * size.width;
    const from = { x: chestWallRight ? size.width - depth : depth, y: random.next() * size.height };
    const heading = random.between(-0.7, 0.7) + (random.chance(0.4) ? Math.PI / 2 : 0);
    const length = random.between(60, 320) * unit;
    const to = { x: from.x + length * Math.cos(heading), y: from.y + length * Math.sin(heading) };
    const sigma = random.between(1.5, 9) * unit;
    const amplitude = random.between(0.04, 0.3);
    return { type: 'line', from: apply(toAugmented, from), to: apply(toAugmented, to), sigma, amplitude };
  });
}
