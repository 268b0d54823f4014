/** The marks of the exams on screen, what of them is selected, and keeping them. */
import { create } from 'zustand';
import { ok, type Result } from '../../contract/problem.ts';
import type { Annotation } from '../../contract/reading.ts';
import { say } from '../app/hint.ts';
import { useApp } from '../app/store.ts';
import { call } from '../host/client.ts';
import { createKeeper } from './keeper.ts';
import {
  annotationIdOf,
  changed,
  noHistory,
  recorded,
  redo,
  undo,
  type MarkChange,
  type MarkHistory,
} from './undo.ts';

interface ExamMarks {
  readonly marks: readonly Annotation[];
  readonly history: MarkHistory;
}

interface MarkState {
  /** By exam, those that were asked for. */
  readonly exams: Readonly<Record<string, ExamMarks>>;
  /** At most one mark, of all exams. */
  readonly selectedId: string | null;
  /** Marks that the program has not kept yet. */
  readonly unkept: ReadonlySet<string>;
  /** The exam whose marks were changed last: what undo is about. */
  readonly changedExamId: string | null;
  /** Fetches the exam's marks, once. */
  load(examId: string): void;
  select(annotationId: string | null): void;
  /** Adds, changes or removes a mark. Changes of one `gesture` are undone together. */
  change(examId: string, change: MarkChange, gesture?: string): void;
  undo(): void;
  redo(): void;
}

const noMarks: ExamMarks = { marks: [], history: noHistory };

export const useMarks = create<MarkState>()((set, get) => {
  const put = (examId: string, change: MarkChange, history: MarkHistory) => {
    const { exams, selectedId } = get();
    const annotationId = annotationIdOf(change);
    set({
      exams: { ...exams, [examId]: { marks: changed((exams[examId] ?? noMarks).marks, change), history } },
      selectedId: change.after ? annotationId : selectedId === annotationId ? null : selectedId,
      changedExamId: examId,
    });
    keeper.keep({ examId, annotationId, annotation: change.after });
  };
  const turn = (turned: typeof undo, nothing: string) => {
    const { exams, changedExamId } = get();
    const result = changedExamId === null ? null : turned(exams[changedExamId].history);
    if (changedExamId !== null && result) put(changedExamId, result.change, result.history);
    else say(nothing);
  };
  return {
    exams: {},
    selectedId: null,
    unkept: new Set(),
    changedExamId: null,
    load: (examId) => {
      if (get().exams[examId]) return;
      set(({ exams }) => ({ exams: { ...exams, [examId]: noMarks } }));
      void fetchMarks(examId);
    },
    select: (selectedId) => {
      if (get().selectedId !== selectedId) set({ selectedId });
    },
    change: (examId, change, gesture) =>
      put(examId, change, recorded((get().exams[examId] ?? noMarks).history, change, gesture ?? null)),
    undo: () => turn(undo, 'Nothing to undo'),
    redo: () => turn(redo, 'Nothing to redo'),
  };
});

const notKept = 'A measurement is not kept yet and will be tried again.';

/** What was told of is mended. */
function dismissFailures(): void {
  const { notices, dismiss } = useApp.getState();
  for (const { noticeId, message } of notices) if (message.startsWith(notKept)) dismiss(noticeId);
}

const keeper = createKeeper({
  send: ({ examId, annotationId, annotation }) =>
    annotation ? call('saveAnnotation', { examId, annotation }) : removeMark(examId, annotationId),
  onPending: (unkept) => {
    useMarks.setState({ unkept });
    if (unkept.size === 0) dismissFailures();
  },
  onFailure: ({ message }) =>
    useApp.getState().notify({
      level: 'error',
      message: `${notKept} ${message}`,
    }),
  after: (milliseconds, task) => void setTimeout(task, milliseconds),
});

useApp.subscribe(({ connected }, before) => {
  if (connected && !before.connected) keeper.tryNow();
});

/** One that another window has removed, too, is as it should be. */
async function removeMark(examId: string, annotationId: string): Promise<Result<null>> {
  const removed = await call('removeAnnotation', { examId, annotationId });
  return !removed.ok && removed.problem.kind === 'not-found' ? ok(null) : removed;
}

async function fetchMarks(examId: string): Promise<void> {
  const result = await call('annotations', { examId });
  if (!result.ok) {
    const message = `Earlier measurements of this exam are not shown. ${result.problem.message}`;
    useApp.getState().notify({ level: 'error', message });
    // Asked for again when the exam is shown again.
    useMarks.setState(({ exams }) => {
      const { [examId]: tried, ...others } = exams;
      return { exams: tried === noMarks ? others : exams };
    });
    return;
  }
  useMarks.setState(({ exams }) => {
    const { marks, history } = exams[examId];
    // What was done while they were on their way is newer.
    const touched = new Set(history.done.concat(history.undone).map(annotationIdOf));
    const kept = result.value.filter(({ annotationId }) => !touched.has(annotationId));
    return { exams: { ...exams, [examId]: { marks: [...kept, ...marks], history } } };
  });
}

if (typeof window !== 'undefined') {
  window.addEventListener('beforeunload', (event) => {
    // A browser asks the reader; Electron would refuse to close without a word.
    if (!window.mammoscope && useMarks.getState().unkept.size > 0) event.preventDefault();
  });
}
