/** Carries an {@link Augmentation} out, for all of a picture or a part of it. */
import type { Rect, Size } from '../../contract/geometry.ts';
import { whiteOf, type Augmentation, type Look } from './augmentation.ts';
import { breastDepth, localMeans, sampleGrid, type CoarseGrid } from './coarse.ts';
import type { Example, LesionTruth } from './example.ts';
import { blur, blurReach, pixelNoise } from './filters.ts';
import { paint } from './marks.ts';
import { toneOf } from './tone.ts';

/** An augmented picture or a part of it. */
export interface Augmented {
  /** In pixels of the whole augmented picture, which has the example's size. */
  readonly window: Rect;
  /** (window.height, window.width), row by row, 0..1. */
  readonly grey: Float32Array;
  /** 1 in the breast, and inside the lesion: the example's value under the middle of each pixel. */
  readonly breast: Uint8Array;
  readonly lesions: readonly LesionTruth[];
}

/** Cells of the coarse grids, and over how many of them to each side the local mean goes. */
const cell = 4;
const meanReach = 4;

/**
 * The part `window` of the augmented picture (all of it by default; whole numbers, inside the picture): what it shows does
 * not depend on the window.
 */
export function augment(
  example: Example,
  augmentation: Augmentation,
  window: Rect = { x: 0, y: 0, ...example.size },
): Augmented {
  return {
    window,
    grey: greyParts(example, augmentation, [window])[0],
    breast: warpMask(example.breast, example.size, augmentation, window),
    lesions: lesionsIn(example, augmentation, window),
  };
}

/** The grey of several parts, as {@link augment} has it; what they need of the whole picture is computed once. */
export function greyParts(
  example: Example,
  augmentation: Augmentation,
  windows: readonly Rect[],
): readonly Float32Array[] {
  const { look } = augmentation;
  if (look === null) return windows.map((window) => warp(example, augmentation, window));
  const surroundings: Surroundings = {
    means: localMeans(example.pixels, example.size, cell, meanReach, whiteOf(example.pixels)),
    depth: breastDepth(example.breast, example.size, cell),
  };
  const margin = look.blur < leastBlur ? 0 : blurReach(look.blur);
  return windows.map((window) => {
    const wide = widened(window, margin, example.size);
    const grey = warp(example, augmentation, wide);
    applyLook(example, augmentation, look, surroundings, wide, grey);
    if (augmentation.framed) blackenBeyond(example.size, augmentation, wide, grey);
    return margin === 0 ? grey : cut(grey, wide, window);
  });
}

/** The lesions' masks in a part, as {@link augment} has them. */
export function lesionsIn(
  { lesions, size }: Example,
  augmentation: Augmentation,
  window: Rect,
): readonly LesionTruth[] {
  return lesions.map((lesion) => ({ ...lesion, mask: warpMask(lesion.mask, size, augmentation, window) }));
}

/** What the look of a pixel depends on beyond itself. */
interface Surroundings {
  readonly means: CoarseGrid;
  readonly depth: CoarseGrid;
}

/** Narrower blurs are left out. */
const leastBlur = 0.25;

function widened({ x, y, width, height }: Rect, margin: number, size: Size): Rect {
  const left = Math.max(0, x - margin);
  const top = Math.max(0, y - margin);
  return {
    x: left,
    y: top,
    width: Math.min(size.width, x + width + margin) - left,
    height: Math.min(size.height, y + height + margin) - top,
  };
}

function cut(grey: Float32Array, from: Rect, window: Rect): Float32Array {
  const part = new Float32Array(window.width * window.height);
  for (let row = 0; row < window.height; row++) {
    const start = (window.y - from.y + row) * from.width + window.x - from.x;
    part.set(grey.subarray(start, start + window.width), row * window.width);
  }
  return part;
}

/** Linear between the middles of the example's pixels; 0 beyond them. */
function warp({ pixels, size }: Example, { toExample }: Augmentation, window: Rect): Float32Array {
  const { width, height } = size;
  const scale = 1 / whiteOf(pixels);
  const grey = new Float32Array(window.width * window.height);
  const value = (column: number, row: number): number =>
    column < 0 || row < 0 || column >= width || row >= height ? 0 : pixels[row * width + column];
  forPoints(window, toExample, (at, x, y) => {
    const left = Math.floor(x - 0.5);
    const top = Math.floor(y - 0.5);
    if (left < -1 || top < -1 || left >= width || top >= height) return;
    const across = x - 0.5 - left;
    const down = y - 0.5 - top;
    if (left >= 0 && top >= 0 && left + 1 < width && top + 1 < height) {
      const corner = top * width + left;
      const upper = pixels[corner] + (pixels[corner + 1] - pixels[corner]) * across;
      const below = pixels[corner + width] + (pixels[corner + width + 1] - pixels[corner + width]) * across;
      grey[at] = (upper + (below - upper) * down) * scale;
      return;
    }
    const upper = value(left, top) * (1 - across) + value(left + 1, top) * across;
    const below = value(left, top + 1) * (1 - across) + value(left + 1, top + 1) * across;
    grey[at] = (upper * (1 - down) + below * down) * scale;
  });
  return grey;
}

