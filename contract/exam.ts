/** Exams of the library as the reading room lists and opens them. Texts are trimmed; absent ones are ''. */
import type { Problem } from './problem.ts';
import type { BesideCount } from './beside.ts';
import type { Assessment, BreastDensity } from './reading.ts';
import type { ExamScore } from './scores.ts';
import type { ImageKind, Laterality, PresentationIntent, ViewModifier, ViewPosition } from './view.ts';

/** One view of an exam, by its codes. */
export interface ViewLabel {
  readonly laterality: Laterality | null;
  readonly view: ViewPosition | null;
  readonly modifiers: readonly ViewModifier[];
}

export type ReadStatus = 'unread' | 'reading' | 'read';

/** What analysing an exam has come to. */
export interface AnalysisSummary {
  /** `nothing`: no image of the exam can be analysed. */
  readonly state: 'nothing' | 'none' | 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  /** Images analysed, of all that can be. */
  readonly done: number;
  readonly total: number;
  /** Why images are not analysed (`whyNotAnalysed`), each reason once. */
  readonly notAnalysed: readonly string[];
  /** As the AI panel shows them first; empty where not known, not of the present weights, or withheld from the reader. */
  readonly scores: readonly ExamScore[];
  /** True where what was found is of other weights than those that would be used now. */
  readonly outdated: boolean;
  /** True where the reading mode keeps what is known from the reader for now. */
  readonly withheld: boolean;
}

/** In place of a name where the images of an exam have two. */
export const twoPatients = 'Two patients?';

/** One row of the worklist. */
export interface ExamRow {
  readonly examId: string;
  /** `twoPatients` where names contradict; identifier, birth date and age are then only what is common to all images. */
  readonly patientName: string;
  readonly patientId: string;
  readonly patientBirthDate: string;
  /** Rows with the same key are exams of one patient. */
  readonly patientKey: string;
  /** Age at the study in years; null where nothing says. */
  readonly ageYears: number | null;
  /** YYYYMMDD. */
  readonly studyDate: string;
  readonly studyDescription: string;
  readonly accessionNumber: string;
  readonly views: readonly ViewLabel[];
  readonly imageCount: number;
  /** Images that cannot be shown. */
  readonly problemCount: number;
  /** What is odd about its images together (two patients suspected, one UID for several), a sentence each. No patient is named. */
  readonly notices: readonly string[];
  /** What was found beside the images and is not shown; where results are withheld masks and cut-outs of lesions are not named. */
  readonly beside: readonly BesideCount[];
  /** Name below what was opened, of the first of its images; '' where not known. */
  readonly place: string;
  /** Of its images, each once. */
  readonly modalities: readonly string[];
  /** False where none of its images is a mammogram by its own header. */
  readonly mammography: boolean;
  readonly density: BreastDensity | null;
  /** As the reader gave them, also in a draft. */
  readonly biRads: Assessment['breasts'];
  readonly analysis: AnalysisSummary;
  readonly readStatus: ReadStatus;
  /** Its unaided read does not count as one (`Reading.aiSeenBefore`). */
  readonly aiSeenBefore: boolean;
  /** ISO 8601. */
  readonly added: string;
}

/** What somebody said of an image by hand. The file is not changed. */
export interface ImageStatement {
  /** Null: as the image has it. */
  readonly laterality: Laterality | null;
  /** Null: as the image has it. */
  readonly view: ViewPosition | null;
  /** True where it is to be analysed although it is no mammogram by the rule. */
  readonly analyseAnyway: boolean;
  /** Who, as far as the program knows: the user of this computer. */
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly time: string;
}

/** `ExamImage.notAnalysed` of an image that waits for nothing but its side. */
export const noSideReason = 'no side stated';

/** What hanging needs to know of an image before its bytes are there. */
export interface ExamImage extends ViewLabel {
  /** Opaque; `imagePath(imageId)` of the host serves the bytes. */
  readonly imageId: string;
  readonly sopInstanceUid: string;
  readonly modality: string;
  readonly presentationIntent: PresentationIntent | null;
  readonly kind: ImageKind;
  /** False where its own header shows that it is something else: a CT, a mask, a page of text. */
  readonly isMammogram: boolean;
  /** When it was acquired, as digits that sort; '' where nothing says. */
  readonly acquired: string;
  /** Instance Number (0020,0013). */
  readonly instanceNumber: number | null;
  /** Directions of a row and of a column (0020,0020); null where absent. */
  readonly patientOrientation: readonly [string, string] | null;
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  /** Millimetres at the breast; null where not known. */
  readonly spacingMm: { readonly row: number; readonly column: number } | null;
  /** Why it cannot be shown; null where it can, as far as known. */
  readonly problem: Problem | null;
  /** Why it is not analysed (no side stated, say); null where it can be. */
  readonly notAnalysed: string | null;
  /** Whether it is analysed against the rule: somebody chose so, could choose so, or could not (or need not). */
  readonly analyseAnyway: 'chosen' | 'possible' | 'impossible';
  /** Where side and view are from, if they were stated by hand; null where they are the image's own. */
  readonly stated: ImageStatement | null;
  /** What is odd about it, one short sentence each (`ImageHeader.notices`). */
  readonly notices: readonly string[];
}

/** Why an image is not analysed, as it follows "Not analysed:"; null where it is or can be. */
export function whyNotAnalysed({
  notAnalysed,
  problem,
}: Pick<ExamImage, 'notAnalysed' | 'problem'>): string | null {
  return notAnalysed ?? problem?.message ?? null;
}

export interface Prior {
  readonly row: ExamRow;
  readonly images: readonly ExamImage[];
  /**
   * `possible`: some of what is known of the patients agrees and some does not (a changed name, a padded identifier). It is
   * hung only where the reader chooses it.
   */
  readonly certainty: 'certain' | 'possible';
}

/** An exam, opened. */
export interface Exam {
  readonly row: ExamRow;
  readonly images: readonly ExamImage[];
  /** Other exams of the patient, the certain ones first, each newest first. */
  readonly priors: readonly Prior[];
}
