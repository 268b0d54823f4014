/** What is painted on the screen, read back from screenshots. */
import type { Page } from 'playwright-core';
import type { Point, Rect } from '../../contract/geometry.ts';

/** Grey levels 0..255 of a part of the screen, row by row; coloured pixels (marks, accents) count as black. */
export interface Painted {
  readonly width: number;
  readonly height: number;
  readonly levels: Uint8Array;
}

/** The part of the page, in CSS pixels; everything that lies over it is painted, too. */
export async function painted(page: Page, clip: Rect): Promise<Painted> {
  const png = await page.screenshot({ clip });
  const { width, height, base64 } = await page.evaluate(async (encoded) => {
    const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes]));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    let grey = '';
    for (let at = 0; at < data.length; at += 4) {
      const isGrey =
        Math.max(data[at], data[at + 1], data[at + 2]) - Math.min(data[at], data[at + 1], data[at + 2]) < 3;
      grey += String.fromCharCode(isGrey ? data[at] : 0);
    }
    return { width: bitmap.width, height: bitmap.height, base64: btoa(grey) };
  }, png.toString('base64'));
  return { width, height, levels: new Uint8Array(Buffer.from(base64, 'base64')) };
}

export const levelAt = ({ width, levels }: Painted, x: number, y: number): number =>
  levels[Math.round(y) * width + Math.round(x)];

/** Upright rectangle of the pixels that `isMeant`; of no size where there are none. */
export function boundsOf({ width, height, levels }: Painted, isMeant: (level: number) => boolean): Rect {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (!isMeant(levels[at])) continue;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + 1);
    }
  }
  return right > left
    ? { x: left, y: top, width: right - left, height: bottom - top }
    : { x: 0, y: 0, width: 0, height: 0 };
}

export const middleOf = ({ x, y, width, height }: Rect): Point => ({ x: x + width / 2, y: y + height / 2 });
