/** How an exam is read, in words, from its record. Pure. */
import type { AnalysisSummary } from '../../contract/exam.ts';
import type { Reading, ReadingMode } from '../../contract/reading.ts';

/** Of a reading; where nobody has opened the exam, as the settings say. */
export type ReadAs = Pick<Reading, 'mode' | 'aiSeenBefore'>;

const withAi: Readonly<Record<ReadingMode, string>> = {
  aided: 'read with AI',
  unaided: 'read without AI',
  sequential: 'read without AI, then with AI',
};

/** "read without AI, then with AI"; where the results had been seen, that it does not count as read without AI. */
export function readingText({ mode, aiSeenBefore }: ReadAs): string | null {
  if (mode === null) return null;
  return aiSeenBefore ? 'AI seen before: does not count as read without AI' : withAi[mode];
}

/** In the top bar. */
export function shortReadingText({ mode, aiSeenBefore }: ReadAs, setting: ReadingMode): string {
  const words = { aided: 'aided', unaided: 'unaided', sequential: 'unaided, then AI' } as const;
  return aiSeenBefore ? 'AI seen before' : words[mode ?? setting];
}

/** Where results would stand, why none do. */
export function withheldText(
  { mode, locked, completed, aiSeenBefore }: Reading,
  setting: ReadingMode,
): string {
  if (locked || completed) return 'Results are not shown: the settings keep them hidden.';
  const seen = aiSeenBefore ? ' They were seen before: it does not count as read without AI.' : '';
  switch (mode ?? setting) {
    case 'sequential':
      return `Unaided read: results stay hidden until the assessment is locked.${seen}`;
    case 'unaided':
    case 'aided':
      return `Read without AI: results are not shown.${seen}`;
  }
}

/** How much of an analysis there is to see. */
export type Answered = Pick<AnalysisSummary, 'done' | 'total'>;

/** "AI answered for 2 of 4 views"; '' where it has answered for all that it can. */
export function answeredText({ done, total }: Answered): string {
  if (total === 0) return 'AI: no view to analyse';
  return done < total ? `AI answered for ${done} of ${total} views` : '';
}

/** In the panel of the assessment. */
export function stateText(
  { mode, locked, completed, aiSeenBefore }: Reading,
  setting: ReadingMode,
  answered: Answered,
): string {
  const seen = aiSeenBefore ? ' AI seen before.' : '';
  if (completed) return `Complete.${seen}`;
  if (locked) return `Locked: changes are revisions.${seen}`;
  if (aiSeenBefore) return 'AI seen before: does not count as read without AI.';
  switch (mode ?? setting) {
    case 'sequential':
      return 'AI is shown once this is locked.';
    case 'unaided':
      return 'Read without AI.';
    case 'aided':
      if (answered.done === 0) return 'No AI yet.';
      return answered.done < answered.total
        ? `AI: ${answered.done} of ${answered.total} views.`
        : 'Read with AI.';
  }
}
