/** The picture of a view, without what the page lays over it, for snapshots. */
import type { Size } from '../../contract/geometry.ts';
import { type Result, fail, ok } from '../../contract/problem.ts';
import type { Camera } from './camera.ts';
import type { DisplaySettings } from './display.ts';
import { graphics } from './engine.ts';
import type { LaidOver } from './laidOver.ts';
import type { LoadedImage } from './loadImage.ts';
import { type Scene, openScene } from './scene.ts';
import styles from './captureView.module.css';

export interface CapturedView {
  readonly image: LoadedImage;
  readonly frame: number;
  readonly camera: Camera;
  readonly display: DisplaySettings;
  /** False: the image's own overlay planes are hidden. */
  readonly overlaysShown: boolean;
  /** Painted over the image, the lowest first. */
  readonly laidOver: readonly LaidOver[];
  /** CSS pixels of the tile. */
  readonly tile: Size;
  /** Pixels of the result per CSS pixel. */
  readonly pixelRatio: number;
}

/**
 * What `ImageViewport` draws for the same view, drawn by the same means out of sight: `tile` times `pixelRatio` pixels,
 * rounded. Problems: those of decoding; `no-device` without WebGL.
 */
export async function captureView(view: CapturedView): Promise<Result<ImageBitmap>> {
  const { image, camera, display, tile, pixelRatio } = view;
  const card = graphics();
  if (card === null) return fail('no-device', 'Images cannot be drawn: WebGL 2 is switched off or missing.');
  const decoded = await image.frame(view.frame);
  if (!decoded.ok) return decoded;
  const pixels = {
    width: Math.max(2, Math.round(tile.width * pixelRatio)),
    height: Math.max(2, Math.round(tile.height * pixelRatio)),
  };
  const element = document.createElement('div');
  element.className = styles.hidden;
  element.style.width = `${tile.width}px`;
  element.style.height = `${tile.height}px`;
  document.body.append(element);
  let scene: Scene | null = null;
  try {
    await new Promise<void>((drawn) => {
      scene = openScene(element, card, drawn);
      scene.show({
        header: image.frameHeader(view.frame),
        frame: decoded.value,
        frameIndex: view.frame,
        overlays: view.overlaysShown ? image.overlays : [],
        laidOver: view.laidOver,
        camera,
        display,
        surface: { pixels, pixelRatio },
      });
    });
    const canvas = element.querySelector('canvas');
    if (canvas === null) throw new Error('the viewport has no canvas');
    return ok(await createImageBitmap(canvas));
  } finally {
    (scene as Scene | null)?.close();
    element.remove();
  }
}
