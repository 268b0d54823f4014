import type { Contour, RoiPatch, ValueMap } from '../../contract/findings.ts';
import type { Affine, Point, Rect } from '../../contract/geometry.ts';
import { apply, compose, inverse, scaling, translation } from '../../imaging/geometry/affine.ts';
import { boundsOf, contains, cornersOf, overlap } from '../../imaging/geometry/rect.ts';
import { blend, drawGrey, fillRect, strokeLines } from './canvas.ts';
import type { Canvas, Colour, GreyImage, Polyline } from './canvas.ts';
import * as palette from './palette.ts';
import type { Ramp } from './palette.ts';
import { capitalPixels, drawText, textWidth } from './text.ts';

/** One drawing of the view on the canvas. */
export interface Panel {
  /** Where it is, in whole canvas pixels. */
  readonly rect: Rect;
  /** Source pixels -> canvas. */
  readonly toCanvas: Affine;
}

/** A panel that shows the whole of `source` (pixels) in `rect`. */
export function panelAt(rect: Rect, source: { readonly width: number; readonly height: number }): Panel {
  const scale = scaling(rect.width / source.width, rect.height / source.height);
  return { rect, toCanvas: compose(scale, translation(rect.x, rect.y)) };
}

/** Draws the view, already at the panel's size, with a hairline around it. */
export function drawView(canvas: Canvas, { rect }: Panel, view: GreyImage, brightness = 1): void {
  drawGrey(canvas, view, rect.x, rect.y, brightness);
  drawFrame(canvas, rect, palette.frame);
}

/** A one-pixel line just outside the rectangle. */
export function drawFrame(canvas: Canvas, rect: Rect, colour: Colour): void {
  const { x, y, width, height } = rect;
  fillRect(canvas, { x: x - 1, y: y - 1, width: width + 2, height: 1 }, colour);
  fillRect(canvas, { x: x - 1, y: y + height, width: width + 2, height: 1 }, colour);
  fillRect(canvas, { x: x - 1, y, width: 1, height }, colour);
  fillRect(canvas, { x: x + width, y, width: 1, height }, colour);
}

/** `smooth` interpolates between the centres of cells; `cells` shows each cell as it is. */
export type MapLook = 'smooth' | 'cells';

/** Lays a map over the panel; there is nothing outside its grid. */
export function drawMap(canvas: Canvas, panel: Panel, map: ValueMap, ramp: Ramp, look: MapLook): void {
  const { rect } = panel;
  const toMap = compose(inverse(panel.toCanvas), inverse(map.toSource));
  const levels = Array.from({ length: 256 }, (_, level) => palette.rampAt(ramp, level / 255));
  for (let y = rect.y; y < rect.y + rect.height; y++) {
    let at = apply(toMap, { x: rect.x + 0.5, y: y + 0.5 });
    for (let x = rect.x; x < rect.x + rect.width; x++) {
      const value = look === 'smooth' ? smoothValue(map, at.x, at.y) : cellValue(map, at.x, at.y);
      at = { x: at.x + toMap.a, y: at.y + toMap.b };
      const level = Math.round(value * 255);
      if (level <= 0) continue;
      const { colour, opacity } = levels[Math.min(255, level)];
      blend(canvas, x, y, colour, opacity);
    }
  }
}

function cellValue({ width, height, data }: ValueMap, x: number, y: number): number {
  return x >= 0 && y >= 0 && x < width && y < height ? data[Math.floor(y) * width + Math.floor(x)] : 0;
}

function smoothValue(map: ValueMap, x: number, y: number): number {
  const { width, height, data } = map;
  if (!(x >= 0 && y >= 0 && x <= width && y <= height)) return 0;
  const column = Math.min(Math.max(x - 0.5, 0), width - 1);
  const row = Math.min(Math.max(y - 0.5, 0), height - 1);
  const left = Math.min(Math.floor(column), Math.max(0, width - 2));
  const top = Math.min(Math.floor(row), Math.max(0, height - 2));
  const right = Math.min(left + 1, width - 1);
  const bottom = Math.min(top + 1, height - 1);
  const across = column - left;
  const down = row - top;
  const above = data[top * width + left] * (1 - across) + data[top * width + right] * across;
  const below = data[bottom * width + left] * (1 - across) + data[bottom * width + right] * across;
  return above * (1 - down) + below * down;
}

/** A scale from 0 (below) to 1 beside a panel. */
export function drawColourBar(canvas: Canvas, rect: Rect, ramp: Ramp): void {
  for (let row = 0; row < rect.height; row++) {
    const value = 1 - (row + 0.5) / rect.height;
    const { colour, opacity } = palette.rampAt(ramp, value);
    fillRect(canvas, { x: rect.x, y: rect.y + row, width: rect.width, height: 1 }, colour, opacity);
  }
  drawFrame(canvas, rect, palette.frame);
  const style = { size: 15, colour: palette.quietText };
  for (const value of [0, 0.25, 0.5, 0.75, 1]) {
    const y = Math.round(rect.y + (1 - value) * (rect.height - 1));
    fillRect(canvas, { x: rect.x + rect.width + 1, y, width: 4, height: 1 }, palette.quietText);
    const label = value === 0 || value === 1 ? String(value) : value.toFixed(2);
    drawText(canvas, label, rect.x + rect.width + 9, y + capitalPixels(style.size) / 2, style);
  }
}

