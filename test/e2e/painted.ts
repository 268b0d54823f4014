/** What is painted on the screen, read back from screenshots. */
import { decode } from 'fast-png';
import type { Page } from 'playwright-core';
import type { Point, Rect } from '../../contract/geometry.ts';

/** Grey levels 0..255 of a part of the screen, row by row; coloured pixels (marks, accents) count as black. */
export interface Painted {
  readonly width: number;
  readonly height: number;
  readonly levels: Uint8Array;
  /** So many pixels. */
  readonly coloured: number;
}

/** The part of the page, in CSS pixels; whatever lies over it is painted, too. */
export async function painted(page: Page, clip: Rect): Promise<Painted> {
  const { width, height, channels, data } = decode(await page.screenshot({ clip }));
  const levels = new Uint8Array(width * height);
  let coloured = 0;
  for (let pixel = 0, at = 0; pixel < levels.length; pixel++, at += channels) {
    const [red, green, blue] = [data[at], data[at + 1], data[at + 2]];
    const spread = Math.max(red, green, blue) - Math.min(red, green, blue);
    if (spread < 3) levels[pixel] = red;
    else coloured++;
  }
  return { width, height, levels, coloured };
}

export const levelAt = ({ width, levels }: Painted, x: number, y: number): number =>
  levels[Math.round(y) * width + Math.round(x)];

/** Upright rectangle of the pixels that `isMeant`; of no size where there are none. */
export function boundsOf({ width, levels }: Painted, isMeant: (level: number) => boolean): Rect {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  levels.forEach((level, at) => {
    if (!isMeant(level)) return;
    const [x, y] = [at % width, Math.floor(at / width)];
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
  });
  return right > left
    ? { x: left, y: top, width: right - left, height: bottom - top }
    : { x: 0, y: 0, width: 0, height: 0 };
}

export const middleOf = ({ x, y, width, height }: Rect): Point => ({ x: x + width / 2, y: y + height / 2 });
