/** Rows of the worklist, from what is kept and what is going on. Pure. */
import { twoPatients } from '../../contract/exam.ts';
import type { AnalysisSummary, ExamRow, ReadStatus } from '../../contract/exam.ts';
import type { BreastDensity } from '../../contract/reading.ts';
import type { ReadingMode } from '../../contract/reading.ts';
import { isOfLesion } from '../library/archivedLesion.ts';
import { patientKeyOf } from '../library/patient.ts';
import type { PatientItem } from '../library/patient.ts';
import type { StoredExam } from '../store/exams.ts';
import { withholdsResults } from './readingRules.ts';

/** Images of an exam that wait for their analysis or are in it. */
export interface LiveAnalysis {
  readonly queued: number;
  readonly running: number;
}

/** What a row depends on beside what is kept. */
export interface RowSetting {
  readonly live: LiveAnalysis | null;
  /** How exams are read that are opened now. */
  readonly mode: ReadingMode;
  /** Names the weights that would be used now; null while that is not known. */
  readonly weightsKey: string | null;
}

export function examRow(stored: StoredExam, { live, mode, weightsKey }: RowSetting): ExamRow {
  const withheld = isRowWithheld(stored, mode);
  const state = analysisState(stored, live);
  const outdated = stored.doneCount > 0 && weightsKey !== null && stored.scoresOf !== weightsKey;
  return {
    examId: stored.examId,
    ...patientOf(stored),
    studyDate: stored.studyDate,
    studyDescription: stored.studyDescription,
    accessionNumber: stored.accessionNumber,
    views: stored.views,
    imageCount: stored.imageCount,
    problemCount: stored.problemCount,
    notices: stored.notices,
    beside: withheld ? unnamedLesions(stored.beside) : stored.beside,
    place: stored.place,
    modalities: stored.modalities,
    mammography: stored.mammography,
    biRads: stored.reading?.biRads ?? [],
    density: densityOf(stored),
    analysis: {
      state,
      done: stored.doneCount,
      total: stored.analysableCount,
      notAnalysed: stored.notAnalysed,
      // What the panel shows while images are analysed changes with each of them.
      scores: withheld || outdated || isBusy(state) || stored.doneCount === 0 ? [] : stored.scores,
      outdated,
      withheld,
    },
    readStatus: readStatus(stored),
    aiSeenBefore: stored.reading?.aiSeenBefore ?? false,
    added: stored.added,
  };
}

/** Masks and cut-outs, which tell where there is a lesion, are only counted. */
function unnamedLesions(beside: StoredExam['beside']): ExamRow['beside'] {
  const others = beside.filter(({ kind }) => !isOfLesion(kind));
  const lesions = beside.filter(({ kind }) => isOfLesion(kind));
  const count = lesions.reduce((sum, one) => sum + one.count, 0);
  return count === 0 ? others : [...others, { kind: 'further file', count }];
}

/** Where its images contradict each other, what they have in common; the rest is nobody's. */
function patientOf({
  examId,
  patient,
  contradicted,
  ageYears,
}: StoredExam): Pick<ExamRow, 'patientName' | 'patientId' | 'patientBirthDate' | 'patientKey' | 'ageYears'> {
  const differs = (item: PatientItem) => contradicted.includes(item);
  const isOfOne = contradicted.length === 0;
  const isBirthDateCommon = patient.birthDate !== '' && !differs('birth date');
  return {
    patientName: differs('name') ? twoPatients : patient.name,
    patientId: differs('Patient ID') ? '' : patient.id,
    patientBirthDate: differs('birth date') ? '' : patient.birthDate,
    // An exam of whom too little is known, or of two patients, stands alone.
    patientKey: (isOfOne && patientKeyOf(patient)) || examId,
    ageYears: isOfOne || isBirthDateCommon ? ageYears : null,
  };
}

const isBusy = (state: AnalysisSummary['state']): boolean => state === 'queued' || state === 'running';

/** A score in the list is shown only when the order in which the reader saw it is on record. */
function isRowWithheld({ reading }: StoredExam, setting: ReadingMode): boolean {
  if (withholdsResults(reading ?? { mode: null, locked: false, completed: false }, setting, false))
    return true;
  return reading !== null && reading.mode !== null && reading.mode !== 'aided' && !reading.aiShown;
}

/** What the reader gave; that there is none is not one. */
function densityOf({ reading }: StoredExam): BreastDensity | null {
  const density = reading?.density ?? null;
  return density === 'not-given' ? null : (density as BreastDensity | null);
}

function analysisState(stored: StoredExam, live: LiveAnalysis | null): AnalysisSummary['state'] {
  if (live !== null && live.running > 0) return 'running';
  if (live !== null && live.queued > 0) return 'queued';
  if (stored.analysableCount === 0) return 'nothing';
  if (stored.failedCount > 0) return 'failed';
  if (stored.cancelledCount > 0) return 'cancelled';
  return stored.doneCount === stored.analysableCount ? 'done' : 'none';
}

function readStatus({ reading }: StoredExam): ReadStatus {
  if (reading === null) return 'unread';
  return reading.completed ? 'read' : 'reading';
}
