import { describe, expect, it } from 'vitest';
import { fail, ok, type Result } from '../../../contract/problem.ts';
import { createKeeper, type MarkToKeep } from '../../../renderer/measure/keeper.ts';

const mark = (annotationId: string, x: number): MarkToKeep => ({
  examId: 'exam',
  annotationId,
  annotation: {
    annotationId,
    imageId: 'image',
    frame: 0,
    shape: { type: 'text', at: { x, y: 0 }, text: 'a' },
  },
});

/** A program that answers when the test says so. */
function program() {
  const sent: MarkToKeep[] = [];
  const answers: ((result: Result<null>) => void)[] = [];
  const pending: string[][] = [];
  const failures: string[] = [];
  const later: { milliseconds: number; task: () => void }[] = [];
  const keeper = createKeeper({
    send: (sending) => {
      sent.push(sending);
      return new Promise((resolve) => answers.push(resolve));
    },
    onPending: (ids) => pending.push([...ids]),
    onFailure: (problem) => failures.push(problem.message),
    after: (milliseconds, task) => later.push({ milliseconds, task }),
  });
  const answer = async (result: Result<null>) => {
    answers.shift()?.(result);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { keeper, sent, pending, failures, later, answer };
}

const full = fail('disk-full', 'The disk is full.');

describe('keeping marks', () => {
  it('sends at once, one at a time and in order', async () => {
    const { keeper, sent, pending, answer } = program();
    keeper.keep(mark('a', 1));
    keeper.keep(mark('b', 1));
    expect(sent).toEqual([mark('a', 1)]);
    await answer(ok(null));
    expect(sent).toEqual([mark('a', 1), mark('b', 1)]);
    await answer(ok(null));
    expect(pending.at(-1)).toEqual([]);
  });

  it('sends the latest state of a mark that changed on the way', async () => {
    const { keeper, sent, pending, answer } = program();
    keeper.keep(mark('a', 1));
    keeper.keep(mark('a', 2));
    keeper.keep(mark('a', 3));
    await answer(ok(null));
    expect(sent).toEqual([mark('a', 1), mark('a', 3)]);
    expect(pending.at(-1)).toEqual(['a']);
    await answer(ok(null));
    expect(sent.length).toBe(2);
    expect(pending.at(-1)).toEqual([]);
  });

  it('tells of a failure once, tries again ever more seldom, and loses nothing', async () => {
    const { keeper, sent, pending, failures, later, answer } = program();
    keeper.keep(mark('a', 1));
    await answer(full);
    expect(failures).toEqual(['The disk is full.']);
    expect(pending.at(-1)).toEqual(['a']);
    later[0].task();
    await answer(full);
    expect(later.map(({ milliseconds }) => milliseconds)).toEqual([2000, 4000]);
    expect(failures.length).toBe(1);
    later[1].task();
    await answer(ok(null));
    expect(sent).toEqual([mark('a', 1), mark('a', 1), mark('a', 1)]);
    expect(pending.at(-1)).toEqual([]);
  });

  it('tells again where it had worked in between', async () => {
    const { keeper, failures, later, answer } = program();
    keeper.keep(mark('a', 1));
    await answer(full);
    later[0].task();
    await answer(ok(null));
    keeper.keep(mark('b', 1));
    await answer(full);
    expect(failures.length).toBe(2);
    expect(later.at(-1)?.milliseconds).toBe(2000);
  });

  it('tries what failed with the next change, too', async () => {
    const { keeper, sent, later, answer } = program();
    keeper.keep(mark('a', 1));
    await answer(full);
    keeper.keep(mark('b', 1));
    await answer(ok(null));
    await answer(ok(null));
    expect(sent).toEqual([mark('a', 1), mark('a', 1), mark('b', 1)]);
    // The timer that was set finds nothing left to do.
    later[0].task();
    expect(sent.length).toBe(3);
  });

  it('passes over a mark that is refused, so that the others are kept', async () => {
    const { keeper, sent, pending, failures, answer } = program();
    const gone = fail('not-found', 'This exam is no longer in the list.');
    keeper.keep(mark('a', 1));
    keeper.keep(mark('b', 1));
    await answer(gone);
    await answer(ok(null));
    expect(sent).toEqual([mark('a', 1), mark('b', 1)]);
    expect(pending.at(-1)).toEqual(['a']);
    keeper.tryNow();
    await answer(gone);
    expect(failures).toEqual(['This exam is no longer in the list.']);
    keeper.tryNow();
    await answer(ok(null));
    expect(pending.at(-1)).toEqual([]);
  });
});
