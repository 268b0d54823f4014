import { expect, test } from 'vitest';
import { readingChoices, withReadingChoices } from '../../../renderer/reading/readingChoices.ts';

test('what was never chosen, or cannot be understood, is as at first', () => {
  const first = { windowsLinked: true, frameRate: 10 };
  for (const view of [
    '',
    '{}',
    'no JSON',
    '{"reading":null}',
    '{"reading":{"frameRate":7,"windowsLinked":1}}',
  ]) {
    expect(readingChoices({ view })).toEqual(first);
  }
});

test('a change keeps the other choices, and those of other parts', () => {
  const view = withReadingChoices({ view: '{"ai":{"on":false}}' }, { frameRate: 5 });
  const changed = withReadingChoices({ view }, { windowsLinked: false });
  expect(readingChoices({ view: changed })).toEqual({ windowsLinked: false, frameRate: 5 });
  expect(JSON.parse(changed)).toMatchObject({ ai: { on: false } });
});
