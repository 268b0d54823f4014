import type { Canvas } from './canvas.ts';
import { skinX } from './outline.ts';
import type { ViewPlan } from './plan.ts';

/** 5 x 7 letters, a row per number, the most significant of five bits on the left. */
const letters: Readonly<Record<string, readonly number[]>> = {
  R: [0b11110, 0b10001, 0b10001, 0b11110, 0b10100, 0b10010, 0b10001],
  L: [0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b11111],
  C: [0b01110, 0b10001, 0b10000, 0b10000, 0b10000, 0b10001, 0b01110],
  M: [0b10001, 0b11011, 0b10101, 0b10101, 0b10001, 0b10001, 0b10001],
  O: [0b01110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110],
};

const dotMm = 1.1;
const lead = 1.25;

/**
 * Puts the lead marker (side and view) beside the breast, toward the axilla, where there is room for it. It is
 * written as the viewer reads it, so a picture that will be mirrored takes it mirrored.
 */
export function drawMarker(canvas: Canvas, view: ViewPlan, mirrored: boolean): void {
  const text = [...`${view.laterality}${view.viewPosition}`];
  const widthMm = text.length * 6 * dotMm;
  const widthOfPicture = canvas.columns * canvas.spacingMm;
  const top = 14;
  let skin = 0;
  for (let y = top - 6; y < top + 7 * dotMm + 6; y++) skin = Math.max(skin, skinX(view.outline, y));
  const left = Math.max(skin + 12, widthOfPicture * 0.62);
  if (left + widthMm + 4 > widthOfPicture) return;
  for (let row = Math.floor(top / canvas.spacingMm); row * canvas.spacingMm < top + 7 * dotMm; row++) {
    const line = Math.floor(((row + 0.5) * canvas.spacingMm - top) / dotMm);
    if (line < 0 || line > 6) continue;
    for (let column = Math.floor(left / canvas.spacingMm); column < canvas.columns; column++) {
      const along = (column + 0.5) * canvas.spacingMm - left;
      if (along < 0 || along >= widthMm) continue;
      const dot = Math.floor((mirrored ? widthMm - along : along) / dotMm);
      const letter = letters[text[Math.min(text.length - 1, Math.floor(dot / 6))]];
      if (dot % 6 < 5 && ((letter[line] >> (4 - (dot % 6))) & 1) === 1) {
        canvas.data[row * canvas.columns + column] = lead;
      }
    }
  }
}
