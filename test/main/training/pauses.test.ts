import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Pauses } from '../../../main/training/pauses.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

describe('Pauses', () => {
  it('lets other work in, and goes on', async () => {
    const pauses = new Pauses(new AbortController().signal);
    let letIn = false;
    setImmediate(() => (letIn = true));
    expect(await pauses.next()).toBe(true);
    expect(letIn).toBe(true);
  });

  it('holds at the next pause, and counts no time meanwhile', async () => {
    const pauses = new Pauses(new AbortController().signal);
    const startMs = pauses.now();
    vi.advanceTimersByTime(1000);
    const told: string[] = [];
    pauses.hold(() => told.push('held'));
    expect(told).toEqual([]);
    const goesOn = pauses.next().then((goesOn) => told.push(`goes on: ${goesOn}`));
    await delay(5);
    expect(told).toEqual(['held']);
    vi.advanceTimersByTime(3_600_000);
    pauses.goOn();
    await goesOn;
    expect(told).toEqual(['held', 'goes on: true']);
    vi.advanceTimersByTime(500);
    expect(pauses.now() - startMs).toBe(1500);
  });

  it('may be held again before it went on', async () => {
    const pauses = new Pauses(new AbortController().signal);
    const told: string[] = [];
    pauses.hold(() => told.push('first'));
    const goesOn = pauses.next();
    await delay(5);
    pauses.goOn();
    pauses.hold(() => told.push('second'));
    await delay(5);
    expect(told).toEqual(['first', 'second']);
    pauses.goOn();
    expect(await goesOn).toBe(true);
  });

  it('does not wait where it was let go before the pause', async () => {
    const pauses = new Pauses(new AbortController().signal);
    const onHeld = vi.fn();
    pauses.hold(onHeld);
    pauses.goOn();
    expect(await pauses.next()).toBe(true);
    expect(onHeld).not.toHaveBeenCalled();
  });

  it('stops after the signal, also while it is held', async () => {
    const controller = new AbortController();
    const pauses = new Pauses(controller.signal);
    const { promise, resolve } = Promise.withResolvers<void>();
    pauses.hold(resolve);
    const goesOn = pauses.next();
    await promise;
    controller.abort();
    expect(await goesOn).toBe(false);
    expect(await pauses.next()).toBe(false);
  });
});
