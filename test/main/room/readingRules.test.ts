import { describe, expect, it } from 'vitest';
import type { Assessment, Reading, ReadingEvent, ReadingMode } from '../../../contract/reading.ts';
import { readingChange, withholdsResults } from '../../../main/room/readingRules.ts';
import type { ReadingAction } from '../../../main/room/readingRules.ts';
import { unread } from '../../../main/store/readings.ts';

const dense: Assessment = { ...unread.assessment, density: 'd' };
const normal: Assessment = {
  density: 'b',
  breasts: [
    { laterality: 'R', biRads: '1' },
    { laterality: 'L', biRads: '1' },
  ],
  comment: '',
};
const both = ['R', 'L'] as const;

type Event = readonly [ReadingEvent['type'], ReadingMode];

/** A reading after these events; `aiSeenBefore` where that is said. */
function reading(...events: readonly Event[]): Reading {
  return {
    assessment: unread.assessment,
    locked: events.some(([type]) => type === 'locked'),
    completed: events.findLast(([type]) => type === 'completed' || type === 'reopened')?.[0] === 'completed',
    mode: events.at(-1)?.[1] ?? null,
    aiSeenBefore: false,
    events: events.map(([type, mode], at) => ({
      sequence: at + 1,
      time: '2026-11-21T00:00:00.000Z',
      mode,
      type,
      assessment: null,
    })),
  };
}

/** "opened aided": the events that the action records; null where nothing changes. */
function recorded(before: Reading, action: ReadingAction, setting: ReadingMode): readonly string[] | null {
  const change = readingChange(before, action, setting);
  if (!change.ok) throw new Error(change.problem.message);
  return change.value?.events.map(({ type, mode }) => `${type} ${mode}`) ?? null;
}

const fresh = reading();
const locked = reading(['opened', 'sequential'], ['locked', 'sequential']);

describe('results', () => {
  // [mode when opened, lock, completion], the settings now: withheld on the screen, withheld in the list.
  it.each([
    [[null, '', ''], 'aided', false, false],
    [[null, '', ''], 'unaided', true, true],
    [[null, '', ''], 'sequential', true, true],
    [['aided', '', ''], 'aided', false, false],
    [['aided', '', ''], 'unaided', false, true],
    [['aided', '', ''], 'sequential', false, true],
    [['unaided', '', ''], 'aided', true, true],
    [['unaided', '', ''], 'unaided', true, true],
    [['unaided', '', ''], 'sequential', true, true],
    [['sequential', '', ''], 'aided', true, true],
    [['sequential', '', ''], 'unaided', true, true],
    [['sequential', '', ''], 'sequential', true, true],
    [['sequential', 'locked', ''], 'aided', false, false],
    [['sequential', 'locked', ''], 'unaided', true, true],
    [['sequential', 'locked', ''], 'sequential', false, false],
    [['aided', '', 'completed'], 'aided', false, false],
    [['aided', '', 'completed'], 'unaided', true, true],
    [['aided', '', 'completed'], 'sequential', false, true],
    [['unaided', '', 'completed'], 'aided', false, false],
    [['unaided', '', 'completed'], 'unaided', true, true],
    [['unaided', '', 'completed'], 'sequential', true, true],
    [['sequential', 'locked', 'completed'], 'unaided', true, true],
    [['sequential', 'locked', 'completed'], 'sequential', false, false],
  ] as const)('%j, settings %s: withheld %j, in the list %j', (state, setting, onScreen, listed) => {
    const [mode, lock, end] = state;
    const of = { mode, locked: lock === 'locked', completed: end === 'completed' };
    expect(withholdsResults(of, setting, true)).toBe(onScreen);
    expect(withholdsResults(of, setting, false)).toBe(listed);
  });
});

describe('opening', () => {
  const open = (first: boolean, seen = false) => ({ type: 'open', first, seen }) as const;

  it('is recorded once in a run, and when the exam is read otherwise from now on', () => {
    const opened = reading(['opened', 'aided']);
    expect(recorded(fresh, open(true), 'aided')).toEqual(['opened aided']);
    expect(recorded(opened, open(false), 'aided')).toBe(null);
    expect(recorded(opened, open(true), 'aided')).toEqual(['opened aided']);
    expect(recorded(opened, open(false), 'sequential')).toEqual(['opened sequential']);
  });

  it.each([
    ['locked', locked],
    ['complete', reading(['opened', 'sequential'], ['completed', 'sequential'])],
  ])('what is %s leaves it read as it was', (_, before) => {
    expect(recorded(before, open(false), 'aided')).toBe(null);
    expect(recorded(before, open(true), 'aided')).toEqual(['opened sequential']);
  });

  it('says that results were seen before, once, where they were to stay unseen', () => {
    expect(recorded(fresh, open(true, true), 'unaided')).toEqual(['opened unaided', 'ai-seen unaided']);
    expect(recorded(fresh, open(true, true), 'aided')).toEqual(['opened aided']);
    const known = reading(['opened', 'unaided'], ['ai-seen', 'unaided']);
    expect(recorded(known, open(false, true), 'unaided')).toBe(null);
    expect(recorded(locked, open(false, true), 'sequential')).toBe(null);
  });
});

