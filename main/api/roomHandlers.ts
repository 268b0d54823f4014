import type { AppState } from '../../contract/api.ts';
import { fail, ok } from '../../contract/problem.ts';
import type { Result } from '../../contract/problem.ts';
import type { Settings } from '../../contract/settings.ts';
import type { ExamAnalyses } from '../room/examAnalyses.ts';
import type { Indexing } from '../room/indexing.ts';
import type { ReadingDesk } from '../room/readingDesk.ts';
import type { RoomSettings } from '../room/settings.ts';
import type { Worklist } from '../room/worklist.ts';
import type { Handlers } from './handlers.ts';

/** What the calls are answered from. */
export interface RoomParts {
  readonly worklist: Worklist;
  readonly indexing: Indexing;
  readonly analyses: ExamAnalyses;
  readonly desk: ReadingDesk;
  readonly settings: RoomSettings;
  appState(): AppState;
  /** Shows the system's dialog; null where the host has none. */
  readonly choose: ((kind: 'folder' | 'files') => Promise<readonly string[] | null>) | null;
  /** Indexes without waiting for its end. */
  index(paths: readonly string[], label: string): void;
  /** Names what the user chose. */
  labelOf(paths: readonly string[]): string;
  uploadFolder(uploadId: string): Result<string>;
  /** Tells all windows which settings are in force. */
  tellSettings(settings: Settings): void;
  openSample(): Promise<Result<{ readonly examId: string }>>;
}

export function roomHandlers(parts: RoomParts): Handlers {
  const { worklist, indexing, analyses, desk, settings } = parts;
  return {
    appState: () => ok(parts.appState()),
    listExams: () => worklist.rows(),
    listProblems: () => worklist.problems(),
    clearProblems: () => worklist.clearProblems(),
    openExam: ({ examId }) => worklist.open(examId),
    removeExams: ({ examIds }) => {
      for (const examId of examIds) analyses.cancel(examId);
      return worklist.remove(examIds);
    },
    chooseAndIndex: async ({ kind }) => {
      if (parts.choose === null) {
        return fail('unsupported', 'There are no dialogs here: drop a folder or files on the window.');
      }
      const paths = await parts.choose(kind);
      if (paths !== null && paths.length > 0) parts.index(paths, parts.labelOf(paths));
      return ok(null);
    },
    indexUpload: ({ uploadId, label }) => {
      const folder = parts.uploadFolder(uploadId);
      if (!folder.ok) return folder;
      parts.index([folder.value], label);
      return ok(null);
    },
    openSample: () => parts.openSample(),
    cancelIndexing: () => {
      indexing.cancel();
      return ok(null);
    },
    stateImages: ({ examId, images }) => {
      const stated = worklist.state(examId, images);
      if (!stated.ok) return stated;
      analyses.forget(examId, stated.value);
      return ok(null);
    },
    analyseExam: ({ examId, force }) => analyses.analyseExam(examId, force),
    analyseAll: ({ examIds }) => analyses.analyseAll(examIds),
    cancelAnalysis: ({ examId }) => {
      analyses.cancel(examId);
      return ok(null);
    },
    shownExam: ({ examId }) => analyses.shown(examId),
    reading: ({ examId }) => desk.find(examId),
    openReading: ({ examId }) => desk.open(examId),
    saveAssessment: ({ examId, assessment, before }) =>
      desk.act(examId, { type: 'save', assessment, before }),
    lockAssessment: ({ examId, assessment }) => desk.act(examId, { type: 'lock', assessment }),
    completeExam: ({ examId, assessment }) => desk.act(examId, { type: 'complete', assessment }),
    reopenExam: ({ examId }) => desk.act(examId, { type: 'reopen' }),
    annotations: ({ examId }) => desk.annotations(examId),
    saveAnnotation: ({ examId, annotation }) => desk.saveAnnotation(examId, annotation),
    removeAnnotation: ({ examId, annotationId }) => desk.removeAnnotation(examId, annotationId),
    saveSettings: (request) => {
      const before = settings.current().readingMode;
      const saved = settings.save(request.settings);
      const now = settings.current();
      parts.tellSettings(now);
      if (before !== now.readingMode) worklist.allChanged();
      return saved;
    },
    savedProtocols: () => settings.protocols(),
    saveProtocol: ({ protocol }) => settings.saveProtocol(protocol),
    removeProtocol: ({ name }) => settings.removeProtocol(name),
  };
}
