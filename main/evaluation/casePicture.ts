import type { Rect } from '../../contract/geometry.ts';
import type { Mask } from '../../evaluation/masks.ts';
import type { Example } from '../../training/data/example.ts';
import { encodePng, type PngImage } from '../exports/png.ts';

/** Told apart with every kind of colour vision; the prediction is dashed, too. */
export const truthColour = [86, 180, 233] as const;
export const predictionColour = [230, 159, 0] as const;
export const patchColour = [204, 204, 204] as const;

type Colour = readonly [red: number, green: number, blue: number];

/** Height of the pictures, pixels. */
const pictureHeight = 448;

/** What lies over the image. Masks may be coarser than it. */
export interface Overlay {
  readonly truth: Mask;
  readonly predicted: Mask;
  /** In pixels of the example. */
  readonly patches: readonly Rect[];
}

/** A PNG of the example as the network sees it, with the outlines of truth (whole) and prediction (dashed). */
export function casePicture(example: Pick<Example, 'size' | 'pixels'>, overlay: Overlay): Buffer {
  return encodePng(drawnCase(example, overlay));
}

/** The same before it is encoded. */
export function drawnCase(
  example: Pick<Example, 'size' | 'pixels'>,
  overlay: Overlay,
): PngImage & { readonly data: Uint8Array } {
  const { size } = example;
  const height = Math.min(pictureHeight, size.height);
  const width = Math.max(1, Math.round((size.width * height) / size.height));
  const data = greys(example, width, height);
  for (const rect of overlay.patches) drawRect(data, width, height, rect, height / size.height);
  drawOutline(data, width, height, overlay.truth, truthColour, false);
  drawOutline(data, width, height, overlay.predicted, predictionColour, true);
  return { width, height, channels: 3, data };
}

/** Means of areas; black to the brightest but the last thousandth. */
function greys(
  { size, pixels }: Pick<Example, 'size' | 'pixels'>,
  width: number,
  height: number,
): Uint8Array {
  const white = pixels instanceof Uint8Array ? 255 : brightest(pixels);
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const top = Math.floor((y * size.height) / height);
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * size.height) / height));
    for (let x = 0; x < width; x++) {
      const left = Math.floor((x * size.width) / width);
      const right = Math.max(left + 1, Math.floor(((x + 1) * size.width) / width));
      let sum = 0;
      for (let row = top; row < bottom; row++) {
        for (let column = left; column < right; column++) sum += pixels[row * size.width + column];
      }
      const grey = Math.min(255, (255 * sum) / ((bottom - top) * (right - left)) / white);
      data.fill(grey, (y * width + x) * 3, (y * width + x) * 3 + 3);
    }
  }
  return data;
}

function brightest(pixels: Uint16Array): number {
  const histogram = new Uint32Array(65536);
  for (const value of pixels) histogram[value]++;
  let above = 0;
  let level = 65535;
  while (level > 1 && above + histogram[level] <= pixels.length / 1000) above += histogram[level--];
  return level;
}

/** The pixels of the mask, at the picture's size, that have a neighbour outside. */
function drawOutline(
  data: Uint8Array,
  width: number,
  height: number,
  mask: Mask,
  colour: Colour,
  dashed: boolean,
): void {
  const inside = (x: number, y: number): boolean => {
    if (x < 0 || y < 0 || x >= width || y >= height) return false;
    const row = Math.floor(((y + 0.5) * mask.height) / height);
    return mask.data[row * mask.width + Math.floor(((x + 0.5) * mask.width) / width)] !== 0;
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!inside(x, y) || (dashed && (x + y) % 6 < 2)) continue;
      if (inside(x - 1, y) && inside(x + 1, y) && inside(x, y - 1) && inside(x, y + 1)) continue;
      data.set(colour, (y * width + x) * 3);
    }
  }
}

function drawRect(data: Uint8Array, width: number, height: number, rect: Rect, scale: number): void {
  const left = Math.round(rect.x * scale);
  const right = Math.round((rect.x + rect.width) * scale) - 1;
  const top = Math.round(rect.y * scale);
  const bottom = Math.round((rect.y + rect.height) * scale) - 1;
  const dot = (x: number, y: number): void => {
    if (x < 0 || y < 0 || x >= width || y >= height || (x + y) % 2 === 0) return;
    data.set(patchColour, (y * width + x) * 3);
  };
  for (let x = left; x <= right; x++) {
    dot(x, top);
    dot(x, bottom);
  }
  for (let y = top; y <= bottom; y++) {
    dot(left, y);
    dot(right, y);
  }
}
