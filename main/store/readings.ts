import type { Assessment, Reading, ReadingEvent, ReadingMode } from '../../contract/reading.ts';
import type { Library } from './database.ts';
import { inTransaction } from './migration.ts';

/** What a step of reading adds: the draft as it is then, and events, whose numbers follow. */
export interface ReadingStep {
  readonly assessment: Assessment;
  readonly events: readonly Omit<ReadingEvent, 'sequence'>[];
}

/** An exam that nobody has read. */
export const unread: Reading = {
  assessment: {
    density: null,
    breasts: [
      { laterality: 'R', biRads: null },
      { laterality: 'L', biRads: null },
    ],
    comment: '',
  },
  locked: false,
  completed: false,
  mode: null,
  aiSeenBefore: false,
  events: [],
};

/** The reading of an exam; null where there is no such exam. */
export function findReading(library: Library, examId: string): Reading | null {
  const exam = examNumber(library, examId);
  return exam === null ? null : readingOf(library, exam);
}

/**
 * Adds a step to the reading of an exam, whole or not at all; `next` is asked under the lock, and null changes nothing.
 * Written to the disk when this returns. Null where there is no such exam. Throws SQLite's errors and those of `next`.
 */
export function addToReading(
  library: Library,
  examId: string,
  next: (before: Reading) => ReadingStep | null,
): Reading | null {
  const { database } = library;
  return inTransaction(database, () => {
    const exam = examNumber(library, examId);
    if (exam === null) return null;
    const before = readingOf(library, exam);
    const step = next(before);
    if (step === null) return before;
    const events = [
      ...before.events,
      ...step.events.map((event, at) => ({ sequence: before.events.length + at + 1, ...event })),
    ];
    const insert = database.prepare('INSERT INTO reading_event VALUES (?, ?, ?, ?, ?, ?)');
    for (const { sequence, time, mode, type, assessment } of events.slice(before.events.length)) {
      insert.run(exam, sequence, time, mode, type, assessment && JSON.stringify(assessment));
    }
    const mode = step.events.at(-1)?.mode ?? before.mode;
    const seenUnrecorded = wasSeenUnrecorded(library, exam);
    const after = { assessment: step.assessment, events, ...stateOf(events, mode, seenUnrecorded) };
    database
      .prepare('INSERT OR REPLACE INTO reading VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(
        exam,
        JSON.stringify(after.assessment),
        after.assessment.density,
        Number(after.locked),
        Number(after.completed),
        Number(aiWasShown(events)),
        mode,
        Number(seenUnrecorded),
        Number(after.aiSeenBefore),
      );
    return after;
  });
}

/** True where it is on record that AI was shown: since the assessment was locked, or at all where it is not. */
export function aiWasShown(events: readonly ReadingEvent[]): boolean {
  const locked = events.findIndex(({ type }) => type === 'locked');
  return events.slice(Math.max(0, locked)).some(({ type }) => type === 'ai-shown');
}

/** Puts it on record that results of exams were shown that nobody has opened yet. Throws SQLite's errors. */
export function recordSeen({ database }: Library, examIds: readonly string[], time: string): void {
  database
    .prepare(
      `INSERT OR IGNORE INTO ai_seen SELECT id, ? FROM exam WHERE exam_id IN (SELECT value FROM json_each(?))`,
    )
    .run(time, JSON.stringify(examIds));
}

/** True where results of the exam were shown while nobody had opened it. */
export function wasSeen({ database }: Library, examId: string): boolean {
  const row = database
    .prepare('SELECT 1 FROM ai_seen s JOIN exam e ON e.id = s.exam WHERE e.exam_id = ?')
    .get(examId);
  return row !== undefined;
}

function examNumber({ database }: Library, examId: string): number | null {
  const row = database.prepare('SELECT id FROM exam WHERE exam_id = ?').get(examId);
  return row === undefined ? null : (row.id as number);
}

function readingOf({ database }: Library, exam: number): Reading {
  const draft = database
    .prepare('SELECT assessment, mode, seen_unrecorded FROM reading WHERE exam = ?')
    .get(exam);
  if (draft === undefined) return unread;
  const events = database
    .prepare(
      'SELECT sequence, time, mode, type, assessment FROM reading_event WHERE exam = ? ORDER BY sequence',
    )
    .all(exam)
    .map((row) => ({
      ...(row as unknown as ReadingEvent),
      assessment: row.assessment === null ? null : (JSON.parse(row.assessment as string) as Assessment),
    }));
  return {
    assessment: JSON.parse(draft.assessment as string) as Assessment,
    events,
    ...stateOf(events, draft.mode as ReadingMode | null, draft.seen_unrecorded === 1),
  };
}

/** By a version that did not record it. */
function wasSeenUnrecorded({ database }: Library, exam: number): boolean {
  return (
    database.prepare('SELECT 1 FROM reading WHERE exam = ? AND seen_unrecorded = 1').get(exam) !== undefined
  );
}

function stateOf(
  events: readonly ReadingEvent[],
  mode: ReadingMode | null,
  seenUnrecorded: boolean,
): Omit<Reading, 'assessment' | 'events'> {
  const ending = events.findLast(({ type }) => type === 'completed' || type === 'reopened');
  const locked = events.find(({ type }) => type === 'locked');
  const completed = ending?.type === 'completed' ? ending : undefined;
  // An exam that was reopened is read on: what was seen since its completion counts.
  const before = (locked ?? completed)?.sequence ?? Infinity;
  const seen = events.some(({ type, sequence }) => sequence < before && shownTypes.has(type));
  return {
    locked: locked !== undefined,
    completed: completed !== undefined,
    mode,
    aiSeenBefore: mode !== null && mode !== 'aided' && (seenUnrecorded || seen),
  };
}

const shownTypes: ReadonlySet<ReadingEvent['type']> = new Set(['ai-shown', 'ai-seen']);
