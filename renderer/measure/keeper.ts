/** Keeps marks with the program: at once, in order, and again until it has worked. */
import type { Annotation } from '../../contract/reading.ts';
import type { Problem, Result } from '../../contract/problem.ts';

/** A mark as it is to be kept; `annotation` null: it is to be removed. */
export interface MarkToKeep {
  readonly examId: string;
  readonly annotationId: string;
  readonly annotation: Annotation | null;
}

interface KeeperHost {
  readonly send: (mark: MarkToKeep) => Promise<Result<null>>;
  /** Told whenever the marks that are not kept yet are others. */
  readonly onPending: (annotationIds: ReadonlySet<string>) => void;
  /** Told once each time that keeping begins to fail. */
  readonly onFailure: (problem: Problem) => void;
  /** Runs `task` after so many milliseconds. */
  readonly after: (milliseconds: number, task: () => void) => void;
}

const firstRetryMs = 2000;
const longestRetryMs = 60_000;

/** These are about the one mark: the others fare better. */
const ofOneMark: ReadonlySet<Problem['kind']> = new Set(['not-found', 'bad-input', 'too-large']);

export interface Keeper {
  /** A later state of the same mark replaces one that is still waiting. */
  keep(mark: MarkToKeep): void;
  /** Tries now what waits: the program answers again. */
  tryNow(): void;
}

export function createKeeper({ send, onPending, onFailure, after }: KeeperHost): Keeper {
  const waiting = new Map<string, MarkToKeep>();
  /** Marks of which it was told that they were refused. */
  const refused = new Set<string>();
  let sending = false;
  let retryMs = firstRetryMs;
  let failing = false;
  let retrySet = false;
  const tell = () => onPending(new Set(waiting.keys()));

  /** Sends what waits, the longest waiting first; ends with the first failure that others would share, to come back later. */
  const run = async (): Promise<void> => {
    if (sending) return;
    sending = true;
    const passedOver = new Set<MarkToKeep>();
    const firstToSend = () => [...waiting.values()].find((mark) => !passedOver.has(mark));
    for (let next = firstToSend(); next; next = firstToSend()) {
      const result = await send(next);
      if (!result.ok && ofOneMark.has(result.problem.kind)) {
        if (!refused.has(next.annotationId)) onFailure(result.problem);
        refused.add(next.annotationId);
        passedOver.add(next);
        continue;
      }
      if (!result.ok) {
        if (!failing) onFailure(result.problem);
        failing = true;
        break;
      }
      failing = false;
      retryMs = firstRetryMs;
      refused.delete(next.annotationId);
      // A newer state may have come meanwhile: that one still waits.
      if (waiting.get(next.annotationId) === next) waiting.delete(next.annotationId);
      tell();
    }
    sending = false;
    if (waiting.size > 0) comeBack();
  };
  const comeBack = () => {
    if (retrySet) return;
    retrySet = true;
    after(retryMs, () => {
      retrySet = false;
      void run();
    });
    retryMs = Math.min(retryMs * 2, longestRetryMs);
  };
  return {
    keep: (mark) => {
      waiting.set(mark.annotationId, mark);
      tell();
      void run();
    },
    tryNow: () => void run(),
  };
}
