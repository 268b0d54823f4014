/** Free-response ROC: lesions found against false positives per image, over all thresholds of the marks' scores. Pure. */

/** A mark and what it hit. */
export interface Mark {
  readonly score: number;
  /** Which of the image's lesions it hit; null for a false positive. */
  readonly lesion: number | null;
}

export interface MarkedImage {
  readonly lesions: number;
  readonly marks: readonly Mark[];
}

export interface FrocPoint {
  readonly threshold: number;
  readonly falsePositivesPerImage: number;
  /** Share of lesions hit by a mark of at least the threshold, 0..1. */
  readonly sensitivity: number;
}

/** By falling threshold, from (0, 0). A lesion counts once, with its highest mark. Null where no image has a lesion. */
export function frocCurve(images: readonly MarkedImage[]): readonly FrocPoint[] | null {
  const lesions = images.reduce((sum, image) => sum + image.lesions, 0);
  if (lesions === 0) return null;
  const steps = images.flatMap(({ marks }) => {
    const best = new Map<number, number>();
    for (const { lesion, score } of marks) {
      if (lesion !== null) best.set(lesion, Math.max(score, best.get(lesion) ?? -Infinity));
    }
    return [
      ...[...best.values()].map((score) => ({ score, hit: true })),
      ...marks.filter(({ lesion }) => lesion === null).map(({ score }) => ({ score, hit: false })),
    ];
  });
  steps.sort((one, other) => other.score - one.score);
  const points: FrocPoint[] = [{ threshold: Infinity, falsePositivesPerImage: 0, sensitivity: 0 }];
  let [hits, misses] = [0, 0];
  steps.forEach(({ score, hit }, index) => {
    if (hit) hits++;
    else misses++;
    if (steps[index + 1]?.score === score) return;
    points.push({
      threshold: score,
      falsePositivesPerImage: misses / images.length,
      sensitivity: hits / lesions,
    });
  });
  return points;
}

/** Sensitivity at so many false positives per image: on the curve's steps, its last point holding beyond. */
export function sensitivityAt(curve: readonly FrocPoint[], falsePositivesPerImage: number): number {
  return curve.reduce(
    (best, point) =>
      point.falsePositivesPerImage <= falsePositivesPerImage ? Math.max(best, point.sensitivity) : best,
    0,
  );
}

/** False positives per image up to which tables take the area below the curve. */
export const frocLimit = 2;

/** Area below the curve's steps from 0 to `limit` false positives per image, divided by `limit`: 0..1. */
export function frocArea(curve: readonly FrocPoint[], limit: number): number {
  let area = 0;
  for (const [index, { falsePositivesPerImage, sensitivity }] of curve.entries()) {
    const from = Math.min(falsePositivesPerImage, limit);
    const to = Math.min(curve[index + 1]?.falsePositivesPerImage ?? limit, limit);
    area += sensitivity * (to - from);
  }
  return area / limit;
}
