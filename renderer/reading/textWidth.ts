import type { CornerLine } from '../hanging/cornerTexts.ts';

/** As `TileText.module.css` has them. */
const fonts: Partial<Record<CornerLine['kind'], string>> = { label: '600 20px', notices: '600 12px' };
const plainFont = '12px';

let context: CanvasRenderingContext2D | null = null;

/** CSS pixels of a line of text in a corner of a view. */
export function textWidth(text: string, kind: CornerLine['kind']): number {
  context ??= document.createElement('canvas').getContext('2d');
  if (context === null) throw new Error('no canvas');
  context.font = `${fonts[kind] ?? plainFont} ${getComputedStyle(document.body).fontFamily}`;
  return context.measureText(text).width;
}
