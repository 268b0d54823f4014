/** Whether the reader brought picture below the texts in a tile's corners. Pure. */
import type { Rect, Size } from '../../contract/geometry.ts';
import { inverse } from '../../imaging/geometry/affine.ts';
import { mappedBounds } from '../../imaging/geometry/rect.ts';
import type { CoveredCorners } from '../hanging/cornerTexts.ts';
import { sourceToTile, type Camera } from '../viewport/camera.ts';
import type { ImageExtent } from './cameraMoves.ts';

type Side = 'left' | 'right';

/** A view as it is seen, and the side of its tile on which texts are. */
interface Seen {
  readonly camera: Camera;
  readonly side: Side;
}

/** CSS pixels. */
const textWidth = 210;
const textHeight = 110;
/** CSS pixels by which what lies below a text may differ. */
const tolerance = 3;

/**
 * A view is hung so that what lies below its texts is outside the breast. A corner is covered where another part of the
 * image lies there than as it was hung.
 */
export function coveredCorners(hung: Seen, now: Seen, tile: Size, extent: ImageExtent): CoveredCorners {
  const isCovered = (corner: 'top' | 'bottom') => {
    const before = belowText(hung, corner, tile, extent);
    const after = belowText(now, corner, tile, extent);
    const most = tolerance / now.camera.scale;
    if (isSliver(after, most, extent)) return false;
    return (
      after.x < before.x - most ||
      after.y < before.y - most ||
      after.x + after.width > before.x + before.width + most ||
      after.y + after.height > before.y + before.height + most
    );
  };
  return { top: isCovered('top'), bottom: isCovered('bottom') };
}

/** The part of the image that lies below a corner's text, in source pixels; of no width or height where none does. */
function belowText({ camera, side }: Seen, corner: 'top' | 'bottom', tile: Size, extent: ImageExtent): Rect {
  const width = Math.min(textWidth, 0.38 * tile.width);
  const height = Math.min(textHeight, 0.3 * tile.height);
  const text = {
    x: side === 'left' ? 0 : tile.width - width,
    y: corner === 'top' ? 0 : tile.height - height,
    width,
    height,
  };
  const below = mappedBounds(text, inverse(sourceToTile(camera, tile, extent.pixelAspect)));
  const x = clamp(below.x, extent.columns);
  const y = clamp(below.y, extent.rows);
  return {
    x,
    y,
    width: clamp(below.x + below.width, extent.columns) - x,
    height: clamp(below.y + below.height, extent.rows) - y,
  };
}

function isSliver({ width, height }: Rect, most: number, { pixelAspect }: ImageExtent): boolean {
  return width <= most || height * pixelAspect <= most;
}

const clamp = (value: number, most: number) => Math.min(Math.max(value, 0), most);
