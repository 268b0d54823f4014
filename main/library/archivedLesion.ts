/** Masks and parts cut out of films, as CBIS-DDSM keeps them: exams of their own, whose patient names film and lesion. Pure. */
import type { ViewLabel } from '../../contract/exam.ts';
import type { ImageKind } from '../../contract/view.ts';
import { archivePatient } from '../../imaging/dicom/describedView.ts';
import { viewLabel } from './examNotices.ts';

/** The patient ID of the film of which this one names a lesion; null for all others. */
export function filmOfLesion(patientId: string): string | null {
  const lesion = archivePatient.exec(patientId)?.[2];
  return lesion === undefined ? null : patientId.slice(0, -lesion.length);
}

/** "mask of L CC": what such an image is to its film; null for an image that is neither mask nor cut out. */
export function besideFilm({
  kind,
  laterality,
  view,
}: Pick<ViewLabel, 'laterality' | 'view'> & { readonly kind: ImageKind }): string | null {
  return kind === 'mask' || kind === 'crop' ? `${kind} of ${viewLabel(laterality, view)}` : null;
}

/** Whether what is beside an exam was told by `besideFilm`. */
export const isOfLesion = (kind: string): boolean => /^(mask|crop) of /.test(kind);
