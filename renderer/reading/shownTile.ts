/** Tiles on the screens: their places in whole CSS pixels, and the cameras their images are seen by. Pure. */
import type { Rect, Size } from '../../contract/geometry.ts';
import type { BreastContent } from '../../imaging/prepare/breastContent.ts';
import type { Tile } from '../hanging/types.ts';
import type { Camera } from '../viewport/camera.ts';

/** Which window: the page's own, or the second one. */
export type WindowName = 'first' | 'second';

/** Where images are shown in a window. */
export interface ImageScreen {
  /** CSS pixels. */
  readonly area: Size;
  /** Pixels of the screen per CSS pixel. */
  readonly pixelRatio: number;
}

/** A tile that is on a screen. */
export interface ShownTile extends Tile {
  readonly window: WindowName;
  /** In CSS pixels of the window's image area. */
  readonly box: Rect;
  /** Of the window: pixels of the screen per CSS pixel. */
  readonly pixelRatio: number;
  /** The reader has it fill the window that it shared with others: it is at a scale of its own. */
  readonly large: boolean;
  /** As the picture shows it; null where it shows none, undefined until that is known. */
  readonly breast: BreastContent | null | undefined;
  /** Says that it hangs by what the picture shows; null where it hangs by its header. */
  readonly fromPicture: string | null;
}

/** By tile. */
export type Cameras = Readonly<Record<string, Camera>>;

/**
 * Fractions of the area -> CSS pixels. Edges, not sizes, are rounded, so that tiles which share an edge meet without
 * a gap.
 */
export function tileBox(fractions: Rect, area: Size): Rect {
  const x = Math.round(fractions.x * area.width);
  const y = Math.round(fractions.y * area.height);
  return {
    x,
    y,
    width: Math.max(1, Math.round((fractions.x + fractions.width) * area.width) - x),
    height: Math.max(1, Math.round((fractions.y + fractions.height) * area.height) - y),
  };
}
