import { describe, expect, it } from 'vitest';
import { examRow } from '../../../main/room/examRow.ts';
import type { StoredExam } from '../../../main/store/exams.ts';
import { listedRecord } from '../store/examRecords.ts';

function stored(changes: Partial<StoredExam> = {}): StoredExam {
  return {
    ...listedRecord().exam,
    examId: 'e',
    views: [],
    imageCount: 4,
    problemCount: 0,
    added: '',
    analysableCount: 4,
    doneCount: 0,
    failedCount: 0,
    cancelledCount: 0,
    highest: null,
    untrained: false,
    reading: null,
    ...changes,
  };
}

describe('the state of an exam', () => {
  it.each([
    [{}, null, 'none'],
    [{ doneCount: 4 }, null, 'done'],
    [{ doneCount: 3 }, null, 'none'],
    [{ doneCount: 3, failedCount: 1 }, null, 'failed'],
    [{ doneCount: 3, cancelledCount: 1 }, null, 'cancelled'],
    [{ doneCount: 4 }, { queued: 1, running: 0 }, 'queued'],
    [{ failedCount: 1 }, { queued: 1, running: 1 }, 'running'],
    [{ analysableCount: 0 }, null, 'none'],
  ] as const)('%j, going on %j: %s', (changes, live, state) => {
    expect(examRow(stored(changes), live, 'aided').analysis.state).toBe(state);
  });

  it.each([
    [null, 'unread'],
    [{ density: null, locked: false, completed: false, aiShown: false, begunUnaided: false }, 'reading'],
    [{ density: 'b', locked: true, completed: true, aiShown: true, begunUnaided: true }, 'read'],
  ])('reading %j: %s', (reading, status) => {
    expect(examRow(stored({ reading }), null, 'aided')).toMatchObject({
      readStatus: status,
      density: reading?.density ?? null,
    });
  });
});

describe('the highest score', () => {
  const read = { density: null, locked: true, completed: false, aiShown: true, begunUnaided: true };

  it.each([
    ['aided', null, 0.7],
    ['aided', { ...read, locked: false, aiShown: false, begunUnaided: false }, 0.7],
    ['aided', { ...read, locked: false, aiShown: false }, null],
    ['aided', { ...read, locked: false }, 0.7],
    ['unaided', read, null],
    ['sequential', null, null],
    ['sequential', { ...read, locked: false }, null],
    ['sequential', { ...read, aiShown: false }, null],
    ['sequential', read, 0.7],
  ] as const)('%s, reading %j: %j', (mode, reading, highest) => {
    expect(examRow(stored({ highest: 0.7, reading }), null, mode).analysis).toMatchObject({
      highest,
      withheld: highest === null,
    });
  });
});
