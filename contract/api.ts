/**
 * All that the renderer asks of the program and is told by it. Both hosts carry exactly this; every request is
 * validated where it arrives (`main/api/schemas.ts`), and a call without a handler does not compile
 * (`main/api/handlers.ts`). No file path crosses it towards the renderer.
 */
import type { Exam, ExamRow } from './exam.ts';
import type { ShownExam, ShownImage } from './imageAnalysis.ts';
import type { Problem, Result } from './problem.ts';
import type { Annotation, Assessment, Reading } from './reading.ts';
import type { SavedProtocol, Settings } from './settings.ts';
import type { Laterality, ViewPosition } from './view.ts';

interface Call<Request, Response> {
  readonly request: Request;
  readonly response: Response;
}

/** Name -> what is asked and answered. `null` where nothing is. */
export interface Calls {
  /** Once, when the window opens. */
  readonly appState: Call<null, AppState>;
  readonly listExams: Call<null, readonly ExamRow[]>;
  readonly listProblems: Call<null, readonly ListedProblem[]>;
  readonly clearProblems: Call<null, null>;
  readonly openExam: Call<{ readonly examId: string }, Exam>;
  /** Takes exams off the list; the files stay. */
  readonly removeExams: Call<{ readonly examIds: readonly string[] }, null>;
  /** Shows the system's dialog and indexes what is chosen; `unsupported` where the host has no dialogs. */
  readonly chooseAndIndex: Call<{ readonly kind: 'folder' | 'files' }, null>;
  /** Indexes an upload that is complete (hosts without dialogs and file paths; see `uploadPath`). */
  readonly indexUpload: Call<{ readonly uploadId: string; readonly label: string }, null>;
  /** Makes (once) and indexes the sample exam; answers with its id. */
  readonly openSample: Call<null, { readonly examId: string }>;
  readonly cancelIndexing: Call<null, null>;

  /**
   * States side and view of images by hand, or, with null for both, takes that back; and whether what is no mammogram by the
   * rule is analysed all the same. Hanging and analysis follow; the files are not changed.
   */
  readonly stateImages: Call<
    {
      readonly examId: string;
      readonly images: readonly StatedImage[];
    },
    null
  >;

  /** Puts the exam's images in the queue, before those of `analyseAll`. */
  readonly analyseExam: Call<{ readonly examId: string; readonly force: boolean }, null>;
  readonly analyseAll: Call<{ readonly examIds: readonly string[] }, null>;
  /** Null: everything. */
  readonly cancelAnalysis: Call<{ readonly examId: string | null }, null>;
  readonly shownExam: Call<{ readonly examId: string }, ShownExam>;

  readonly reading: Call<{ readonly examId: string }, Reading>;
  /** The reader opens the exam: what the settings say of AI holds for its reading from now on. Before `shownExam`. */
  readonly openReading: Call<{ readonly examId: string }, Reading>;
  /**
   * `before`: what the assessment was begun from. Where another window has changed that since, what was not changed here
   * stays as it is kept, and what is kept is answered. Where absent, the assessment is kept as it is.
   */
  readonly saveAssessment: Call<
    { readonly examId: string; readonly assessment: Assessment; readonly before?: Assessment | undefined },
    Reading
  >;
  /** Ends the unaided read: from now on the assessment's history is kept, and results may be shown. */
  readonly lockAssessment: Call<{ readonly examId: string; readonly assessment: Assessment }, Reading>;
  /** Goes on record as the reader saw it. `bad-input` where it lacks something (`contract/assessment.ts`). */
  readonly completeExam: Call<{ readonly examId: string; readonly assessment: Assessment }, Reading>;
  readonly reopenExam: Call<{ readonly examId: string }, Reading>;
  readonly annotations: Call<{ readonly examId: string }, readonly Annotation[]>;
  /** Adds or replaces one. */
  readonly saveAnnotation: Call<{ readonly examId: string; readonly annotation: Annotation }, null>;
  readonly removeAnnotation: Call<{ readonly examId: string; readonly annotationId: string }, null>;

  /** Changes what it names and leaves the rest: another window may have changed that. */
  readonly saveSettings: Call<{ readonly settings: Partial<Settings> }, null>;
  readonly savedProtocols: Call<null, readonly SavedProtocol[]>;
  readonly saveProtocol: Call<{ readonly protocol: SavedProtocol }, null>;
  readonly removeProtocol: Call<{ readonly name: string }, null>;
}

export type CallName = keyof Calls;
export type RequestOf<Name extends CallName> = Calls[Name]['request'];
export type ResponseOf<Name extends CallName> = Calls[Name]['response'];

/** One function for every call: what a host's client gives the renderer. */
export type CallFunction = <Name extends CallName>(
  name: Name,
  request: RequestOf<Name>,
) => Promise<Result<ResponseOf<Name>>>;

export interface AppState {
  readonly host: 'electron' | 'loopback';
  readonly version: string;
  readonly settings: Settings;
  /** How networks run; null while that is being found out. */
  readonly device: { readonly device: string; readonly description: string | null } | null;
  /** True where the library cannot be written: nothing new is kept. */
  readonly readOnly: boolean;
  readonly notices: readonly Notice[];
  /** An exam to show at once; null for the worklist. */
  readonly openExamId: string | null;
}

export interface Notice {
  readonly level: 'info' | 'warning' | 'error';
  readonly message: string;
}

/** What is said of one image by hand; null leaves what the image has. */
export interface StatedImage {
  readonly imageId: string;
  readonly laterality: Laterality | null;
  readonly view: ViewPosition | null;
  readonly analyseAnyway: boolean;
}

/** A file that could not be listed, or whose image cannot be shown. */
export interface ListedProblem {
  /** As the user named it: its name, below the folder that was opened; never a whole path. */
  readonly file: string;
  readonly problem: Problem;
}

export interface IndexingState {
  readonly state: 'running' | 'done' | 'cancelled';
  /** What was opened, in the user's words (a folder's name). */
  readonly label: string;
  readonly filesSeen: number;
  readonly imagesFound: number;
  readonly problems: number;
}

/** What the program tells the renderer unasked. */
export type AppEvent =
  | { readonly type: 'exams'; readonly changed: readonly ExamRow[]; readonly removed: readonly string[] }
  | { readonly type: 'indexing'; readonly indexing: IndexingState }
  | { readonly type: 'analysis'; readonly examId: string; readonly image: ShownImage }
  | { readonly type: 'device'; readonly device: NonNullable<AppState['device']> }
  | { readonly type: 'notice'; readonly notice: Notice }
  /** The settings in force from now on, whichever window changed them. */
  | { readonly type: 'settings'; readonly settings: Settings }
  /** From "open with", a second start, or the sample. */
  | { readonly type: 'openExam'; readonly examId: string }
  /** A native menu's item: the id of one of the renderer's commands. */
  | { readonly type: 'command'; readonly command: string };

/** Paths of bytes, relative to the page, served by both hosts. */
export const imagePath = (imageId: string): string => `bytes/image/${encodeURIComponent(imageId)}`;

/** Where a host without dialogs takes the bytes of one file of an upload (PUT). */
export const uploadPath = (uploadId: string, name: string): string =>
  `upload/${encodeURIComponent(uploadId)}/${name.split('/').map(encodeURIComponent).join('/')}`;
