/** The patient's other exams, of which not all are prior. Dates are YYYYMMDD. */
import type { Exam, Prior } from '../../contract/exam.ts';
import { isDay } from '../../imaging/dicom/spelling.ts';

/**
 * The exam with the others in the order in which they serve for comparison: earlier ones, newest first; those without a
 * date; those of the same day; later ones, soonest first.
 */
export function withUsefulPriorsFirst(exam: Exam): Exam {
  const { studyDate } = exam.row;
  const priors = exam.priors.toSorted((one, other) => {
    const [first, second] = [
      relationTo(one.row.studyDate, studyDate),
      relationTo(other.row.studyDate, studyDate),
    ];
    if (first !== second) return usefulness.indexOf(first) - usefulness.indexOf(second);
    const older =
      one.row.studyDate < other.row.studyDate ? -1 : one.row.studyDate > other.row.studyDate ? 1 : 0;
    return first === 'later' ? older : -older;
  });
  return { ...exam, priors };
}

/** The exam as it is hung: exams that are only possibly the patient's stay away, but for the one that the reader chose. */
export function withoutPossiblePriors(exam: Exam, chosenId: string | null): Exam {
  const isHung = ({ certainty, row }: Prior) => certainty === 'certain' || row.examId === chosenId;
  return exam.priors.every(isHung) ? exam : { ...exam, priors: exam.priors.filter(isHung) };
}

/** "prior 2024", "same day", "later 2027": the year alone, which may be shown where identities are hidden. */
export function otherExamLabel(studyDate: string, currentStudyDate: string): string {
  const relation = relationTo(studyDate, currentStudyDate);
  switch (relation) {
    case 'unknown':
      return 'prior';
    case 'same day':
      return relation;
    case 'prior':
    case 'later':
      return `${relation} ${studyDate.slice(0, 4)}`;
  }
}

type Relation = 'prior' | 'unknown' | 'same day' | 'later';

const usefulness: readonly Relation[] = ['prior', 'unknown', 'same day', 'later'];

function relationTo(date: string, current: string): Relation {
  if (!isDay(date) || !isDay(current)) return 'unknown';
  return date < current ? 'prior' : date === current ? 'same day' : 'later';
}
