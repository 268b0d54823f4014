import { describe, expect, it } from 'vitest';
import { createConcealer } from '../../../main/room/shownProblem.ts';

describe('what is shown of a problem', () => {
  const { text, problem } = createConcealer('/home/ann lee/data');

  it.each([
    [
      'It is kept as /home/ann lee/data/library.sqlite.damaged-1; begun.',
      'It is kept as library.sqlite.damaged-1; begun.',
    ],
    ['Cannot write /home/ann lee/data.', 'Cannot write the data folder.'],
    ['It ended ("/usr/lib/libfoo.so" is missing).', 'It ended ("libfoo.so" is missing).'],
    ['at file:///work/main/a.ts:3', 'at a.ts:3'],
    ['open C:\\Users\\Ann Lee\\x.dcm failed', 'open x.dcm failed'],
    ['open \\\\server\\share\\x.dcm failed', 'open x.dcm failed'],
    [
      '12 ms against 3 ms; malignant / benign; --device cpu',
      '12 ms against 3 ms; malignant / benign; --device cpu',
    ],
    ['kVp/mAs of 1/2', 'kVp/mAs of 1/2'],
  ])('%j becomes %j', (said, shown) => {
    expect(text(said)).toBe(shown);
  });

  it('is kind and message, without the file', () => {
    expect(problem({ kind: 'corrupt', message: 'Damaged: /a/b.', file: '/a/b' })).toEqual({
      kind: 'corrupt',
      message: 'Damaged: b.',
    });
  });
});
