import { describe, expect, it, test } from 'vitest';
import type { Reading, ReadingMode } from '../../../contract/reading.ts';
import {
  answeredText,
  readingText,
  shortReadingText,
  stateText,
  withheldText,
} from '../../../renderer/assess/readingText.ts';

const reading = (changes: Partial<Reading>): Reading => ({
  assessment: { density: null, breasts: [], comment: '' },
  locked: false,
  completed: false,
  mode: null,
  aiSeenBefore: false,
  events: [],
  ...changes,
});

const answered = { done: 4, total: 4 };
const modes = ['aided', 'unaided', 'sequential'] as const;

describe('how an exam is read', () => {
  it.each([
    ['aided', 'read with AI', 'aided', 'Read with AI.'],
    ['unaided', 'read without AI', 'unaided', 'Read without AI.'],
    ['sequential', 'read without AI, then with AI', 'unaided, then AI', 'AI is shown once this is locked.'],
  ] as const)('%s is told from the record, whatever the settings are', (mode, long, short, state) => {
    for (const setting of modes) {
      expect(readingText(reading({ mode }))).toBe(long);
      expect(shortReadingText(reading({ mode }), setting)).toBe(short);
      expect(stateText(reading({ mode }), setting, answered)).toBe(state);
    }
  });

  it('is not read with AI that has shown nothing, and told of how many views it has', () => {
    const state = (done: number, total: number) =>
      stateText(reading({ mode: 'aided' }), 'aided', { done, total });
    expect([state(0, 0), state(0, 4), state(3, 4)]).toEqual([
      'No AI yet.',
      'No AI yet.',
      'AI: 3 of 4 views.',
    ]);
    expect([0, 3, 4].map((done) => answeredText({ done, total: 4 }))).toEqual([
      'AI answered for 0 of 4 views',
      'AI answered for 3 of 4 views',
      '',
    ]);
    expect(answeredText({ done: 0, total: 0 })).toBe('AI: no view to analyse');
  });

  it('whose results were seen before never says that it was read without AI', () => {
    for (const mode of ['unaided', 'sequential'] as const)
      for (const changes of [{}, { locked: true }, { completed: true }]) {
        const seen = reading({ mode, aiSeenBefore: true, ...changes });
        const texts = [readingText(seen), shortReadingText(seen, mode), stateText(seen, mode, answered)];
        for (const text of texts) {
          expect(text).toMatch(/seen before/);
          expect(text).not.toMatch(/^read without AI$|^Read without AI\.$/);
        }
      }
  });

  it('follows the settings while nobody has opened it', () => {
    expect(readingText(reading({}))).toBeNull();
    expect(modes.map((setting) => shortReadingText(reading({}), setting))).toEqual([
      'aided',
      'unaided',
      'unaided, then AI',
    ]);
  });
});

test('hidden results of what was read are hidden by the settings', () => {
  for (const changes of [{ locked: true }, { completed: true }])
    expect(withheldText(reading({ mode: 'sequential', ...changes }), 'unaided')).toMatch(/settings/);
});

test.each([
  ['sequential', 'aided', /until the assessment is locked/],
  ['unaided', 'sequential', /results are not shown/],
  ['unaided', 'aided', /results are not shown/],
] as const)('%s under %s: hidden results say why', (mode: ReadingMode, setting, text) => {
  expect(withheldText(reading({ mode }), setting)).toMatch(text);
});
