import type { Assessment, Reading, ReadingEvent } from '../../contract/reading.ts';
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
    const after = { assessment: step.assessment, events, ...stateOf(events) };
    database
      .prepare('INSERT OR REPLACE INTO reading VALUES (?, ?, ?, ?, ?, ?)')
      .run(
        exam,
        JSON.stringify(after.assessment),
        after.assessment.density,
        Number(after.locked),
        Number(after.completed),
        Number(aiWasShown(events)),
      );
    return after;
  });
}

/** True where it is on record that AI was shown: since the assessment was locked, or at all where it is not. */
export function aiWasShown(events: readonly ReadingEvent[]): boolean {
  const locked = events.findIndex(({ type }) => type === 'locked');
  return events.slice(Math.max(0, locked)).some(({ type }) => type === 'ai-shown');
}

function examNumber({ database }: Library, examId: string): number | null {
  const row = database.prepare('SELECT id FROM exam WHERE exam_id = ?').get(examId);
  return row === undefined ? null : (row.id as number);
}

function readingOf({ database }: Library, exam: number): Reading {
  const draft = database.prepare('SELECT assessment FROM reading WHERE exam = ?').get(exam);
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
  return { assessment: JSON.parse(draft.assessment as string) as Assessment, events, ...stateOf(events) };
}

function stateOf(events: readonly ReadingEvent[]): Pick<Reading, 'locked' | 'completed'> {
  const ending = events.findLast(({ type }) => type === 'completed' || type === 'reopened');
  return {
    locked: events.some(({ type }) => type === 'locked'),
    completed: ending?.type === 'completed',
  };
}
