/** Whether scores were ever measured on patients. */
import type { ShownExam } from './imageAnalysis.ts';

/** Said wherever such scores are shown. */
export const notValidatedNotice = 'Not validated on patients';

/** Why. */
export const notValidatedReason = 'The weights have seen phantoms only.';

/**
 * True where weights that have seen nothing but phantoms are used on an image that is none. False also where nothing is
 * known of what they have seen.
 */
export function isNotValidated(
  { phantomsOnly }: { readonly phantomsOnly: boolean | null },
  { phantom }: { readonly phantom: boolean },
): boolean {
  return phantomsOnly === true && !phantom;
}

/** True where something that is shown of the exam is not validated on patients. */
export function showsNotValidated({ images, scores }: Pick<ShownExam, 'images' | 'scores'>): boolean {
  return [...scores, ...images.flatMap(({ analyses }) => analyses)].some(
    ({ notValidatedOnPatients }) => notValidatedOnPatients,
  );
}
