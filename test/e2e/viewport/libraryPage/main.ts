/** A page that decodes the same image by the program's decoders and by Cornerstone's own image loader. */
import { init as initCore, imageLoader } from '@cornerstonejs/core';
import { init as initLoader } from '@cornerstonejs/dicom-image-loader';
import { loadImage } from '../../../../renderer/viewport/loadImage.ts';

/** How frame 0 of both compares: samples that differ, and by how much at most. */
export type Comparison =
  | { readonly samples: number; readonly differing: number; readonly largest: number }
  | { readonly ours: string }
  | { readonly theirs: string };

initCore();
initLoader({ maxWebWorkers: 1 });

async function compare(imageId: string): Promise<Comparison> {
  const loaded = await loadImage(imageId);
  if (!loaded.ok) return { ours: loaded.problem.kind };
  const frame = await loaded.value.frame(0);
  if (!frame.ok) return { ours: frame.problem.kind };
  const ours = frame.value.samples;
  const theirs = await libraryPixels(imageId);
  if (typeof theirs === 'string') return { theirs };
  if (theirs.length !== ours.length) return { theirs: `${theirs.length} samples instead of ${ours.length}` };
  let differing = 0;
  let largest = 0;
  for (let i = 0; i < ours.length; i++) {
    const difference = Math.abs(ours[i] - theirs[i]);
    if (difference > 0) differing += 1;
    if (difference > largest) largest = difference;
  }
  return { samples: ours.length, differing, largest };
}

/** Its documented option is missing from its type. */
const unscaled = { preScale: { enabled: false }, useRGBA: false } as unknown as Parameters<
  typeof imageLoader.loadImage
>[1];

/** Stored values; where it fails, what it says. */
async function libraryPixels(imageId: string): Promise<ArrayLike<number> | string> {
  const silence = new Promise<string>((told) => setTimeout(() => told('no answer in 20 s'), 20_000));
  const address = new URL(`bytes/image/${encodeURIComponent(imageId)}`, document.baseURI);
  const loading = imageLoader.loadImage(`wadouri:${address.href}`, unscaled).then(
    (image) => image.getPixelData(),
    (error: unknown) => {
      const { message } = ((error as { error?: unknown }).error ?? error) as { message?: string };
      return message ?? String(error);
    },
  );
  return Promise.race([loading, silence]);
}

declare global {
  interface Window {
    readonly comparison: { compare(imageId: string): Promise<Comparison> };
  }
}

Object.assign(window, { comparison: { compare } });
