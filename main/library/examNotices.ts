/** What is odd about the images of an exam together, which no image tells alone. Pure. */
import { contradicts, differences, weighPatients } from './patient.ts';
import type { PatientEvidence, PatientItem } from './patient.ts';

/** What is asked of each image. */
export interface NoticedImage {
  readonly sopInstanceUid: string;
  /** Null where it is not known: the image was listed by an earlier version. */
  readonly patient: PatientEvidence | null;
  /** As people call it: "R CC". */
  readonly label: string;
}

/** What is odd about an exam. `others`: the patients of other exams that have the same study. No sentence names a patient. */
export function examNotices(
  images: readonly NoticedImage[],
  others: readonly PatientEvidence[],
): readonly string[] {
  const notices: string[] = [];
  const patients = images.map(({ patient }) => patient).filter((patient) => patient !== null);
  const within = differing(patients, patients.slice(0, 1));
  if (within !== null) {
    notices.push(`Two patients are suspected in this exam: ${within}. Check whose images these are.`);
  }
  const beside = differing(patients.slice(0, 1), others);
  if (beside !== null) {
    notices.push(
      `Two patients have one study: ${beside}. They are listed as separate exams; check whose images these are.`,
    );
  }
  for (const [uid, sharing] of Map.groupBy(images, ({ sopInstanceUid }) => sopInstanceUid)) {
    if (uid === '') notices.push(`${numbered(sharing.length)} no SOP Instance UID; each is shown.`);
    else if (sharing.length > 1) {
      notices.push(`${numbered(sharing.length)} the same SOP Instance UID; each is shown.`);
    }
  }
  return notices;
}

function numbered(count: number): string {
  return count === 1 ? '1 image has' : `${count} images have`;
}

/** Two different patients are compared, not all with all. */
function differing(ones: readonly PatientEvidence[], others: readonly PatientEvidence[]): string | null {
  for (const one of distinct(ones)) {
    for (const other of distinct(others)) {
      const weight = weighPatients(one, other);
      if (contradicts(weight)) return differences(weight.differ);
    }
  }
  return null;
}

function distinct(patients: readonly PatientEvidence[]): readonly PatientEvidence[] {
  return [...new Map(patients.map((patient) => [JSON.stringify(patient), patient])).values()];
}

/** What is odd about each image among the others, in their order. `same`: where those with its pixels are (`samePictures`). */
export function noticesAmong(
  images: readonly NoticedImage[],
  same: readonly (readonly number[])[],
): readonly (readonly string[])[] {
  const first = images.find(({ patient }) => patient !== null)?.patient ?? null;
  const sharing = Map.groupBy(images, ({ sopInstanceUid }) => sopInstanceUid);
  return images.map((image, at) => {
    const notices: string[] = [];
    const differ = first === null || image.patient === null ? [] : contradictions(first, image.patient);
    if (differ.length > 0) notices.push(`Patient: ${differences(differ)} from the exam's first image.`);
    const alike = sharing.get(image.sopInstanceUid)?.filter((other) => other !== image) ?? [];
    if (image.sopInstanceUid === '') notices.push('It has no SOP Instance UID.');
    else if (alike.length > 0) notices.push(`Its SOP Instance UID is also that of ${labelsOf(alike)}.`);
    const twins = same[at].map((other) => images[other]);
    if (twins.length > 0) {
      notices.push(`Its pixels are also those of ${labelsOf(twins)}; check which of them it is.`);
    }
    return notices;
  });
}

function labelsOf(images: readonly NoticedImage[]): string {
  return [...new Set(images.map(({ label }) => label))].join(', ');
}

function contradictions(one: PatientEvidence, other: PatientEvidence): readonly PatientItem[] {
  const weight = weighPatients(one, other);
  return contradicts(weight) ? weight.differ : [];
}

/** "R CC", "? ?" */
export function viewLabel(laterality: string | null, view: string | null): string {
  return `${laterality ?? '?'} ${view ?? '?'}`;
}
