import { expect, test } from 'vitest';
import {
  readingChoices,
  withFoldToggled,
  withReadingChoices,
} from '../../../renderer/reading/readingChoices.ts';

const first = {
  windowsLinked: true,
  cursorLinked: false,
  frameRate: 10,
  panelPlace: 'second',
  folded: { aided: [], unaided: [], sequential: [] },
};

test.each([
  '',
  '{}',
  'no JSON',
  '{"reading":null}',
  '{"reading":{"frameRate":7,"windowsLinked":1,"panelPlace":"third","folded":{"aided":"panel"}}}',
])('what was never chosen, or cannot be understood, is as at first: %s', (view) => {
  expect(readingChoices({ view })).toEqual(first);
});

test('a change keeps the other choices, and those of other parts', () => {
  const view = withReadingChoices({ view: '{"ai":{"on":false}}' }, { frameRate: 5, panelPlace: 'alone' });
  const changed = withReadingChoices({ view }, { windowsLinked: false });
  expect(readingChoices({ view: changed })).toEqual({
    ...first,
    windowsLinked: false,
    frameRate: 5,
    panelPlace: 'alone',
  });
  expect(JSON.parse(changed)).toMatchObject({ ai: { on: false } });
});

test('what is folded away stays away in that reading mode, and only there', () => {
  const view = withFoldToggled({ view: '' }, 'unaided', 'strip');
  const both = withFoldToggled({ view }, 'unaided', 'panel');
  expect(readingChoices({ view: both }).folded).toEqual({
    aided: [],
    unaided: ['panel', 'strip'],
    sequential: [],
  });
  const one = withFoldToggled({ view: both }, 'unaided', 'strip');
  expect(readingChoices({ view: one }).folded.unaided).toEqual(['panel']);
});
