import { expect, test } from 'vitest';
import type { Assessment, ReadingEvent } from '../../../contract/reading.ts';
import { withBiRads } from '../../../renderer/assess/assessment.ts';
import { historyLines } from '../../../renderer/assess/history.ts';

const empty: Assessment = { density: null, breasts: [], comment: '' };
const locked = withBiRads(withBiRads({ ...empty, density: 'b' }, 'R', '2'), 'L', '4B');

const events = (...steps: readonly (readonly [ReadingEvent['type'], Assessment?])[]): ReadingEvent[] =>
  steps.map(([type, assessment = null], index) => ({
    sequence: index + 1,
    time: `2026-03-01T10:00:0${index}.000Z`,
    mode: 'sequential',
    type,
    assessment,
  }));

test('a sequential reading, in its order', () => {
  const lines = historyLines(
    events(
      ['opened'],
      ['locked', locked],
      ['ai-shown'],
      ['revised', withBiRads(locked, 'L', '5')],
      ['completed', withBiRads(locked, 'L', '5')],
      ['reopened'],
    ),
  );
  expect(lines.map(({ text }) => text)).toEqual([
    'Opened, AI after locking',
    'Locked: R 2, L 4B, density b',
    'AI shown',
    'Revised: L 4B → 5',
    'Completed: R 2, L 5, density b',
    'Reopened',
  ]);
});

test('revisions that follow each other are one line: from before the first to the last', () => {
  const [, line, ...more] = historyLines(
    events(
      ['locked', locked],
      ['revised', { ...withBiRads(locked, 'L', '5'), comment: 'm' }],
      ['revised', { ...withBiRads(locked, 'L', '4C'), comment: 'mass' }],
    ),
  );
  expect(more).toEqual([]);
  expect(line).toEqual({
    sequence: 3,
    time: '2026-03-01T10:00:02.000Z',
    text: 'Revised: L 4B → 4C, comment',
  });
});

test('a later revision is told against the one before it, not against the lock', () => {
  const first = withBiRads(locked, 'L', '5');
  const lines = historyLines(
    events(['locked', locked], ['revised', first], ['ai-shown'], ['revised', { ...first, density: 'c' }]),
  );
  expect(lines.at(-1)?.text).toBe('Revised: density b → c');
});

test('a category taken back shows as a dash', () => {
  const [, line] = historyLines(events(['locked', locked], ['revised', withBiRads(locked, 'R', null)]));
  expect(line.text).toBe('Revised: R 2 → –');
});
