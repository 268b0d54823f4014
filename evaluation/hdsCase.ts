/** HDS U-ResNet on one image: what it said against the truth, as its authors measure and as the reader sees it. Pure. */
import { connectedComponents, matchLesions, type LesionCounts } from './components.ts';
import type { Mark, MarkedImage } from './froc.ts';
import { dice, overlapOf, pixelAccuracy, pixelSensitivity, type Mask } from './masks.ts';

/** A grid of probabilities, 0..1, row by row. */
export interface ProbabilityMap {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** What all measured images have. */
export interface MeasuredCase {
  readonly patient: string;
  /** As people know the image. */
  readonly name: string;
  readonly vendor: string | null;
}

export interface HdsCase extends MeasuredCase {
  /** A mass shows. */
  readonly positive: boolean;
  /** Mass probability of the whole image (the authors' rule). */
  readonly score: number;
  readonly dice: number;
  readonly pixelSensitivity: number;
  readonly pixelAccuracy: number;
  /** As the authors match them, all regions however small. */
  readonly lesions: LesionCounts;
  /** As the reader sees them: regions of at least `minimumPixels`, each with its highest probability. */
  readonly marked: MarkedImage;
}

export interface HdsLevels {
  /** A pixel belongs to a mass where its probability is above this. The authors': 0.5. */
  readonly maskLevel: number;
  /** Smaller regions are no marks for the reader. */
  readonly minimumPixels: number;
}

/** `map` and `truth` (1 in a mass) have the same size. */
export function hdsCase(
  of: MeasuredCase & { readonly score: number },
  map: ProbabilityMap,
  truth: Mask,
  { maskLevel, minimumPixels }: HdsLevels,
): HdsCase {
  const predicted = maskAbove(map, maskLevel);
  const overlap = overlapOf(predicted, truth);
  return {
    ...of,
    positive: overlap.truth > 0,
    dice: dice(overlap),
    pixelSensitivity: pixelSensitivity(overlap),
    pixelAccuracy: pixelAccuracy(overlap),
    lesions: matchLesions(predicted, truth),
    marked: regionMarks(map, predicted, truth, minimumPixels),
  };
}

export function maskAbove({ width, height, data }: ProbabilityMap, level: number): Mask {
  const mask = new Uint8Array(data.length);
  for (let pixel = 0; pixel < data.length; pixel++) mask[pixel] = Number(data[pixel] > level);
  return { width, height, data: mask };
}

/**
 * A region that meets no lesion is one false mark; one that meets several hits each of them, by one common pixel.
 */
function regionMarks(map: ProbabilityMap, predicted: Mask, truth: Mask, minimumPixels: number): MarkedImage {
  const regions = connectedComponents(predicted);
  const lesions = connectedComponents(truth);
  const pixels = new Int32Array(regions.count + 1);
  const scores = new Float32Array(regions.count + 1);
  const met = Array.from({ length: regions.count + 1 }, () => new Set<number>());
  for (let pixel = 0; pixel < regions.labels.length; pixel++) {
    const region = regions.labels[pixel];
    if (region === 0) continue;
    pixels[region]++;
    scores[region] = Math.max(scores[region], map.data[pixel]);
    if (lesions.labels[pixel] > 0) met[region].add(lesions.labels[pixel] - 1);
  }
  const marks: Mark[] = [];
  for (let region = 1; region <= regions.count; region++) {
    if (pixels[region] < minimumPixels) continue;
    const score = scores[region];
    if (met[region].size === 0) marks.push({ score, lesion: null });
    for (const lesion of met[region]) marks.push({ score, lesion });
  }
  return { lesions: lesions.count, marks };
}
