import { useMemo } from 'react';
import type { ExamRow } from '../../contract/exam.ts';
import { pseudonymsFor, shownIdentity, type Pseudonyms, type ShownIdentity } from './identity.ts';
import { useApp } from './store.ts';

/** As long as the program runs, a patient keeps the number once shown. */
let known: Pseudonyms = new Map();

/** The pseudonyms in force; null where identities are shown. */
export function currentPseudonyms(exams: ReadonlyMap<string, ExamRow>, hidden: boolean): Pseudonyms | null {
  if (!hidden) return null;
  known = pseudonymsFor(exams.values(), known);
  return known;
}

/** How the exam's identity is to be shown now. */
export function useIdentity(row: ExamRow): ShownIdentity {
  const exams = useApp((state) => state.exams);
  const hidden = useApp((state) => state.settings.deidentified);
  return useMemo(() => shownIdentity(row, currentPseudonyms(exams, hidden)), [row, exams, hidden]);
}
