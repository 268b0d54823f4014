import type { ExamImage } from '../../contract/exam.ts';
import { compareForView, kindUses } from '../../contract/viewChoice.ts';
import type { ViewSelector } from './types.ts';

/**
 * The image that a selector means: of the first of its views that the exam has, the first by the order that decides in the
 * scores, too (`compareForView`); the exam's order where nothing decides. Null where there is none. Recombined images, masks and the
 * like are never a view's image: they have places of their own.
 */
export function selectImage(images: readonly ExamImage[], selector: ViewSelector): ExamImage | null {
  for (const view of selector.views) {
    const [first] = images
      .filter((image) => image.laterality === selector.laterality && image.view === view)
      .filter((image) => sameModifiers(image.modifiers, selector.modifiers))
      .filter(({ kind }) => kindUses[kind].as === 'view')
      .toSorted(compareForView);
    if (first !== undefined) return first;
  }
  return null;
}

function sameModifiers(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((modifier) => other.includes(modifier));
}
