/** Readings of exams: what the program keeps, and what the reader has written since. */
import { create } from 'zustand';
import type { Problem } from '../../contract/problem.ts';
import type { Assessment, Reading } from '../../contract/reading.ts';
import { retryExam } from '../ai/store.ts';
import { useApp } from '../app/store.ts';
import { call } from '../host/client.ts';
import { createDraftSaver, type SaveState } from './draftSaver.ts';

/** One exam's reading as it is shown. */
export interface ShownReading {
  /** As the program keeps it. */
  readonly kept: Reading;
  /** Newer than `kept`; null where that is the newest. */
  readonly draft: Assessment | null;
  /** Why the draft is not kept; it is tried again. */
  readonly problem: Problem | null;
}

export const useReadings = create<{ readonly readings: ReadonlyMap<string, ShownReading> }>()(() => ({
  readings: new Map(),
}));

/** Exams whose draft could not be saved. */
export const unsavedCount = (readings: ReadonlyMap<string, ShownReading>): number =>
  [...readings.values()].filter(({ problem }) => problem !== null).length;

/** The exam that was completed last in this window, until something else is done that can be undone. */
export interface Completion {
  readonly examId: string;
  readonly assessment: Assessment;
  /** It was opened again by undo. */
  readonly undone: boolean;
}

export const useCompletion = create<{ readonly last: Completion | null }>()(() => ({ last: null }));

function forgetCompletionOfOthers(examId: string): void {
  const { last } = useCompletion.getState();
  if (last && (last.examId !== examId || last.undone)) useCompletion.setState({ last: null });
}

const shown = (examId: string): ShownReading | undefined => useReadings.getState().readings.get(examId);

function show(examId: string, reading: ShownReading): void {
  useReadings.setState(({ readings }) => ({ readings: new Map(readings).set(examId, reading) }));
}

const tellError = ({ message }: Problem) => useApp.getState().notify({ level: 'error', message });

const saver = createDraftSaver(
  (examId, assessment, before) => call('saveAssessment', { examId, assessment, before }),
  (examId, save) => {
    const reading = shown(examId);
    if (reading) show(examId, afterSave(reading, save));
  },
);

function afterSave(reading: ShownReading, save: SaveState): ShownReading {
  switch (save.state) {
    case 'pending':
      return reading;
    case 'failed':
      return { ...reading, problem: save.problem };
    case 'kept':
      return { kept: save.reading, draft: null, problem: null };
  }
}

/** The reader opens the exam: how it is read is on record when this resolves. */
export async function beginReading(examId: string): Promise<void> {
  const result = await call('openReading', { examId });
  // What is not there is told by opening the exam itself.
  if (result.ok) keepShown(examId, result.value);
}

export async function loadReading(examId: string): Promise<void> {
  for (;;) {
    const before = shown(examId)?.kept;
    const result = await call('reading', { examId });
    if (!result.ok) return tellError(result.problem);
    const { kept, draft = null, problem = null } = shown(examId) ?? {};
    // What was kept meanwhile may be newer than this answer.
    if (kept !== before) continue;
    return show(examId, { kept: result.value, draft, problem });
  }
}

/** What the program now has; what was written while it was asked is newer. */
function keepShown(examId: string, kept: Reading): void {
  const { draft = null, problem = null } = shown(examId) ?? {};
  show(examId, { kept, draft, problem });
}

/** A draft is replaced silently, so it is saved at once; a revision stays in the history: sentences, not letters. */
const draftDelayMs = 300;
const revisionDelayMs = 2000;

/** As it is shown: what is kept, or what was written since. */
export function currentAssessment(examId: string): Assessment | null {
  const reading = shown(examId);
  return reading ? (reading.draft ?? reading.kept.assessment) : null;
}

export function assess(examId: string, change: (assessment: Assessment) => Assessment): void {
  const reading = shown(examId);
  if (!reading) return;
  const draft = change(reading.draft ?? reading.kept.assessment);
  show(examId, { ...reading, draft });
  forgetCompletionOfOthers(examId);
  saver.change(examId, draft, reading.kept.assessment, reading.kept.locked ? revisionDelayMs : draftDelayMs);
}

export const saveNow = (examId: string): Promise<boolean> => saver.flush(examId);
/** For a page that goes away. */
export const sendAllNow = (): void => saver.sendAll();
export const saveAllNow = (): Promise<void> => saver.flushAll();

/** `assessment`: what the reader saw. True once locked. */
export async function lock(examId: string, assessment: Assessment): Promise<boolean> {
  if (!(await saver.flush(examId))) return false;
  const locked = await call('lockAssessment', { examId, assessment });
  if (!locked.ok) {
    tellError(locked.problem);
    return false;
  }
  keepShown(examId, locked.value);
  // The reader may see what was found from now on; that it is asked for is what goes on record as shown.
  void retryExam(examId);
  return true;
}

/** `assessment`: what the reader saw and confirmed. Null once that is kept, else why it is not. */
export async function complete(examId: string, assessment: Assessment): Promise<Problem | null> {
  if (!(await saver.flush(examId))) return shown(examId)?.problem ?? null;
  const result = await call('completeExam', { examId, assessment });
  if (!result.ok) return result.problem;
  keepShown(examId, result.value);
  useCompletion.setState({ last: { examId, assessment, undone: false } });
  return null;
}

/** True once the exam can be changed again. */
export async function reopen(examId: string): Promise<boolean> {
  const result = await call('reopenExam', { examId });
  if (!result.ok) {
    tellError(result.problem);
    return false;
  }
  keepShown(examId, result.value);
  return true;
}
