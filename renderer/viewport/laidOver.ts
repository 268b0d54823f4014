/** Pictures that are painted over an image on its own canvas: laid there by the page they cost a blending of the whole screen. */
import type { Affine } from '../../contract/geometry.ts';
import { compose } from '../../imaging/geometry/affine.ts';

export interface LaidOver {
  readonly picture: ImageBitmap;
  /** Pixels of the picture -> source pixels of the image. */
  readonly toSource: Affine;
  /** 0..1. */
  readonly opacity: number;
}

/**
 * Paints the pictures, the lowest first. They give hue and saturation, the image its luminosity: the texture below keeps all of
 * its contrast (blend mode `color`, W3C Compositing and Blending Level 1, section 10.2.4). `toCanvas`: source pixels -> pixels
 * of the canvas.
 */
export function layOver(
  context: CanvasRenderingContext2D,
  pictures: readonly LaidOver[],
  toCanvas: Affine,
): void {
  for (const { picture, toSource, opacity } of pictures) {
    const { a, b, c, d, e, f } = compose(toSource, toCanvas);
    context.save();
    context.globalCompositeOperation = 'color';
    context.globalAlpha = opacity;
    context.setTransform(a, b, c, d, e, f);
    context.drawImage(picture, 0, 0);
    context.restore();
  }
}
