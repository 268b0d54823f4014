import type { Point } from '../../contract/geometry.ts';
import { coverSegment, drawMask } from './canvas.ts';
import type { Canvas, Colour, Mask } from './canvas.ts';
import { capitalHeight, glyphOf, unitsPerSize } from './font.ts';

export interface TextStyle {
  /** Type size, pixels: capitals are 0.7 of it high. */
  readonly size: number;
  readonly colour: Colour;
  readonly weight?: 'regular' | 'bold';
}

/** Stroke thickness as a share of the type size. */
const thickness = { regular: 0.078, bold: 0.118 } as const;
/** Glyphs are drawn at this many positions between two pixels, so that letters keep even distances. */
const positions = 4;
/** Added to every glyph's advance, units. */
const tracking = 0.4;
const drawnGlyphs = new Map<string, Mask>();

/** Height of capitals, pixels. */
export function capitalPixels(size: number): number {
  return (size * capitalHeight) / unitsPerSize;
}

/** Width of one line of text, pixels. */
export function textWidth(text: string, style: Pick<TextStyle, 'size'>): number {
  let units = 0;
  for (const character of text) units += glyphOf(character).advance + tracking;
  return (units * style.size) / unitsPerSize;
}

/** Draws one line of text from `x` on the given baseline; returns where it ends. */
export function drawText(
  canvas: Canvas,
  text: string,
  x: number,
  baseline: number,
  { size, colour, weight = 'regular' }: TextStyle,
): number {
  let at = x;
  for (const character of text) {
    const steps = Math.round(at * positions);
    const left = Math.floor(steps / positions);
    const mask = drawnGlyph(character, size, weight, steps - left * positions);
    drawMask(canvas, { ...mask, x: mask.x + left, y: mask.y + Math.round(baseline) }, colour);
    at += ((glyphOf(character).advance + tracking) * size) / unitsPerSize;
  }
  return at;
}

/** Draws text that ends at `x`. */
export function drawTextRight(
  canvas: Canvas,
  text: string,
  x: number,
  baseline: number,
  style: TextStyle,
): void {
  drawText(canvas, text, x - textWidth(text, style), baseline, style);
}

/** The text, shortened with an ellipsis where it is wider than `width` pixels. */
export function fitted(text: string, width: number, style: Pick<TextStyle, 'size'>): string {
  if (textWidth(text, style) <= width) return text;
  const characters = [...text];
  while (characters.length > 0 && textWidth(`${characters.join('')}\u2026`, style) > width) characters.pop();
  return `${characters.join('').trimEnd()}\u2026`;
}

/** A glyph's coverage, `position` quarters of a pixel right of the origin on the baseline; drawn once and kept. */
function drawnGlyph(character: string, size: number, weight: 'regular' | 'bold', position: number): Mask {
  const key = `${character}|${size}|${weight}|${position}`;
  const known = drawnGlyphs.get(key);
  if (known !== undefined) return known;
  const { advance, strokes } = glyphOf(character);
  const scale = size / unitsPerSize;
  const pen = Math.max(1.1, thickness[weight] * size);
  const margin = Math.ceil(pen + scale);
  const width = Math.ceil(advance * scale) + 1 + 2 * margin;
  const top = -Math.ceil((capitalHeight + 2) * scale) - margin;
  const bottom = Math.ceil((unitsPerSize - capitalHeight) * scale) + margin;
  const mask = {
    x: -margin,
    y: top,
    width,
    height: bottom - top,
    data: new Uint8Array(width * (bottom - top)),
  };
  for (const line of glyphLines(strokes)) {
    const placed = line.map((point) => ({
      x: point.x * scale + position / positions,
      y: (point.y - capitalHeight) * scale,
    }));
    for (let index = 1; index < placed.length; index++) {
      coverSegment(mask, placed[index - 1], placed[index], pen);
    }
  }
  drawnGlyphs.set(key, mask);
  return mask;
}

/** The polylines of a glyph's strokes, curves in short pieces. Throws on a stroke it cannot read: the table is ours. */
export function glyphLines(strokes: string): Point[][] {
  const lines: Point[][] = [];
  for (const [, command, text] of strokes.matchAll(/([A-Z])([^A-Z]*)/g)) {
    const numbers = text.trim().split(/\s+/).map(Number);
    if (command === 'M' || command === 'O' || lines.length === 0) lines.push([]);
    const line = lines[lines.length - 1];
    line.push(...strokePoints(command, numbers, line.at(-1)));
  }
  return lines;
}

function strokePoints(command: string, numbers: readonly number[], from: Point | undefined): Point[] {
  switch (command) {
    case 'M':
    case 'L':
      return [{ x: numbers[0], y: numbers[1] }];
    case 'Q': {
      if (from === undefined) break;
      const [cx, cy, x, y] = numbers;
      return Array.from({ length: 8 }, (_, index) => {
        const t = (index + 1) / 8;
        const s = 1 - t;
        return {
          x: s * s * from.x + 2 * s * t * cx + t * t * x,
          y: s * s * from.y + 2 * s * t * cy + t * t * y,
        };
      });
    }
    case 'O':
      return arc(numbers, 0, 360);
    case 'A':
      return arc(numbers, numbers[4], numbers[5]);
  }
  throw new Error(`cannot read the stroke ${command} ${numbers.join(' ')}`);
}

function arc([cx, cy, rx, ry]: readonly number[], from: number, to: number): Point[] {
  const pieces = Math.ceil(Math.abs(to - from) / 12);
  return Array.from({ length: pieces + 1 }, (_, index) => {
    const angle = ((from + ((to - from) * index) / pieces) * Math.PI) / 180;
    return { x: cx + rx * Math.cos(angle), y: cy + ry * Math.sin(angle) };
  });
}
