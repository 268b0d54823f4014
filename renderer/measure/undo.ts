/** Undoing and redoing what was done to an exam's marks. Pure. */
import type { Annotation } from '../../contract/reading.ts';

/** A mark before and after; null where there was, or is, none. One of them is there. */
export interface MarkChange {
  readonly before: Annotation | null;
  readonly after: Annotation | null;
}

export interface MarkHistory {
  /** Oldest first. */
  readonly done: readonly HistoryStep[];
  /** The one to redo next is the last. */
  readonly undone: readonly HistoryStep[];
}

interface HistoryStep extends MarkChange {
  /** Steps of the same gesture on the same mark are one: keys that nudge it. */
  readonly gesture: string | null;
}

export const noHistory: MarkHistory = { done: [], undone: [] };

const maximumSteps = 500;

export const annotationIdOf = ({ before, after }: MarkChange): string => (after ?? before)!.annotationId;

/** Takes a change up; what was undone before it cannot be redone any more. */
export function recorded(history: MarkHistory, change: MarkChange, gesture: string | null): MarkHistory {
  const last = history.done.at(-1);
  const goesOn =
    gesture !== null &&
    last?.gesture === gesture &&
    history.undone.length === 0 &&
    annotationIdOf(last) === annotationIdOf(change);
  const step = { ...change, gesture };
  const done = goesOn
    ? [...history.done.slice(0, -1), { ...step, before: last.before }]
    : [...history.done, step].slice(-maximumSteps);
  return { done, undone: [] };
}

/** The change that takes the last one back, and the history after it; null where nothing is left. */
export function undo({ done, undone }: MarkHistory): Turned | null {
  const last = done.at(-1);
  if (!last) return null;
  return {
    change: { before: last.after, after: last.before },
    history: { done: done.slice(0, -1), undone: [...undone, last] },
  };
}

/** The change that was undone last, to be done again; null where none is left. */
export function redo({ done, undone }: MarkHistory): Turned | null {
  const last = undone.at(-1);
  if (!last) return null;
  const { before, after } = last;
  return { change: { before, after }, history: { done: [...done, last], undone: undone.slice(0, -1) } };
}

interface Turned {
  readonly change: MarkChange;
  readonly history: MarkHistory;
}

/** The marks after a change, in the order in which they were first drawn. */
export function changed(marks: readonly Annotation[], change: MarkChange): readonly Annotation[] {
  const { after } = change;
  const id = annotationIdOf(change);
  if (after === null) return marks.filter(({ annotationId }) => annotationId !== id);
  return marks.some(({ annotationId }) => annotationId === id)
    ? marks.map((mark) => (mark.annotationId === id ? after : mark))
    : [...marks, after];
}
