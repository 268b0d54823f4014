/** Examples -> what one training step takes. */
import type { Rect, Size } from '../../contract/geometry.ts';
import type { TrainingStatistics } from '../../imaging/prepare/hds.ts';
import { apply, inverse } from '../../imaging/geometry/affine.ts';
import { randomStream, type Random } from '../phantoms/random.ts';
import { augment, greyParts, lesionsIn } from './augment.ts';
import { drawAugmentation, type Augmentation, type AugmentationSettings } from './augmentation.ts';
import { labels, massMask, unionOf, type Example } from './example.ts';

export interface Batch {
  /** Of each picture. */
  readonly size: Size;
  /** (N, 1, H, W), normalised. */
  readonly image: Float32Array;
  /** (N, H, W), 1 inside: masses for the HDS U-ResNet; for GMIC 1 in benign lesions, 2 in malignant ones, 3 in both. */
  readonly mask: Uint8Array;
  /** HDS: (N), 1 where a mass shows. GMIC: (N, 2), benign and malignant. */
  readonly labels: Int32Array;
}

export interface BatchSettings {
  readonly augmentation: AugmentationSettings;
  /** Which numbers are drawn: same keys, same batch. */
  readonly keys: readonly (number | string)[];
}

export interface CropSettings {
  readonly size: Size;
  /** Chance that a crop is centred on a pixel of a lesion that is learned, where the picture shows one. */
  readonly onLesion: number;
}

/**
 * One crop of each example for the HDS U-ResNet, all of it where `crops` is null: `(value - mean) / std` on the scale 0..255,
 * labelled by the masses in the crop. All examples are of one size.
 */
export function hdsBatch(
  examples: readonly Example[],
  statistics: TrainingStatistics,
  crops: CropSettings | null,
  { augmentation, keys }: BatchSettings,
): Batch {
  const size = crops?.size ?? sizeOf(examples);
  const batch = emptyBatch(examples.length, size, 1);
  examples.forEach((example, slot) => {
    const random = randomStream(...keys, slot);
    const change = drawAugmentation(random, augmentation, example);
    const window =
      crops === null ? whole(example.size) : drawCrop(random, crops, massMask(example), example.size, change);
    const shown = augment(example, change, window);
    const { mean, std } = statistics;
    const image = batch.image.subarray(slot * shown.grey.length);
    for (let at = 0; at < shown.grey.length; at++) image[at] = (255 * shown.grey[at] - mean) / std;
    batch.mask.set(massMask({ size, lesions: shown.lesions }), slot * shown.grey.length);
    batch.labels[slot] = labels(shown).mass;
  });
  return batch;
}

/**
 * Each example for GMIC, whole or one crop of it, labelled by what it shows. Every whole picture has mean 0 and deviation 1, as its
 * preparation makes it; that of crops nearly so, because a sample of its rows tells. All examples are of one size.
 */
export function gmicBatch(
  examples: readonly Example[],
  crops: CropSettings | null,
  { augmentation, keys }: BatchSettings,
): Batch {
  const full = sizeOf(examples);
  const batch = emptyBatch(examples.length, crops?.size ?? full, 2);
  examples.forEach((example, slot) => {
    const random = randomStream(...keys, slot);
    const change = drawAugmentation(random, augmentation, example);
    const window =
      crops === null
        ? whole(full)
        : drawCrop(random, crops, unionOf(example.lesions, full.width * full.height), full, change);
    const [grey, ...sample] = greyParts(example, change, [
      window,
      ...(crops === null ? [] : sampleRows(full)),
    ]);
    standardise(grey, crops === null ? [grey] : sample);
    const pixels = grey.length;
    batch.image.set(grey, slot * pixels);
    const lesions = lesionsIn(example, change, window);
    const malignant = unionOf(
      lesions.filter(({ label }) => label === 'malignant'),
      pixels,
    );
    const benign = unionOf(
      lesions.filter(({ label }) => label === 'benign'),
      pixels,
    );
    for (let at = 0; at < pixels; at++) batch.mask[slot * pixels + at] = benign[at] + 2 * malignant[at];
    const shows = labels({ lesions });
    batch.labels.set([shows.benign, shows.malignant], 2 * slot);
  });
  return batch;
}

function emptyBatch(count: number, { width, height }: Size, classes: number): Batch {
  return {
    size: { width, height },
    image: new Float32Array(count * width * height),
    mask: new Uint8Array(count * width * height),
    labels: new Int32Array(count * classes),
  };
}

function sizeOf(examples: readonly Example[]): Size {
  const [{ size }] = examples;
  if (examples.some((other) => other.size.width !== size.width || other.size.height !== size.height)) {
    throw new RangeError('the examples of a batch are of one size');
  }
  return size;
}

function whole({ width, height }: Size): Rect {
  return { x: 0, y: 0, width, height };
}

/** One row of so many stands for the whole picture. */
const rowsPerSample = 64;

function sampleRows({ width, height }: Size): readonly Rect[] {
  const count = Math.ceil(height / rowsPerSample);
  return Array.from({ length: count }, (_, at) => {
    return { x: 0, y: Math.floor(((at + 0.5) * height) / count), width, height: 1 };
  });
}

/**
 * Where the crop lies in the augmented picture: around a pixel of `mask`, which is the example's, moved inside the picture; or
 * anywhere.
 */
function drawCrop(
  random: Random,
  crops: CropSettings,
  mask: Uint8Array,
  size: Size,
  change: Augmentation,
): Rect {
  const { width, height } = crops.size;
  const roomX = size.width - width;
  const roomY = size.height - height;
  if (roomX < 0 || roomY < 0) throw new RangeError('crops are not larger than the picture');
  const onLesion = random.chance(crops.onLesion);
  const [shareX, shareY] = [random.next(), random.next()];
  const centre = onLesion ? pointIn(mask, shareX, size, change) : null;
  if (centre === null) {
    return { x: Math.floor(shareX * (roomX + 1)), y: Math.floor(shareY * (roomY + 1)), width, height };
  }
  const x = Math.min(roomX, Math.max(0, Math.floor(centre.x - width / 2)));
  const y = Math.min(roomY, Math.max(0, Math.floor(centre.y - height / 2)));
  return { x, y, width, height };
}

/** Where one of the mask's pixels has gone, chosen by `share` (0..1); null where there is none. */
function pointIn(mask: Uint8Array, share: number, { width }: Size, { toExample }: Augmentation) {
  const count = mask.reduce((sum, value) => sum + value, 0);
  if (count === 0) return null;
  let left = Math.floor(share * count);
  let at = 0;
  while (mask[at] === 0 || left-- > 0) at++;
  return apply(inverse(toExample), { x: (at % width) + 0.5, y: Math.floor(at / width) + 0.5 });
}

/** Such that the parts have zero mean and unit population deviation (at least 1e-5 of a 16-bit value), as GMIC's preparation. */
function standardise(grey: Float32Array, parts: readonly Float32Array[]): void {
  let sum = 0;
  let count = 0;
  for (const part of parts) {
    count += part.length;
    for (let at = 0; at < part.length; at++) sum += part[at];
  }
  const mean = sum / count;
  let squares = 0;
  for (const part of parts) for (let at = 0; at < part.length; at++) squares += (part[at] - mean) ** 2;
  const deviation = Math.max(Math.sqrt(squares / count), 1e-5 / 65535);
  for (let at = 0; at < grey.length; at++) grey[at] = (grey[at] - mean) / deviation;
}
