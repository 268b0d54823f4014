/** What may happen to a reading, in which order, and what is recorded of it. Pure. */
import { biRadsOf, missingFrom, missingText } from '../../contract/assessment.ts';
import type { Assessment, Reading, ReadingEvent, ReadingMode } from '../../contract/reading.ts';
import { fail, ok } from '../../contract/problem.ts';
import type { Result } from '../../contract/problem.ts';
import type { Laterality } from '../../contract/view.ts';
import { aiWasShown } from '../store/readings.ts';
import { mergedAssessment } from './mergedAssessment.ts';

/** Something the reader does, or is shown. */
export type ReadingAction =
  /** Looks at the exam; `first` in this run of the program. `seen`: its results were shown while nobody had opened it. */
  | { readonly type: 'open'; readonly first: boolean; readonly seen: boolean }
  /** `before`: what it was begun from; absent where it replaces whatever is kept. */
  | { readonly type: 'save'; readonly assessment: Assessment; readonly before?: Assessment | undefined }
  | { readonly type: 'lock'; readonly assessment: Assessment }
  /** What the reader saw and confirmed, of these breasts. */
  | { readonly type: 'complete'; readonly assessment: Assessment; readonly breasts: readonly Laterality[] }
  | { readonly type: 'reopen' }
  /** Results are about to be shown. */
  | { readonly type: 'showAi' };

export type RecordedEvent = Pick<ReadingEvent, 'type' | 'mode' | 'assessment'>;

export interface ReadingChange {
  readonly assessment: Assessment;
  readonly events: readonly RecordedEvent[];
}

/** Whether a mode keeps results from the reader. */
function keepsResults(mode: ReadingMode, locked: boolean): boolean {
  switch (mode) {
    case 'aided':
      return false;
    case 'unaided':
      return true;
    case 'sequential':
      return !locked;
  }
}

/**
 * True where results are kept from the reader for now. An exam that is being read follows the mode in which it was opened,
 * whatever the settings (`setting`) have become; beside another exam or in the list (not `onScreen`) it follows both. One
 * that nobody has opened, or that is complete, follows the settings; on the screen results that its mode showed stay, but
 * where AI is off.
 */
export function withholdsResults(
  { mode, locked, completed }: Pick<Reading, 'mode' | 'locked' | 'completed'>,
  setting: ReadingMode,
  onScreen: boolean,
): boolean {
  const bySetting = keepsResults(setting, locked);
  if (mode === null) return bySetting;
  // AI off is for what was read, too.
  if (setting === 'unaided' && (locked || completed)) return true;
  const byMode = keepsResults(mode, locked);
  if (completed) return bySetting && (!onScreen || byMode);
  return byMode || (bySetting && !onScreen);
}

/**
 * What an action changes; null where nothing. `setting`: how exams are read that are opened now. Problem `bad-input` where
 * it is not its turn.
 */
export function readingChange(
  reading: Reading,
  action: ReadingAction,
  setting: ReadingMode,
): Result<ReadingChange | null> {
  const mode = action.type === 'open' ? modeOpened(reading, setting) : (reading.mode ?? setting);
  const { assessment } = reading;
  const record = (...types: readonly ReadingEvent['type'][]) =>
    ok({ assessment, events: types.map((type) => ({ type, mode, assessment: null })) });
  switch (action.type) {
    case 'open':
      return opened(reading, mode, action);
    case 'save': {
      const { before, assessment: mine } = action;
      return ok(saved(reading, mode, before ? mergedAssessment(before, mine, assessment) : mine));
    }
    case 'lock':
      return locked(reading, mode, action.assessment);
    case 'complete':
      return completed(reading, mode, action);
    case 'reopen':
      return reading.completed ? record('reopened') : ok(null);
    case 'showAi':
      return aiWasShown(reading.events) ? ok(null) : record('ai-shown');
  }
}

/** What is locked or complete was read as it was; else the settings say anew how it is read. */
function modeOpened({ mode, locked, completed }: Reading, setting: ReadingMode): ReadingMode {
  return mode !== null && (locked || completed) ? mode : setting;
}

function opened(
  { assessment, events, mode: before, locked, completed, aiSeenBefore }: Reading,
  mode: ReadingMode,
  { first, seen }: Extract<ReadingAction, { readonly type: 'open' }>,
): Result<ReadingChange | null> {
  const isKnown = aiSeenBefore || events.some(({ type }) => type === 'ai-shown' || type === 'ai-seen');
  const types: ReadingEvent['type'][] = first || before !== mode ? ['opened'] : [];
  // What was seen after the lock or the completion says nothing of the read before it.
  if (seen && mode !== 'aided' && !locked && !completed && !isKnown) types.push('ai-seen');
  if (types.length === 0) return ok(null);
  return ok({ assessment, events: types.map((type) => ({ type, mode, assessment: null })) });
}

function locked(reading: Reading, mode: ReadingMode, assessment: Assessment): Result<ReadingChange | null> {
  if (reading.locked) return ok(saved(reading, mode, assessment));
  if (mode === 'aided') {
    return fail('bad-input', 'This exam is read with AI: there is no unaided read to lock.');
  }
  return ok({ assessment, events: [{ type: 'locked', mode, assessment }] });
}

function completed(
  reading: Reading,
  mode: ReadingMode,
  { assessment, breasts }: Extract<ReadingAction, { readonly type: 'complete' }>,
): Result<ReadingChange | null> {
  if (reading.completed) return ok(null);
  if (mode === 'sequential' && !reading.locked) {
    return fail('bad-input', 'Lock the assessment of the unaided read before you complete the exam.');
  }
  const missing = missingFrom(assessment, breasts);
  if (missing.length > 0) {
    return fail('bad-input', `The exam is not complete: ${missing.map(missingText).join(' ')}`);
  }
  // What another window has written since it was shown here would go on record unseen.
  if (!isSame(reading.assessment, assessment)) {
    return fail(
      'bad-input',
      'The assessment was changed in another window; look at it again, then complete.',
    );
  }
  return ok({ assessment, events: [{ type: 'completed', mode, assessment }] });
}

/** Before the lock a draft is replaced; afterwards, and once the exam is complete, each change is recorded. */
function saved(reading: Reading, mode: ReadingMode, assessment: Assessment): ReadingChange | null {
  if (isSame(reading.assessment, assessment)) return null;
  const isRecorded = reading.locked || reading.completed;
  return { assessment, events: isRecorded ? [{ type: 'revised', mode, assessment }] : [] };
}

function isSame(one: Assessment, other: Assessment): boolean {
  const text = ({ density, breasts, comment }: Assessment) =>
    JSON.stringify([density, comment, ...(['R', 'L'] as const).map((side) => biRadsOf({ breasts }, side))]);
  return text(one) === text(other);
}
