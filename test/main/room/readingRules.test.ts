import { describe, expect, it } from 'vitest';
import type { Assessment, Reading, ReadingEvent, ReadingMode } from '../../../contract/reading.ts';
import { readingChange, withholdsResults } from '../../../main/room/readingRules.ts';
import type { ReadingAction } from '../../../main/room/readingRules.ts';
import { unread } from '../../../main/store/readings.ts';

const dense: Assessment = { ...unread.assessment, density: 'd' };

/** A reading after these events. */
function reading(...events: readonly (readonly [ReadingEvent['type'], ReadingMode])[]): Reading {
  return {
    assessment: unread.assessment,
    locked: events.some(([type]) => type === 'locked'),
    completed: events.findLast(([type]) => type === 'completed' || type === 'reopened')?.[0] === 'completed',
    events: events.map(([type, mode], at) => ({
      sequence: at + 1,
      time: '2026-11-21T00:00:00.000Z',
      mode,
      type,
      assessment: null,
    })),
  };
}

/** Types of the events that the action records; null where nothing changes. */
function recorded(before: Reading, action: ReadingAction, mode: ReadingMode): readonly string[] | null {
  const change = readingChange(before, action, mode);
  if (!change.ok) throw new Error(change.problem.message);
  return change.value?.events.map(({ type }) => type) ?? null;
}

const fresh = reading();
const locked = reading(['opened', 'sequential'], ['locked', 'sequential']);

describe('results', () => {
  it.each([
    ['aided', false, false],
    ['aided', true, false],
    ['unaided', false, true],
    ['unaided', true, true],
    ['sequential', false, true],
    ['sequential', true, false],
  ] as const)('%s, locked %j: withheld %j', (mode, isLocked, withheld) => {
    expect(withholdsResults(mode, { locked: isLocked })).toBe(withheld);
  });
});

describe('opening', () => {
  it('is recorded once in a run, and when the mode is another one', () => {
    const opened = reading(['opened', 'aided']);
    expect(recorded(fresh, { type: 'open', first: true }, 'aided')).toEqual(['opened']);
    expect(recorded(opened, { type: 'open', first: false }, 'aided')).toBe(null);
    expect(recorded(opened, { type: 'open', first: true }, 'aided')).toEqual(['opened']);
    expect(recorded(opened, { type: 'open', first: false }, 'sequential')).toEqual(['opened']);
  });
});

describe('an assessment', () => {
  it('is a draft until it is locked, then a revision', () => {
    expect(readingChange(fresh, { type: 'save', assessment: dense }, 'sequential')).toEqual({
      ok: true,
      value: { assessment: dense, events: [] },
    });
    expect(readingChange(locked, { type: 'save', assessment: dense }, 'sequential')).toEqual({
      ok: true,
      value: { assessment: dense, events: [{ type: 'revised', assessment: dense }] },
    });
  });

  it('leaves what another window changed since it was begun', () => {
    const now = { ...locked, assessment: dense };
    const assessment = { ...unread.assessment, comment: 'mass' };
    const merged = { ...dense, comment: 'mass' };
    expect(readingChange(now, { type: 'save', assessment, before: unread.assessment }, 'sequential')).toEqual(
      { ok: true, value: { assessment: merged, events: [{ type: 'revised', assessment: merged }] } },
    );
  });

  it('that is the same changes nothing', () => {
    for (const before of [fresh, locked]) {
      expect(recorded(before, { type: 'save', assessment: { ...unread.assessment } }, 'aided')).toBe(null);
    }
  });

  it('is locked once; a second lock is a revision', () => {
    expect(readingChange(fresh, { type: 'lock', assessment: dense }, 'sequential')).toEqual({
      ok: true,
      value: { assessment: dense, events: [{ type: 'locked', assessment: dense }] },
    });
    expect(recorded(locked, { type: 'lock', assessment: dense }, 'sequential')).toEqual(['revised']);
    expect(recorded(locked, { type: 'lock', assessment: unread.assessment }, 'sequential')).toBe(null);
  });

  it('of a complete case is revised on record', () => {
    const complete = reading(['completed', 'aided']);
    expect(recorded(complete, { type: 'save', assessment: dense }, 'aided')).toEqual(['revised']);
  });
});

describe('completing', () => {
  it('needs the lock where the unaided read comes first', () => {
    expect(readingChange(fresh, { type: 'complete' }, 'sequential')).toMatchObject({
      ok: false,
      problem: { kind: 'bad-input', message: expect.stringContaining('Lock the assessment') },
    });
    expect(recorded(locked, { type: 'complete' }, 'sequential')).toEqual(['completed']);
    for (const mode of ['aided', 'unaided'] as const) {
      expect(recorded(fresh, { type: 'complete' }, mode)).toEqual(['completed']);
    }
  });

  it('and reopening take turns', () => {
    const complete = reading(['completed', 'aided']);
    expect(recorded(complete, { type: 'complete' }, 'aided')).toBe(null);
    expect(recorded(fresh, { type: 'reopen' }, 'aided')).toBe(null);
    expect(recorded(complete, { type: 'reopen' }, 'aided')).toEqual(['reopened']);
  });
});

describe('that results were shown', () => {
  it('is recorded once after the lock', () => {
    expect(recorded(locked, { type: 'showAi' }, 'sequential')).toEqual(['ai-shown']);
    const shown = reading(['opened', 'sequential'], ['locked', 'sequential'], ['ai-shown', 'sequential']);
    expect(recorded(shown, { type: 'showAi' }, 'sequential')).toBe(null);
  });

  it('is recorded also where an unaided read was broken off, and again after its lock', () => {
    const begun = reading(['opened', 'sequential'], ['opened', 'aided']);
    expect(recorded(begun, { type: 'showAi' }, 'aided')).toEqual(['ai-shown']);
    const lockedLater = reading(
      ['opened', 'sequential'],
      ['opened', 'aided'],
      ['ai-shown', 'aided'],
      ['locked', 'sequential'],
    );
    expect(recorded(lockedLater, { type: 'showAi' }, 'sequential')).toEqual(['ai-shown']);
  });

  it('goes without saying where results are always shown', () => {
    expect(recorded(reading(['opened', 'aided']), { type: 'showAi' }, 'aided')).toBe(null);
  });
});
