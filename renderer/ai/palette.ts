/**
 * Colours of AI marks and maps. They are told apart by readers of every colour vision (checked in the tests by
 * simulation), and no meaning hangs on colour alone. Pure.
 */
import type { MapLayer } from './overlayChoices.ts';

/** sRGB, 0..255 each. */
export type Colour = readonly [red: number, green: number, blue: number];

export const malignant: Colour = [238, 125, 31];
export const benign: Colour = [86, 180, 233];
/** Outlines, and what belongs to a mass. Light, so that it is not the orange of a deuteranope. */
export const contour: Colour = [220, 242, 140];
export const classification: Colour = [224, 184, 200];
export const box: Colour = [196, 196, 196];

/** A scale of one hue: the colours of 0 and 1; opacity grows with the value. */
export interface Ramp {
  readonly low: Colour;
  readonly high: Colour;
}

export const ramps: Readonly<Record<MapLayer, Ramp>> = {
  malignant: { low: [190, 84, 0], high: [255, 148, 52] },
  benign: { low: [0, 96, 190], high: [104, 196, 255] },
  classification: { low: [150, 96, 118], high: [232, 190, 208] },
};

export const hex = ([red, green, blue]: Colour): string =>
  `#${[red, green, blue].map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;

/** The style sheets' custom properties, set where AI marks and scores are drawn. */
export const colourProperties: Readonly<Record<`--${string}`, string>> = {
  '--malignant': hex(malignant),
  '--benign': hex(benign),
  '--contour': hex(contour),
  '--classification': hex(classification),
  '--box': hex(box),
};
