/** The picture of a view, without overlays, for snapshots. */
import type { Size } from '../../contract/geometry.ts';
import { type Result, ok } from '../../contract/problem.ts';
import { type Camera, sourceToTile } from './camera.ts';
import { type DisplaySettings, displayTable } from './display.ts';
import type { LoadedImage } from './loadImage.ts';

export interface CapturedView {
  readonly image: LoadedImage;
  readonly frame: number;
  readonly camera: Camera;
  readonly display: DisplaySettings;
  /** CSS pixels of the tile. */
  readonly tile: Size;
  /** Pixels of the result per CSS pixel. */
  readonly pixelRatio: number;
}

/** What `ImageViewport` draws for the same view: `tile` times `pixelRatio` pixels. Problems: those of decoding. */
export async function captureView(view: CapturedView): Promise<Result<ImageBitmap>> {
  const { image, camera, tile, pixelRatio } = view;
  const decoded = await image.frame(view.frame);
  if (!decoded.ok) return decoded;
  const { header } = image;
  const { samples, samplesPerPixel } = decoded.value;
  const table = displayTable(header, view.display, { low: -32768, high: 65535 }, 2 ** 17);
  const picture = new ImageData(header.columns, header.rows);
  for (let i = 0, at = 0; at < picture.data.length; at += 4, i += samplesPerPixel) {
    for (let c = 0; c < 3; c++) {
      picture.data[at + c] = table.levels[samples[i + (samplesPerPixel > 1 ? c : 0)] - table.first];
    }
    picture.data[at + 3] = 255;
  }
  const source = await createImageBitmap(picture);
  const canvas = new OffscreenCanvas(
    Math.round(tile.width * pixelRatio),
    Math.round(tile.height * pixelRatio),
  );
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas');
  const aspect = header.spacing === null ? 1 : header.spacing.rowMm / header.spacing.columnMm;
  const { a, b, c, d, e, f } = sourceToTile(camera, tile, aspect);
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.scale(pixelRatio, pixelRatio);
  context.transform(a, b, c, d, e, f);
  context.drawImage(source, 0, 0);
  source.close();
  return ok(canvas.transferToImageBitmap());
}
