/** Which images an open exam has, so that those are noticed that indexing adds to it. Pure. */
import type { Exam, ExamRow } from '../../contract/exam.ts';

/** Another text where the list has other images of the exam's patient. */
export function listedImages(exams: ReadonlyMap<string, ExamRow>, examId: string): string {
  const patientKey = exams.get(examId)?.patientKey;
  const rows = [...exams.values()].filter((row) => row.patientKey === patientKey);
  return JSON.stringify(
    rows
      .map(
        ({ examId, imageCount, problemCount, views, analysis }) =>
          [examId, imageCount, problemCount, views, analysis.total] as const,
      )
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
}

/** Whether two answers of one exam would be hung alike. */
export function sameImages(one: Exam, other: Exam): boolean {
  return imagesText(one) === imagesText(other);
}

const imagesText = ({ images, priors }: Exam) =>
  JSON.stringify([images, priors.map(({ row, images }) => [row.examId, row.studyDate, images])]);
