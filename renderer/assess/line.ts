/** The line at the images that shows what is typed of an assessment, what it lacks, and what will be recorded. */
import { create } from 'zustand';
import { breastsToAssess, missingFrom, type Missing } from '../../contract/assessment.ts';
import type { Assessment, ReadingMode } from '../../contract/reading.ts';
import type { Laterality } from '../../contract/view.ts';
import { useApp } from '../app/store.ts';
import { entryOf, isAnswer, keyed, led, withSaid, type Entry, type Leader, type Target } from './entry.ts';
import { assess, complete, currentAssessment, useReadings } from './store.ts';

interface LineState {
  /** The exam that the line is about; null where there is no line. */
  readonly examId: string | null;
  /** What keys are waited for; null where none are. */
  readonly entry: Entry | null;
  /** The reader asked to complete: what is missing is said. */
  readonly asked: boolean;
  /** What Backspace corrects. */
  readonly last: Target | null;
  /** Why the exam could not be completed. */
  readonly problem: string | null;
  /** The question whether to lock is open. */
  readonly locking: boolean;
}

const noLine: LineState = {
  examId: null,
  entry: null,
  asked: false,
  last: null,
  problem: null,
  locking: false,
};

export const useLine = create<LineState>()(() => noLine);

export const hideLine = (): void => useLine.setState(noLine);

const show = (examId: string, changes: Partial<LineState>): void =>
  useLine.setState({ ...noLine, examId, ...changes });

export const breastsOf = (examId: string): readonly Laterality[] =>
  breastsToAssess(useApp.getState().exams.get(examId)?.views ?? []);

/** What completing the exam, or locking its unaided read, comes to as it is now. */
export interface Completing {
  readonly assessment: Assessment;
  readonly breasts: readonly Laterality[];
  readonly missing: readonly Missing[];
  readonly completed: boolean;
  /** The unaided read is to be locked first. */
  readonly mustLock: boolean;
}

/** Null until the reading is known. */
export function completingOf(examId: string): Completing | null {
  const assessment = currentAssessment(examId);
  const kept = useReadings.getState().readings.get(examId)?.kept;
  if (!assessment || !kept) return null;
  const breasts = breastsOf(examId);
  const mode: ReadingMode = kept.mode ?? useApp.getState().settings.readingMode;
  return {
    assessment,
    breasts,
    missing: missingFrom(assessment, breasts),
    completed: kept.completed,
    mustLock: mode === 'sequential' && !kept.locked,
  };
}

export function lead(examId: string, leader: Leader): void {
  const completing = completingOf(examId);
  if (!completing) return;
  const { examId: shownOf, entry } = useLine.getState();
  const { breasts, completed } = completing;
  if (completed) return show(examId, { problem: 'The exam is complete. Reopen it to change it.' });
  if (leader !== 'density' && !breasts.includes(leader)) {
    const side = leader === 'R' ? 'right' : 'left';
    return show(examId, { problem: `The ${side} breast is not in this exam.` });
  }
  show(examId, { entry: led(shownOf === examId ? entry : null, leader, breasts) });
}

/** What is waited for takes the key, or it corrects or ends what is shown; false where it is none of the line's. */
export function pressed(pressedKeys: readonly string[], examId: string, isLeader: boolean): boolean {
  const { examId: shownOf, entry, last } = useLine.getState();
  if (shownOf !== examId) return false;
  // Whoever types "4 B" may mean the capital.
  const keys = pressedKeys.map((key) => key.replace(/^Shift\+(.)$/, '$1'));
  if (entry === null) return correctedOrEnded(keys, examId, last);
  const answer = keys.find((key) => isAnswer(entry, key));
  if (answer === undefined && isLeader) return false;
  const result = keyed(entry, answer ?? keys[0]);
  switch (result.type) {
    case 'waits':
      show(examId, { entry: result.entry });
      return true;
    case 'said':
      assess(examId, (before) => withSaid(before, result.said));
      show(examId, { last: result.said.target });
      return true;
    case 'left':
      hideLine();
      return true;
    case 'passed':
      hideLine();
      return false;
  }
}

/** Keys that go on with what is shown, or move the focus. */
const goingOn = new Set(['Enter', ' ', 'Tab', 'Shift+Tab']);

function correctedOrEnded(keys: readonly string[], examId: string, last: Target | null): boolean {
  if (keys.includes('Backspace') && last !== null) {
    show(examId, { entry: entryOf(last) });
    return true;
  }
  if (keys.some((key) => goingOn.has(key))) return false;
  hideLine();
  return keys.includes('Escape');
}

/** Shows what would be recorded, or what is missing; asks whether to lock where that comes first. */
export function askToComplete(examId: string): void {
  const completing = completingOf(examId);
  if (!completing || completing.completed) return;
  const locking = completing.mustLock && completing.missing.length === 0;
  show(examId, { asked: true, locking });
}

/**
 * Completes the exam where what will be recorded is on the screen, else shows it. True once complete: then, and where it
 * was before, the next exam may come.
 */
export async function completeOrAsk(examId: string): Promise<boolean> {
  const completing = completingOf(examId);
  if (!completing) return false;
  if (completing.completed) return true;
  const { examId: shownOf, entry, problem } = useLine.getState();
  const isShown = shownOf === examId && entry === null && problem === null;
  if (!isShown || completing.missing.length > 0 || completing.mustLock) {
    askToComplete(examId);
    return false;
  }
  hideLine();
  const refused = await complete(examId, completing.assessment);
  if (refused) show(examId, { asked: true, problem: `Not saved: ${refused.message}` });
  return refused === null;
}
