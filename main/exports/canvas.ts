import type { Point, Rect } from '../../contract/geometry.ts';

export type Colour = readonly [red: number, green: number, blue: number];

/** A drawing surface of red, green and blue bytes, row by row; it starts black. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Grey levels, row by row. */
export interface GreyImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Coverage of a shape, 0..255 per pixel, placed on a canvas. */
export interface Mask {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export interface Polyline {
  readonly points: readonly Point[];
  readonly closed: boolean;
}

/** A black canvas. */
export function createCanvas(width: number, height: number): Canvas {
  return { width, height, data: new Uint8Array(width * height * 3) };
}

/** Fills a rectangle of whole pixels, clipped to the canvas. */
export function fillRect(canvas: Canvas, rect: Rect, colour: Colour, opacity = 1): void {
  const { x0, y0, x1, y1 } = clipped(canvas, rect);
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) blend(canvas, x, y, colour, opacity);
  }
}

/** Mixes `colour` into one pixel of the canvas; the pixel must lie on it. */
export function blend(canvas: Canvas, x: number, y: number, colour: Colour, opacity: number): void {
  const { data } = canvas;
  const at = (y * canvas.width + x) * 3;
  data[at] += (colour[0] - data[at]) * opacity + 0.5;
  data[at + 1] += (colour[1] - data[at + 1]) * opacity + 0.5;
  data[at + 2] += (colour[2] - data[at + 2]) * opacity + 0.5;
}

/** Draws grey levels times `brightness` (0..1) with the upper-left corner at (left, top). */
export function drawGrey(canvas: Canvas, image: GreyImage, left: number, top: number, brightness = 1): void {
  const { x0, y0, x1, y1 } = clipped(canvas, { x: left, y: top, width: image.width, height: image.height });
  for (let y = y0; y < y1; y++) {
    let from = (y - top) * image.width + (x0 - left);
    let to = (y * canvas.width + x0) * 3;
    for (let x = x0; x < x1; x++) {
      const level = image.data[from++] * brightness + 0.5;
      canvas.data[to++] = level;
      canvas.data[to++] = level;
      canvas.data[to++] = level;
    }
  }
}

/** Mixes a colour in wherever the mask covers, clipped to the canvas. */
export function drawMask(canvas: Canvas, mask: Mask, colour: Colour, opacity = 1): void {
  const { x0, y0, x1, y1 } = clipped(canvas, mask);
  const scale = opacity / 255;
  for (let y = y0; y < y1; y++) {
    const row = (y - mask.y) * mask.width - mask.x;
    for (let x = x0; x < x1; x++) {
      const cover = mask.data[row + x];
      if (cover !== 0) blend(canvas, x, y, colour, cover * scale);
    }
  }
}

export interface Stroke {
  /** Thickness, pixels. */
  readonly width: number;
  readonly colour: Colour;
  readonly opacity?: number;
  /** Lengths drawn and left out in turn, pixels; none for a solid line. */
  readonly dash?: readonly [drawn: number, gap: number];
}

/** Draws anti-aliased lines with round ends inside `clip`. Where lines cross or join they do not darken each other. */
export function strokeLines(canvas: Canvas, lines: readonly Polyline[], stroke: Stroke, clip: Rect): void {
  const { x0, y0, x1, y1 } = clipped(canvas, clip);
  if (x1 <= x0 || y1 <= y0) return;
  const mask = { x: x0, y: y0, width: x1 - x0, height: y1 - y0, data: new Uint8Array((x1 - x0) * (y1 - y0)) };
  for (const line of lines) {
    const points = thinned(line);
    const pieces = stroke.dash === undefined ? [points] : dashes(points, stroke.dash);
    for (const piece of pieces) {
      for (let index = 1; index < piece.length; index++) {
        coverSegment(mask, piece[index - 1], piece[index], stroke.width);
      }
    }
  }
  drawMask(canvas, mask, stroke.colour, stroke.opacity);
}

/** Adds a thick segment to a mask: coverage falls from 1 to 0 within a pixel around its edge. */
export function coverSegment(mask: Mask, from: Point, to: Point, width: number): void {
  const reach = width / 2 + 0.5;
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = Math.hypot(dx, dy);
  if (length > 24) {
    // Long segments in pieces: each visits only the pixels near it, not the segment's whole bounding box.
    const middle = { x: from.x + dx / 2, y: from.y + dy / 2 };
    coverSegment(mask, from, middle, width);
    coverSegment(mask, middle, to, width);
    return;
  }
  const { x: left, y: top } = mask;
  const x0 = Math.max(0, Math.floor(Math.min(from.x, to.x) - reach - left));
  const x1 = Math.min(mask.width, Math.ceil(Math.max(from.x, to.x) + reach - left));
  const y0 = Math.max(0, Math.floor(Math.min(from.y, to.y) - reach - top));
  const y1 = Math.min(mask.height, Math.ceil(Math.max(from.y, to.y) + reach - top));
  const square = dx * dx + dy * dy;
  for (let y = y0; y < y1; y++) {
    const py = y + 0.5 + top - from.y;
    for (let x = x0; x < x1; x++) {
      const px = x + 0.5 + left - from.x;
      const along = square === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / square));
      const ex = px - along * dx;
      const ey = py - along * dy;
      const cover = reach - Math.sqrt(ex * ex + ey * ey);
      if (cover <= 0) continue;
      const level = cover >= 1 ? 255 : cover * 255;
      const at = y * mask.width + x;
      if (level > mask.data[at]) mask.data[at] = level;
    }
  }
}

/** The line's points without those too close to the one before to show; closed lines return to their start. */
function thinned({ points, closed }: Polyline): Point[] {
  const kept: Point[] = [];
  for (const point of points) {
    const last = kept.at(-1);
    if (last === undefined || Math.abs(point.x - last.x) + Math.abs(point.y - last.y) > 0.6) kept.push(point);
  }
  if (closed && kept.length > 0) kept.push(kept[0]);
  return kept;
}

function dashes(points: readonly Point[], [drawn, gap]: readonly [number, number]): Point[][] {
  const pieces: Point[][] = [];
  let drawing = true;
  let left = drawn;
  let piece: Point[] = points.slice(0, 1);
  for (let index = 1; index < points.length; index++) {
    let from = points[index - 1];
    const to = points[index];
    for (let length = Math.hypot(to.x - from.x, to.y - from.y); length > left;) {
      const share = left / length;
      from = { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
      length -= left;
      if (drawing) pieces.push([...piece, from]);
      drawing = !drawing;
      piece = [from];
      left = drawing ? drawn : gap;
    }
    left -= Math.hypot(to.x - from.x, to.y - from.y);
    piece.push(to);
  }
  if (drawing) pieces.push(piece);
  return pieces;
}

function clipped(canvas: Pick<Canvas, 'width' | 'height'>, rect: Rect) {
  return {
    x0: Math.max(0, Math.round(rect.x)),
    y0: Math.max(0, Math.round(rect.y)),
    x1: Math.min(canvas.width, Math.round(rect.x + rect.width)),
    y1: Math.min(canvas.height, Math.round(rect.y + rect.height)),
  };
}
