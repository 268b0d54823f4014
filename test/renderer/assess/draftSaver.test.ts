import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fail, ok, type ProblemKind, type Result } from '../../../contract/problem.ts';
import type { Assessment, Reading } from '../../../contract/reading.ts';
import { createDraftSaver, type SaveState } from '../../../renderer/assess/draftSaver.ts';

const draft = (comment: string): Assessment => ({ density: null, breasts: [], comment });
const reading = (assessment: Assessment): Reading => ({
  assessment,
  locked: false,
  completed: false,
  mode: 'aided',
  aiSeenBefore: false,
  events: [],
});

const begun = draft('');

interface Save {
  readonly comment: string;
  /** Of what it was begun from. */
  readonly before: string;
  readonly answer: (kind?: ProblemKind) => Promise<void>;
}

/** A program that answers each save when the test says so. */
function setup() {
  const saves: Save[] = [];
  const states: SaveState[] = [];
  const saver = createDraftSaver(
    (_examId, assessment, before) =>
      new Promise<Result<Reading>>((resolve) => {
        saves.push({
          comment: assessment.comment,
          before: before.comment,
          answer: async (kind) => {
            resolve(kind ? fail(kind, 'Not kept.') : ok(reading(assessment)));
            await vi.advanceTimersByTimeAsync(0);
          },
        });
      }),
    (_examId, state) => states.push(state),
  );
  return { saver, saves, states, comments: () => saves.map(({ comment }) => comment) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('one save after the last of several changes', async () => {
  const { saver, saves, states, comments } = setup();
  for (const text of ['m', 'ma', 'mass']) {
    saver.change('e', draft(text), begun, 300);
    await vi.advanceTimersByTimeAsync(200);
  }
  expect(saves).toEqual([]);
  await vi.advanceTimersByTimeAsync(100);
  expect(comments()).toEqual(['mass']);
  await saves[0].answer();
  expect(states.at(-1)).toEqual({ state: 'kept', reading: reading(draft('mass')) });
});

test('what changes while a save is under way is saved after it, never beside it', async () => {
  const { saver, saves, states, comments } = setup();
  saver.change('e', draft('a'), begun, 300);
  await vi.advanceTimersByTimeAsync(300);
  saver.change('e', draft('b'), begun, 300);
  saver.change('e', draft('c'), begun, 300);
  await vi.advanceTimersByTimeAsync(1000);
  expect(comments()).toEqual(['a']);
  await saves[0].answer();
  expect(comments()).toEqual(['a', 'c']);
  expect(states.some(({ state }) => state === 'kept')).toBe(false);
  await saves[1].answer();
  expect(states.at(-1)?.state).toBe('kept');
});

test('a flush saves at once and tells whether it is kept', async () => {
  const { saver, saves } = setup();
  expect(await saver.flush('e')).toBe(true);
  saver.change('e', draft('a'), begun, 300);
  const flushed = saver.flush('e');
  await saves[0].answer();
  expect(await flushed).toBe(true);
  await vi.advanceTimersByTimeAsync(1000);
  expect(saves).toHaveLength(1);
});

test('a save that fails is tried again, ever less often, until it is kept', async () => {
  const { saver, saves, states } = setup();
  saver.change('e', draft('a'), begun, 300);
  await vi.advanceTimersByTimeAsync(300);
  await saves[0].answer('disk-full');
  expect(states.at(-1)).toMatchObject({ state: 'failed', problem: { kind: 'disk-full' } });
  await vi.advanceTimersByTimeAsync(2000);
  await saves[1].answer('disk-full');
  await vi.advanceTimersByTimeAsync(3999);
  expect(saves).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1);
  await saves[2].answer();
  expect(states.at(-1)?.state).toBe('kept');
});

test('after a failure the next change is saved, with all that was written before', async () => {
  const { saver, saves, comments } = setup();
  saver.change('e', draft('a'), begun, 300);
  const flushed = saver.flush('e');
  await saves[0].answer('unwritable');
  expect(await flushed).toBe(false);
  saver.change('e', draft('ab'), begun, 300);
  await vi.advanceTimersByTimeAsync(300);
  expect(comments()).toEqual(['a', 'ab']);
  await saves[1].answer();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(saves).toHaveLength(2);
});

test('an exam that has left the library is not tried for ever', async () => {
  const { saver, saves, states } = setup();
  saver.change('e', draft('a'), begun, 300);
  await vi.advanceTimersByTimeAsync(300);
  await saves[0].answer('not-found');
  await vi.advanceTimersByTimeAsync(120_000);
  expect(saves).toHaveLength(1);
  expect(states.at(-1)?.state).toBe('failed');
});

test('exams are saved independently; flushing all saves each', async () => {
  const { saver, comments } = setup();
  saver.change('e', draft('a'), begun, 300);
  saver.change('f', draft('b'), begun, 300);
  void saver.flushAll();
  expect(comments()).toEqual(['a', 'b']);
});

test('typing without a pause is saved now and then', async () => {
  const { saver, comments } = setup();
  for (let at = 1; at <= 20; at++) {
    saver.change('e', draft('x'.repeat(at)), begun, 300);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(comments()).toEqual(['x'.repeat(15)]);
});

test('a page that goes away sends what is newer than the save under way, and nothing twice', async () => {
  const { saver, comments } = setup();
  saver.change('e', draft('a'), begun, 300);
  await vi.advanceTimersByTimeAsync(300);
  saver.sendAll();
  expect(comments()).toEqual(['a']);
  saver.change('e', draft('ab'), begun, 300);
  saver.sendAll();
  expect(comments()).toEqual(['a', 'ab']);
});

test('each save tells what its draft was begun from: what was kept last on the way to it', async () => {
  const { saver, saves } = setup();
  saver.change('e', draft('ab'), draft('a'), 300);
  await vi.advanceTimersByTimeAsync(300);
  await saves[0].answer('disk-full');
  // The program has been asked meanwhile, and had something else.
  saver.change('e', draft('abc'), draft('x'), 300);
  await vi.advanceTimersByTimeAsync(300);
  saver.change('e', draft('abcd'), draft('x'), 300);
  await saves[1].answer();
  await saves[2].answer();
  saver.change('e', draft('b'), draft('abcd'), 300);
  await vi.advanceTimersByTimeAsync(300);
  expect(saves.map(({ before }) => before)).toEqual(['a', 'a', 'abc', 'abcd']);
});
