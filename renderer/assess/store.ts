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

export function assess(examId: string, change: (assessment: Assessment) => Assessment): void {
  const reading = shown(examId);
  if (!reading) return;
  const draft = change(reading.draft ?? reading.kept.assessment);
  show(examId, { ...reading, draft });
  saver.change(examId, draft, reading.kept.assessment, reading.kept.locked ? revisionDelayMs : draftDelayMs);
}

export const saveNow = (examId: string): Promise<boolean> => saver.flush(examId);
/** For a page that goes away. */
export const sendAllNow = (): void => saver.sendAll();
export const saveAllNow = (): Promise<void> => saver.flushAll();

/** True once locked. */
export async function lock(examId: string): Promise<boolean> {
  const kept = await saver.flush(examId);
  const reading = shown(examId);
  if (!kept || !reading) return false;
  const locked = await call('lockAssessment', { examId, assessment: reading.kept.assessment });
  if (!locked.ok) {
    tellError(locked.problem);
    return false;
  }
  keepShown(examId, locked.value);
  // The reader may see what was found from now on; that it is asked for is what goes on record as shown.
  void retryExam(examId);
  return true;
}

/** Completes the exam, or reopens it; true once that is kept. */
export async function complete(examId: string, completed: boolean): Promise<boolean> {
  const kept = await saver.flush(examId);
  const reading = shown(examId);
  if (!kept || !reading) return false;
  const result = await call('completeExam', { examId, completed });
  if (!result.ok) {
    tellError(result.problem);
    return false;
  }
  keepShown(examId, result.value);
  return true;
}
