/** What a mouse does on an image, as numbers. Pure. */
import { isMeasuringTool, type ToolName } from './toolName.ts';

/** A right button that is let go where it was pressed was no zoom, but asks for the menu. */
export type DragAction = 'window' | 'magnify' | 'pan' | 'zoom';

interface PressedButton {
  /** As `MouseEvent.button`: 0 left, 1 middle, 2 right. */
  readonly button: number;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
}

/** Null where the press is not the view's: measuring tools draw with the left button. */
export function dragActionOf(press: PressedButton, tool: ToolName): DragAction | null {
  switch (press.button) {
    case 0:
      // For those without a middle button, and a right one that drags.
      if (press.shiftKey) return 'pan';
      if (press.ctrlKey) return 'zoom';
      if (isMeasuringTool(tool)) return null;
      return tool === 'magnifier' ? 'magnify' : 'window';
    case 1:
      return 'pan';
    case 2:
      return 'zoom';
    default:
      return null;
  }
}

/** CSS pixels that a pointer may wander while a click is still a click. */
export const clickTolerance = 4;

/** CSS pixels of dragging that double the scale. */
const dragPixelsPerDoubling = 150;

/** Factor of zooming by a drag of `dy` CSS pixels: upwards enlarges. */
export function zoomOfDrag(dy: number): number {
  return 2 ** (-dy / dragPixelsPerDoubling);
}

/** CSS pixels of a wheel's notch, and what its other units are worth (`WheelEvent.deltaMode` 0, 1, 2). */
const notchPixels = 100;
const pixelsPerUnit = [1, notchPixels / 3, notchPixels] as const;

interface Wheel {
  readonly deltaY: number;
  readonly deltaMode: number;
}

function wheelPixels({ deltaY, deltaMode }: Wheel): number {
  return deltaY * (pixelsPerUnit[deltaMode] ?? 1);
}

/** Notches that double the scale. */
const notchesPerDoubling = 4;

/** Factor of zooming by a turn of the wheel: away from the reader enlarges. */
export function zoomOfWheel(wheel: Wheel): number {
  return 2 ** (-wheelPixels(wheel) / (notchPixels * notchesPerDoubling));
}

/** Notches turned since the last whole one; a pad sends many small turns. */
export interface WheelTurn {
  readonly pixels: number;
  /** Milliseconds. */
  readonly time: number;
}

export const noTurn: WheelTurn = { pixels: 0, time: -Infinity };

/** After so long the wheel starts anew. */
const turnRestMs = 250;

/** Whole notches of a turn (positive: towards the reader), and what is left over for the next. */
export function wheelNotches(
  before: WheelTurn,
  wheel: Wheel,
  time: number,
): { readonly notches: number; readonly turn: WheelTurn } {
  const turned = wheelPixels(wheel);
  const goesOn = time - before.time < turnRestMs && Math.sign(before.pixels) !== -Math.sign(turned);
  const pixels = (goesOn ? before.pixels : 0) + turned;
  const notches = Math.trunc(pixels / notchPixels);
  return { notches, turn: { pixels: pixels - notches * notchPixels, time } };
}
