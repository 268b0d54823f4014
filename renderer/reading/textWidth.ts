import type { CornerLine } from '../hanging/cornerTexts.ts';
import { lineFont } from '../hanging/lineLooks.ts';

let context: CanvasRenderingContext2D | null = null;

/** CSS pixels of a line of text in a corner of a view. */
export function textWidth(text: string, kind: CornerLine['kind']): number {
  context ??= document.createElement('canvas').getContext('2d');
  if (context === null) throw new Error('no canvas');
  context.font = lineFont(kind, getComputedStyle(document.body).fontFamily);
  return context.measureText(text).width;
}
