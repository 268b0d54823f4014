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
    scores: [],
    scoresOf: null,
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
    expect(examRow(stored(changes), { live, mode: 'aided', weightsKey: null }).analysis.state).toBe(state);
  });

  it.each([
    [null, 'unread'],
    [{ density: null, locked: false, completed: false, aiShown: false, begunUnaided: false }, 'reading'],
    [{ density: 'b', locked: true, completed: true, aiShown: true, begunUnaided: true }, 'read'],
  ])('reading %j: %s', (reading, status) => {
    expect(examRow(stored({ reading }), { live: null, mode: 'aided', weightsKey: null })).toMatchObject({
      readStatus: status,
      density: reading?.density ?? null,
    });
  });
});

describe('the scores of an exam', () => {
  const read = { density: null, locked: true, completed: false, aiShown: true, begunUnaided: true };
  const scores = [
    { kind: 'mass', value: 0.7, whose: 'w', untrained: false, notValidatedOnPatients: false },
  ] as const;
  const analysed = { doneCount: 4, scores, scoresOf: 'these' };
  const setting = { live: null, mode: 'aided', weightsKey: 'these' } as const;

  it.each([
    ['aided', null, true],
    ['aided', { ...read, locked: false, aiShown: false, begunUnaided: false }, true],
    ['aided', { ...read, locked: false, aiShown: false }, false],
    ['aided', { ...read, locked: false }, true],
    ['unaided', read, false],
    ['sequential', null, false],
    ['sequential', { ...read, locked: false }, false],
    ['sequential', { ...read, aiShown: false }, false],
    ['sequential', read, true],
  ] as const)('%s, reading %j: shown %j', (mode, reading, shown) => {
    expect(examRow(stored({ ...analysed, reading }), { ...setting, mode }).analysis).toMatchObject({
      scores: shown ? scores : [],
      withheld: !shown,
    });
  });

  it.each([
    ['of the present weights', analysed, setting, { scores, outdated: false }],
    [
      'while the weights are not known',
      analysed,
      { ...setting, weightsKey: null },
      { scores, outdated: false },
    ],
    ['of other weights', analysed, { ...setting, weightsKey: 'others' }, { scores: [], outdated: true }],
    ['of an earlier version', { doneCount: 4 }, setting, { scores: [], outdated: true }],
    ['while one is analysed', analysed, { ...setting, live: { queued: 0, running: 1 } }, { scores: [] }],
    ['whose results are gone', { ...analysed, doneCount: 0 }, setting, { scores: [], outdated: false }],
  ])('%s', (_name, changes, at, expected) => {
    expect(examRow(stored(changes), at).analysis).toMatchObject(expected);
  });
});