describe('an assessment', () => {
  it('is a draft until it is locked, then a revision', () => {
    expect(readingChange(fresh, { type: 'save', assessment: dense }, 'sequential')).toEqual({
      ok: true,
      value: { assessment: dense, events: [] },
    });
    expect(readingChange(locked, { type: 'save', assessment: dense }, 'aided')).toEqual({
      ok: true,
      value: { assessment: dense, events: [{ type: 'revised', mode: 'sequential', assessment: dense }] },
    });
  });

  it('leaves what another window changed since it was begun', () => {
    const now = { ...locked, assessment: dense };
    const assessment = { ...unread.assessment, comment: 'mass' };
    const merged = { ...dense, comment: 'mass' };
    const events = [{ type: 'revised', mode: 'sequential', assessment: merged }];
    expect(readingChange(now, { type: 'save', assessment, before: unread.assessment }, 'sequential')).toEqual(
      { ok: true, value: { assessment: merged, events } },
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
      value: { assessment: dense, events: [{ type: 'locked', mode: 'sequential', assessment: dense }] },
    });
    expect(recorded(locked, { type: 'lock', assessment: dense }, 'sequential')).toEqual([
      'revised sequential',
    ]);
    expect(recorded(locked, { type: 'lock', assessment: unread.assessment }, 'sequential')).toBe(null);
  });

  it('that was read with AI is no unaided read to lock', () => {
    const aided = reading(['opened', 'aided']);
    expect(readingChange(aided, { type: 'lock', assessment: dense }, 'sequential')).toMatchObject({
      ok: false,
      problem: { kind: 'bad-input' },
    });
  });

  it('of a complete case is revised on record', () => {
    const complete = reading(['completed', 'aided']);
    expect(recorded(complete, { type: 'save', assessment: dense }, 'aided')).toEqual(['revised aided']);
  });
});

describe('completing', () => {
  const complete = (assessment: Assessment, breasts: readonly ('R' | 'L')[] = both) =>
    ({ type: 'complete', assessment, breasts }) as const;
  const kept = (before: Reading): Reading => ({ ...before, assessment: normal });
  const opened = reading(['opened', 'aided']);

  it('records what the reader confirmed', () => {
    expect(readingChange(kept(opened), complete(normal), 'unaided')).toEqual({
      ok: true,
      value: { assessment: normal, events: [{ type: 'completed', mode: 'aided', assessment: normal }] },
    });
  });

  it.each([
    [unread.assessment, both, ['Right breast has no BI-RADS', 'Left breast has no BI-RADS', 'Density']],
    [{ ...normal, breasts: [{ laterality: 'R', biRads: '2' }] }, both, ['Left breast has no BI-RADS']],
    [{ ...normal, density: null }, both, ['Density is missing']],
    [{ ...normal, density: 'not-given' }, both, []],
    [{ ...normal, breasts: [{ laterality: 'R', biRads: '2' }] }, ['R'], []],
  ] as const)('%j of %j lacks %j', (assessment, breasts, lacks) => {
    const change = readingChange({ ...opened, assessment }, complete(assessment, breasts), 'aided');
    expect(change.ok).toBe(lacks.length === 0);
    if (!change.ok) for (const lack of lacks) expect(change.problem.message).toContain(lack);
  });

  it('is refused where another window wrote what the reader has not seen', () => {
    const other = { ...opened, assessment: { ...normal, comment: 'mass' } };
    expect(readingChange(other, complete(normal), 'aided')).toMatchObject({
      ok: false,
      problem: { message: expect.stringContaining('another window') },
    });
  });

  it('needs the lock where the unaided read comes first, whatever the settings say now', () => {
    const begun = kept(reading(['opened', 'sequential']));
    for (const setting of ['aided', 'unaided', 'sequential'] as const) {
      expect(readingChange(begun, complete(normal), setting)).toMatchObject({
        ok: false,
        problem: { kind: 'bad-input', message: expect.stringContaining('Lock the assessment') },
      });
      expect(recorded(kept(locked), complete(normal), setting)).toEqual(['completed sequential']);
    }
  });

  it('and reopening take turns', () => {
    const done = kept(reading(['completed', 'aided']));
    expect(recorded(done, complete(normal), 'aided')).toBe(null);
    expect(recorded(fresh, { type: 'reopen' }, 'aided')).toBe(null);
    expect(recorded(done, { type: 'reopen' }, 'unaided')).toEqual(['reopened aided']);
  });
});

describe('that results were shown', () => {
  it('is recorded once, in every mode', () => {
    expect(recorded(reading(['opened', 'aided']), { type: 'showAi' }, 'aided')).toEqual(['ai-shown aided']);
    const shown = reading(['opened', 'aided'], ['ai-shown', 'aided']);
    expect(recorded(shown, { type: 'showAi' }, 'aided')).toBe(null);
  });

  it('is recorded once more after the lock', () => {
    expect(recorded(locked, { type: 'showAi' }, 'sequential')).toEqual(['ai-shown sequential']);
    const shown = reading(['opened', 'sequential'], ['locked', 'sequential'], ['ai-shown', 'sequential']);
    expect(recorded(shown, { type: 'showAi' }, 'sequential')).toBe(null);
    const lockedLater = reading(['ai-shown', 'aided'], ['opened', 'sequential'], ['locked', 'sequential']);
    expect(recorded(lockedLater, { type: 'showAi' }, 'sequential')).toEqual(['ai-shown sequential']);
  });
});
