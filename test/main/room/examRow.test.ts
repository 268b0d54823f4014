import { describe, expect, it } from 'vitest';
import { examRow } from '../../../main/room/examRow.ts';
import type { StoredExam } from '../../../main/store/exams.ts';
import { listedRecord } from '../store/examRecords.ts';

function stored(changes: Partial<StoredExam> = {}): StoredExam {
  return {
    ...listedRecord().exam,
    examId: 'e',
    patient: { id: 'p1', issuer: '', name: 'Doe^Jane', birthDate: '19600101', sex: 'F' },
    contradicted: [],
    notices: [],
    beside: [],
    views: [],
    modalities: ['MG'],
    mammography: true,
    imageCount: 4,
    problemCount: 0,
    added: '',
    analysableCount: 4,
    notAnalysed: [],
    doneCount: 0,
    failedCount: 0,
    cancelledCount: 0,
    scores: [],
    scoresOf: null,
    reading: null,
    aiSeen: false,
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
    [{ analysableCount: 0 }, null, 'nothing'],
  ] as const)('%j, going on %j: %s', (changes, live, state) => {
    expect(examRow(stored(changes), { live, mode: 'aided', weightsKey: null }).analysis.state).toBe(state);
  });

  const opened = {
    density: null,
    biRads: [],
    locked: false,
    completed: false,
    aiShown: false,
    mode: 'aided',
  } as const;

  it.each([
    [null, 'unread', null, false],
    [{ ...opened, aiSeenBefore: false }, 'reading', null, false],
    [{ ...opened, density: 'b', completed: true, aiSeenBefore: true }, 'read', 'b', true],
    [{ ...opened, density: 'not-given', completed: true, aiSeenBefore: false }, 'read', null, false],
  ] as const)(
    'reading %j: %s, density %j, AI seen before %j',
    (reading, readStatus, density, aiSeenBefore) => {
      expect(examRow(stored({ reading }), { live: null, mode: 'aided', weightsKey: null })).toMatchObject({
        readStatus,
        density,
        aiSeenBefore,
      });
    },
  );
});

describe('the scores of an exam', () => {
  const read = {
    density: null,
    biRads: [],
    locked: true,
    completed: false,
    aiShown: true,
    aiSeenBefore: false,
  } as const;
  const sequential = { ...read, mode: 'sequential' } as const;
  const unaided = { ...read, mode: 'unaided', locked: false } as const;
  const aided = { ...read, mode: 'aided', locked: false } as const;
  const scores = [
    {
      kind: 'mass',
      value: 0.7,
      whose: 'w',
      untrained: false,
      notValidatedOnPatients: false,
      ofOneFrame: false,
    },
  ] as const;
  const analysed = { doneCount: 4, scores, scoresOf: 'these' };
  const setting = { live: null, mode: 'aided', weightsKey: 'these' } as const;

  // Of an exam that is being read, neither its mode nor the settings may keep it; of a complete one, the settings.
  it.each([
    ['aided', null, true],
    ['aided', aided, true],
    ['aided', { ...aided, aiShown: false }, true],
    ['aided', { ...unaided, aiShown: false }, false],
    ['aided', unaided, false],
    ['aided', { ...unaided, completed: true }, true],
    ['aided', { ...unaided, completed: true, aiShown: false }, false],
    ['aided', sequential, true],
    ['aided', { ...sequential, locked: false }, false],
    ['unaided', read, false],
    ['unaided', aided, false],
    ['unaided', sequential, false],
    ['sequential', null, false],
    ['sequential', aided, false],
    ['sequential', { ...sequential, locked: false }, false],
    ['sequential', { ...sequential, aiShown: false }, false],
    ['sequential', sequential, true],
  ] as const)('settings %s, reading %j: shown %j', (mode, as, shown) => {
    const reading = as && { mode: 'aided' as const, ...as };
    expect(examRow(stored({ ...analysed, reading }), { ...setting, mode }).analysis).toMatchObject({
      scores: shown ? scores : [],
      withheld: !shown,
    });
  });

  it.each([
    ['aided', ['mammography CAD report', 'crop of L CC', 'mask of L CC']],
    ['unaided', ['mammography CAD report', 'further file']],
  ] as const)('settings %s: masks beside a film are told as %j', (mode, kinds) => {
    const beside = ['mammography CAD report', 'crop of L CC', 'mask of L CC'].map((kind) => ({
      kind,
      count: 2,
    }));
    const told = examRow(stored({ beside }), { ...setting, mode }).beside;
    expect(told.map(({ kind }) => kind)).toEqual(kinds);
    expect(told.reduce((sum, { count }) => sum + count, 0)).toBe(6);
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

describe('an exam in which two patients are suspected', () => {
  const rowOf = (changes: Partial<StoredExam>) => {
    const setting = { live: null, mode: 'aided', weightsKey: null } as const;
    const { patientName, patientId, patientBirthDate, ageYears, patientKey } = examRow(
      stored(changes),
      setting,
    );
    return { shown: [patientName, patientId, patientBirthDate, ageYears], patientKey };
  };

  it.each<[StoredExam['contradicted'], unknown[]]>([
    [[], ['Doe^Jane', 'p1', '19600101', 66]],
    [['birth date'], ['Doe^Jane', 'p1', '', null]],
    [['name'], ['Two patients?', 'p1', '19600101', 66]],
    [
      ['name', 'birth date'],
      ['Two patients?', 'p1', '', null],
    ],
    [['Patient ID'], ['Doe^Jane', '', '19600101', 66]],
  ])('(%j differs) shows what is common', (contradicted, shown) => {
    expect(rowOf({ contradicted }).shown).toEqual(shown);
  });

  it('stands alone, and has no age without a birth date', () => {
    expect(rowOf({ contradicted: ['sex'] }).patientKey).toBe('e');
    expect(rowOf({}).patientKey).not.toBe('e');
    const patient = { id: 'p1', issuer: '', name: 'Doe^Jane', birthDate: '', sex: 'F' };
    expect(rowOf({ contradicted: ['sex'], patient }).shown.at(3)).toBe(null);
  });
});
