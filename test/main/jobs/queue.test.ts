import { describe, expect, it } from 'vitest';
import { fail, ok, type Result } from '../../../contract/problem.ts';
import { JobQueue, type JobProgress, type RunnerContext } from '../../../main/jobs/queue.ts';

/** A runner whose jobs end when the test says so. */
function manual() {
  const started: string[] = [];
  const running = new Map<
    string,
    { end: (result: Result<string>) => void; context: RunnerContext<string> }
  >();
  const queue = new JobQueue<string, string, string>((request, context) => {
    started.push(request);
    return new Promise((resolve) => running.set(request, { end: resolve, context }));
  });
  const add = (key: string, priority = 0, onProgress?: (progress: JobProgress<string>) => void) =>
    queue.add({ key, priority, request: key }, onProgress);
  const end = async (key: string, result: Result<string> = ok(key)) => {
    running.get(key)!.end(result);
    await settle();
  };
  return { queue, started, running, add, end };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('JobQueue', () => {
  it('runs one at a time: highest priority first, then in order of arrival', async () => {
    const { started, add, end } = manual();
    add('a');
    await settle();
    add('b', 1);
    add('c', 2);
    add('d', 2);
    add('e');
    for (const key of ['a', 'c', 'd', 'b', 'e']) {
      await settle();
      expect(started.at(-1)).toBe(key);
      await end(key);
    }
    expect(started).toEqual(['a', 'c', 'd', 'b', 'e']);
  });

  it('runs as many at a time as it may', async () => {
    const started: string[] = [];
    const queue = new JobQueue<string, string, string>((request) => {
      started.push(request);
      return new Promise(() => {});
    }, 2);
    for (const key of ['a', 'b', 'c']) queue.add({ key, priority: 0, request: key });
    await settle();
    expect(started).toEqual(['a', 'b']);
    expect(queue.counts()).toEqual({ queued: 1, running: 2 });
  });

  it('starts the next job when one needs its slot no more, and counts it once', async () => {
    const { started, running, add, end, queue } = manual();
    const first = add('a');
    for (const key of ['b', 'c']) add(key);
    await settle();
    running.get('a')!.context.freeSlot();
    await settle();
    expect(started).toEqual(['a', 'b']);
    expect(queue.counts()).toEqual({ queued: 1, running: 2 });
    await end('a');
    expect(await first.done).toEqual(ok('a'));
    expect(started).toEqual(['a', 'b']);
    running.get('a')!.context.freeSlot();
    await end('b');
    expect(started).toEqual(['a', 'b', 'c']);
    await end('c');
    await queue.drained();
  });

  it('runs a key once for all who asked, and the higher priority wins', async () => {
    const { started, add, end } = manual();
    add('first');
    await settle();
    add('other', 1);
    const low = add('same', 0);
    const high = add('same', 5);
    expect(high.id).toBe(low.id);
    await end('first');
    expect(started).toEqual(['first', 'same']);
    await end('same', ok('result'));
    expect(await low.done).toEqual(ok('result'));
    expect(await high.done).toEqual(ok('result'));
    expect(started).toEqual(['first', 'same', 'other']);
  });

  it('joins a running job and tells where it is; a finished key runs again', async () => {
    const { started, running, add, end } = manual();
    add('a');
    await settle();
    running.get('a')!.context.onStep('decode');
    const seen: JobProgress<string>[] = [];
    add('a', 0, (progress) => seen.push(progress));
    running.get('a')!.context.onStep('network');
    await end('a');
    expect(seen).toEqual([
      { state: 'running', step: 'decode' },
      { state: 'running', step: 'network' },
      { state: 'done', step: 'network' },
    ]);
    add('a');
    await settle();
    expect(started).toEqual(['a', 'a']);
  });

  it('cancels a waiting job at once, without running it', async () => {
    const { started, add, end } = manual();
    add('a');
    const waiting = add('b');
    waiting.cancel();
    expect(await waiting.done).toMatchObject({ ok: false, problem: { kind: 'cancelled' } });
    await settle();
    await end('a');
    expect(started).toEqual(['a']);
  });

  it('cancels a running job through its signal, and the ticket ends when the work has', async () => {
    const { running, add, end, queue } = manual();
    const ticket = add('a');
    await settle();
    ticket.cancel();
    expect(running.get('a')!.context.signal.aborted).toBe(true);
    let ended = false;
    void ticket.done.then(() => (ended = true));
    await settle();
    expect(ended).toBe(false);
    expect(queue.counts().running).toBe(1);
    await end('a', fail('cancelled', 'Cancelled.'));
    expect(await ticket.done).toMatchObject({ ok: false, problem: { kind: 'cancelled' } });
  });

  it('keeps a shared job while one holder is left', async () => {
    const { running, add, end } = manual();
    const one = add('a');
    const two = add('a');
    await settle();
    one.cancel();
    one.cancel();
    expect(await one.done).toMatchObject({ problem: { kind: 'cancelled' } });
    expect(running.get('a')!.context.signal.aborted).toBe(false);
    await end('a');
    expect(await two.done).toEqual(ok('a'));
  });

  it('does not join a job that is being cancelled', async () => {
    const { started, add, end } = manual();
    const first = add('a');
    await settle();
    first.cancel();
    const second = add('a');
    expect(second.id).not.toBe(first.id);
    await end('a', fail('cancelled', 'Cancelled.'));
    expect(started).toEqual(['a', 'a']);
    await end('a');
    expect(await second.done).toEqual(ok('a'));
  });

  it('goes on after a failed job and after a runner that throws', async () => {
    const queue = new JobQueue<string, string, string>(async (request) => {
      if (request === 'throws') throw new Error('bug');
      return request === 'fails' ? fail('compute-failed', 'no') : ok(request);
    });
    const tickets = ['fails', 'throws', 'works'].map((request) =>
      queue.add({ key: request, priority: 0, request }),
    );
    expect(await tickets[0].done).toMatchObject({ problem: { kind: 'compute-failed' } });
    await expect(tickets[1].done).rejects.toThrow('bug');
    expect(await tickets[2].done).toEqual(ok('works'));
  });

  it('reports the states in order', async () => {
    const { running, add, end } = manual();
    const states: string[] = [];
    add('a', 0, ({ state, step }) => states.push(`${state} ${step}`));
    await settle();
    running.get('a')!.context.onStep('read');
    await end('a', fail('corrupt', 'bad'));
    expect(states).toEqual(['queued null', 'running null', 'running read', 'failed read']);
  });

  it('cancelAll and drained', async () => {
    const { running, add, end, queue } = manual();
    await queue.drained();
    const tickets = [add('a'), add('b')];
    await settle();
    let drained = false;
    const waiting = queue.drained().then(() => (drained = true));
    queue.cancelAll();
    await settle();
    expect(running.get('a')!.context.signal.aborted).toBe(true);
    expect(drained).toBe(false);
    await end('a', fail('cancelled', 'Cancelled.'));
    await waiting;
    for (const ticket of tickets) {
      expect(await ticket.done).toMatchObject({ problem: { kind: 'cancelled' } });
    }
  });

  describe('jobs that can be held', () => {
    /** `manual`, whose job `training` stands still when the test says so. */
    async function withTraining(onProgress?: (progress: JobProgress<string>) => void) {
      const parts = manual();
      const told: string[] = [];
      let stand: () => void = () => undefined;
      const ticket = parts.add('training', -Infinity, onProgress);
      await settle();
      parts.running.get('training')!.context.canBeHeld({
        hold: () => {
          told.push('hold');
          return new Promise((resolve) => (stand = resolve));
        },
        goOn: () => told.push('go on'),
      });
      const standsStill = async () => {
        stand();
        await settle();
      };
      return { ...parts, told, ticket, standsStill };
    }

    it('are held while others run and wait, and go on after them', async () => {
      const states: string[] = [];
      const { started, told, add, end, standsStill, queue } = await withTraining(({ state }) =>
        states.push(state),
      );
      add('a');
      add('b', 1);
      await settle();
      expect(told).toEqual(['hold']);
      // It is in the middle of a step.
      expect(started).toEqual(['training']);
      await standsStill();
      expect(started).toEqual(['training', 'b']);
      expect(queue.counts()).toEqual({ queued: 2, running: 1 });
      await end('b');
      expect(started).toEqual(['training', 'b', 'a']);
      expect(told).toEqual(['hold']);
      await end('a');
      expect(told).toEqual(['hold', 'go on']);
      expect(states).toEqual(['queued', 'running', 'held', 'running']);
      add('c');
      await settle();
      expect(told).toEqual(['hold', 'go on', 'hold']);
      await standsStill();
      await end('c');
      await end('training');
      await queue.drained();
      expect(states.slice(4)).toEqual(['held', 'running', 'done']);
    });

    it('are held by what was asked for before they could be', async () => {
      const { add, running } = manual();
      const told: string[] = [];
      add('training', -Infinity);
      await settle();
      add('a');
      await settle();
      running.get('training')!.context.canBeHeld({
        hold: async () => void told.push('hold'),
        goOn: () => undefined,
      });
      await settle();
      expect(told).toEqual(['hold']);
      expect([...running.keys()]).toEqual(['training', 'a']);
    });

    it('go on before others of their priority, which do not interrupt them', async () => {
      const { started, told, add, end, standsStill } = await withTraining();
      add('other training', -Infinity);
      await settle();
      expect(told).toEqual([]);
      add('a');
      await settle();
      await standsStill();
      await end('a');
      expect(told).toEqual(['hold', 'go on']);
      expect(started).toEqual(['training', 'a']);
      await end('training');
      expect(started).toEqual(['training', 'a', 'other training']);
    });

    it('go on where nobody waits any more when they stand still', async () => {
      const { started, told, add, standsStill } = await withTraining();
      const waiting = add('a');
      await settle();
      waiting.cancel();
      await standsStill();
      expect(told).toEqual(['hold', 'go on']);
      expect(started).toEqual(['training']);
    });

    it('may end before they stand still', async () => {
      const { started, told, add, end, standsStill, ticket, queue } = await withTraining();
      add('a');
      add('b');
      await settle();
      await end('training');
      await standsStill();
      expect(await ticket.done).toEqual(ok('training'));
      expect(started).toEqual(['training', 'a']);
      expect(told).toEqual(['hold']);
      expect(queue.counts()).toEqual({ queued: 1, running: 1 });
    });

    it('do not stand still for nobody: one that gave up its slot goes on', async () => {
      const { started, running, told, add, standsStill } = await withTraining();
      add('a');
      await settle();
      running.get('training')!.context.freeSlot();
      await settle();
      expect(started).toEqual(['training', 'a']);
      await standsStill();
      expect(told).toEqual(['hold', 'go on']);
    });

    it('are cancelled while they are held; the same key waits until they have ended', async () => {
      const { started, running, told, add, end, standsStill, ticket, queue } = await withTraining();
      add('a');
      await settle();
      await standsStill();
      ticket.cancel();
      expect(running.get('training')!.context.signal.aborted).toBe(true);
      const endFirst = running.get('training')!.end;
      const again = add('training', -Infinity);
      expect(again.id).not.toBe(ticket.id);
      await end('a');
      expect(started).toEqual(['training', 'a']);
      endFirst(fail('cancelled', 'Stopped.'));
      await settle();
      expect(await ticket.done).toMatchObject({ problem: { kind: 'cancelled' } });
      expect(started).toEqual(['training', 'a', 'training']);
      expect(told).toEqual(['hold']);
      await end('training');
      await queue.drained();
    });
  });

  it('tells what a request would join', async () => {
    const { add, queue, end } = manual();
    expect(queue.wanted('a')).toBe(null);
    const ticket = add('a');
    expect(queue.wanted('a')).toBe('a');
    await settle();
    ticket.cancel();
    expect(queue.wanted('a')).toBe(null);
    await end('a');
  });
});
