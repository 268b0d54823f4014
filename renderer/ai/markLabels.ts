/** Labels of one image's marks: what they say, and where they stand beside their marks. Pure. */
import type { Affine, Point, Rect, Size } from '../../contract/geometry.ts';
import { mappedBounds } from '../../imaging/geometry/rect.ts';
import { placeLabels } from './labelPlacement.ts';
import type { LabelRequest } from './labelPlacement.ts';
import type { ContourMark, Mark, PatchMark } from './marks.ts';
import { probabilityText } from './scores.ts';

export interface ImageMarks {
  readonly contours: readonly ContourMark[];
  readonly patches: readonly PatchMark[];
}

export interface PlacedLabel extends Size {
  readonly key: string;
  readonly text: string;
  /** From the upper left corner of the mark's bounds on the screen to the label's. */
  readonly offset: Point;
}

/** At most this many outlines of an image carry a label, the most probable ones; the chosen one always does. */
const labelledContours = 5;
const labelHeight = 19;
/** Width of a digit of the panel's type, and of what is around a text. */
const digitWidth = 7.6;
const padding = 8;

export const contourText = ({ number, contour, notValidated }: ContourMark): string =>
  `${number}  ${probabilityText(contour.probability)}${notValidated ? ' !' : ''}`;

/**
 * `toTile`: source pixels -> CSS pixels of the tile. Marks that are `pointed` out find their places first. No label covers
 * an outline, nor `taken`: what the reader drew and measured, and what is written on the view, in CSS pixels of the tile.
 */
export function layOutLabels(
  { contours, patches }: ImageMarks,
  toTile: Affine,
  tile: Size,
  { pointed, taken }: { readonly pointed: ReadonlySet<string>; readonly taken: readonly Rect[] },
): readonly PlacedLabel[] {
  const chosen = ({ key }: Mark) => pointed.has(key);
  const labelled = contours.filter((mark, index) => index < labelledContours || chosen(mark));
  const texts = new Map<string, string>([
    ...labelled.map((mark) => [mark.key, contourText(mark)] as const),
    ...patches.map((mark) => [mark.key, String(mark.rank)] as const),
  ]);
  const important = [...labelled, ...patches].sort(
    (one, other) => Number(chosen(other)) - Number(chosen(one)),
  );
  const requests = important.map((mark): LabelRequest => {
    const around = mappedBounds(mark.rect, toTile);
    const width =
      mark.kind === 'patch' ? labelHeight : Math.ceil(texts.get(mark.key)!.length * digitWidth) + padding;
    return {
      key: mark.key,
      around,
      width,
      height: labelHeight,
      at: mark.kind === 'patch' ? 'corner' : 'beside',
    };
  });
  const findings = contours.map(({ rect }) => mappedBounds(rect, toTile));
  const within = { x: 0, y: 0, width: tile.width, height: tile.height };
  const places = placeLabels(requests, within, [...findings, ...taken]);
  return requests.flatMap(({ key, around, width, height }) => {
    const place = places.get(key);
    if (place === undefined) return [];
    const offset = { x: place.x - around.x, y: place.y - around.y };
    return [{ key, text: texts.get(key)!, offset, width, height }];
  });
}

/** Corners around a rectangle, a little outside of it: what is chosen is told by more than a colour or a width. */
export function bracketPath({ x, y, width, height }: Rect): string {
  const gap = 6;
  const arm = Math.min(14, Math.max(6, Math.min(width, height) / 3));
  const [left, top, right, bottom] = [x - gap, y - gap, x + width + gap, y + height + gap];
  return [
    `M${left} ${top + arm}V${top}H${left + arm}`,
    `M${right - arm} ${top}H${right}V${top + arm}`,
    `M${right} ${bottom - arm}V${bottom}H${right - arm}`,
    `M${left + arm} ${bottom}H${left}V${bottom - arm}`,
  ].join('');
}
