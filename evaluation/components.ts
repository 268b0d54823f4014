/** Connected regions of a mask. Pure. */
import type { Mask } from './masks.ts';

export interface Components {
  /** Row by row; 0 outside, else the number of the region, from 1 in the order of their first pixels. */
  readonly labels: Int32Array;
  readonly count: number;
}

/** Regions in which pixels touch at sides or corners (3 x 3 neighbourhood). */
export function connectedComponents({ width, height, data }: Mask): Components {
  const labels = new Int32Array(width * height);
  const pending: number[] = [];
  let count = 0;
  for (let start = 0; start < labels.length; start++) {
    if (data[start] === 0 || labels[start] !== 0) continue;
    count++;
    labels[start] = count;
    pending.push(start);
    for (let pixel = pending.pop(); pixel !== undefined; pixel = pending.pop()) {
      const x = pixel % width;
      const y = (pixel - x) / width;
      for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
        for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
          const near = row * width + column;
          if (data[near] === 0 || labels[near] !== 0) continue;
          labels[near] = count;
          pending.push(near);
        }
      }
    }
  }
  return { labels, count };
}

/** Lesions of one image. */
export interface LesionCounts {
  /** True regions. */
  readonly lesions: number;
  /** True regions that some predicted pixel meets. */
  readonly found: number;
  /** Predicted regions that meet no true pixel. */
  readonly falsePositives: number;
}

/** As the authors of HDS U-ResNet match lesions: one common pixel is enough. */
export function matchLesions(predicted: Mask, truth: Mask): LesionCounts {
  const marks = connectedComponents(predicted);
  const lesions = connectedComponents(truth);
  const metMarks = new Uint8Array(marks.count + 1);
  const metLesions = new Uint8Array(lesions.count + 1);
  for (let pixel = 0; pixel < marks.labels.length; pixel++) {
    if (marks.labels[pixel] === 0 || lesions.labels[pixel] === 0) continue;
    metMarks[marks.labels[pixel]] = 1;
    metLesions[lesions.labels[pixel]] = 1;
  }
  const met = (flags: Uint8Array) => flags.reduce((sum, flag) => sum + flag, 0);
  return {
    lesions: lesions.count,
    found: met(metLesions),
    falsePositives: marks.count - met(metMarks),
  };
}

/** Over images: share of lesions found, null where there are none, and false positives per image. */
export function lesionSummary(images: readonly LesionCounts[]): {
  readonly sensitivity: number | null;
  readonly falsePositivesPerImage: number;
} {
  const total = (of: (counts: LesionCounts) => number) => images.reduce((sum, image) => sum + of(image), 0);
  const lesions = total((counts) => counts.lesions);
  return {
    sensitivity: lesions === 0 ? null : total(({ found }) => found) / lesions,
    falsePositivesPerImage: total(({ falsePositives }) => falsePositives) / images.length,
  };
}
