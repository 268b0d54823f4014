import type { HungStep } from '../hanging/types.ts';

/** The images of all steps that can be shown, each once, in the order in which the reader meets them. */
export function imagesInOrder(steps: readonly HungStep[]): readonly string[] {
  const tiles = steps.flatMap((step) => step.tiles);
  return [...new Set(tiles.flatMap(({ image }) => (image && !image.problem ? [image.imageId] : [])))];
}

/** The exams that priors on the screen are of, whatever step shows them. */
export function priorsShown(steps: readonly HungStep[]): readonly string[] {
  const tiles = steps.flatMap((step) => step.tiles);
  return [...new Set(tiles.flatMap(({ exam, examId }) => (exam === 'prior' && examId ? [examId] : [])))];
}
