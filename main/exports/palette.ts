/** Marks and maps have the colours that they have on the screen (`renderer/ai/palette.ts`; a test compares). */
import type { Colour } from './canvas.ts';

/** Text: at most three quarters of white. */
export const text: Colour = [191, 191, 191];
export const quietText: Colour = [128, 132, 137];
export const frame: Colour = [44, 49, 54];
export const box: Colour = [196, 196, 196];
export const contour: Colour = [220, 242, 140];
export const malignant: Colour = [238, 125, 31];
export const benign: Colour = [86, 180, 233];
/** For what the reader must not miss; neither red nor green. */
export const notice: Colour = [232, 214, 150];

/** A scale of one hue: the colour of a value, and how much of the image it hides, both growing with it. */
export interface Ramp {
  readonly low: Colour;
  readonly high: Colour;
}

export const ramps = {
  malignant: { low: [190, 84, 0], high: [255, 148, 52] },
  benign: { low: [0, 96, 190], high: [104, 196, 255] },
  classification: { low: [150, 96, 118], high: [232, 190, 208] },
} as const satisfies Readonly<Record<string, Ramp>>;

const strongest = 0.88;

/** Colour and opacity (0..1) of a value 0..1; values beyond are held. */
export function rampAt({ low, high }: Ramp, value: number): { colour: Colour; opacity: number } {
  const share = Math.min(1, Math.max(0, value));
  return {
    colour: [
      low[0] + (high[0] - low[0]) * share,
      low[1] + (high[1] - low[1]) * share,
      low[2] + (high[2] - low[2]) * share,
    ],
    opacity: strongest * share,
  };
}
