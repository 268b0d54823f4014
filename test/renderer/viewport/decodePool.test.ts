import { describe, expect, it } from 'vitest';
import { type Result, fail, ok } from '../../../contract/problem.ts';
import { DecodePool, type DecodingWorker, type Urgency } from '../../../renderer/viewport/decodePool.ts';
import type { DecodeRequest } from '../../../renderer/viewport/decodeWorker.ts';
import type { DecodedFrame } from '../../../renderer/viewport/decodedFrame.ts';
import { imageHeader } from '../../fixtures/imageHeader.ts';

class FakeWorker implements DecodingWorker {
  onmessage: DecodingWorker['onmessage'] = null;
  onerror: DecodingWorker['onerror'] = null;
  busyWith: number | null = null;
  terminated = false;

  postMessage(request: DecodeRequest): void {
    this.busyWith = request.encoded[0];
  }

  terminate(): void {
    this.terminated = true;
  }

  answer(decoded: Result<DecodedFrame>): void {
    this.busyWith = null;
    this.onmessage?.({ data: decoded } as MessageEvent<Result<DecodedFrame>>);
  }

  crash(): void {
    this.onerror?.({ preventDefault: () => undefined } as ErrorEvent);
  }
}

const decoded = ok({} as DecodedFrame);

function poolOf(size: number) {
  const workers: FakeWorker[] = [];
  const pool = new DecodePool(size, () => {
    workers.push(new FakeWorker());
    return workers.at(-1) as FakeWorker;
  });
  const decode = (name: number, urgency: Urgency = 'now', signal = new AbortController().signal) =>
    pool.decode({
      request: () => ok({ header: imageHeader(), encoded: Uint8Array.of(name), planar: false }),
      urgency: () => urgency,
      signal,
    });
  return { pool, workers, decode };
}

describe('decode pool', () => {
  it('starts workers up to its size and uses them again', async () => {
    const { workers, decode } = poolOf(2);
    const all = [decode(1), decode(2), decode(3)];
    expect(workers.map(({ busyWith }) => busyWith)).toEqual([1, 2]);
    workers[1].answer(decoded);
    expect(await all[1]).toBe(decoded);
    expect(workers.map(({ busyWith }) => busyWith)).toEqual([1, 3]);
  });

  it('takes the latest that is waited for, then the first that is ahead', () => {
    const { workers, decode } = poolOf(1);
    for (const [name, urgency] of [
      [1, 'now'],
      [2, 'ahead'],
      [3, 'ahead'],
      [4, 'now'],
      [5, 'now'],
    ] as const) {
      void decode(name, urgency);
    }
    const order = [];
    for (let taken = 0; taken < 5; taken++) {
      order.push(workers[0].busyWith);
      workers[0].answer(decoded);
    }
    expect(order).toEqual([1, 5, 4, 2, 3]);
  });

  it('leaves out what was given up', async () => {
    const { workers, decode } = poolOf(1);
    void decode(1);
    const abort = new AbortController();
    const given = decode(2, 'now', abort.signal);
    const last = decode(3);
    abort.abort();
    expect(await given).toMatchObject({ ok: false, problem: { kind: 'cancelled' } });
    workers[0].answer(decoded);
    workers[0].answer(decoded);
    expect(await last).toBe(decoded);
  });

  it('lets go of the signal of what it has begun, and with it of the file', async () => {
    const { workers, decode } = poolOf(1);
    const { signal } = new AbortController();
    const listening = new Set<unknown>();
    signal.addEventListener = (_type: string, listener: unknown) => void listening.add(listener);
    signal.removeEventListener = (_type: string, listener: unknown) => void listening.delete(listener);
    const [first, second] = [decode(1, 'now', signal), decode(2, 'now', signal)];
    expect(listening.size).toBe(1);
    workers[0].answer(decoded);
    workers[0].answer(decoded);
    await Promise.all([first, second]);
    expect(listening.size).toBe(0);
  });

  it('replaces a worker that crashed, which costs one image', async () => {
    const { workers, decode } = poolOf(1);
    const [broken, next] = [decode(1), decode(2)];
    workers[0].crash();
    expect(await broken).toMatchObject({ ok: false, problem: { kind: 'compute-failed' } });
    expect([workers[0].terminated, workers[1].busyWith]).toEqual([true, 2]);
    workers[1].answer(decoded);
    expect(await next).toBe(decoded);
  });

  it('hands on the problem of a request that cannot be made', async () => {
    const { pool } = poolOf(1);
    const problem = fail('truncated', 'Cut.');
    const { signal } = new AbortController();
    expect(await pool.decode({ request: () => problem, urgency: () => 'now', signal })).toBe(problem);
  });
});
