import type { ExamImage } from '../../contract/exam.ts';
import type { ViewSelector } from './types.ts';

/**
 * The image that a selector means: of the first of its views that the exam has; For Presentation before For Processing,
 * single frames before tomosynthesis, and the exam's order where nothing else decides. Null where there is none.
 */
export function selectImage(images: readonly ExamImage[], selector: ViewSelector): ExamImage | null {
  for (const view of selector.views) {
    const [first] = images
      .filter((image) => image.laterality === selector.laterality && image.view === view)
      .filter((image) => sameModifiers(image.modifiers, selector.modifiers))
      .toSorted((one, other) => rank(one) - rank(other));
    if (first !== undefined) return first;
  }
  return null;
}

/** Less is shown sooner. */
export function rank(image: ExamImage): number {
  return (image.frames > 1 ? 4 : 0) + intents.indexOf(image.presentationIntent);
}

const intents: readonly ExamImage['presentationIntent'][] = ['FOR PRESENTATION', null, 'FOR PROCESSING'];

function sameModifiers(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((modifier) => other.includes(modifier));
}
