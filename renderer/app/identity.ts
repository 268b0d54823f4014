/** How an exam's identity is shown: as the file says, or with what identifies the patient replaced. Pure. */
import type { ExamRow } from '../../contract/exam.ts';
import { readablePersonName } from '../../imaging/dicom/personName.ts';
import { readableDate } from '../../imaging/dicom/spelling.ts';

/** Patient key -> number, from 1. */
export type Pseudonyms = ReadonlyMap<string, number>;

/** Texts to show; absent ones are ''. */
export interface ShownIdentity {
  readonly name: string;
  readonly id: string;
  /** YYYY-MM-DD; the year alone where identities are hidden. */
  readonly studyDate: string;
  readonly birthDate: string;
  readonly description: string;
  readonly accessionNumber: string;
  /** Name below what was opened; '' where identities are hidden. */
  readonly place: string;
}

/**
 * A number for each patient, in the order in which their exams came into the library. Those in `known` keep theirs, so
 * that a patient's pseudonym does not change while exams are added or taken off the list.
 */
export function pseudonymsFor(exams: Iterable<ExamRow>, known: Pseudonyms): Pseudonyms {
  const unknown = [...exams].filter((row) => !known.has(row.patientKey));
  if (unknown.length === 0) return known;
  const order = (a: ExamRow, b: ExamRow) => compareText(a.added, b.added) || compareText(a.examId, b.examId);
  const numbers = new Map(known);
  for (const { patientKey } of unknown.sort(order))
    if (!numbers.has(patientKey)) numbers.set(patientKey, numbers.size + 1);
  return numbers;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** `pseudonyms` null: as the file says. */
export function shownIdentity(row: ExamRow, pseudonyms: Pseudonyms | null): ShownIdentity {
  if (pseudonyms === null)
    return {
      name: readablePersonName(row.patientName),
      id: row.patientId,
      studyDate: readableDate(row.studyDate),
      birthDate: readableDate(row.patientBirthDate),
      description: row.studyDescription,
      accessionNumber: row.accessionNumber,
      place: row.place,
    };
  return {
    name: `Patient ${pseudonyms.get(row.patientKey) ?? ''}`.trim(),
    id: '',
    studyDate: yearOf(row.studyDate),
    birthDate: '',
    // Free text, and a number that leads back to the patient.
    description: '',
    accessionNumber: '',
    // Files and folders are often named after the patient.
    place: '',
  };
}

/** The name of something that was opened, inside a sentence: folders are often named after the patient. */
export const shownFolder = (name: string, hidden: boolean): string => (hidden ? 'what was opened' : name);

const yearOf = (date: string): string => readableDate(date).slice(0, 4);
