/** A piece of an image as a small grey picture. Pure. */
import type { Rect, Size } from '../../contract/geometry.ts';
import type { Frame, ImageHeader } from '../../contract/image.ts';
import { type DisplaySettings, displayTable } from '../viewport/display.ts';

export interface ThumbnailPicture extends Size {
  /** Red, green, blue, opacity; row by row. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** Entries of a table of grey levels: more than a screen can tell apart. */
const tableEntries = 4096;

/**
 * `rect` (source pixels; may reach outside the image, where it is black) at the window in force, `side` pixels along its
 * longer side: each pixel the mean of the source pixels that fall into it.
 */
export function thumbnailPicture(
  header: ImageHeader,
  frame: Frame,
  display: DisplaySettings,
  rect: Rect,
  side: number,
): ThumbnailPicture {
  const scale = side / Math.max(rect.width, rect.height, 1);
  const width = Math.max(1, Math.round(rect.width * scale));
  const height = Math.max(1, Math.round(rect.height * scale));
  const levelOf = levelTable(header, frame, display, rect);
  const { samplesPerPixel } = frame;
  const data = new Uint8ClampedArray(width * height * 4);
  const columns = spans(rect.x, rect.width, width, frame.columns);
  const rows = spans(rect.y, rect.height, height, frame.rows);
  let at = 0;
  for (const [top, bottom] of rows) {
    for (const [left, right] of columns) {
      const count = (bottom - top) * (right - left);
      for (let component = 0; component < 3; component++) {
        let sum = 0;
        const of = Math.min(component, samplesPerPixel - 1);
        for (let y = top; y < bottom; y++) {
          for (let x = left; x < right; x++) {
            sum += levelOf(frame.samples[(y * frame.columns + x) * samplesPerPixel + of]);
          }
        }
        data[at + component] = count === 0 ? 0 : sum / count;
      }
      data[at + 3] = 255;
      at += 4;
    }
  }
  return { width, height, data };
}

/** The source columns (or rows) of each picture pixel: at least one where it is inside the image, none outside. */
function spans(from: number, length: number, count: number, available: number): readonly [number, number][] {
  return Array.from({ length: count }, (_, index) => {
    const start = Math.floor(from + (index * length) / count);
    const end = Math.max(start + 1, Math.floor(from + ((index + 1) * length) / count));
    const first = Math.min(available, Math.max(0, start));
    return [first, Math.max(first, Math.min(available, end))];
  });
}

/** Grey levels 0..255 by stored value, over the values that occur in the piece. */
function levelTable(
  header: ImageHeader,
  frame: Frame,
  display: DisplaySettings,
  rect: Rect,
): (stored: number) => number {
  let low = Infinity;
  let high = -Infinity;
  const right = Math.min(frame.columns, Math.ceil(rect.x + rect.width)) * frame.samplesPerPixel;
  const left = Math.max(0, Math.floor(rect.x)) * frame.samplesPerPixel;
  const bottom = Math.min(frame.rows, Math.ceil(rect.y + rect.height));
  for (let y = Math.max(0, Math.floor(rect.y)); y < bottom; y++) {
    const row = y * frame.columns * frame.samplesPerPixel;
    for (let at = row + left; at < row + right; at++) {
      const value = frame.samples[at];
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (low > high) return () => 0;
  const { first, step, levels } = displayTable(header, display, { low, high }, tableEntries);
  const last = levels.length - 1;
  return (stored) => levels[Math.min(last, Math.max(0, Math.round((stored - first) / step)))];
}
