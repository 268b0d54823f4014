/** How large a CSS pixel is on this screen, found with a bank card. Pure. */

/** ISO/IEC 7810:2019 ID-1, millimetres. */
export const bankCard = { widthMm: 85.6, heightMm: 53.98 };

/** CSS pixels per millimetre that CSS takes for granted (96 per inch): where the bar starts. */
export const assumedPixelsPerMm = 96 / 25.4;

/** Widths of the card on screens from wall to telephone, CSS pixels. */
export const cardWidthRange = { min: 120, max: 640, step: 0.5 };

/** From the width in CSS pixels at which the bar matches a card, held to the bar's range. */
export function pixelsPerMmOfCard(widthPixels: number): number {
  const { min, max } = cardWidthRange;
  return Math.min(max, Math.max(min, widthPixels)) / bankCard.widthMm;
}

/** From the bar's width in CSS pixels and what a ruler says of it; null where that is no such size. */
export function pixelsPerMmOfRuler(widthPixels: number, measuredMm: number): number | null {
  const pixelsPerMm = widthPixels / measuredMm;
  const { min, max } = cardWidthRange;
  const possible = pixelsPerMm >= min / bankCard.widthMm && pixelsPerMm <= max / bankCard.widthMm;
  return measuredMm > 0 && possible ? pixelsPerMm : null;
}

/** "3.78 px per mm: a pixel of this screen is 0.265 mm, 96 per inch." */
export function calibrationInWords(pixelsPerMm: number, devicePixelRatio: number): string {
  const screenPixels = pixelsPerMm * devicePixelRatio;
  return (
    `${pixelsPerMm.toFixed(2)} px per mm: a pixel of this screen is ${(1 / screenPixels).toFixed(3)} mm, ` +
    `${(screenPixels * 25.4).toFixed(0)} per inch.`
  );
}
