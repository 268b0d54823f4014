/** Keeps what a reader writes: soon after each change, in order, and again until it is kept. */
import type { Problem, Result } from '../../contract/problem.ts';
import type { Assessment, Reading } from '../../contract/reading.ts';

/** Of the latest draft of an exam; `kept` carries what the program then has. */
export type SaveState =
  | { readonly state: 'pending' }
  | { readonly state: 'failed'; readonly problem: Problem }
  | { readonly state: 'kept'; readonly reading: Reading };

export interface DraftSaver {
  /**
   * Takes a draft; it is saved after `delayMs` without another, and now and then while they come without a pause.
   * `before`: what the program had when it was written; of drafts that follow each other unsaved, the first one's counts.
   */
  change(examId: string, draft: Assessment, before: Assessment, delayMs: number): void;
  /** Sends what is not kept yet, also beside a save under way: the page may be gone before that is answered. */
  sendAll(): void;
  /** Saves the exam's draft now; true once it is kept, or there was none. */
  flush(examId: string): Promise<boolean>;
  /** As `flush`, for all exams. */
  flushAll(): Promise<void>;
}

interface Entry {
  draft: Assessment;
  /** What the draft was begun from, or the one that was kept last on the way to it. */
  before: Assessment;
  timer: ReturnType<typeof setTimeout> | undefined;
  /** When the oldest change that is not sent yet was made, in ms; null where all are. */
  waitingSince: number | null;
  /** The save under way; one at a time, so that an older draft cannot overtake. */
  saving: Promise<boolean> | null;
  failures: number;
}

/** Of typing without a pause, what the end of the program may cost. */
const longestMs = (delayMs: number): number => Math.max(1500, 3 * delayMs);
const firstRetryMs = 2000;
const longestRetryMs = 30_000;

/** Trying again would end the same way. */
const lasting: ReadonlySet<Problem['kind']> = new Set(['not-found', 'bad-input']);

export function createDraftSaver(
  save: (examId: string, draft: Assessment, before: Assessment) => Promise<Result<Reading>>,
  onState: (examId: string, state: SaveState) => void,
): DraftSaver {
  const entries = new Map<string, Entry>();

  const later = (examId: string, entry: Entry, delayMs: number) => {
    clearTimeout(entry.timer);
    entry.timer = setTimeout(() => void flush(examId), delayMs);
  };

  const saveUntilKept = async (examId: string, entry: Entry): Promise<boolean> => {
    for (;;) {
      clearTimeout(entry.timer);
      const draft = entry.draft;
      entry.waitingSince = null;
      const result = await save(examId, draft, entry.before);
      if (!result.ok) {
        entry.failures += 1;
        onState(examId, { state: 'failed', problem: result.problem });
        const delayMs = Math.min(firstRetryMs * 2 ** (entry.failures - 1), longestRetryMs);
        if (!lasting.has(result.problem.kind)) later(examId, entry, delayMs);
        return false;
      }
      entry.before = draft;
      if (entry.draft !== draft) continue;
      clearTimeout(entry.timer);
      entries.delete(examId);
      onState(examId, { state: 'kept', reading: result.value });
      return true;
    }
  };

  const flush = (examId: string): Promise<boolean> => {
    const entry = entries.get(examId);
    if (!entry) return Promise.resolve(true);
    entry.saving ??= saveUntilKept(examId, entry).finally(() => {
      entry.saving = null;
    });
    return entry.saving;
  };

  return {
    change: (examId, draft, before, delayMs) => {
      const entry = entries.get(examId) ?? newEntry(draft, before);
      entry.draft = draft;
      entry.waitingSince ??= Date.now();
      entries.set(examId, entry);
      onState(examId, { state: 'pending' });
      const leftMs = entry.waitingSince + longestMs(delayMs) - Date.now();
      if (!entry.saving) later(examId, entry, Math.max(0, Math.min(delayMs, leftMs)));
    },
    flush,
    sendAll: () => {
      for (const [examId, entry] of entries) {
        if (entry.saving && entry.waitingSince !== null) void save(examId, entry.draft, entry.before);
        else void flush(examId);
      }
    },
    flushAll: async () => {
      await Promise.all([...entries.keys()].map(flush));
    },
  };
}

function newEntry(draft: Assessment, before: Assessment): Entry {
  return { draft, before, timer: undefined, waitingSince: null, saving: null, failures: 0 };
}