/** The outlines of one set of weights. */
export interface OutlineSet {
  readonly contours: readonly Contour[];
  /** Solid where absent. */
  readonly dash?: readonly [drawn: number, gap: number];
}

/** At most this many outlines of a set carry their probability: the most probable ones. */
const labelledContours = 5;

/** Mass outlines with their probabilities; the first set lies on top. */
export function drawContours(canvas: Canvas, panel: Panel, sets: readonly OutlineSet[]): void {
  for (const { contours, dash } of [...sets].reverse()) {
    const lines: Polyline[] = contours.flatMap((contour) =>
      [contour.points, ...contour.holes].map((ring) => ({
        points: ring.map((point) => apply(panel.toCanvas, point)),
        closed: true,
      })),
    );
    const style = dash === undefined ? {} : { dash };
    const halo = { width: 3.6, colour: [0, 0, 0] as const, opacity: 0.45, ...style };
    strokeLines(canvas, lines, halo, panel.rect);
    strokeLines(canvas, lines, { width: 1.7, colour: palette.contour, ...style }, panel.rect);
  }
  const taken: Rect[] = [];
  for (const contour of sets.flatMap(({ contours }) => contours.slice(0, labelledContours))) {
    const outline = contour.points.map((point) => apply(panel.toCanvas, point));
    const label = contour.probability.toFixed(2);
    const place = labelPlace(label, boundsOf(outline), panel.rect, taken);
    if (place !== null) {
      taken.push(place);
      drawLabel(canvas, label, place, palette.contour);
    }
  }
}

const labelSize = 16;

function labelExtent(label: string): { width: number; height: number } {
  return { width: Math.ceil(textWidth(label, { size: labelSize })) + 8, height: 19 };
}

/** Above, below, right or left of what it names, inside the panel, clear of other labels; null where none is free. */
function labelPlace(label: string, around: Rect, within: Rect, taken: readonly Rect[]): Rect | null {
  const { width, height } = labelExtent(label);
  const centreX = around.x + around.width / 2 - width / 2;
  const centreY = around.y + around.height / 2 - height / 2;
  const places = [
    { x: centreX, y: around.y - height - 4 },
    { x: centreX, y: around.y + around.height + 4 },
    { x: around.x + around.width + 4, y: centreY },
    { x: around.x - width - 4, y: centreY },
    // A region that fills the panel carries its label inside.
    { x: centreX, y: centreY },
  ].map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y), width, height }));
  const free = places.find(
    (place) => contains(within, place) && !taken.some((other) => overlap(place, other)),
  );
  return free ?? null;
}

function drawLabel(canvas: Canvas, label: string, place: Rect, colour: Colour): void {
  fillRect(canvas, place, [0, 0, 0], 0.62);
  const baseline = place.y + place.height / 2 + capitalPixels(labelSize) / 2;
  drawText(canvas, label, place.x + 4, baseline, { size: labelSize, colour });
}

/** Patch rectangles with their ranks; the first ranks lie on top. */
export function drawPatchBoxes(canvas: Canvas, panel: Panel, patches: readonly RoiPatch[]): void {
  for (const patch of [...patches].reverse()) {
    const rect = mappedRect(patch.rect, panel.toCanvas);
    const points = cornersOf(rect);
    strokeLines(
      canvas,
      [{ points, closed: true }],
      { width: 3.4, colour: [0, 0, 0], opacity: 0.5 },
      panel.rect,
    );
    strokeLines(canvas, [{ points, closed: true }], { width: 1.5, colour: palette.box }, panel.rect);
    drawRank(canvas, patch.rank, clampedInto({ x: rect.x + 1, y: rect.y + 1 }, panel.rect));
  }
}

const rankSize = 15;
const rankSide = 17;

/** The rank in dark letters on a light square: the same on the patch map and on the patch. */
export function drawRank(canvas: Canvas, rank: number, corner: Point): void {
  const x = Math.round(corner.x);
  const y = Math.round(corner.y);
  fillRect(canvas, { x, y, width: rankSide, height: rankSide }, palette.box);
  const style = { size: rankSize, colour: [16, 18, 20] as const, weight: 'bold' as const };
  const left = x + (rankSide - textWidth(String(rank), style)) / 2;
  drawText(canvas, String(rank), left, y + rankSide / 2 + capitalPixels(rankSize) / 2, style);
}

function clampedInto(point: Point, rect: Rect): Point {
  return {
    x: Math.min(Math.max(point.x, rect.x), rect.x + rect.width - rankSide),
    y: Math.min(Math.max(point.y, rect.y), rect.y + rect.height - rankSide),
  };
}

function mappedRect(rect: Rect, map: Affine): Rect {
  const { x, y } = apply(map, rect);
  return { x, y, width: rect.width * map.a, height: rect.height * map.d };
}
