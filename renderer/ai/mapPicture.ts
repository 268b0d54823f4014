/** Values of a map as a picture to lay over an image. Pure. */
import type { Affine, Point, Rect, Size } from '../../contract/geometry.ts';
import { compose, scaling, translation } from '../../imaging/geometry/affine.ts';
import type { Colour, Ramp } from './palette.ts';

/** Opacity of the value 1 in a map at full opacity. */
const strongest = 0.88;
/** Pictures are at most this large a side, unless the map itself is larger. */
const largestSide = 512;
const largestFactor = 16;

/** Colour and opacity (0..1) of a value 0..1; values below `threshold` are not drawn, values beyond 1 are held. */
export function rampAt(
  { low, high }: Ramp,
  value: number,
  threshold: number,
): { readonly colour: Colour; readonly opacity: number } {
  const share = Math.min(1, Math.max(0, value));
  const part = (index: 0 | 1 | 2) => low[index] + (high[index] - low[index]) * share;
  // A value that is not a number is not drawn either.
  return { colour: [part(0), part(1), part(2)], opacity: value >= threshold ? strongest * share : 0 };
}

/**
 * A colour laid over a grey the way maps are laid over the image: hue and saturation of the colour, luminosity of what is
 * below (blend mode `color`, W3C Compositing and Blending Level 1, section 10.2.4). So the image's texture keeps all of
 * its contrast. `grey` 0..255.
 */
export function onGrey(colour: Colour, opacity: number, grey: number): Colour {
  const luminosity = ([red, green, blue]: Colour) => 0.3 * red + 0.59 * green + 0.11 * blue;
  const shift = grey - luminosity(colour);
  const [low, high] = [Math.min(...colour) + shift, Math.max(...colour) + shift];
  // Parts outside 0..255 are drawn towards the grey until they fit: `ClipColor` there.
  const share = Math.min(1, low < 0 ? grey / (grey - low) : 1, high > 255 ? (255 - grey) / (high - grey) : 1);
  const part = (index: 0 | 1 | 2) => grey + opacity * share * (colour[index] + shift - grey);
  return [part(0), part(1), part(2)];
}

/** Picture pixels per cell, along both sides. Enough that the edge of a threshold is smooth at any zoom. */
export function pictureFactor({ width, height }: Size): number {
  return Math.max(1, Math.min(largestFactor, Math.floor(largestSide / Math.max(width, height, 1))));
}

/** Picture pixels -> source pixels. `toSource`: cells -> source pixels. */
export function pictureToSource(size: Size, toSource: Affine, { x, y }: Point): Affine {
  const factor = pictureFactor(size);
  return compose(compose(translation(x, y), scaling(1 / factor, 1 / factor)), toSource);
}

/** The drawn part of a map; `x`, `y`: its place in the picture of the whole map. */
export interface Picture extends Rect {
  /** Red, green, blue, opacity; row by row. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/**
 * The map's values, interpolated between the centres of its cells, as colours: the part with values from the threshold
 * on; null where there is none. `values`: width x height, row by row; beyond the outermost centres a cell's value is held.
 */
export function mapPicture(values: Float32Array, size: Size, ramp: Ramp, threshold: number): Picture | null {
  const cells = drawnCells(values, size, threshold);
  if (cells === null) return null;
  const factor = pictureFactor(size);
  const [x, y] = [cells.x * factor, cells.y * factor];
  const [width, height] = [cells.width * factor, cells.height * factor];
  const data = new Uint8ClampedArray(width * height * 4);
  const columns = neighbours(x, width, size.width, factor);
  let at = 0;
  for (const row of neighbours(y, height, size.height, factor)) {
    const above = row.first * size.width;
    const below = row.second * size.width;
    for (const { first, second, share } of columns) {
      const upper = values[above + first] * (1 - share) + values[above + second] * share;
      const lower = values[below + first] * (1 - share) + values[below + second] * share;
      const { colour, opacity } = rampAt(ramp, upper * (1 - row.share) + lower * row.share, threshold);
      data[at] = colour[0];
      data[at + 1] = colour[1];
      data[at + 2] = colour[2];
      data[at + 3] = 255 * opacity;
      at += 4;
    }
  }
  return { x, y, width, height, data };
}

/** The cells from the threshold on and their neighbours, which values are interpolated with; null where there are none. */
function drawnCells(values: Float32Array, { width, height }: Size, threshold: number): Rect | null {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (!(values[at] >= threshold)) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  if (right < 0) return null;
  [left, top] = [Math.max(0, left - 1), Math.max(0, top - 1)];
  [right, bottom] = [Math.min(width - 1, right + 1), Math.min(height - 1, bottom + 1)];
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** For each picture pixel along one side: the two cells it lies between, and the second one's share. */
function neighbours(from: number, length: number, cells: number, factor: number) {
  return Array.from({ length }, (_, pixel) => {
    const position = Math.min(Math.max((from + pixel + 0.5) / factor - 0.5, 0), cells - 1);
    const first = Math.floor(position);
    return { first, second: Math.min(first + 1, cells - 1), share: position - first };
  });
}
