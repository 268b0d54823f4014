/** Exams for tests of hanging, which say as little as they can, and what a test says. */
import type { Exam, ExamImage, ExamRow } from '../../../contract/exam.ts';

export function examRow(changes: Partial<ExamRow> = {}): ExamRow {
  return {
    examId: 'exam',
    patientName: 'Doe^Jane',
    patientId: '4711',
    patientBirthDate: '19660501',
    patientKey: 'key',
    notices: [],
    beside: [],
    ageYears: 59,
    studyDate: '20260302',
    studyDescription: 'Screening',
    accessionNumber: 'A1',
    views: [],
    imageCount: 4,
    problemCount: 0,
    density: null,
    place: '',
    modalities: ['MG'],
    mammography: true,
    biRads: [],
    analysis: {
      state: 'none',
      done: 0,
      total: 4,
      notAnalysed: [],
      scores: [],
      outdated: false,
      withheld: false,
    },
    readStatus: 'unread',
    aiSeenBefore: false,
    added: '2026-03-02T10:00:00Z',
    ...changes,
  };
}

let images = 0;

export function examImage(changes: Partial<ExamImage> = {}): ExamImage {
  images++;
  return {
    imageId: `image-${images}`,
    sopInstanceUid: `1.2.${images}`,
    laterality: null,
    view: null,
    modifiers: [],
    modality: 'MG',
    presentationIntent: 'FOR PRESENTATION',
    kind: 'conventional',
    isMammogram: true,
    acquired: '',
    instanceNumber: null,
    patientOrientation: null,
    rows: 3000,
    columns: 2400,
    frames: 1,
    spacingMm: { row: 0.1, column: 0.1 },
    problem: null,
    notAnalysed: null,
    analyseAnyway: 'impossible',
    stated: null,
    notices: [],
    ...changes,
  };
}

/** `R CC`, `L MLO ID`. */
export function imageOf(label: string, changes: Partial<ExamImage> = {}): ExamImage {
  const [laterality, view, ...modifiers] = label.split(' ');
  return examImage({ laterality, view, modifiers, ...changes } as Partial<ExamImage>);
}

export function exam(
  labels: readonly (string | ExamImage)[],
  ...priors: readonly (readonly string[])[]
): Exam {
  return {
    row: examRow(),
    images: labels.map((label) => (typeof label === 'string' ? imageOf(label) : label)),
    priors: priors.map((prior, index) => ({
      certainty: 'certain' as const,
      row: examRow({ examId: `prior-${index + 1}`, studyDate: `${2025 - index}0101` }),
      images: prior.map((label) => imageOf(label)),
    })),
  };
}

export const fourViews = ['R CC', 'L CC', 'R MLO', 'L MLO'] as const;
