/**
 * From the camera of a tile to that of the graphics card's scene, in which one unit is a source column, x goes right and
 * y down the image, and the outer corner of the first pixel is the origin. Pure.
 */
import type { Affine, Size } from '../../contract/geometry.ts';
import type { ImageHeader } from '../../contract/image.ts';
import { type Camera, sourceToTile } from './camera.ts';

/** A tile on the screen. */
export interface Surface {
  /** In pixels of the screen, whole. */
  readonly pixels: Size;
  /** Pixels of the screen per CSS pixel. */
  readonly pixelRatio: number;
}

/** A parallel projection. */
export interface Projection {
  /** The point of the scene in the middle of the surface. */
  readonly focalPoint: readonly [number, number];
  /** Unit vector that is up on the surface. */
  readonly up: readonly [number, number];
  /** 1: seen from the front; -1: from behind, that is, mirrored. */
  readonly towards: 1 | -1;
  /** Half the surface's height in the scene. */
  readonly halfHeight: number;
}

/** Height of a pixel / its width. */
export function pixelAspectOf({ spacing }: ImageHeader): number {
  return spacing === null ? 1 : spacing.rowMm / spacing.columnMm;
}

/**
 * Source pixels -> pixels of the screen. Where one source pixel is a whole number of them, pixels are laid on pixels (a
 * move by at most half a pixel of the screen), so that nothing is smoothed.
 */
export function sourceToScreen(camera: Camera, surface: Surface, pixelAspect: number): Affine {
  const { pixels, pixelRatio } = surface;
  const tile = { width: pixels.width / pixelRatio, height: pixels.height / pixelRatio };
  const { a, b, c, d, e, f } = sourceToTile(camera, tile, pixelAspect);
  const whole = [a, b, c, d].map((value) => value * pixelRatio).map(isNearlyWhole);
  const place = whole.every(Boolean) ? Math.round : (value: number) => value;
  return {
    a: a * pixelRatio,
    b: b * pixelRatio,
    c: c * pixelRatio,
    d: d * pixelRatio,
    e: place(e * pixelRatio),
    f: place(f * pixelRatio),
  };
}

const isNearlyWhole = (value: number) => Math.abs(value - Math.round(value)) < 1e-6;

/** The projection that puts every source pixel where `sourceToScreen` says. */
export function projectionOf(camera: Camera, surface: Surface, pixelAspect: number): Projection {
  const { a, b, c, d, e, f } = sourceToScreen(camera, surface, pixelAspect);
  const scale = camera.scale * surface.pixelRatio;
  // Columns are orthogonal and `scale` long once rows are measured in columns.
  const right = [a / scale, c / pixelAspect / scale];
  const down = [b / scale, d / pixelAspect / scale];
  const x = surface.pixels.width / 2 - e;
  const y = surface.pixels.height / 2 - f;
  return {
    focalPoint: [(right[0] * x + down[0] * y) / scale, (right[1] * x + down[1] * y) / scale],
    up: [-down[0], -down[1]],
    towards: down[1] * right[0] - down[0] * right[1] > 0 ? 1 : -1,
    halfHeight: surface.pixels.height / 2 / scale,
  };
}
