/** A page with nothing but viewports, which tests drive through `window.viewports`. */
import { type Root, createRoot } from 'react-dom/client';
import type { Rect } from '../../../../contract/geometry.ts';
import { ImageViewport } from '../../../../renderer/viewport/ImageViewport.tsx';
import type { Camera } from '../../../../renderer/viewport/camera.ts';
import { captureView } from '../../../../renderer/viewport/captureView.ts';
import { type DisplaySettings, defaultDisplay, presets } from '../../../../renderer/viewport/display.ts';
import type { LaidOver } from '../../../../renderer/viewport/laidOver.ts';
import {
  type LoadedImage,
  dropImages,
  loadImage,
  prefetch,
} from '../../../../renderer/viewport/loadImage.ts';
import './page.css';

/** One tile; absent: the middle of the image at 1:1, frame 0, as the image says. */
export interface TileToShow {
  readonly imageId: string;
  readonly rect: Rect;
  readonly camera?: Camera;
  readonly frame?: number;
  readonly display?: DisplaySettings;
  readonly overlaysShown?: boolean;
}

export interface PixelsRead {
  readonly width: number;
  readonly height: number;
  /** RGBA, row by row, as base64. */
  readonly base64: string;
}

const nothing: readonly LaidOver[] = [];
let root: Root | null = null;
const loaded = new Map<string, LoadedImage>();

async function imageOf(imageId: string): Promise<LoadedImage> {
  const image = await loadImage(imageId);
  if (!image.ok) throw new Error(image.problem.message);
  loaded.set(imageId, image.value);
  return image.value;
}

const viewports = {
  /** Resolves when every tile has told of a picture after this call. */
  async show(tiles: readonly TileToShow[]): Promise<void> {
    const images = await Promise.all(tiles.map(({ imageId }) => imageOf(imageId)));
    await Promise.all(images.map((image, index) => image.frame(tiles[index].frame ?? 0)));
    root ??= createRoot(document.getElementById('root') as HTMLElement);
    const waiting = new Set(tiles.keys());
    await new Promise<void>((done) => {
      root?.render(
        tiles.map(({ rect, camera, frame = 0, display, overlaysShown = true }, index) => {
          const image = images[index];
          const { rows, columns } = image.header;
          return (
            <div
              key={index}
              className="tile"
              style={{ left: rect.x, top: rect.y, width: rect.width, height: rect.height }}
            >
              <ImageViewport
                image={image}
                frame={frame}
                camera={
                  camera ?? {
                    centre: { x: columns / 2, y: rows / 2 },
                    scale: 1,
                    quarterTurns: 0,
                    mirrored: false,
                  }
                }
                display={display ?? defaultDisplay(image.header)}
                overlaysShown={overlaysShown}
                laidOver={nothing}
                onSize={() => undefined}
                onDrawn={() => {
                  waiting.delete(index);
                  if (waiting.size === 0) done();
                }}
              />
            </div>
          );
        }),
      );
    });
  },

  hide(): void {
    root?.render(null);
  },

  /** What is on the tile's canvas. */
  read(tile: number): PixelsRead {
    const canvas = document.querySelectorAll('canvas')[tile];
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    return { width: canvas.width, height: canvas.height, base64: base64(data) };
  },

  async capture(tile: TileToShow, pixelRatio: number): Promise<PixelsRead> {
    const image = await imageOf(tile.imageId);
    const captured = await captureView({
      image,
      frame: tile.frame ?? 0,
      camera: tile.camera as Camera,
      display: tile.display ?? defaultDisplay(image.header),
      overlaysShown: true,
      laidOver: nothing,
      tile: tile.rect,
      pixelRatio,
    });
    if (!captured.ok) throw new Error(captured.problem.message);
    const bitmap = captured.value;
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    context?.drawImage(bitmap, 0, 0);
    const { data } = (context as OffscreenCanvasRenderingContext2D).getImageData(
      0,
      0,
      bitmap.width,
      bitmap.height,
    );
    return { width: bitmap.width, height: bitmap.height, base64: base64(data) };
  },

  /** Stored values of all frames as the page's workers decode them, in hexadecimal, their SHA-256. */
  async decode(imageId: string): Promise<{ sha256: string } | { problem: string }> {
    const image = await loadImage(imageId);
    if (!image.ok) return { problem: image.problem.kind };
    const frames: Uint8Array[] = [];
    for (let index = 0; index < image.value.header.frames; index++) {
      const decoded = await image.value.frame(index);
      if (!decoded.ok) return { problem: decoded.problem.kind };
      const { buffer, byteOffset, byteLength } = decoded.value.samples;
      frames.push(new Uint8Array(buffer, byteOffset, byteLength));
    }
    const digest = await crypto.subtle.digest('SHA-256', await new Blob(frames as BlobPart[]).arrayBuffer());
    return {
      sha256: Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join(''),
    };
  },

  async labels(imageId: string): Promise<string[]> {
    return presets((await imageOf(imageId)).header).map(({ label }) => label);
  },

  prefetch,
  drop: dropImages,
};

function base64(bytes: Uint8Array | Uint8ClampedArray): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 32768) {
    text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  }
  return btoa(text);
}

export type Viewports = typeof viewports;

declare global {
  interface Window {
    readonly viewports: Viewports;
  }
}

Object.assign(window, { viewports });
