/** Images by their id: fetched, parsed, decoded, and kept while there is room. */
import { imagePath } from '../../contract/api.ts';
import type { Frame, ImageHeader } from '../../contract/image.ts';
import { type Result, fail, ok } from '../../contract/problem.ts';
import { openImage } from '../../imaging/openImage.ts';

/** An image whose header is known; its frames are decoded when asked for. */
export interface LoadedImage {
  readonly imageId: string;
  /** Of grey images with at least one VOI transform: where the object has none, the full range of its values. */
  readonly header: ImageHeader;
  /** Stored values of frame `index`, from 0. */
  frame(index: number): Promise<Result<Frame>>;
}

const images = new Map<string, Promise<Result<LoadedImage>>>();

/** Problems: those of fetching, of parsing and of the header. */
export function loadImage(imageId: string): Promise<Result<LoadedImage>> {
  const known = images.get(imageId) ?? fetchImage(imageId);
  images.set(imageId, known);
  return known;
}

async function fetchImage(imageId: string): Promise<Result<LoadedImage>> {
  const response = await fetch(imagePath(imageId));
  if (!response.ok) return fail('not-found', 'The image is no longer there; open its folder again.');
  const opened = openImage(new Uint8Array(await response.arrayBuffer()), '');
  if (!opened.ok) return opened;
  const { header, decode } = opened.value;
  return ok({ imageId, header, frame: decode });
}

/** Loads ahead, after everything that is waited for. */
export function prefetch(imageIds: readonly string[]): void {
  for (const imageId of imageIds) void loadImage(imageId);
}

/** Forgets everything that was loaded. */
export function dropImages(): void {
  images.clear();
}
