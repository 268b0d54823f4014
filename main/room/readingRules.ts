/** What may happen to a reading, in which order, and what is recorded of it. Pure. */
import type { Assessment, Reading, ReadingEvent, ReadingMode } from '../../contract/reading.ts';
import { fail, ok } from '../../contract/problem.ts';
import type { Result } from '../../contract/problem.ts';
import { aiWasShown } from '../store/readings.ts';
import { mergedAssessment } from './mergedAssessment.ts';

/** Something the reader does, or is shown. */
export type ReadingAction =
  /** Looks at the exam; `first` in this run of the program. */
  | { readonly type: 'open'; readonly first: boolean }
  /** `before`: what it was begun from; absent where it replaces whatever is kept. */
  | { readonly type: 'save'; readonly assessment: Assessment; readonly before?: Assessment | undefined }
  | { readonly type: 'lock'; readonly assessment: Assessment }
  | { readonly type: 'complete' }
  | { readonly type: 'reopen' }
  /** Results are about to be shown. */
  | { readonly type: 'showAi' };

export interface RecordedEvent {
  readonly type: ReadingEvent['type'];
  readonly assessment: Assessment | null;
}

export interface ReadingChange {
  readonly assessment: Assessment;
  readonly events: readonly RecordedEvent[];
}

/** True where the reading mode keeps results from the reader for now. */
export function withholdsResults(mode: ReadingMode, { locked }: Pick<Reading, 'locked'>): boolean {
  switch (mode) {
    case 'aided':
      return false;
    case 'unaided':
      return true;
    case 'sequential':
      return !locked;
  }
}

/** What an action changes; null where nothing. Problem `bad-input` where it is not its turn. */
export function readingChange(
  reading: Reading,
  action: ReadingAction,
  mode: ReadingMode,
): Result<ReadingChange | null> {
  const { assessment } = reading;
  const record = (type: ReadingEvent['type']) => ok({ assessment, events: [{ type, assessment: null }] });
  switch (action.type) {
    case 'open':
      return action.first || reading.events.at(-1)?.mode !== mode ? record('opened') : ok(null);
    case 'save': {
      const { before, assessment: mine } = action;
      return ok(saved(reading, before ? mergedAssessment(before, mine, assessment) : mine));
    }
    case 'lock':
      if (reading.locked) return ok(saved(reading, action.assessment));
      return ok({
        assessment: action.assessment,
        events: [{ type: 'locked', assessment: action.assessment }],
      });
    case 'complete':
      if (reading.completed) return ok(null);
      if (mode === 'sequential' && !reading.locked) {
        return fail('bad-input', 'Lock the assessment of the unaided read before you complete the exam.');
      }
      return record('completed');
    case 'reopen':
      return reading.completed ? record('reopened') : ok(null);
    case 'showAi':
      return mustRecordShowing(reading, mode) ? record('ai-shown') : ok(null);
  }
}

/** Before the lock a draft is replaced; afterwards, and once the exam is complete, each change is recorded. */
function saved(reading: Reading, assessment: Assessment): ReadingChange | null {
  if (isSame(reading.assessment, assessment)) return null;
  const isRecorded = reading.locked || reading.completed;
  return { assessment, events: isRecorded ? [{ type: 'revised', assessment }] : [] };
}

/**
 * Results are shown for the first time since the lock (or at all, where nothing is locked), of an exam that is, or was begun
 * to be, read without them.
 */
function mustRecordShowing({ events }: Reading, mode: ReadingMode): boolean {
  if (aiWasShown(events)) return false;
  return mode === 'sequential' || events.some((event) => event.mode !== 'aided');
}

function isSame(one: Assessment, other: Assessment): boolean {
  const text = ({ density, breasts, comment }: Assessment) =>
    JSON.stringify([density, breasts.map(({ laterality, biRads }) => [laterality, biRads]), comment]);
  return text(one) === text(other);
}
