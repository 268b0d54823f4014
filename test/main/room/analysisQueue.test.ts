import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { fail, ok } from '../../../contract/problem.ts';
import type { Result } from '../../../contract/problem.ts';
import type { AnalysedImage } from '../../../main/compute/engine.ts';
import { statedFields } from '../../../main/library/imageStatement.ts';
import { AnalysisQueue } from '../../../main/room/analysisQueue.ts';
import type { StoredImage } from '../../../main/store/exams.ts';
import { listedRecord } from '../store/examRecords.ts';

function images(examId: string, count: number): StoredImage[] {
  return Array.from({ length: count }, (_, at) => ({
    ...listedRecord(),
    fields: statedFields(listedRecord().fields, null),
    imageId: `${examId}${at + 1}`,
    examId,
    patientId: '',
  }));
}

/** A queue whose images end when the test says so. */
function setUp() {
  const running = new Map<string, PromiseWithResolvers<Result<AnalysedImage>>>();
  const log: string[] = [];
  const queue = new AnalysisQueue({
    start: ({ image }, urgent, onStep) => {
      const done = Promise.withResolvers<Result<AnalysedImage>>();
      running.set(image.imageId, done);
      log.push(`start ${image.imageId}${urgent ? ' urgent' : ''}`);
      onStep('Working');
      return Promise.resolve(
        ok({ done: done.promise, cancel: () => done.resolve(fail('cancelled', 'Cancelled.')) }),
      );
    },
    onChange: ({ image, state }) => void log.push(`${state} ${image.imageId}`),
    onEnd: ({ image }, result) =>
      void log.push(`${result.ok ? 'done' : result.problem.kind} ${image.imageId}`),
    onWithdrawn: (withdrawn) =>
      void log.push(`withdrawn ${withdrawn.map(({ imageId }) => imageId).join(' ')}`),
  });
  const end = async (imageId: string) => {
    running.get(imageId)!.resolve(ok({} as AnalysedImage));
    await nextTurn();
  };
  const taken = () => log.splice(0);
  return { queue, end, taken };
}

const starts = (log: readonly string[]) => log.filter((line) => line.startsWith('start'));

describe('the queue of the worklist', () => {
  it('hands over two at a time, in order, and counts what waits and runs', async () => {
    const { queue, end, taken } = setUp();
    queue.add(images('a', 3), { urgent: false, force: false });
    expect(taken()).toEqual([
      'queued a1',
      'queued a2',
      'queued a3',
      'start a1',
      'running a1',
      'start a2',
      'running a2',
    ]);
    expect(queue.live('a')).toEqual({ queued: 1, running: 2 });
    await end('a1');
    expect(taken()).toEqual(['done a1', 'start a3', 'running a3']);
    await end('a2');
    await end('a3');
    expect(queue.live('a')).toBe(null);
    expect(queue.get('a1')).toBe(null);
  });

  it('lets an exam that is looked at pass, and goes on afterwards', async () => {
    const { queue, end, taken } = setUp();
    queue.add(images('a', 4), { urgent: false, force: false });
    queue.add(images('b', 3), { urgent: true, force: false });
    expect(starts(taken())).toEqual(['start a1', 'start a2', 'start b1 urgent', 'start b2 urgent']);
    await end('a1');
    await end('a2');
    expect(starts(taken())).toEqual([]);
    await end('b1');
    await end('b2');
    expect(starts(taken())).toEqual(['start b3 urgent']);
    await end('b3');
    expect(starts(taken())).toEqual(['start a3', 'start a4']);
  });

  it('moves up what waits already, and asks for nothing twice', async () => {
    const { queue, end, taken } = setUp();
    queue.add([...images('a', 2), ...images('b', 1), ...images('c', 1)], { urgent: false, force: false });
    queue.add(images('c', 1), { urgent: true, force: false });
    expect(starts(taken())).toEqual(['start a1', 'start a2', 'start c1 urgent']);
    for (const id of ['c1', 'a1', 'a2', 'b1']) await end(id);
    expect(starts(taken())).toEqual(['start b1']);
  });

  it('cancels an exam: what runs ends as cancelled, what waits is withdrawn', async () => {
    const { queue, end, taken } = setUp();
    queue.add([...images('a', 4), ...images('b', 1)], { urgent: false, force: false });
    taken();
    queue.cancel('a');
    expect(taken()).toEqual(['withdrawn a3 a4']);
    await nextTurn();
    expect(taken()).toEqual(['cancelled a1', 'cancelled a2', 'start b1', 'running b1']);
    expect(queue.live('a')).toBe(null);
    await end('b1');
  });

  it('takes an image again that is still being cancelled', async () => {
    const { queue, end, taken } = setUp();
    queue.add(images('a', 1), { urgent: true, force: false });
    queue.cancel('a');
    queue.add(images('a', 1), { urgent: true, force: false });
    await nextTurn();
    expect(taken().slice(2)).toEqual([
      'running a1',
      'queued a1',
      'start a1 urgent',
      'running a1',
      'cancelled a1',
    ]);
    expect(queue.live('a')).toEqual({ queued: 0, running: 1 });
    await end('a1');
    expect(taken()).toEqual(['done a1']);
    expect(queue.live('a')).toBe(null);
  });

  it('cancels everything, and settles', async () => {
    const { queue, taken } = setUp();
    queue.add([...images('a', 3), ...images('b', 3)], { urgent: true, force: true });
    queue.cancel(null);
    await queue.settled();
    expect(queue.live('a')).toBe(null);
    expect(queue.live('b')).toBe(null);
    expect(starts(taken())).toEqual(['start a1 urgent', 'start a2 urgent']);
  });
});
