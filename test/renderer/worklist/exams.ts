import type { AnalysisSummary, ExamRow, ViewLabel } from '../../../contract/exam.ts';
import type { ExamScore, ScoreKind } from '../../../contract/scores.ts';
import type { Laterality, ViewModifier, ViewPosition } from '../../../contract/view.ts';

export const view = (
  laterality: Laterality | null,
  position: ViewPosition | null,
  ...modifiers: ViewModifier[]
): ViewLabel => ({ laterality, view: position, modifiers });

export const fourViews = [view('R', 'CC'), view('L', 'CC'), view('R', 'MLO'), view('L', 'MLO')];

export const scored = (kind: ScoreKind, value: number): ExamScore => ({
  kind,
  value,
  whose: 'w',
  untrained: false,
  notValidatedOnPatients: false,
  ofOneFrame: false,
});

/** With an exam score for malignant. */
export const analysed = (
  malignant: number | null,
  patch: Partial<AnalysisSummary> = {},
): AnalysisSummary => ({
  state: 'done',
  done: 4,
  total: 4,
  notAnalysed: [],
  scores: malignant === null ? [] : [scored('malignant', malignant)],
  outdated: false,
  withheld: false,
  ...patch,
});

export function exam(examId: string, patch: Partial<ExamRow> = {}): ExamRow {
  return {
    examId,
    patientName: `Name^${examId}`,
    patientId: `id-${examId}`,
    patientBirthDate: '19600102',
    patientKey: examId,
    notices: [],
    beside: [],
    ageYears: 60,
    studyDate: '20260301',
    studyDescription: '',
    accessionNumber: '',
    views: fourViews,
    imageCount: 4,
    problemCount: 0,
    density: null,
    place: '',
    modalities: ['MG'],
    mammography: true,
    biRads: [],
    analysis: analysed(null, { state: 'none', done: 0 }),
    readStatus: 'unread',
    aiSeenBefore: false,
    added: '2026-03-02T10:00:00.000Z',
    ...patch,
  };
}
