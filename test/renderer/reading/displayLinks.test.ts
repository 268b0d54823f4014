import { expect, test } from 'vitest';
import {
  draggedTogether,
  invertedTogether,
  presetTogether,
  resetTogether,
  windowedWith,
  type Headers,
} from '../../../renderer/reading/displayLinks.ts';
import { defaultDisplay, windowOf } from '../../../renderer/viewport/display.ts';
import { testExam, testHeader, testImage, testRow } from './tiles.ts';

const exam = testExam(
  ['a', 'b', 'other detector', 'not read'].map((imageId) => testImage(imageId)),
  [{ row: testRow('prior'), images: [testImage('prior')], certainty: 'certain' }],
);
const headers: Headers = {
  a: testHeader(),
  b: testHeader({
    voiTransforms: [
      { type: 'window', function: 'LINEAR', center: 900, width: 800, explanation: 'HARDER' },
      { type: 'window', function: 'LINEAR', center: 1000, width: 1600, explanation: 'NORMAL' },
    ],
  }),
  'other detector': testHeader({ manufacturerModelName: 'Another' }),
  prior: testHeader(),
};
const displays = Object.fromEntries(
  Object.entries(headers).map(([imageId, header]) => [imageId, defaultDisplay(header)]),
);

test('views of the same exam and detector are windowed together', () => {
  expect(windowedWith('b', exam, headers, true)).toEqual(['b', 'a']);
  expect(windowedWith('b', exam, headers, false)).toEqual(['b']);
  expect(windowedWith('prior', exam, headers, true)).toEqual(['prior']);
  expect(windowedWith('not read', exam, headers, true)).toEqual(['not read']);
});

test('a drag changes every window in proportion', () => {
  const dragged = draggedTogether(['a', 'b'], headers, displays, 100, 0);
  const ratio = (imageId: string) =>
    windowOf(headers[imageId], dragged[imageId])!.width /
    windowOf(headers[imageId], displays[imageId])!.width;
  expect(ratio('a')).toBeGreaterThan(1);
  expect(ratio('b')).toBeCloseTo(ratio('a'), 12);
  expect(Object.keys(dragged)).toEqual(['a', 'b']);
});

test('a preset is found by its name in the other views', () => {
  const chosen = presetTogether(['a', 'b'], headers, displays, 1);
  expect(chosen.a.voi).toEqual({ type: 'image', index: 1 });
  expect(chosen.b.voi).toEqual({ type: 'image', index: 0 });
});

test('a view without that preset stays as it is', () => {
  const without = { ...headers, b: testHeader({ voiTransforms: [] }) };
  expect(presetTogether(['a', 'b'], without, displays, 1).b).toEqual(displays.b);
});

test('inverting makes all alike, resetting as they came', () => {
  const inverted = invertedTogether(['a', 'b'], headers, displays, true);
  expect([inverted.a.inverted, inverted.b.inverted]).toEqual([true, true]);
  const changed = draggedTogether(['a', 'b'], headers, inverted, 40, 40);
  expect(resetTogether(['a', 'b'], headers, changed)).toEqual({ a: displays.a, b: displays.b });
});