function warpMask(mask: Uint8Array, size: Size, { toExample }: Augmentation, window: Rect): Uint8Array {
  const { width, height } = size;
  const warped = new Uint8Array(window.width * window.height);
  forPoints(window, toExample, (at, x, y) => {
    const column = Math.floor(x);
    const row = Math.floor(y);
    if (column >= 0 && row >= 0 && column < width && row < height) warped[at] = mask[row * width + column];
  });
  return warped;
}

/** Visits the window's pixels with the example's point under the middle of each. */
function forPoints(
  window: Rect,
  { a, b, c, d, e, f }: Augmentation['toExample'],
  visit: (at: number, x: number, y: number) => void,
): void {
  for (let row = 0, at = 0; row < window.height; row++) {
    const y = window.y + row + 0.5;
    for (let column = 0; column < window.width; column++, at++) {
      const x = window.x + column + 0.5;
      visit(at, a * x + c * y + e, b * x + d * y + f);
    }
  }
}

/** Tissue first, then the grey scale, then the film, then what lies on it, then grain and blur, as pictures come about. */
function applyLook(
  example: Example,
  augmentation: Augmentation,
  look: Look,
  { means, depth }: Surroundings,
  window: Rect,
  grey: Float32Array,
): void {
  const { size } = example;
  const haze = new Float32Array(grey.length);
  const { a, b, c, d, e, f } = augmentation.toExample;
  for (let row = 0, at = 0; row < window.height; row++) {
    for (let column = 0; column < window.width; column++, at++) {
      const across = window.x + column + 0.5;
      const down = window.y + row + 0.5;
      const x = a * across + c * down + e;
      const y = b * across + d * down + f;
      if (x < 0 || y < 0 || x >= size.width || y >= size.height) continue;
      haze[at] = sampleGrid(means, x, y);
      grey[at] = tissue(look, size, depth, grey[at], haze[at], x, y);
    }
  }
  addFolds(look, window, grey);
  const middleX = size.width / 2;
  const middleY = size.height / 2;
  const squaredRadius = middleX * middleX + middleY * middleY;
  forWindow(window, (at, x, y) => {
    const blank = look.background + look.haze * haze[at];
    const shown = blank + (1 - blank) * toneOf(look.tone, grey[at]);
    // Sharpening leaves tissue darker than none: on film, a dark halo in what is blank.
    const halo = 2 * blank * Math.max(-1, Math.min(0, grey[at]));
    const outward = ((x - middleX) * (x - middleX) + (y - middleY) * (y - middleY)) / squaredRadius;
    grey[at] = (shown + halo) * (1 - look.vignette * outward);
  });
  const part = { window, grey };
  for (const mark of look.marks) paint(part, mark);
  addNoise(part, look.noiseSeed, look.grain);
  if (look.blur >= leastBlur) blur(grey, window.width, window.height, look.blur);
  addNoise(part, look.noiseSeed + 1, look.noise);
  for (let at = 0; at < grey.length; at++) grey[at] = Math.min(1, Math.max(0, grey[at]));
}

function blackenBeyond(
  { width, height }: Size,
  { toExample }: Augmentation,
  window: Rect,
  grey: Float32Array,
): void {
  forPoints(window, toExample, (at, x, y) => {
    if (x < 0 || y < 0 || x >= width || y >= height) grey[at] = 0;
  });
}

/** Folds are of tissue: none in air. */
function addFolds({ folds }: Look, window: Rect, grey: Float32Array): void {
  if (folds.length === 0) return;
  const added = { window, grey: new Float32Array(grey.length) };
  for (const fold of folds) paint(added, fold);
  for (let at = 0; at < grey.length; at++) grey[at] += added.grey[at] * presence(grey[at]);
}

/** Rises from 0 in air to 1 in tissue. */
function presence(grey: number): number {
  return Math.min(1, Math.max(0, 8 * grey));
}

function forWindow(window: Rect, visit: (at: number, x: number, y: number) => void): void {
  for (let row = 0, at = 0; row < window.height; row++) {
    for (let column = 0; column < window.width; column++, at++) {
      visit(at, window.x + column + 0.5, window.y + row + 0.5);
    }
  }
}

/** Brightness of a point before the grey scale; `mean`: that of its surroundings; x, y: in the example's pixels. */
function tissue(
  look: Look,
  size: Size,
  depth: CoarseGrid,
  grey: number,
  mean: number,
  x: number,
  y: number,
): number {
  let t = grey + look.sharpening * (grey - mean);
  const deep = sampleGrid(depth, x, y);
  if (deep < look.edgeWidth) {
    const share = 1 - deep / look.edgeWidth;
    t *= 1 - look.edgeDarkening * share * Math.sqrt(share);
    if (look.skin > 0) t += look.skin * presence(grey) * Math.exp(-deep / (0.1 * look.edgeWidth + 2));
  }
  if (look.muscle !== 0) {
    const fromWall = look.chestWallRight ? size.width - x : x;
    const inside = 1 - fromWall / look.muscleEnd.x - y / look.muscleEnd.y;
    if (inside > 0) t *= 1 + look.muscle * Math.min(1, 2 * inside);
  }
  return t;
}

/** Noise of fixed places: grows with the grey, as grain does. */
function addNoise(
  { window, grey }: { readonly window: Rect; readonly grey: Float32Array },
  seed: number,
  deviation: number,
): void {
  if (deviation === 0) return;
  forWindow(window, (at, x, y) => {
    grey[at] += deviation * (0.4 + grey[at]) * pixelNoise(seed, x - 0.5, y - 0.5);
  });
}
