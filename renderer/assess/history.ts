/** The order of an exam's reading, in lines. Pure. */
import type { Assessment, ReadingEvent, ReadingMode } from '../../contract/reading.ts';
import { assessmentText } from './assessment.ts';

export interface HistoryLine {
  readonly sequence: number;
  /** ISO 8601, UTC: of the last event of the line. */
  readonly time: string;
  readonly text: string;
}

const modeNames: Readonly<Record<ReadingMode, string>> = {
  aided: 'with AI',
  unaided: 'without AI',
  sequential: 'AI after locking',
};

/** One line for each event; revisions that follow each other share one, which tells what they came to. */
export function historyLines(events: readonly ReadingEvent[]): readonly HistoryLine[] {
  const lines: HistoryLine[] = [];
  /** Assessed before the revisions of the present line. */
  let before: Assessment | null = null;
  events.forEach((event, index) => {
    const goesOn = event.type === 'revised' && events[index - 1]?.type === 'revised';
    if (!goesOn) before = lastAssessed(events, index);
    const line = { sequence: event.sequence, time: event.time, text: eventText(event, before) };
    if (goesOn) lines[lines.length - 1] = line;
    else lines.push(line);
  });
  return lines;
}

const lastAssessed = (events: readonly ReadingEvent[], until: number): Assessment | null =>
  events.slice(0, until).findLast(({ assessment }) => assessment !== null)?.assessment ?? null;

function eventText({ type, mode, assessment }: ReadingEvent, before: Assessment | null): string {
  switch (type) {
    case 'opened':
      return `Opened, ${modeNames[mode]}`;
    case 'locked':
      return `Locked: ${assessment ? assessmentText(assessment) : ''}`;
    case 'ai-seen':
      return 'AI seen before, in the worklist or beside another exam';
    case 'ai-shown':
      return 'AI shown';
    case 'revised':
      return `Revised: ${assessment ? changeText(assessment, before) : ''}`;
    case 'completed':
      return assessment ? `Completed: ${assessmentText(assessment)}` : 'Completed';
    case 'reopened':
      return 'Reopened';
  }
}

/** What an assessment says otherwise than the one before: `L 4B → 4C, comment`. */
function changeText(assessment: Assessment, before: Assessment | null): string {
  if (before === null) return assessmentText(assessment);
  const was = values(before);
  const changes = [...values(assessment)].filter(([name, value]) => was.get(name) !== value);
  const texts = changes.map(([name, value]) => `${name} ${was.get(name) ?? '–'} → ${value ?? '–'}`);
  if (assessment.comment !== before.comment) texts.push('comment');
  return texts.length > 0 ? texts.join(', ') : 'as before';
}

const values = ({ density, breasts }: Assessment): ReadonlyMap<string, string | null> =>
  new Map<string, string | null>([
    ['density', density],
    ...breasts.map(({ laterality, biRads }) => [laterality, biRads] as const),
  ]);
