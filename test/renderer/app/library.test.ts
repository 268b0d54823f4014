import { expect, test } from 'vitest';
import type { IndexingState } from '../../../contract/api.ts';
import {
  applyEvents,
  examsById,
  indexingNotice,
  listedExams,
  withNotice,
  type Library,
} from '../../../renderer/app/library.ts';
import { exam } from '../worklist/exams.ts';

const library: Library = {
  exams: examsById([exam('a'), exam('b')]),
  indexing: null,
  device: null,
  notices: [],
};
const indexing: IndexingState = { state: 'running', label: 'x', filesSeen: 1, imagesFound: 1, problems: 0 };

test('events are applied in their order', () => {
  const read = exam('a', { readStatus: 'read' });
  const after = applyEvents(library, [
    { type: 'exams', changed: [exam('a', { readStatus: 'reading' }), exam('c')], removed: [] },
    { type: 'exams', changed: [read], removed: ['c', 'b'] },
    { type: 'indexing', indexing },
    { type: 'indexing', indexing: { ...indexing, state: 'done' } },
    { type: 'device', device: { device: 'cpu', description: null } },
  ]);
  expect([...after.exams.values()]).toEqual([read]);
  expect(after.indexing?.state).toBe('done');
  expect(after.device?.device).toBe('cpu');
  expect(library.exams.size).toBe(2);
});

test('what was told while the list was on its way is newer than the list', () => {
  const told = exam('a', { readStatus: 'read' });
  const listed = listedExams(
    [exam('a'), exam('b')],
    [
      { type: 'exams', changed: [told, exam('c')], removed: ['b'] },
      { type: 'indexing', indexing },
    ],
  );
  expect([...listed.keys()]).toEqual(['a', 'c']);
  expect(listed.get('a')).toBe(told);
});

test('a row of an exam that does not change stays the same object', () => {
  const after = applyEvents(library, [{ type: 'exams', changed: [exam('c')], removed: [] }]);
  expect(after.exams.get('a')).toBe(library.exams.get('a'));
});

test('events that say nothing about the library leave it as it is', () => {
  const events = [
    { type: 'openExam', examId: 'a' },
    { type: 'command', command: 'program.keys' },
  ] as const;
  expect(applyEvents(library, events)).toBe(library);
});

test('a notice that is still shown is not shown twice; each has its own id', () => {
  const full = { level: 'error', message: 'The disk is full.' } as const;
  const once = withNotice(withNotice([], full), full);
  expect(once).toHaveLength(1);
  const two = withNotice(once, { level: 'info', message: 'Done.' });
  expect(new Set(two.map(({ noticeId }) => noticeId)).size).toBe(2);
});

test('an indexing that ended says what it came to', () => {
  const ended = { ...indexing, state: 'done', filesSeen: 12, imagesFound: 4 } as const;
  expect(indexingNotice(indexing)).toBeNull();
  expect(indexingNotice(ended)).toEqual({
    level: 'info',
    message: 'x: 4 images in 12 files.',
    withoutNames: 'What was opened: 4 images in 12 files.',
  });
  expect(indexingNotice({ ...ended, problems: 1 })).toMatchObject({
    level: 'warning',
    message: 'x: 4 images in 12 files. 1 file cannot be listed or shown; see the problems.',
  });
  expect(indexingNotice({ ...ended, imagesFound: 0 })?.message).toBe('x: no mammograms among 12 files.');
});
